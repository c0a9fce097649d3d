"""What workstreams and ratings were called before: rows that are added and never rewritten. docs/adr/0026."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models

from essex_portal.tracker.models.programmes import RatingLevel, Workstream
from essex_portal.tracker.models.versions import VersionQuerySet, never_twice
from essex_portal.tracker.states import Tone


class FormerWords(models.Model):
    """The words that the thing `of` had during `known`, until somebody changed them. Today's stand on the thing.

    `known` begins where the words before ended, and without a bound for the first; it ends, exclusive, with the change.
    """

    known = DateTimeRangeField()

    words: ClassVar[tuple[str, ...]] = ()
    """The fields that the thing has too, by the same names."""

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers = (pgtrigger.Protect(name="former_words_stay", operation=pgtrigger.Update),)


class FormerWorkstream(FormerWords):
    of = models.ForeignKey(Workstream, on_delete=models.CASCADE, related_name="former")
    title = models.CharField(max_length=200)
    leads = ArrayField(models.CharField(max_length=160), default=list)

    words = ("title", "leads")

    class Meta(FormerWords.Meta):
        constraints = (never_twice("a_workstream_is_called_one_thing_at_a_time"),)

    def __str__(self) -> str:
        return self.title


class FormerRating(FormerWords):
    """Goes with its rating, which may go only while no update has used it."""

    of = models.ForeignKey(RatingLevel, on_delete=models.CASCADE, related_name="former")
    name = models.CharField(max_length=40)
    meaning = models.CharField(max_length=300)
    tone = models.CharField(max_length=10, choices=Tone)

    words = ("name", "meaning", "tone")

    class Meta(FormerWords.Meta):
        constraints = (never_twice("a_rating_is_called_one_thing_at_a_time"),)

    def __str__(self) -> str:
        return self.name
