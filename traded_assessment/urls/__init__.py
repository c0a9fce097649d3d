"""Routes under /training/, one file for each group of people who use them."""

from traded_assessment.urls import booking, catalogue, delivery, finance, office

app_name = "traded_assessment"

urlpatterns = [
    *catalogue.urlpatterns,
    *booking.urlpatterns,
    *delivery.urlpatterns,
    *office.urlpatterns,
    *finance.urlpatterns,
]
