"""What SEND begins with, read from `data/`. Safe to run again: what is there stays as people have changed it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.models import Programme
from essex_portal.tracker.plans import days_meant, load_plan
from send.models import MonitoringVisit, StrategyPart, StrategyStage, WorkstreamStatement
from send.states import PartKind

DATA = Path(__file__).parent / "data"


def read(name: str) -> dict[str, Any]:
    """A file of `data/`, without its ending."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@transaction.atomic
def load() -> None:
    """Load everything that production begins with. The quadrants and the school calendar must be there."""
    now = timezone.now()
    load_statement(now)
    load_quadrants(now)
    load_strategy()


def load_statement(now: datetime) -> Programme:
    """The statement of action, what it says of each workstream, and the inspection that it answers."""
    plan = read("statement")
    programme = load_plan(plan, said_on=plan["said_on"], source=plan["source"], now=now)
    by_prefix = {workstream.prefix: workstream for workstream in programme.workstreams.all()}
    for row in plan["workstreams"]:
        if row["prefix"] in by_prefix:
            workstream = by_prefix[row["prefix"]]
            WorkstreamStatement.objects.get_or_create(workstream=workstream, defaults=row["statement"])
    if not MonitoringVisit.objects.exists():
        MonitoringVisit.objects.bulk_create(MonitoringVisit(**row) for row in plan["visits"])
    return programme


def load_quadrants(now: datetime) -> Programme:
    """What the SEND teams of the quadrant do at present."""
    plan = read("quadrants")
    quadrant = Organisation.objects.get(kind=OrganisationKind.QUADRANT, name=plan["quadrant"])
    return load_plan(plan, said_on=plan["said_on"], source=plan["source"], now=now, quadrant=quadrant)


def load_strategy() -> None:
    """The strategy, when nothing of it is there yet."""
    if StrategyPart.objects.exists():
        return
    data = read("strategy")
    StrategyPart.objects.bulk_create(
        StrategyPart(kind=kind, position=position, **row)
        for kind in PartKind
        for position, row in enumerate(data[kind])
    )
    for row in data["stages"]:
        first_on, last_on = days_meant(row["when"], data["said_on"])
        StrategyStage.objects.create(
            title=row["title"], when_words=row["when"], first_on=first_on, last_on=last_on, done=row["done"]
        )
