from django.urls import path

from partnerships.views import visits

urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/calendar.ics", visits.visits_calendar, name="visits_calendar"),
    path("visits/new/", visits.new_visit, name="new_visit"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/change/", visits.change_visit, name="change_visit"),
    path("visits/<int:pk>/agreed/", visits.write_findings, name="write_findings"),
    path("visits/<int:pk>/cancel/", visits.cancel_visit, name="cancel_visit"),
    path("visits/<int:pk>/share/", visits.share_visit, name="share_visit"),
    path("visits/<int:pk>/follow-up/", visits.finish_follow_up, name="finish_follow_up"),
]
