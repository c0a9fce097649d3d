"""Routes under /tracker/, one file for each group of pages."""

from essex_portal.tracker.urls import board, reading

app_name = "tracker"

urlpatterns = [
    *reading.urlpatterns,
    *board.urlpatterns,
]
