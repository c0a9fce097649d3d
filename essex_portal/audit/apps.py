from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "essex_portal.audit"
