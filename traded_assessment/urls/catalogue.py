from django.urls import path

from traded_assessment.views import catalogue

urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("sessions/<int:pk>/", catalogue.session, name="session"),
    path("package/", catalogue.package, name="package"),
]
