"""Where the declared rating is rosier than the facts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from essex_portal.tracker.models import ActionVersion
from essex_portal.tracker.queries.actions import ActionFilter, ActionRow, versions_as_at
from essex_portal.tracker.queries.parts import parties_as_at
from essex_portal.tracker.queries.standings import Standing, standings_of
from essex_portal.tracker.queries.updates import latest_updates_in_words_of
from essex_portal.tracker.states import RatingKind


def disagreements_as_at(moment: datetime, wanted: ActionFilter) -> dict[int, Standing]:
    """By key, of the actions that match those whose rating the facts contradicted at that moment. Three queries."""
    versions: Any = versions_as_at(moment, wanted)  # each with its rating of that moment
    rosy = versions.exclude(rating_kind=None).exclude(rating_kind=RatingKind.OFF_TRACK)
    return {standing.key: standing for standing in standings_of(rosy, moment) if standing.is_contradicted}


def rows_judged(
    versions: Iterable[ActionVersion], moment: datetime, standings: Mapping[int, Standing]
) -> list[ActionRow]:
    """The versions as rows of a list, with the judgements that are known already. Two queries."""
    known = list(versions)
    keys = [version.of_id for version in known]
    parts, said = parties_as_at(keys, moment), latest_updates_in_words_of(moment, keys)
    on = timezone.localdate(moment)
    return [
        ActionRow(one.of, one, said.get(one.of_id), parts[one.of_id], standings[one.of_id].judgement, on)
        for one in known
    ]
