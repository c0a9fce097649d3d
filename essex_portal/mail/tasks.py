from celery import shared_task

from essex_portal.mail import services


@shared_task(name="mail.deliver")
def deliver(message_id: int) -> None:
    """Send one message."""
    services.deliver(message_id)
