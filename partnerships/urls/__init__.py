"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import directory, results

app_name = "partnerships"

urlpatterns = [
    *directory.urlpatterns,
    *results.urlpatterns,
]
