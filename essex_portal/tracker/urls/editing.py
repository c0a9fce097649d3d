from django.urls import path

from essex_portal.tracker.views import editing, evidence, parts, personal

ACTION = "programmes/<slug:slug>/actions/<str:reference>/"

urlpatterns = [
    path("programmes/<slug:slug>/new-action/", editing.new_action, name="new_action"),
    path(f"{ACTION}edit/", editing.edit, name="edit_action"),
    path(f"{ACTION}drop/", editing.drop, name="drop_action"),
    path(f"{ACTION}reopen/", editing.reopen, name="reopen_action"),
    path(f"{ACTION}waits-for/", editing.dependency, name="add_dependency"),
    path(f"{ACTION}watch/", personal.watch, name="watch"),
    path(f"{ACTION}evidence/", evidence.add, name="add_evidence"),
    path("evidence/<int:pk>/file/", evidence.download, name="evidence_file"),
    path("evidence/<int:pk>/accept/", evidence.accept, name="accept_evidence"),
    path("evidence/<int:pk>/withdraw/", evidence.withdraw, name="withdraw_evidence"),
    path(f"{ACTION}measures/<int:pk>/reading/", parts.reading, name="add_reading"),
    path(f"{ACTION}parts/<slug:kind>/", parts.add, name="add_part"),
    path(f"{ACTION}parts/<slug:kind>/<int:pk>/", parts.change, name="change_part"),
    path(f"{ACTION}parts/<slug:kind>/<int:pk>/end/", parts.end, name="end_part"),
    path("digest/", personal.digest, name="digest"),
    path("filters/", personal.save_filter, name="save_filter"),
    path("filters/<int:pk>/remove/", personal.remove_filter, name="remove_filter"),
]
