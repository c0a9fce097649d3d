from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "essex_portal.jobs"

    def ready(self) -> None:
        autodiscover_modules("tasks")  # a web process queues tasks by name, so it must know them all
