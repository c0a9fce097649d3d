from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "essex_portal.accounts"
