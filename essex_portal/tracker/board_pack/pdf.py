"""A board pack as a printed report."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essex_portal.tracker.queries.actions import ActionRow
from essex_portal.tracker.queries.board import WorkstreamSeen
from essex_portal.tracker.queries.packs import PackContent
from essex_portal.tracker.rating_picture import rating_picture

STYLE = Path(__file__).with_name("board_pack.css")


def board_pack_pdf(content: PackContent, identifier: str) -> bytes:
    """The PDF/UA-1 file: contents, what needs a decision, one page or more a workstream, changes, overdue, risks."""
    from essex_portal.documents.typesetting import typeset  # WeasyPrint, which web processes never need

    context = {"content": content, "view": content.view, "pack": content.pack, "programmes": _programmes(content)}
    return typeset(render_to_string("tracker/pdf/board_pack.html", context), style=STYLE, identifier=identifier)


def _programmes(content: PackContent) -> list[dict[str, Any]]:
    return [
        {"seen": seen, "workstreams": [_workstream(content, one) for one in seen.workstreams if one.rows]}
        for seen in content.view.programmes
    ]


def _workstream(content: PackContent, seen: WorkstreamSeen[ActionRow]) -> dict[str, Any]:
    return {
        "seen": seen,
        "picture": _picture(content, seen),
        "bands": content.bands_of(seen),
        "rows": [{"row": row, "ratings": content.ratings_of(row)} for row in seen.rows],
        "measures": [(row, measure) for row in seen.rows for measure in row.parts.measures],
    }


def _picture(content: PackContent, seen: WorkstreamSeen[ActionRow]) -> SafeString:
    now = ", ".join(f"{share.number} {share.name.lower()}" for share in seen.shares)
    return rating_picture(
        key=f"workstream-{seen.workstream.pk}",
        title="Delivery ratings month by month",
        description=f"At the end: {now}.",
        months=content.month_names,
        bands=content.bands_of(seen),
    )
