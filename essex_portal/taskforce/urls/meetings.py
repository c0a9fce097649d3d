from django.urls import path

from essex_portal.taskforce.views import meetings

urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/add/", meetings.add_meeting, name="add_meeting"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/change/", meetings.change_meeting, name="change_meeting"),
    path("meetings/<int:pk>/papers/add/", meetings.add_paper, name="add_paper"),
    path("meetings/<int:pk>/decisions/add/", meetings.add_decision, name="add_decision"),
    path("meetings/<int:pk>/actions/add/", meetings.add_arisen, name="add_arisen"),
    path("meetings/actions/<int:pk>/remove/", meetings.remove_arisen, name="remove_arisen"),
    path("papers/<int:pk>/", meetings.paper, name="paper"),
    path("papers/<int:pk>/take-back/", meetings.withdraw_paper, name="withdraw_paper"),
    path("decisions/<int:pk>/change/", meetings.change_decision, name="change_decision"),
]
