from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "essex_portal.mail"
