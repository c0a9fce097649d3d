from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from essex_portal.school_calendar import academic_year_dates, academic_year_of
from traded_assessment.county_trade.plan import Size
from traded_assessment.county_trade.trade import TooFewSchools, seed_trade
from traded_assessment.models import Order


class Command(BaseCommand):
    help = "Make a year of a county's trade beside the demo content: orders, invoices, payments, credits, attendance."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--schools", type=int, default=600)
        parser.add_argument("--bookings", type=int, default=6000)
        parser.add_argument("--invoices", type=int, default=2500)
        parser.add_argument("--seed", type=int, default=1, help="the same number makes the same trade")
        parser.add_argument("--year", help="academic year such as 2025/26; the last whole one if left out")

    def handle(self, *args: object, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("Made-up trade is not for production.")
        today = timezone.localdate()
        year = str(options["year"] or _year_before(academic_year_of(today)))
        if Order.objects.filter(idempotency_key__startswith=f"county-trade-{year}-").exists():
            raise CommandError(f"The trade of {year} is there already.")
        try:
            size = Size(*(int(str(options[name])) for name in ("schools", "bookings", "invoices")))
            seed = int(str(options["seed"]))
            seed_trade(size=size, academic_year=year, seed=seed, today=today, say=self.stdout.write)
        except (TooFewSchools, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The trade of {year} is there. Workers make its PDFs.")


def _year_before(academic_year: str) -> str:
    first_on, _ = academic_year_dates(academic_year)
    return academic_year_of(first_on.replace(year=first_on.year - 1))
