"""Changing what is booked: cancelling and moving, the rules for it, and sessions that are called off."""

from django.urls import path

from traded_assessment.views import calling_off, cancellation_rules, changes

urlpatterns = [
    path("bookings/<int:pk>/change/", changes.change_booking, name="change_booking"),
    path("bookings/<int:pk>/cancel/", changes.cancel_booking, name="cancel_booking"),
    path("bookings/<int:pk>/move/<int:to>/", changes.move_booking, name="move_booking"),
    path("bookings/given-up/<int:pk>/", changes.cancellation, name="cancellation"),
    path("office/sessions/<int:pk>/cancel/", calling_off.cancel_session, name="cancel_session"),
    path("office/sessions/<int:pk>/call-off/", calling_off.session_call_off, name="session_call_off"),
    path("office/sessions/<int:pk>/call-off/retry/", calling_off.retry_call_off, name="retry_call_off"),
    path("office/cancellation-rules/", cancellation_rules.rules, name="cancellation_rules"),
    path("office/cancellation-rules/<str:product>/", cancellation_rules.change_rules, name="change_cancellation_rules"),
]
