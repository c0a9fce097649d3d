from celery import shared_task

from essex_portal.organisations.models import RegisterImport
from essex_portal.organisations.services.import_jobs import carry_out


@shared_task(name=RegisterImport.task_name)
def import_register(import_id: int) -> None:
    """Take in the register file that an administrator uploaded."""
    carry_out(import_id)
