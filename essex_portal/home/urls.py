from django.urls import path

from essex_portal.home import views

app_name = "home"

urlpatterns = [
    path("", views.start, name="start"),
    path("jobs/", views.job_list, name="jobs"),
    path("jobs/<slug:kind>/<int:pk>/retry/", views.retry_job, name="retry_job"),
]
