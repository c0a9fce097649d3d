"""Routes under /task-force/, one file for each group of pages."""

from essex_portal.taskforce.urls import commitments, meetings, reading

app_name = "taskforce"

urlpatterns = [*commitments.urlpatterns, *reading.urlpatterns, *meetings.urlpatterns]
