from django.urls import path

from traded_assessment.views import billing, exports, invoice_runs, journals

urlpatterns = [
    path("finance/invoices/billing-terms/", billing.billing_terms, name="billing_terms"),
    path("finance/invoices/billing-terms/csv/", billing.billing_terms_csv, name="billing_terms_csv"),
    path("finance/invoices/billing-terms/<int:urn>/", billing.school_billing, name="school_billing"),
    path("finance/invoices/runs/", invoice_runs.invoice_runs, name="invoice_runs"),
    path("finance/invoices/runs/check-manifest/", invoice_runs.check_run_manifest, name="check_run_manifest"),
    path("finance/invoices/runs/<int:pk>/", invoice_runs.rehearsal, name="rehearsal"),
    path("finance/invoices/runs/<int:pk>/start/", invoice_runs.start_invoice_run, name="start_invoice_run"),
    path("finance/invoices/runs/<int:pk>/retry/", invoice_runs.retry_invoice_run, name="retry_invoice_run"),
    path("finance/invoices/journals/", journals.journals, name="journals"),
    path("finance/invoices/journals/codes/", journals.journal_codes, name="journal_codes"),
    path("finance/invoices/journals/<int:pk>/", journals.journal, name="journal"),
    path("finance/invoices/journals/<int:pk>/csv/", journals.journal_csv, name="journal_csv"),
    path("finance/invoices/journals/<int:pk>/post/", journals.post_one_journal, name="post_journal"),
    path("finance/invoices/journals/<int:pk>/discard/", journals.discard_one_journal, name="discard_journal"),
    path("finance/invoices/ledger-exports/", exports.export_batches, name="export_batches"),
    path("finance/invoices/ledger-exports/<int:pk>/", exports.export_batch, name="export_batch"),
    path("finance/invoices/ledger-exports/mappings/new/", exports.new_export_mapping, name="new_mapping"),
    path("finance/invoices/ledger-exports/mappings/<int:pk>/", exports.export_mapping, name="export_mapping"),
    path("finance/invoices/ledger-exports/mappings/<int:pk>/copy/", exports.copy_export_mapping, name="copy_mapping"),
    path(
        "finance/invoices/ledger-exports/mappings/<int:pk>/files/<int:number>/",
        exports.change_export_mapping,
        name="change_mapping",
    ),
    path("finance/invoices/unbilled/<str:reference>/", invoice_runs.unbilled_order, name="unbilled_order"),
    path(
        "finance/invoices/unbilled/<str:reference>/<int:position>/",
        invoice_runs.no_bill,
        name="nothing_to_bill",
    ),
]
