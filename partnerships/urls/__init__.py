"""Routes under /partnerships/, one file for each group of pages."""

from partnerships.urls import offers

app_name = "partnerships"

urlpatterns = [
    *offers.urlpatterns,
]
