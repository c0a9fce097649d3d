from django.urls import URLPattern

app_name = "send"

urlpatterns: list[URLPattern] = []
