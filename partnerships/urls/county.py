from django.urls import path

from partnerships.views import boards, contacts, county, kinds, quadrants

urlpatterns = [
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/new/", contacts.new_holder, name="new_holder"),
    path("contacts/<int:pk>/", contacts.change_holder, name="change_holder"),
    path("contacts/<int:pk>/end/", contacts.end_holder, name="end_holder"),
    path("contacts/confirm/<str:token>/", contacts.confirm_contact, name="confirm_contact"),
    path("offices/", contacts.offices, name="offices"),
    path("offices/new/", contacts.office, name="new_office"),
    path("offices/<int:pk>/", contacts.office, name="office"),
    path("who-to-call/", county.who_to_call, name="who_to_call"),
    path("who-to-call/<int:urn>/", county.who_to_call, name="who_to_call_for"),
    path("quadrants/<int:pk>/", quadrants.quadrant, name="quadrant"),
    path("boards/", boards.boards, name="boards"),
    path("boards/new/", boards.keep_board, name="new_board"),
    path("boards/<int:pk>/", boards.board, name="board"),
    path("boards/<int:pk>/change/", boards.keep_board, name="change_board"),
    path("boards/<int:pk>/seats/add/", boards.add_seat, name="add_seat"),
    path("seats/<int:pk>/end/", boards.end_seat, name="end_seat"),
    path("<int:pk>/meetings/add/", county.record_meeting, name="record_meeting"),
    path("meetings/<int:pk>/remove/", county.remove_meeting, name="remove_meeting"),
    path("schools-alone/", county.isolation, name="isolation"),
    path("schools-alone.<slug:form>", county.isolation, name="isolation_sheet"),
    path("kinds/", kinds.kinds, name="kinds"),
    path("kinds/new/", kinds.kind, name="new_kind"),
    path("kinds/<slug:code>/", kinds.kind, name="kind"),
    path("stated/", county.stated_counts, name="stated_counts"),
]
