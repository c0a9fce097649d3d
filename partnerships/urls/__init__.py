"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import directory, offers

app_name = "partnerships"

urlpatterns = [
    *offers.urlpatterns,
    *directory.urlpatterns,
]
