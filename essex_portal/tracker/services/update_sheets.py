"""Updates by spreadsheet: uploaded, checked row by row by a worker, confirmed by the person, saved row by row.

Checking a row is saving it and taking that back, so that the check can promise nothing that saving would refuse.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.jobs import services as jobs
from essex_portal.jobs.states import JobState
from essex_portal.tracker.access import actions_to_update_for
from essex_portal.tracker.models import Action, ActionUpdate, Programme, RatingLevel, UpdateSheet
from essex_portal.tracker.services.refusals import TrackerRefused, UpdatedMeanwhile
from essex_portal.tracker.services.updates import UpdateFacts, add_update
from essex_portal.tracker.sheets import SheetRow, read_rows
from essex_portal.tracker.states import RowState, SheetStep
from essex_portal.ui.table_files import Table

Outcome = dict[str, Any]


class NothingFilledIn(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("Nothing is filled in. Give at least one action a new rating and a sentence.", field="file")


class SheetNotChecked(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("The sheet is still being worked on. Wait until it says what would happen; nothing is lost.")


@transaction.atomic
def upload_sheet(*, programme: Programme, table: Table, filename: str, by: Any, now: datetime) -> UpdateSheet:
    """Keep the filled-in rows of a sheet, and let a worker say what would become of each.

    Raises TableRefused for a changed column, NothingFilledIn.
    """
    rows = read_rows(table)
    if not rows:
        raise NothingFilledIn
    sheet = UpdateSheet.objects.create(
        programme=programme, filename=filename[:200], rows=[row.as_data() for row in rows], sent_by=by, sent_at=now,
        requested_by_id=by.pk,
    )  # fmt: skip
    record(event="update_sheet.uploaded", target=sheet, by=by, after={"rows": len(rows)})
    jobs.enqueue(sheet)
    return sheet


@transaction.atomic
def confirm_sheet(*, sheet: UpdateSheet, overrule: Mapping[int, int], by: Any, now: datetime) -> UpdateSheet:
    """Let a worker save every row that can be saved.

    `overrule`: by line, the update of somebody else that the author has seen, and replaces. Raises SheetNotChecked.
    """
    locked = UpdateSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if locked.sent_by_id != by.pk:
        raise PermissionDenied
    if locked.state != JobState.READY:
        raise SheetNotChecked
    locked.bases = locked.bases | {str(line): update for line, update in overrule.items()}
    locked.step, locked.confirmed_at = SheetStep.SAVE, now
    locked.state, locked.finished_at, locked.attempts, locked.queued_at = JobState.PENDING, None, 0, now
    locked.save()
    record(event="update_sheet.confirmed", target=locked, by=by, after={"overruled": sorted(overrule)})
    jobs.enqueue(locked)
    return locked


def carry_out(sheet_id: int) -> None:
    """Check or save one sheet; safe to call twice."""
    jobs.run(UpdateSheet, sheet_id, _work)


def _work(sheet: UpdateSheet, progress: jobs.Progress) -> jobs.Result:
    run = _Run(sheet)
    outcomes = []
    for number, data in enumerate(sheet.rows, start=1):
        outcomes.append(run.outcome_of(SheetRow(**data)))
        progress(number, len(sheet.rows))
    return {"outcomes": outcomes}


class _Run:
    """One passage through a sheet: what it looks up once for all rows."""

    def __init__(self, sheet: UpdateSheet) -> None:
        self.sheet, self.by = sheet, sheet.sent_by
        allowed = actions_to_update_for(self.by).filter(programme=sheet.programme)
        self.actions: dict[str, Action] = {row.reference: row for row in allowed.select_related("programme")}
        self.levels: dict[str, RatingLevel] = {}
        for level in sheet.programme.rating_levels.all():
            self.levels |= {level.name.casefold(): level, level.code.casefold(): level}
        saved = ActionUpdate.objects.filter(source__startswith=self._source(""), author=self.by)
        self.saved: dict[str, int] = dict(saved.values_list("source", "pk"))

    def outcome_of(self, row: SheetRow) -> Outcome:
        """What became of the row, or would. A row that an earlier try saved is not saved again."""
        if self._source(str(row.line)) in self.saved:
            return _outcome(row, RowState.SAVED, "Saved.")
        try:
            update = self._save(row)
        except UpdatedMeanwhile as refusal:
            return _outcome(row, RowState.CONFLICT, _theirs(refusal.latest), latest=refusal.latest.pk)
        except (TrackerRefused, ValueError, PermissionDenied) as refusal:
            return _outcome(row, RowState.REFUSED, str(refusal))
        if self.sheet.step == SheetStep.CHECK:
            return _outcome(row, RowState.READY, f"Becomes {update.delivery}.")
        return _outcome(row, RowState.SAVED, f"Saved: {update.delivery}.")

    def _save(self, row: SheetRow) -> ActionUpdate:
        """Save the row; when the sheet is only checked, take it back at once."""
        action, facts = self._action(row), self._facts(row)
        with transaction.atomic():
            update = add_update(
                action=action, facts=facts, base=self.sheet.bases.get(str(row.line), row.base), by=self.by,
                now=timezone.now(), source=self._source(str(row.line)),
            )  # fmt: skip
            if self.sheet.step == SheetStep.CHECK:
                transaction.set_rollback(True)
        return update

    def _action(self, row: SheetRow) -> Action:
        if row.programme != self.sheet.programme.slug:
            raise ValueError(
                f"This row is of another programme, “{row.programme}”. Upload it on that programme’s page."
            )
        action = self.actions.get(row.reference)
        if action is None:
            raise ValueError(f"There is no action {row.reference} that you update in this programme.")
        return action

    def _facts(self, row: SheetRow) -> UpdateFacts:
        if not row.why:
            raise ValueError("Say why in a sentence.")
        return UpdateFacts(
            delivery=self._level(row.delivery), sentence=row.why[:500],
            impact=self._level(row.impact) if row.impact else None, percent=row.percentage,
            forecast_on=row.forecast_on, contradiction=row.contradiction[:500],
        )  # fmt: skip

    def _level(self, words: str) -> RatingLevel:
        level = self.levels.get(words.casefold())
        if level is None:
            names = ", ".join(dict.fromkeys(level.name for level in self.levels.values()))
            raise ValueError(f"“{words}” is no rating of this programme. Use one of: {names}." if words else
                             f"Give a new rating: one of {names}.")  # fmt: skip
        return level

    def _source(self, line: str) -> str:
        return f"Spreadsheet {self.sheet.pk}, line {line}"


def _theirs(latest: ActionUpdate) -> str:
    return f"{latest.author_words} said meanwhile: {latest.delivery}, “{latest.sentence}”"


def _outcome(row: SheetRow, state: RowState, words: str, *, latest: int | None = None) -> Outcome:
    return {"line": row.line, "reference": row.reference, "state": state.value, "words": words, "latest": latest}
