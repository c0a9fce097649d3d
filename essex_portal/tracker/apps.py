from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "essex_portal.tracker"
    verbose_name = "Tracker"
