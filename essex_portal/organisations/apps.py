from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "essex_portal.organisations"
