from django.urls import path

from traded_assessment.views import billing

urlpatterns = [
    path("finance/invoices/billing-terms/", billing.billing_terms, name="billing_terms"),
    path("finance/invoices/billing-terms/csv/", billing.billing_terms_csv, name="billing_terms_csv"),
    path("finance/invoices/billing-terms/<int:urn>/", billing.school_billing, name="school_billing"),
]
