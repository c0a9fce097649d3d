from django.urls import path

from essex_portal.tracker.views import reading

urlpatterns = [
    path("", reading.programmes, name="programmes"),
    path("actions/", reading.actions, name="actions"),
    path("programmes/<slug:slug>/", reading.programme, name="programme"),
    path("programmes/<slug:slug>/timeline/", reading.timeline_page, name="timeline"),
    path("programmes/<slug:slug>/actions/<str:reference>/", reading.action, name="action"),
    path("programmes/<slug:slug>/actions/<str:reference>/history/", reading.history, name="action_history"),
]
