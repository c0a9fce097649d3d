"""Routes under /training/, one file for each group of people who use them."""

from traded_assessment.urls import booking, catalogue, finance, office

app_name = "traded_assessment"

urlpatterns = [
    *catalogue.urlpatterns,
    *booking.urlpatterns,
    *office.urlpatterns,
    *finance.urlpatterns,
]
