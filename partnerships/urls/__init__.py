"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import county, directory, offers, results

app_name = "partnerships"

urlpatterns = [
    *offers.urlpatterns,
    *county.urlpatterns,
    *directory.urlpatterns,
    *results.urlpatterns,
]
