"""A board pack as a spreadsheet: the same facts, a sheet for each kind."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from essex_portal.tracker.queries.packs import PackContent
from essex_portal.ui.sheets import Headings, add_sheet


def board_pack_spreadsheet(content: PackContent) -> bytes:
    """The same facts as sheets: actions, ratings by month, measures, risks, decisions asked."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, headings, rows in _sheets(content):
        add_sheet(book, title, headings, rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheets(content: PackContent) -> Iterator[tuple[str, Headings, Iterable[tuple[Any, ...]]]]:
    rows = content.view.rows
    yield "Actions", ACTIONS, (_action(row) for row in rows)
    months = {"Programme": 30, "Reference": 12} | dict.fromkeys(content.month_names, 14)
    yield (
        "Ratings by month",
        months,
        (
            (row.action.programme.title, row.reference, *(level.name if level else "" for level in ratings))
            for row in rows
            for ratings in [content.ratings_of(row)]
        ),
    )
    yield "Measures", MEASURES, (_measure(row, measure) for row in rows for measure in row.parts.measures)
    yield "Risks", RISKS, (_risk(row, risk) for row, risk in content.risks)
    yield "Decisions asked", DECISIONS, (_decision(one) for one in content.view.decisions)


ACTIONS = {
    "Programme": 30, "Workstream": 30, "Reference": 12, "What will be done": 60, "What will be different": 40,
    "Leads": 30, "Quadrant": 14, "Stage": 14, "When": 24, "First due": 12, "Expected": 12, "Slippage, days": 12,
    "Delivery": 14, "Impact": 14, "Why": 50, "Updated": 12, "The facts say": 50,
}  # fmt: skip
MEASURES = {
    "Reference": 12, "Measure": 50, "Unit": 12, "Baseline": 12, "Target": 12, "Target for": 12, "Latest": 12,
    "Read on": 12,
}  # fmt: skip
RISKS = {"Reference": 12, "Risk": 60, "Likelihood": 11, "Impact": 11, "Score": 11, "Mitigation": 60, "Owner": 30}
DECISIONS = {"Programme": 30, "Reference": 12, "Question": 60, "Background": 60, "Needed by": 12}


def _action(row: Any) -> tuple[Any, ...]:
    version, latest = row.version, row.latest
    return (
        row.action.programme.title, row.action.workstream.title, row.reference, version.title, version.difference,
        "; ".join(str(party) for party in row.parts.leads), str(version.quadrant or "County"),
        version.get_stage_display(), version.when_words, version.baseline_on, version.forecast_on,
        version.slippage_days,
        latest.delivery.name if latest else "", latest.impact.name if latest and latest.impact else "",
        latest.sentence if latest else "", timezone.localdate(latest.counts_from) if latest else None,
        " ".join(row.judgement.sentences),
    )  # fmt: skip


def _measure(row: Any, measure: Any) -> tuple[Any, ...]:
    version, latest = measure.version, measure.latest
    read = (latest.value, latest.read_on) if latest else (None, None)
    return (row.reference, version.title, version.unit, version.baseline, version.target, version.target_on, *read)


def _risk(row: Any, risk: Any) -> tuple[Any, ...]:
    return (row.reference, risk.title, risk.likelihood, risk.impact, risk.score, risk.mitigation, risk.owner_office)


def _decision(one: Any) -> tuple[Any, ...]:
    reference = one.action.reference if one.action else ""
    return (one.programme.title, reference, one.question, one.background, one.needed_by)
