from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "essex_portal.jobs"
