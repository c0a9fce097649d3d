"""The Celery application. Tasks live in each app's `tasks` room: ids in, one service call."""

import os
import sys

from celery import Celery, Task
from celery.signals import setup_logging, task_postrun, task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essex_portal.settings")

app = Celery("essex_portal", task_cls="essex_portal.jobs.celery_task:PortalTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Celery would throw the pool of database connections away before and after each task, and make it anew. Kept, a
# connection only goes back to the pool, which looks whether it is alive before it hands it out again.
app.conf.CELERY_DB_REUSE_MAX = sys.maxsize


@task_prerun.connect
@task_postrun.connect
def give_connections_back(sender: Task, **kwargs: object) -> None:
    """As Django does before and after each request."""
    if not sender.request.is_eager:
        close_old_connections()


@setup_logging.connect
def use_django_logging(**kwargs: object) -> None:
    """Keep the settings' JSON lines; without a receiver Celery would install its own format."""
