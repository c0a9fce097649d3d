"""What the public reads: drafted by one person, published by another, and then as it is. docs/adr/0024."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from send.states import PublicState, Standing

published_stays = pgtrigger.Trigger(
    name="published_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__state=PublicState.PUBLISHED),
    func="RAISE EXCEPTION 'what was published stays as it is' USING ERRCODE = 'check_violation';",
)
parts_stay = pgtrigger.Trigger(
    name="parts_of_published_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("page", "bigint")],
    func="""
        IF TG_OP = 'INSERT' THEN page := NEW.statement_id; ELSE page := OLD.statement_id; END IF;
        IF EXISTS (SELECT 1 FROM send_publicstatement WHERE id = page AND state = 'published') THEN
            RAISE EXCEPTION 'what was published stays as it is' USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


class PublicStatement(models.Model):
    """One version of the public page. There is one draft at a time; the published one with the highest number shows."""

    number = models.PositiveIntegerField(unique=True)
    introduction = models.TextField(max_length=3000)
    state = models.CharField(max_length=10, choices=PublicState, default=PublicState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", help_text="who has written in it")
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    sent_back_because = models.CharField(max_length=500, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=PublicState.DRAFT), name="one_public_draft_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=PublicState.DRAFT, published_by=None, published_at=None)
                | Q(state=PublicState.PUBLISHED, published_at__isnull=False, handed_in_at__isnull=False),
                name="published_says_when",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None)
                | (
                    (Q(drafted_by=None) | ~Q(published_by=F("drafted_by")))
                    & (Q(handed_in_by=None) | ~Q(published_by=F("handed_in_by")))
                ),
                name="published_by_another_than_drafted",
            ),
        )
        triggers = (published_stays,)

    def __str__(self) -> str:
        return f"Public page, version {self.number}"

    @property
    def waits(self) -> bool:
        """Handed in, and not decided yet."""
        return self.state == PublicState.DRAFT and self.handed_in_at is not None


class PublicLine(models.Model):
    """What was promised on one matter, and how it stands."""

    statement = models.ForeignKey(PublicStatement, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200)
    promised = models.TextField(max_length=2000)
    stands = models.TextField(max_length=2000)
    standing = models.CharField(max_length=10, choices=Standing)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["statement", "position"], name="one_public_line_a_position"),)
        triggers = (parts_stay,)

    def __str__(self) -> str:
        return self.heading


class PublicTable(models.Model):
    """Numbers with their labels. All are kept; what may be read of them `send.withholding` decides."""

    statement = models.ForeignKey(PublicStatement, on_delete=models.PROTECT, related_name="tables")
    title = models.CharField(max_length=150)
    rows = models.JSONField(help_text="pairs of label and count")

    class Meta:
        ordering = ("pk",)
        triggers = (parts_stay,)

    def __str__(self) -> str:
        return self.title
