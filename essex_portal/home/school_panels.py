"""What partnerships and training show on a school's page in the register."""

from datetime import date
from typing import Any

from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.panels import SchoolPanel, add_school_panel
from essex_portal.organisations.states import OPEN_STATUSES

SEES_TRAINING = (Permission.VIEW_TRAINING, Permission.VIEW_INVOICES)


def add_school_panels() -> None:
    """Called once, when the portal starts."""
    add_school_panel(partnerships)
    add_school_panel(training)


def partnerships(school: Organisation, user: Any, on: date) -> SchoolPanel | None:
    """The partnerships that it belongs to on that day, for everybody. Two queries."""
    from partnerships.queries.directory import facts_of_schools  # models load after this module

    found = facts_of_schools([school.pk], on).get(school.pk, [])
    context = {"partnerships": sorted(found, key=lambda one: one.name)}
    return SchoolPanel("Partnerships", "home/school_partnerships.html", context) if found else None


def training(school: Organisation, user: Any, on: date) -> SchoolPanel | None:
    """Who is trained for what, and the ways to book and to the money, for the council's people who may see each."""
    if not any(holds_for_county(user, permission) for permission in SEES_TRAINING):
        return None
    context: dict[str, Any] = {
        "school": school,
        "may_book": holds_for_county(user, Permission.MANAGE_TRAINING) and school.school.status in OPEN_STATUSES,
        "sees_money": holds_for_county(user, Permission.VIEW_INVOICES),
    }
    if holds_for_county(user, Permission.VIEW_TRAINING):
        context["duties"] = _duties(school)
    return SchoolPanel("Training", "home/school_training.html", context)


def _duties(school: Organisation) -> Any:
    """Each duty of the school with those who were trained for it. A few queries."""
    from essex_portal.organisations.queries import lineage_ids
    from traded_assessment.queries.coverage import duties_on
    from traded_assessment.queries.training_record import attended_at
    from traded_assessment.training_records import by_duty

    return by_duty(attended_at(lineage_ids(school)), duties_on(school))
