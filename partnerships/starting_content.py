"""What the directory begins with, read from `data/`. Safe to run again: what is there stays as it is.

Which school is in which partnership the county's list does not say: members are kept on screen, by upload, or,
for trusts, follow the register.
"""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.models import PartnershipDetails, PartnershipFacts, PartnershipKind, StatedCount
from partnerships.starting_forums import load_forums
from partnerships.starting_offers import load_offers
from partnerships.starting_offices import load_boards, load_offices
from partnerships.starting_questions import load_question_set, load_reminder_steps

DATA = Path(__file__).parent / "data"
USUAL_KIND = "local_cluster"


def read(name: str) -> Any:
    """A file of `data/`, without its ending."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@transaction.atomic
def load() -> None:
    """Load everything that production begins with. The quadrants must be there."""
    load_directory()
    load_offices(read("offices"))
    load_boards(read("boards"))
    load_question_set(read("question_set"))
    load_reminder_steps(read("round_reminders"))
    load_offers(read("offers"))
    load_forums(read("forums"))


def load_directory() -> None:
    data = read("directory")
    for kind in data["kinds"]:
        exclusive_on = DateRange(None, None) if kind.pop("exclusive", False) else None
        PartnershipKind.objects.get_or_create(code=kind["code"], defaults=kind | {"exclusive_on": exclusive_on})
    stated = data["stated"]
    StatedCount.objects.get_or_create(stated_on=stated["stated_on"], defaults=stated)
    quadrants = {row.name: row for row in Organisation.objects.filter(kind=OrganisationKind.QUADRANT)}
    for quadrant, rows in data["partnerships"].items():
        for row in rows:
            _load_partnership(row, quadrants[quadrant])


def _load_partnership(row: dict[str, str], quadrant: Organisation) -> None:
    listed = row.get("listed", row["name"])
    if PartnershipDetails.objects.filter(name_as_listed=listed).exists():
        return
    partnership, _ = Organisation.objects.get_or_create(kind=OrganisationKind.PARTNERSHIP, name=row["name"])
    PartnershipDetails.objects.create(organisation=partnership, name_as_listed=listed)
    PartnershipFacts.objects.create(
        partnership=partnership,
        valid=DateRange(None, None),
        name=row["name"],
        short_name=row.get("short_name", ""),
        kind_id=row.get("kind", USUAL_KIND),
        quadrant=quadrant,
    )
