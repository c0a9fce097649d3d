"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import directory

app_name = "partnerships"

urlpatterns = [
    *directory.urlpatterns,
]
