from django.urls import path

from essex_portal.tracker.views import party_links

urlpatterns = [
    path(
        "programmes/<slug:slug>/actions/<str:reference>/parts/parties/<int:pk>/ask/",
        party_links.ask,
        name="ask_party",
    ),
    path("by-link/<str:token>/", party_links.answer, name="answer_by_link"),
    path("by-link/<str:token>/update/", party_links.update, name="update_by_link"),
]
