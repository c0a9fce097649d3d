"""When a school is told that its subscription still has places: in the last term of its year."""

from datetime import date, datetime, time

from django.utils import timezone

from essex_portal.organisations.models import HalfTermDates, Organisation
from essex_portal.organisations.queries import lineage_ids
from essex_portal.school_calendar import academic_year_of
from traded_assessment.queries.passports import Passport, passports_of

FIRST_OF_LAST_TERM = 5
"""The council's number of the half term Summer 1 (domain.md C1)."""


def passports_to_remind_of(school: Organisation, today: date) -> list[Passport]:
    """The school's subscriptions with open places whose last term has begun by that day."""
    year = academic_year_of(today)
    if not HalfTermDates.objects.filter(number=FIRST_OF_LAST_TERM, academic_year=year, first_on__lte=today).exists():
        return []
    morning = timezone.make_aware(datetime.combine(today, time.min))
    found = passports_of(lineage_ids(school), morning)
    return [one for one in found if one.subscription.package.academic_year == year and one.open]
