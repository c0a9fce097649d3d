from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "essex_portal.home"
