"""Routes under /tracker/, one file for each group of pages."""

from essex_portal.tracker.urls import board

app_name = "tracker"

urlpatterns = [
    *board.urlpatterns,
]
