from celery import shared_task

from essex_portal.documents import services


@shared_task(name="documents.make")
def make(document_id: int) -> None:
    """Make one document."""
    services.make(document_id)
