"""What Celery runs for the tracker."""

from celery import shared_task
from django.utils import timezone

from essex_portal.tracker.models import ImportConfirmation, UpdateSheet
from essex_portal.tracker.services import imports
from essex_portal.tracker.services.digests import send_digests as send
from essex_portal.tracker.services.update_sheets import carry_out


@shared_task(name="tracker.send_digests", expires=6 * 3600)
def send_digests() -> None:
    """Every morning from Monday to Friday, from Celery beat; bank holidays are left out by the service."""
    send(now=timezone.now())


@shared_task(name=UpdateSheet.task_name)
def carry_out_sheet(sheet_id: int) -> None:
    """Check or save a spreadsheet of updates."""
    carry_out(sheet_id)


@shared_task(name=ImportConfirmation.task_name)
def confirm_import(confirmation_id: int) -> None:
    """Confirm every sound row of an imported table."""
    imports.carry_out(confirmation_id)
