from django.urls import path

from traded_assessment.views import einvoices, finance, invoices, payments, vat

urlpatterns = [
    path("school-invoices/", invoices.school_invoices, name="school_invoices"),
    path("school-invoices/<str:number>/", invoices.school_invoice, name="school_invoice"),
    path("finance/invoices/", finance.invoices, name="invoices"),
    path("finance/invoices/csv/", finance.invoices_csv, name="invoices_csv"),
    path("finance/invoices/xlsx/", finance.invoices_xlsx, name="invoices_xlsx"),
    path("finance/invoices/zip/", finance.invoices_zip, name="invoices_zip"),
    path("finance/invoices/pay/", payments.pay_invoices, name="pay_invoices"),
    path("finance/invoices/exports/<int:pk>/", finance.invoices_export, name="invoices_export"),
    path("finance/invoices/vat-rules/", vat.vat_rules, name="vat_rules"),
    path("finance/invoices/vat-rules/add/", vat.add_vat_rule, name="add_vat_rule"),
    path("finance/invoices/vat-rules/<int:pk>/end/", vat.end_vat_rule, name="end_vat_rule"),
    path("finance/invoices/supplier/", vat.supplier, name="supplier"),
    path("finance/credit-notes/<str:number>/e-invoice/", einvoices.make_e_credit_note, name="make_e_credit_note"),
    path("finance/invoices/<str:number>/e-invoice/", einvoices.make_e_invoice, name="make_e_invoice"),
    path("finance/invoices/<str:number>/", finance.invoice, name="invoice"),
    path("finance/invoices/<str:number>/pay/", payments.pay_invoice, name="pay_invoice"),
]
