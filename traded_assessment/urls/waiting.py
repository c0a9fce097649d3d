from django.urls import path

from traded_assessment.views import office_waiting, waiting

urlpatterns = [
    path("sessions/<int:pk>/waiting/", waiting.join, name="join_waiting_list"),
    path("bookings/waiting/<int:pk>/", waiting.entry, name="waiting_entry"),
    path("bookings/waiting/<int:pk>/book/", waiting.book_offer, name="book_offer"),
    path("bookings/waiting/<int:pk>/leave/", waiting.leave, name="leave_waiting_list"),
    path("office/sessions/<int:pk>/waiting/", office_waiting.session_list, name="office_waiting_list"),
    path("office/waiting/<int:pk>/move/", office_waiting.move, name="move_waiting"),
    path("office/waiting/<int:pk>/offer/", office_waiting.offer, name="offer_by_hand"),
    path("office/waiting/<int:pk>/remove/", office_waiting.remove, name="remove_waiting"),
    path("office/settings/waiting/", office_waiting.rules, name="waiting_rules"),
]
