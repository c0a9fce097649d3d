"""Offers of funded places and applications for them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import District, Organisation
from partnerships.models import FundedApplication, Offer, OfferMoney
from partnerships.services.applications import Answers, save_application
from partnerships.services.awards import rank_applications
from partnerships.states import OfferState
from tests.factories.accounts import make_account
from tests.factories.partnerships import make_quadrant
from tests.factories.schools import make_school

OPENS, CLOSES = date(2021, 11, 1), date(2021, 11, 30)
WHILE_OPEN = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
AFTERWARDS = datetime(2021, 12, 1, 9, 30, tzinfo=UTC)
GOOD = "Our school was judged good or outstanding."
"""A declaration that an offer may ask for."""

_numbers = count(1)


def make_district(name: str = "Tendring", quadrant: str = "North-East") -> District:
    code = f"E07{sum(map(ord, name)):06}"
    return District.objects.get_or_create(code=code, defaults={"name": name, "quadrant": make_quadrant(quadrant)})[0]


def make_primary(name: str = "", *, district: str = "Tendring", **details: Any) -> Organisation:
    """An open primary school for ages 3 to 11."""
    usual: dict[str, Any] = {"phase": "Primary", "phase_code": 2, "low_age": 3, "high_age": 11}
    return make_school(name=name, **usual | {"district": make_district(district)} | details)


def make_offer(title: str = "", *, places: int | None = 2, money: dict[str, int] | None = None, **fields: Any) -> Offer:
    """A published offer of the North-East, open in November 2021, with £5,000 and £3,000 for each place."""
    make_district()
    usual: dict[str, Any] = {
        "programme": "Twinning offer", "audience": "Primary schools", "gives": "Training", "most_each": 3,
        "quadrant": make_quadrant(), "opens_on": OPENS, "closes_on": CLOSES, "state": OfferState.PUBLISHED,
    }  # fmt: skip
    offer = Offer.objects.create(title=title or f"Offer {next(_numbers)}", places=places, **usual | fields)
    for purpose, amount in (money if money is not None else {"set-up": 5000, "a hub lead": 3000}).items():
        OfferMoney.objects.create(offer=offer, amount=Decimal(amount), purpose=purpose)
    return offer


def apply(
    offer: Offer,
    school: Organisation | None = None,
    *,
    places: int = 1,
    hand_in: bool = True,
    declared: tuple[str, ...] = (),
    by: User | None = None,
) -> FundedApplication:
    """An application of a Tendring primary school, by its headteacher."""
    school = school or make_primary()
    by = by or make_account(Role.HEADTEACHER, school)
    answers = Answers(places, "Two teaching assistants take part.", declared)
    return save_application(offer=offer, school=school, answers=answers, hand_in=hand_in, by=by, now=WHILE_OPEN)


def rank_in_turn(offer: Offer, *rows: FundedApplication, by: User) -> None:
    """The first of the applications is the first by rank, and each gets what it wants."""
    ranks = {row.pk: (at, row.places_wanted) for at, row in enumerate(rows, start=1)}
    rank_applications(offer=offer, ranks=ranks, by=by)


def states_of(*rows: FundedApplication) -> list[str]:
    """Their states as the database has them now."""
    found = dict(FundedApplication.objects.values_list("pk", "state"))
    return [found[row.pk] for row in rows]
