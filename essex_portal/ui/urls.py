from django.urls import path

from essex_portal.ui import views

app_name = "ui"

urlpatterns = [
    path("accessibility-statement/", views.accessibility_statement, name="accessibility_statement"),
    path("cookies/", views.cookies, name="cookies"),
    path("privacy/", views.privacy, name="privacy"),
    path("contact/", views.contact, name="contact"),
]
