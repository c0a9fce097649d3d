from django.apps import AppConfig


class TaskforceConfig(AppConfig):
    name = "essex_portal.taskforce"
    verbose_name = "Task Force"
