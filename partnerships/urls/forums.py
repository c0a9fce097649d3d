from django.urls import path

from partnerships.views import forums, forums_office

urlpatterns = [
    path("forums/", forums.forum_list, name="forums"),
    path("forums/new/", forums_office.new_forum, name="new_forum"),
    path("forums/<int:pk>/", forums.forum, name="forum"),
    path("forums/<int:pk>/calendar.ics", forums.forum_calendar, name="forum_calendar"),
    path("forums/<int:pk>/ask/", forums.ask_to_join, name="ask_to_join_forum"),
    path("forums/<int:pk>/leave/", forums.leave_forum, name="leave_forum"),
    path("forums/<int:pk>/edit/", forums_office.edit_forum, name="edit_forum"),
    path("forums/<int:pk>/report/", forums_office.forum_report, name="forum_report"),
    path("forums/<int:pk>/list/", forums_office.forum_members, name="forum_members"),
    path("forums/list/<int:pk>/accept/", forums_office.accept_forum_request, name="accept_forum_request"),
    path("forums/list/<int:pk>/refuse/", forums_office.refuse_forum_request, name="refuse_forum_request"),
    path("forums/<int:pk>/dates/new/", forums_office.add_forum_date, name="add_forum_date"),
    path("forums/<int:pk>/dates/<str:day>/", forums.forum_meeting, name="forum_meeting"),
    path("forums/<int:pk>/dates/<str:day>/join/", forums.join_meeting, name="join_forum_meeting"),
    path("forums/<int:pk>/dates/<str:day>/link/", forums.ask_for_link, name="ask_for_forum_link"),
    path("forums/<int:pk>/dates/<str:day>/move/", forums_office.move_forum_date, name="move_forum_date"),
    path("forums/<int:pk>/dates/<str:day>/cancel/", forums_office.cancel_forum_date, name="cancel_forum_date"),
    path("forums/<int:pk>/dates/<str:day>/record/", forums_office.record_forum_date, name="record_forum_date"),
]
