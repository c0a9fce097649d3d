"""Ways to count schools that one app offers and another knows; they may not know one another."""

from collections.abc import Sequence
from datetime import date

from essex_portal.organisations.models import Organisation
from traded_assessment.groupings import Grouping, Named, add_grouping


def add_groupings() -> None:
    """Let the training office count schools by partnership. Called once, when the portal starts."""
    add_grouping(Grouping("partnership", "Partnership", partnerships_of, several=True))


def partnerships_of(schools: Sequence[Organisation], on: date) -> dict[int, list[Named]]:
    """The partnerships that each school belonged to on that day, by name. Two queries."""
    from partnerships.queries.directory import facts_of_schools  # no model may be imported before all are loaded

    found = facts_of_schools([school.pk for school in schools], on)
    return {pk: sorted(((one.partnership_id, one.name) for one in facts), key=_name) for pk, facts in found.items()}


def _name(named: Named) -> str:
    return named[1]
