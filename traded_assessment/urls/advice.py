from django.urls import path

from traded_assessment.views import passports

urlpatterns = [
    path("bookings/passport/", passports.passport, name="passport"),
    path("office/unused-places/", passports.unused_places, name="unused_places"),
    path("office/unused-places/<int:pk>/<str:quadrant>/", passports.unused_places_of, name="unused_places_of"),
]
