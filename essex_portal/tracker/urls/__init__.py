"""Routes under /tracker/, one file for each group of pages."""

from essex_portal.tracker.urls import board, editing, imports, party_links, reading, settings, sheets, updating

app_name = "tracker"

urlpatterns = [
    *reading.urlpatterns,
    *updating.urlpatterns,
    *editing.urlpatterns,
    *settings.urlpatterns,
    *sheets.urlpatterns,
    *imports.urlpatterns,
    *party_links.urlpatterns,
    *board.urlpatterns,
]
