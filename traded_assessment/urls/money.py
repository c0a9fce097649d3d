"""What happens to an invoice after it is issued."""

from django.urls import path

from traded_assessment.views import credit_notes

urlpatterns = [
    path("school-credit-notes/", credit_notes.school_credit_notes, name="school_credit_notes"),
    path("credit-notes/<str:number>/", credit_notes.credit_note, name="credit_note"),
    path("finance/credit-notes/", credit_notes.credit_notes, name="credit_notes"),
]
