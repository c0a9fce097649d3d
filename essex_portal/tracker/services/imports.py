"""Importing a table of actions: taken, its columns named, its rows mended, confirmed or discarded. docs/adr/0025."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from essex_portal.accounts.models import User
from essex_portal.audit.services import record
from essex_portal.jobs import services as jobs
from essex_portal.jobs.states import UNFINISHED
from essex_portal.organisations.models import Organisation
from essex_portal.tracker.importing import Known, Proposal, plain, read_row, split_table, texts_of
from essex_portal.tracker.models import (
    Action,
    ActionDraft,
    ActionImport,
    ImportConfirmation,
    Programme,
    StrategicAim,
    Workstream,
)
from essex_portal.tracker.queries.imports import Offices, known_of, known_offices, open_rows
from essex_portal.tracker.services.actions import create_action
from essex_portal.tracker.services.parts import save_party
from essex_portal.tracker.services.refusals import ClosedProgramme, TrackerRefused
from essex_portal.tracker.states import DraftState, PartyRole, ProgrammeState
from essex_portal.ui.table_files import Table


class DraftDecided(TrackerRefused):
    def __init__(self, line: int, state: str) -> None:
        super().__init__(f"Row {line} is decided already: {state.lower()}. Nothing was changed.")


class RowNotSound(TrackerRefused):
    def __init__(self, line: int, words: str) -> None:
        super().__init__(f"Row {line} is not in the tracker yet: {words} Mend it, then confirm it.")


@transaction.atomic
def take_import(
    *, programme: Programme, table: Table, content: bytes, filename: str, said_on: date, by: Any, now: datetime
) -> ActionImport:
    """Keep a table as it came: `content` are its bytes, an empty `filename` says that it was pasted.

    Nothing is in the tracker yet. Raises TableRefused for a table of another shape, ClosedProgramme.
    """
    if programme.state == ProgrammeState.CLOSED:
        raise ClosedProgramme(programme.title)
    headings, rows = split_table(table)
    found = ActionImport.objects.create(
        programme=programme, filename=filename[:200], sha256=hashlib.sha256(content).hexdigest(), headings=headings,
        said_on=said_on, imported_by=by, imported_at=now,
    )  # fmt: skip
    ActionDraft.objects.bulk_create(ActionDraft(action_import=found, line=line, cells=cells) for line, cells in rows)
    record(event="import.taken", target=found, by=by, after={"rows": len(rows), "sha256": found.sha256})
    return found


@transaction.atomic
def map_columns(
    *,
    action_import: ActionImport,
    mapping: Sequence[str],
    workstream: Workstream | None,
    quadrant: Organisation | None,
    may_be_undated: bool,
    by: Any,
) -> ActionImport:
    """Say what each column is, and what holds for rows that do not say. Rows that were mended by hand stay so."""
    found = _locked(action_import)
    before = {"mapping": found.mapping}
    found.mapping, found.workstream, found.quadrant = list(mapping), workstream, quadrant
    found.may_be_undated = may_be_undated
    found.save(update_fields=["mapping", "workstream", "quadrant", "may_be_undated"])
    drafts = list(found.drafts.filter(state=DraftState.DRAFT, is_edited=False).select_for_update())
    for draft in drafts:
        draft.said = texts_of(draft.cells, mapping)
    ActionDraft.objects.bulk_update(drafts, ["said"], batch_size=500)
    record(event="import.mapped", target=found, by=by, before=before, after={"mapping": found.mapping})
    return found


@transaction.atomic
def name_offices(*, action_import: ActionImport, choices: Mapping[str, str], by: Any) -> None:
    """Say what unknown names of offices mean: another office's words, or empty for a new office of that name."""
    found = _locked(action_import)
    said = {plain(name): words for name, words in choices.items()}
    found.offices = found.offices | said
    found.save(update_fields=["offices"])
    record(event="import.offices_named", target=found, by=by, after={"offices": said})


@transaction.atomic
def edit_draft(*, draft: ActionDraft, said: Mapping[str, str], by: Any) -> ActionDraft:
    """What the row says of its action, mended. Its cells stay as they came. Raises DraftDecided."""
    row = _open(draft)
    before, row.said, row.is_edited = row.said, {name: text for name, text in said.items() if text}, True
    row.save(update_fields=["said", "is_edited"])
    record(event="import.row_edited", target=row, by=by, before=before, after=row.said)
    return row


@transaction.atomic
def discard_draft(*, draft: ActionDraft, by: Any, now: datetime) -> None:
    """The row becomes no action; it stays to be seen. Raises DraftDecided."""
    row = _open(draft)
    _decide(row, DraftState.DISCARDED, None, by, now)
    record(event="import.row_discarded", target=row, by=by)


@transaction.atomic
def discard_import(*, action_import: ActionImport, by: Any, now: datetime) -> int:
    """Every row that is still a draft becomes no action. Returns how many."""
    found = _locked(action_import)
    drafts = found.drafts.filter(state=DraftState.DRAFT)
    count = drafts.update(state=DraftState.DISCARDED, decided_by=by, decided_at=now)
    record(event="import.discarded", target=found, by=by, after={"rows": count})
    return count


def confirm_draft(*, draft: ActionDraft, by: Any, now: datetime) -> Action:
    """The row becomes an action, with its parties; confirmed twice, it is the same action.

    Raises RowNotSound, DraftDecided for a discarded one, and what `create_action` raises.
    """
    offices = known_offices()
    return _confirm(draft, offices, known_of(draft.action_import, by, offices), by, now)


@transaction.atomic
def confirm_import(*, action_import: ActionImport, by: Any) -> ImportConfirmation:
    """Let a worker confirm every sound row. Asked twice, it is done once."""
    found = _locked(action_import)
    under_way = found.confirmations.filter(state__in=UNFINISHED).first()
    if under_way is not None:
        return under_way
    asked = found.confirmations.create(asked_by=by, requested_by_id=by.pk)
    record(event="import.confirmed", target=found, by=by)
    jobs.enqueue(asked)
    return asked


def carry_out(confirmation_id: int) -> None:
    """Confirm the sound rows of one import; safe to call twice."""
    jobs.run(ImportConfirmation, confirmation_id, _work)


def _work(asked: ImportConfirmation, progress: jobs.Progress) -> jobs.Result:
    found, by = asked.action_import, asked.asked_by
    offices = known_offices()
    known = known_of(found, by, offices)
    sound = [row.draft for row in open_rows(found, known) if row.is_sound]
    for number, draft in enumerate(sound, start=1):
        with suppress(TrackerRefused, PermissionDenied):  # it stays a draft, and the page says what is in its way
            _confirm(draft, offices, known, by, timezone.now())
        progress(number, len(sound))
    return None


@transaction.atomic
def _confirm(draft: ActionDraft, offices: Offices, known: Known, by: Any, now: datetime) -> Action:
    row = ActionDraft.objects.select_related("action_import").select_for_update(of=("self",)).get(pk=draft.pk)
    if row.state == DraftState.CONFIRMED:
        return Action.objects.get(draft=row)
    _refuse_decided(row)
    reading = read_row(row.said, known)
    if reading.proposal is None:
        raise RowNotSound(row.line, " ".join(problem.words for problem in reading.problems))
    action = _made(reading.proposal, str(row), by, now)
    for role, names in ((PartyRole.LEAD, reading.proposal.leads), (PartyRole.PARTNER, reading.proposal.partners)):
        for name in names:
            _add_party(action, role, name, offices, by, now)
    _decide(row, DraftState.CONFIRMED, action, by, now)
    return action


def _made(said: Proposal, source: str, by: Any, now: datetime) -> Action:
    return create_action(
        workstream=Workstream.objects.get(pk=said.workstream), number=said.number, title=said.title,
        detail=said.detail, difference=said.difference, coproduction=said.coproduction, when_words=said.when_words,
        starts_on=said.starts_on, due_on=said.due_on,
        quadrant=Organisation.objects.get(pk=said.quadrant) if said.quadrant else None,
        aim=StrategicAim.objects.get(pk=said.aim) if said.aim else None, source=source, by=by, now=now,
    )  # fmt: skip


def _add_party(action: Action, role: PartyRole, name: str, offices: Offices, by: Any, now: datetime) -> None:
    """A party with what the tracker has of the office; a new office has only its name, and is asked later."""
    facts = offices.by_words.get(name)
    if facts is None:
        save_party(action=action, role=role, office=name, by=by, now=now)
        return
    save_party(
        action=action, role=role, office=facts.office, organisation_words=facts.organisation_words,
        organisation=Organisation.objects.filter(pk=facts.organisation_id or 0).first(),
        user=User.objects.filter(pk=facts.user_id or 0).first(), by=by, now=now,
    )  # fmt: skip


def _decide(row: ActionDraft, state: DraftState, action: Action | None, by: Any, now: datetime) -> None:
    row.state, row.action, row.decided_by, row.decided_at = state, action, by, now
    row.save(update_fields=["state", "action", "decided_by", "decided_at"])


def _open(draft: ActionDraft) -> ActionDraft:
    """The row, held until the transaction ends. Raises DraftDecided."""
    row = ActionDraft.objects.select_related("action_import").select_for_update(of=("self",)).get(pk=draft.pk)
    _refuse_decided(row)
    return row


def _refuse_decided(row: ActionDraft) -> None:
    if row.state != DraftState.DRAFT:
        raise DraftDecided(row.line, row.get_state_display())


def _locked(action_import: ActionImport) -> ActionImport:
    return ActionImport.objects.select_for_update(of=("self",)).get(pk=action_import.pk)
