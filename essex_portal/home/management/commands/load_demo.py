from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from essex_portal.home import demo


class Command(BaseCommand):
    help = "Load the demonstration's content: the real register, demo people, training. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="lay the sessions around this day instead")
        parser.add_argument("--with-trade", action="store_true", help="add some bookings, invoices and payments")

    def handle(self, *args: object, today: date | None, with_trade: bool, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo content is not for production.")
        demo.load(today=today or timezone.localdate(), with_trade=with_trade)
