"""What happens to an invoice after it is issued."""

from django.urls import path

from traded_assessment.views import (
    aged_debt,
    credit_notes,
    credits_by_hand,
    disputes,
    payment_reminders,
    refunds,
    statements,
    write_offs,
)

urlpatterns = [
    path("school-credit-notes/", credit_notes.school_credit_notes, name="school_credit_notes"),
    path("school-statement/", statements.school_statement, name="school_statement"),
    path("finance/statements/<int:pk>/", statements.statement_of_payer, name="statement"),
    path("credit-notes/<str:number>/", credit_notes.credit_note, name="credit_note"),
    path("school-invoices/<str:number>/dispute/", disputes.dispute_invoice, name="dispute_invoice"),
    path("finance/credit-notes/", credit_notes.credit_notes, name="credit_notes"),
    path("finance/invoices/<str:number>/credit/", credits_by_hand.credit, name="credit_invoice"),
    path("finance/invoices/<str:number>/refund/", refunds.refund_invoice, name="refund_invoice"),
    path("finance/invoices/<str:number>/use-credit/", refunds.use_credit_of, name="use_credit"),
    path("finance/invoices/<str:number>/write-off/", write_offs.write_off_invoice, name="write_off_invoice"),
    path("finance/disputes/", disputes.disputes, name="disputes"),
    path("finance/disputes/<int:pk>/", disputes.answer_dispute, name="answer_dispute"),
    path("finance/reminders/", payment_reminders.payment_reminders, name="payment_reminders"),
    path("finance/reminders/send/", payment_reminders.send_now, name="send_payment_reminders"),
    path("finance/reminders/steps/add/", payment_reminders.add_step, name="add_reminder_step"),
    path("finance/reminders/steps/<int:pk>/", payment_reminders.change_step, name="change_reminder_step"),
    path("finance/reminders/steps/<int:pk>/remove/", payment_reminders.remove_step, name="remove_reminder_step"),
    path("finance/reminders/pauses/<int:pk>/end/", payment_reminders.resume, name="resume_reminders"),
    path("finance/invoices/<str:number>/pause/", payment_reminders.pause_invoice, name="pause_invoice"),
    path("finance/statements/<int:pk>/pause/", payment_reminders.pause_payer, name="pause_payer"),
    path("finance/aged-debt/", aged_debt.aged_debt, name="aged_debt"),
    path("finance/aged-debt/invoices/", aged_debt.aged_debt_invoices, name="aged_debt_invoices"),
    path("finance/aged-debt/csv/", aged_debt.aged_debt_csv, name="aged_debt_csv"),
    path("finance/write-offs/", write_offs.write_offs, name="write_offs"),
    path("finance/write-offs/<int:pk>/", write_offs.decide_write_off, name="decide_write_off"),
    path("finance/write-offs/<int:pk>/take-back/", write_offs.take_back_write_off, name="take_back_write_off"),
]
