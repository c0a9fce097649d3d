from django.urls import path

from essex_portal.tracker.views import imports

urlpatterns = [
    path("programmes/<slug:slug>/import/", imports.new_import, name="new_import"),
    path("imports/<int:pk>/", imports.rows, name="import"),
    path("imports/<int:pk>/columns/", imports.columns, name="import_columns"),
    path("imports/<int:pk>/offices/", imports.offices, name="import_offices"),
    path("imports/<int:pk>/confirm/", imports.confirm_all, name="confirm_import"),
    path("imports/<int:pk>/discard/", imports.discard_all, name="discard_import"),
    path("imports/<int:pk>/rows/<int:line>/", imports.row, name="import_row"),
    path("imports/<int:pk>/rows/<int:line>/confirm/", imports.confirm_row, name="confirm_import_row"),
    path("imports/<int:pk>/rows/<int:line>/discard/", imports.discard_row, name="discard_import_row"),
]
