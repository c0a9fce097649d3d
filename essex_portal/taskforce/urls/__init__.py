"""Routes under /task-force/, one file for each group of pages."""

from essex_portal.taskforce.urls import meetings, reading

app_name = "taskforce"

urlpatterns = [*reading.urlpatterns, *meetings.urlpatterns]
