"""What schools answer: each person's own view, then the school's one answer, handed in by the headteacher."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from essex_portal.audit.services import record
from essex_portal.ui.words import date_words, moment_words
from partnerships.models import AgreedAnswer, Answer, Round, RoundSchool, Statement
from partnerships.queries.evaluation import statements_of

KEPT = "What you wrote is still on this page, so that you can copy it. Nothing was saved."


class AnswerRefused(Exception):
    """Nothing was saved; `str()` is for the person."""


class NotComplete(AnswerRefused):
    """Statements without an answer, in order."""

    def __init__(self, missing: list[Statement]) -> None:
        super().__init__("Some statements have no answer yet. Answer them, or say that you don’t know.")
        self.missing = missing


@dataclass(frozen=True)
class Given:
    """An answer to one statement: a level from 1 to 4, or "don't know", or neither with words alone."""

    level: int | None = None
    dont_know: bool = False
    evidence: str = ""

    @property
    def is_empty(self) -> bool:
        return self.level is None and not self.dont_know and not self.evidence


Answers = Mapping[int, Given]
"""By the number of the statement. What is empty takes an earlier answer back."""


@transaction.atomic
def save_answers(*, asked: RoundSchool, answers: Answers, by: Any, now: datetime) -> int:
    """Keep what one person at the school thinks; returns how many statements changed.

    Raises AnswerRefused when the round is not open, or when the school has handed in.
    """
    school = _answering(asked, now)
    mine = Answer.objects.filter(round_school=school, person=by)
    changed = _save(mine, answers, lambda fields: Answer(round_school=school, person=by, **fields), now)
    if changed:
        record(event="round_school.answered", target=school, by=by, after={"statements": changed})
    return changed


@transaction.atomic
def settle_answers(*, asked: RoundSchool, answers: Answers, by: Any, now: datetime) -> int:
    """Keep what the school is to say, before it is handed in; returns how many statements changed.

    Raises AnswerRefused when the round is not open, or when the school has handed in.
    """
    school = _answering(asked, now)
    settled = AgreedAnswer.objects.filter(round_school=school)
    changed = _save(settled, answers, lambda fields: AgreedAnswer(round_school=school, **fields), now)
    if changed:
        record(event="round_school.settled", target=school, by=by, after={"statements": changed})
    return changed


@transaction.atomic
def hand_in(*, asked: RoundSchool, by: Any, now: datetime) -> RoundSchool:
    """Hand in the school's settled answers, for good. A second time changes nothing.

    Raises NotComplete while a statement has neither a step nor "don't know", AnswerRefused when the round is not open.
    """
    school = _locked(asked)
    if school.has_handed_in:
        return school
    _check_open(school, now)
    decided = {one.statement_id for one in school.agreed_answers.all() if one.is_decided}
    if missing := [statement for statement in statements_of(school.round) if statement.pk not in decided]:
        raise NotComplete(missing)
    school.handed_in_at, school.handed_in_by = now, by
    school.save(update_fields=["handed_in_at", "handed_in_by"])
    record(event="round_school.handed_in", target=school, by=by, after={"statements": len(decided)})
    return school


def _answering(asked: RoundSchool, now: datetime) -> RoundSchool:
    school = _locked(asked)
    if school.handed_in_at is not None:
        raise AnswerRefused(
            f"{school.school} handed in its answers on {moment_words(school.handed_in_at)}, and they stay as they are. "
            f"{KEPT} If something must change, ask the partnership’s lead to reopen the round."
        )
    _check_open(school, now)
    return school


def _check_open(school: RoundSchool, now: datetime) -> None:
    review = school.round
    if not review.is_answerable or review.closes_on < timezone.localdate(now):
        raise AnswerRefused(
            f"“{review.name}” took answers until {date_words(review.closes_on)} and is closed. {KEPT} "
            "The partnership’s lead can reopen the round, with a reason."
        )


def _locked(asked: RoundSchool) -> RoundSchool:
    """The round first, as closing and reopening do: its state stays until the answer is written."""
    Round.objects.select_for_update(no_key=True).get(pk=asked.round_id)
    rows = RoundSchool.objects.select_for_update(of=("self",)).select_related("round__partnership", "school")
    return rows.get(pk=asked.pk)


def _save(rows: Any, answers: Answers, make: Any, now: datetime) -> int:
    """Insert, change and take back, so that only what differs is written; returns how many were."""
    before = {row.statement_id: row for row in rows}
    new, changed, gone = [], [], []
    for statement_id, given in answers.items():
        row = before.get(statement_id)
        if row is None and not given.is_empty:
            new.append(make({"statement_id": statement_id, "saved_at": now, **vars(given)}))
        elif row is not None and given.is_empty:
            gone.append(row.pk)
        elif row is not None and given != Given(row.level, row.dont_know, row.evidence):
            row.level, row.dont_know, row.evidence, row.saved_at = given.level, given.dont_know, given.evidence, now
            changed.append(row)
    rows.model.objects.bulk_create(new)
    rows.model.objects.bulk_update(changed, ["level", "dont_know", "evidence", "saved_at"])
    if gone:
        rows.filter(pk__in=gone).delete()
    return len(new) + len(changed) + len(gone)
