"""What the Task Force's pages begin with, read from `data/`. Safe to run again: what is there stays as it is."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from essex_portal.taskforce.models import Audience, ReadingYear
from essex_portal.tracker.models import Programme
from essex_portal.tracker.plans import load_plan

DATA = Path(__file__).parent / "data"


def read(name: str) -> dict[str, Any]:
    """A file of `data/`, without its ending."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@transaction.atomic
def load() -> None:
    """Load everything that production begins with."""
    load_commitments()
    load_reading()


def load_commitments() -> Programme:
    """The eight commitments as actions of the tracker, each with its words kept. The school calendar must be there."""
    plan = read("commitments")
    return load_plan(plan, said_on=plan["said_on"], source=plan["source"], now=timezone.now())


def load_reading() -> None:
    """The Year of Reading and its audiences, when there is no year yet."""
    if ReadingYear.objects.exists():
        return
    data = read("reading")
    audiences = data.pop("audiences")
    ReadingYear.objects.create(**data)
    for position, row in enumerate(audiences):
        Audience.objects.get_or_create(name=row["name"], defaults={**row, "position": position})
