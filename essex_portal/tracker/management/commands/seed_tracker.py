from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from essex_portal.tracker.models import Programme
from essex_portal.tracker.seeding import Size, seed


class Command(BaseCommand):
    help = "Make years of a county's tracker beside the demo content: actions, their changes, updates, readings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--actions", type=int, default=Size.actions)
        parser.add_argument("--updates", type=int, default=Size.updates)
        parser.add_argument("--years", type=int, default=Size.years)
        parser.add_argument("--seed", type=int, default=Size.seed, help="the same number makes the same history")

    def handle(self, *args: object, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("Made-up history is not for production.")
        names = ("actions", "updates", "years", "seed")
        try:
            size = Size(**{name: int(str(options[name])) for name in names})
        except ValueError as refusal:
            raise CommandError(str(refusal)) from refusal
        if Programme.objects.filter(slug__startswith=f"seeded-{size.seed}-").exists():
            raise CommandError(f"The history of seed {size.seed} is there already.")
        seed(size, now=timezone.now(), say=self.stdout.write)
