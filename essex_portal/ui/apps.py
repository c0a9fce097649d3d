from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "essex_portal.ui"
