from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from partnerships.seeding import seed_evaluations


class Command(BaseCommand):
    help = "Give every partnership three past self-reviews, and schools where it has none. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="lay the rounds before this day instead")

    def handle(self, *args: object, today: date | None, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("Invented answers are not for production.")
        made = seed_evaluations(today=today or timezone.localdate())
        self.stdout.write(f"{made} rounds made.")
