"""Routes under /training/, one file for each group of people who use them."""

from traded_assessment.urls import (
    advice,
    approvals,
    bank_files,
    billing,
    booking,
    catalogue,
    changes,
    delivery,
    finance,
    money,
    naming,
    office,
    waiting,
)

app_name = "traded_assessment"

urlpatterns = [
    *catalogue.urlpatterns,
    *booking.urlpatterns,
    *changes.urlpatterns,
    *delivery.urlpatterns,
    *waiting.urlpatterns,
    *approvals.urlpatterns,
    *naming.urlpatterns,
    *advice.urlpatterns,
    *office.urlpatterns,
    *billing.urlpatterns,  # before finance, which takes any invoice number
    *finance.urlpatterns,
    *money.urlpatterns,
    *bank_files.urlpatterns,
]
