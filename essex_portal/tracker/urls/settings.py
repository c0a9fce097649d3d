from django.urls import path

from essex_portal.tracker.views import aims, settings

urlpatterns = [
    path("aims/", aims.aims, name="aims"),
    path("aims/<int:number>/", aims.aim, name="aim"),
    path("new-programme/", settings.new_programme, name="new_programme"),
    path("programmes/<slug:slug>/settings/", settings.programme_settings, name="programme_settings"),
    path("programmes/<slug:slug>/settings/ratings/", settings.ratings, name="ratings"),
    path("programmes/<slug:slug>/settings/workstreams/", settings.new_workstream, name="new_workstream"),
    path("programmes/<slug:slug>/settings/workstreams/<int:number>/", settings.workstream, name="workstream"),
]
