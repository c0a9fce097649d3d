from celery import shared_task
from django.utils import timezone

from essex_portal.jobs import services


@shared_task(name="jobs.sweep", expires=25)
def sweep() -> None:
    """Every 30 seconds from Celery beat."""
    services.sweep(now=timezone.now())
