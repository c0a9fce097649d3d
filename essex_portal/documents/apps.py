from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DocumentsConfig(AppConfig):
    name = "essex_portal.documents"

    def ready(self) -> None:
        autodiscover_modules("documents")  # each app's makers register themselves
