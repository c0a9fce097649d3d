from django.urls import path

from essex_portal.home import views

app_name = "home"

urlpatterns = [
    path("", views.start, name="start"),
]
