"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import directory, offers, results

app_name = "partnerships"

urlpatterns = [
    *offers.urlpatterns,
    *directory.urlpatterns,
    *results.urlpatterns,
]
