"""What Celery runs for the tracker."""

from celery import shared_task
from django.utils import timezone

from essex_portal.tracker.services.digests import send_digests as send


@shared_task(name="tracker.send_digests", expires=6 * 3600)
def send_digests() -> None:
    """Every morning from Monday to Friday, from Celery beat; bank holidays are left out by the service."""
    send(now=timezone.now())
