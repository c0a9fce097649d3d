from django.urls import path

from traded_assessment.views import converting, passports

urlpatterns = [
    path("book/convert/", converting.convert, name="convert_singles"),
    path("bookings/passport/", passports.passport, name="passport"),
    path("office/unused-places/", passports.unused_places, name="unused_places"),
    path("office/unused-places/<int:pk>/<str:quadrant>/", passports.unused_places_of, name="unused_places_of"),
]
