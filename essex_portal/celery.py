"""The Celery application. Tasks live in each app's `tasks` room: ids in, one service call."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essex_portal.settings")

app = Celery("essex_portal", task_cls="essex_portal.jobs.celery_task:PortalTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_django_logging(**kwargs: object) -> None:
    """Keep the settings' JSON lines; without a receiver Celery would install its own format."""
