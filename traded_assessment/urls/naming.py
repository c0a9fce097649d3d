from django.urls import path

from traded_assessment.views import naming

urlpatterns = [
    path("bookings/<int:pk>/people/", naming.booking_people, name="booking_people"),
    path("bookings/<int:pk>/people/link/", naming.renew_link, name="renew_naming_link"),
    path("bookings/people/<int:pk>/", naming.substitute, name="substitute"),
    path("name/<str:token>/", naming.name_by_link, name="name_by_link"),
]
