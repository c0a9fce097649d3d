"""What schools are asked: sets of questions in versions. A published version never changes.

A statement says something of the partnership; a school answers with a step of the scale. Its `item` stays the same
while the wording changes in meaning little or not at all, so that answers of several years can be compared.
Source: domain.md P4 to P7.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from essex_portal.organisations.models import Organisation
from partnerships.states import Link, VersionState

MOST_OWN_STATEMENTS = 10


def _only_in_a_draft(name: str, version: str) -> pgtrigger.Trigger:
    """Rows of a version come, change and go while it is a draft; `version` is SQL for its id, of the row `part`."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("part", "record")],
        func="""
            IF TG_OP = 'DELETE' THEN part := OLD; ELSE part := NEW; END IF;
            IF EXISTS (SELECT 1 FROM partnerships_questionsetversion
                        WHERE id = THE_VERSION AND state = 'published') THEN
                RAISE EXCEPTION 'a published version of a question set never changes' USING ERRCODE = 'check_violation';
            END IF;
            RETURN part;
        """.replace("THE_VERSION", version),
    )


class QuestionSet(models.Model):
    """Questions for one purpose, whatever their version."""

    name = models.CharField(max_length=100, unique=True)
    purpose = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class QuestionSetVersion(models.Model):
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=VersionState, default=VersionState.DRAFT)
    dont_know = models.CharField(max_length=60, default="Don’t know, or does not apply")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="empty: came with the portal's starting content",
    )
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("question_set", "-number")
        constraints = (
            models.UniqueConstraint(fields=["question_set", "number"], name="one_version_a_number"),
            models.UniqueConstraint(
                fields=["question_set"], condition=Q(state=VersionState.DRAFT), name="one_draft_a_question_set"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT, published_at__isnull=True)
                | Q(state=VersionState.PUBLISHED, published_at__isnull=False),
                name="a_published_version_says_since_when",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="published_versions_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.question_set}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT


class ScaleStep(models.Model):
    """One of the four steps of a version's scale. An even scale makes people take a side. Source: domain.md P7."""

    version = models.ForeignKey(QuestionSetVersion, on_delete=models.CASCADE, related_name="steps")
    level = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=30)
    meaning = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("level",)
        constraints = (
            models.UniqueConstraint(fields=["version", "level"], name="one_step_a_level"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="steps_are_from_one_to_four"),
        )
        triggers = (_only_in_a_draft("published_steps_stay", "part.version_id"),)

    def __str__(self) -> str:
        return f"{self.level} {self.label}"


class Dimension(models.Model):
    """A side of working together. `key` stays the same from version to version."""

    version = models.ForeignKey(QuestionSetVersion, on_delete=models.CASCADE, related_name="dimensions")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    introduction = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "position"],
                name="one_dimension_a_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["version", "key"], name="one_dimension_a_key"),
        )
        triggers = (_only_in_a_draft("published_dimensions_stay", "part.version_id"),)

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """What statements of several versions have in common: they ask the same. Nothing else is known of it."""

    def __str__(self) -> str:
        return f"Item {self.pk}"


_item_follows_link = pgtrigger.Trigger(
    name="an_item_lasts_while_the_meaning_does",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Q(new__follows__isnull=False),
    func="""
        IF (NEW.link <> 'new') <> EXISTS (
            SELECT 1 FROM partnerships_statement WHERE id = NEW.follows_id AND item_id = NEW.item_id) THEN
            RAISE EXCEPTION 'the item of a statement does not fit its link' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)

_asked_statements_stay = pgtrigger.Trigger(
    name="statements_that_a_round_asks_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__partnership__isnull=False),
    func="""
        IF EXISTS (SELECT 1 FROM partnerships_roundownstatement WHERE statement_id = OLD.id)
           AND (TG_OP = 'DELETE'
                OR ROW(NEW.wording, NEW.guidance, NEW.item_id, NEW.partnership_id)
                   IS DISTINCT FROM ROW(OLD.wording, OLD.guidance, OLD.item_id, OLD.partnership_id)) THEN
            RAISE EXCEPTION 'a round asks this statement: it stays as it is' USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


class Statement(models.Model):
    """What a school agrees with or not: of a version's dimension, or one that a partnership asks besides."""

    dimension = models.ForeignKey(Dimension, on_delete=models.CASCADE, null=True, related_name="statements")
    partnership = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="own_statements")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="statements")
    wording = models.CharField(max_length=300)
    guidance = models.CharField(max_length=600, blank=True)
    position = models.PositiveSmallIntegerField()
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="followed_by",
        help_text="the statement that this one stands in place of; empty: there was none",
    )
    link = models.CharField(max_length=7, choices=Link, default=Link.NEW)
    retired_at = models.DateTimeField(null=True, help_text="a partnership's own statement that is no longer asked")

    class Meta:
        ordering = ("dimension__position", "position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(dimension__isnull=True) ^ Q(partnership__isnull=True),
                name="a_statement_is_of_a_set_or_of_a_partnership",
            ),
            models.CheckConstraint(
                condition=Q(link=Link.NEW) | Q(follows__isnull=False), name="a_linked_statement_follows_one"
            ),
            models.CheckConstraint(
                condition=Q(partnership__isnull=True) | Q(position__range=(1, MOST_OWN_STATEMENTS)),
                name="a_partnership_has_ten_statements_of_its_own_at_most",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(dimension__isnull=True),
                name="only_a_partnerships_own_statement_is_retired",
            ),
            models.UniqueConstraint(
                fields=["dimension", "position"],
                name="one_statement_a_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["partnership", "position"],
                condition=Q(retired_at__isnull=True),
                name="one_own_statement_a_position",
            ),
        )
        triggers = (
            _only_in_a_draft(
                "published_statements_stay",
                "(SELECT version_id FROM partnerships_dimension WHERE id = part.dimension_id)",
            ),
            _item_follows_link,
            _asked_statements_stay,
        )

    def __str__(self) -> str:
        return self.wording
