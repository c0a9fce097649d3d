"""Routes under /tracker/, one file for each group of pages."""

from essex_portal.tracker.urls import board, editing, reading, settings, updating

app_name = "tracker"

urlpatterns = [
    *reading.urlpatterns,
    *updating.urlpatterns,
    *editing.urlpatterns,
    *settings.urlpatterns,
    *board.urlpatterns,
]
