"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import county, directory, offers

app_name = "partnerships"

urlpatterns = [
    *offers.urlpatterns,
    *county.urlpatterns,
    *directory.urlpatterns,
]
