"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import directory, forums, offers, results

app_name = "partnerships"

urlpatterns = [
    *offers.urlpatterns,
    *forums.urlpatterns,
    *directory.urlpatterns,
    *results.urlpatterns,
]
