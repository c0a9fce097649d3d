from django.urls import path

from essex_portal.tracker.views import sheets

urlpatterns = [
    path("programmes/<slug:slug>/sheet.xlsx", sheets.download_sheet, name="download_sheet"),
    path("programmes/<slug:slug>/sheet/", sheets.upload, name="upload_sheet"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/retry/", sheets.retry_sheet, name="retry_sheet"),
]
