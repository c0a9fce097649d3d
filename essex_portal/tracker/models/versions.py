"""What was known of a thing, from when to when: rows that are closed and followed, never rewritten. docs/adr/0019."""

from datetime import datetime
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

only_closed = pgtrigger.Trigger(
    name="only_closed",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND upper_inf(OLD.known) AND NOT upper_inf(NEW.known)
            AND (isempty(NEW.known) OR lower(NEW.known) = lower(OLD.known))
            AND to_jsonb(NEW) - 'known' = to_jsonb(OLD) - 'known' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'what was known is history and stays' USING ERRCODE = 'check_violation';
    """,
)


class VersionQuerySet(models.QuerySet[Any]):
    def as_at(self, moment: datetime) -> Self:
        """What was known at that moment; with the present moment, what is known now."""
        return self.filter(known__contains=moment)

    def current(self) -> Self:
        """What is known now, without asking a clock: the versions that nobody has closed."""
        return self.filter(known__upper_inf=True)


def never_twice(name: str) -> ExclusionConstraint:
    """At no moment are two versions of one thing known."""
    return ExclusionConstraint(
        name=name, expressions=[("of", RangeOperators.EQUAL), ("known", RangeOperators.OVERLAPS)]
    )


def current_index(name: str) -> models.Index:
    """Finds what is known now of a thing."""
    return models.Index(fields=["of"], name=name, condition=Q(known__upper_inf=True))


class Version(models.Model):
    """A version of the thing that the subclass's foreign key `of` names; `known` is system time.

    `known` takes in its lower bound, not its upper one; without an upper bound it holds now. An empty range was
    overwritten in the moment it was written: nobody has seen it.
    """

    known = DateTimeRangeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True, help_text="why it was changed, in the words of who did")

    facts: ClassVar[tuple[str, ...]] = ()
    """The fields that say what was known, for comparing and carrying over."""

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers = (only_closed,)
