"""Register files with links and trusts, and what an import of them leaves behind."""

import io
from typing import Any

from essex_portal.organisations.importing.outcome import ImportOutcome
from essex_portal.organisations.models import (
    District,
    Organisation,
    PastSchoolFacts,
    RegisterImport,
    SchoolDetails,
    SchoolLink,
    TrustDetails,
)
from essex_portal.organisations.queries import school_by_urn
from tests.factories.register import csv_text

LINKS = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
TRUSTS = (
    "Group UID", "Group ID", "Group Name", "Companies House Number", "Group Type", "Closed Date",
    "Incorporated on (open date)", "Joined date", "Academy URN",
)  # fmt: skip


def school(urn: int) -> Organisation:
    found = school_by_urn(urn)
    assert found is not None
    return found


def links(*rows: tuple[int, int, str, str]) -> io.BytesIO:
    cells = [dict(zip(LINKS, (str(a), str(b), "", kind, day), strict=True)) for a, b, kind, day in rows]
    return io.BytesIO(csv_text(cells, LINKS).encode())


def trusts(*rows: tuple[int, str, str, str, int]) -> io.BytesIO:
    names = ("Group UID", "Group Name", "Joined date", "Closed Date", "Academy URN")
    cells = [dict(zip(names, map(str, row), strict=True)) for row in rows]
    return io.BytesIO(csv_text(cells, TRUSTS).encode())


def everything() -> list[Any]:
    """All that an import writes, to see that nothing changed."""
    models = (Organisation, SchoolDetails, PastSchoolFacts, SchoolLink, TrustDetails, District, RegisterImport)
    return [list(model.objects.order_by("pk").values()) for model in models]


def counts(outcome: ImportOutcome) -> dict[str, int]:
    names = ("added", "opened", "closed", "reopened", "updated", "unchanged")
    return {name: getattr(outcome, name) for name in names if getattr(outcome, name)}
