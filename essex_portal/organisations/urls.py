from django.urls import path

from essex_portal.organisations.views import calendar, districts, imports, schools

app_name = "organisations"

urlpatterns = [
    path("schools/", schools.search, name="search"),
    path("schools/<int:urn>/", schools.school, name="school"),
    path("register/imports/", imports.imports, name="imports"),
    path("register/imports/new/", imports.new_import, name="new_import"),
    path("register/imports/<int:pk>/", imports.one_import, name="import"),
    path("register/imports/<int:pk>/retry/", imports.retry, name="retry_import"),
    path("register/imports/<int:pk>/rejected.csv", imports.rejected_rows, name="rejected_rows"),
    path("register/districts/", districts.districts, name="districts"),
    path("register/districts/<str:code>/", districts.district, name="district"),
    path("register/calendar/", calendar.calendar, name="calendar"),
    path("register/calendar/new/", calendar.new_year, name="new_year"),
    path("register/calendar/<int:pk>/", calendar.half_term, name="half_term"),
]
