"""What an imported table is read against, and how its rows stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries.calendar import school_calendar
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.access import quadrants_of
from essex_portal.tracker.importing import Known, KnownWorkstream, RowReading, guess_columns, plain, read_all
from essex_portal.tracker.models import (
    ActionDraft,
    ActionImport,
    ActionVersion,
    PartyVersion,
    Programme,
    StrategicAim,
    Workstream,
)
from essex_portal.tracker.states import DraftState

OFFICE_KINDS = (OrganisationKind.COUNCIL_TEAM, OrganisationKind.QUADRANT, OrganisationKind.OTHER)


@dataclass(frozen=True)
class OfficeFacts:
    """What the tracker has of an office: the facts of a party."""

    office: str
    organisation_words: str = ""
    organisation_id: int | None = None
    user_id: int | None = None

    @property
    def words(self) -> str:
        return f"{self.office} ({self.organisation_words})" if self.organisation_words else self.office


@dataclass(frozen=True)
class Offices:
    """Offices by what they are called, and the names by which a table may call each of them."""

    by_words: Mapping[str, OfficeFacts]
    names: Mapping[str, str]


def known_offices() -> Offices:
    """The offices of every party and workstream, and the council's own teams. Three queries.

    An office that two organisations have is found by both its names only: “Head of Service (County Council)”.
    """
    found: dict[str, OfficeFacts] = {}
    for name, pk in Organisation.objects.filter(kind__in=OFFICE_KINDS).values_list("name", "pk"):
        found[name] = OfficeFacts(name, organisation_id=pk)
    for leads in Workstream.objects.values_list("leads", flat=True):
        found |= {name: OfficeFacts(name) for name in leads}
    rows = PartyVersion.objects.current().order_by("pk")
    for row in rows.values_list("office", "organisation_words", "organisation_id", "user_id"):
        facts = OfficeFacts(*row)
        found[facts.words] = facts
    return Offices(found, _names_of(found.values()))


def _names_of(offices: Iterable[OfficeFacts]) -> dict[str, str]:
    whole: dict[str, str] = {}
    bare: dict[str, set[str]] = {}
    for one in offices:
        whole[plain(one.words)] = one.words
        bare.setdefault(plain(one.office), set()).add(one.words)
    return {name: next(iter(words)) for name, words in bare.items() if len(words) == 1} | whole


def known_of(found: ActionImport, user: Any, offices: Offices) -> Known:
    """What the rows of the import are read against, for the person who is to confirm them. Six queries."""
    programme = found.programme
    own = programme.workstreams.all()
    return Known(
        calendar=school_calendar(),
        said_on=found.said_on,
        workstreams=tuple(KnownWorkstream(one.pk, one.number, one.title, one.prefix) for one in own),
        taken=_titles_of(programme),
        elsewhere=dict(Workstream.objects.exclude(programme=programme).values_list("prefix", "programme__title")),
        quadrants={plain(one.name): one.pk for one in quadrants_open_to(user)},
        for_county=holds_for_county(user, Permission.UPDATE_ACTIONS),
        aims=_aims(),
        offices=offices.names,
        choices=found.offices,
        workstream=found.workstream_id,
        quadrant=found.quadrant_id,
        may_be_undated=found.may_be_undated,
    )


def quadrants_open_to(user: Any) -> Any:
    """The quadrants for which the person may make actions."""
    rows = Organisation.objects.filter(kind=OrganisationKind.QUADRANT)
    return rows if holds_for_county(user, Permission.UPDATE_ACTIONS) else rows.filter(pk__in=quadrants_of(user))


@dataclass(frozen=True)
class DraftRow:
    """A row of the table, and how it reads by what the tracker knows now."""

    draft: ActionDraft
    reading: RowReading

    @property
    def is_sound(self) -> bool:
        return self.reading.proposal is not None


def open_rows(found: ActionImport, known: Known) -> list[DraftRow]:
    """The rows that nobody has decided about, in the order of the table. One query."""
    drafts = list(found.drafts.filter(state=DraftState.DRAFT))
    readings = read_all(((one.line, one.said) for one in drafts), known)
    return [DraftRow(one, readings[one.line]) for one in drafts]


def guessed_mapping(found: ActionImport) -> list[str]:
    """What each column says, as it was last said in this programme or as its heading sounds. One query."""
    earlier = found.programme.imports.exclude(mapping=[]).order_by("imported_at", "pk")
    remembered: dict[str, str] = {}
    for headings, mapping in earlier.values_list("headings", "mapping")[:20]:
        remembered |= {plain(name): said for name, said in zip(headings, mapping, strict=True) if plain(name)}
    return guess_columns(found.headings, remembered)


def draft_of(action: Any) -> ActionDraft | None:
    """The row that an action came from; None when it was not imported. One query."""
    return ActionDraft.objects.filter(action=action).select_related("action_import__imported_by").first()


def _titles_of(programme: Programme) -> dict[str, str]:
    versions = ActionVersion.objects.current().filter(of__programme=programme)
    return dict(versions.values_list("of__reference", "title"))


def _aims() -> dict[str, int]:
    rows = list(StrategicAim.objects.filter(retired_on=None))
    return {plain(one.text): one.pk for one in rows} | {str(one.number): one.pk for one in rows}
