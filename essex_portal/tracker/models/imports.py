"""A table of actions that somebody brought: every row is a draft until a person confirms it. docs/adr/0025."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from essex_portal.jobs.models import Job
from essex_portal.jobs.states import UNFINISHED
from essex_portal.organisations.models import Organisation
from essex_portal.tracker.models.actions import Action
from essex_portal.tracker.models.programmes import Programme, Workstream
from essex_portal.tracker.states import DraftState

source_stays = pgtrigger.Trigger(
    name="source_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND OLD.state = 'draft'
            AND (OLD.action_import_id, OLD.line, OLD.cells) = (NEW.action_import_id, NEW.line, NEW.cells) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'what was read stays, and so does what became of it' USING ERRCODE = 'check_violation';
    """,
)


class ActionImport(models.Model):
    """A table as it came, and how its columns are read. `workstream` and `quadrant` are of rows that name none."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="imports")
    filename = models.CharField(max_length=200, blank=True, help_text="empty: it was pasted")
    sha256 = models.CharField(max_length=64, help_text="of the bytes that came")
    headings = models.JSONField(help_text="in the order of the columns")
    mapping = models.JSONField(default=list, help_text="what each column says; empty until somebody has said it")
    offices = models.JSONField(default=dict, help_text="what the names of unknown offices mean")
    workstream = models.ForeignKey(Workstream, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    quadrant = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_on = models.DateField(help_text="the day of the plan: “happening now” begins on it")
    may_be_undated = models.BooleanField(default=False, help_text="words that name no days are kept without any")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ("-imported_at", "-pk")

    def __str__(self) -> str:
        return self.filename or "Pasted table"


class ActionDraft(models.Model):
    """One row: its cells as they came, what it says of an action, and what became of it."""

    action_import = models.ForeignKey(ActionImport, on_delete=models.PROTECT, related_name="drafts")
    line = models.PositiveIntegerField(help_text="in the file, counted from 1")
    cells = models.JSONField()
    said = models.JSONField(default=dict, help_text="texts by field, as the columns say them or as they were mended")
    is_edited = models.BooleanField(default=False, help_text="mended by hand: another mapping leaves it alone")
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.DRAFT)
    action = models.OneToOneField(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="draft")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("action_import", "line")
        constraints = (
            models.UniqueConstraint(fields=["action_import", "line"], name="one_draft_a_line"),
            models.CheckConstraint(
                condition=Q(state=DraftState.CONFIRMED, action__isnull=False)
                | (~Q(state=DraftState.CONFIRMED) & Q(action=None)),
                name="a_confirmed_row_is_an_action",
            ),
        )
        triggers = (source_stays,)

    def __str__(self) -> str:
        return f"{self.action_import}, row {self.line}"

    @property
    def cells_by_heading(self) -> list[tuple[str, str]]:
        """The cells as they came, each with its heading; the import is loaded with the row."""
        return list(zip(self.action_import.headings, self.cells, strict=True))


class ImportConfirmation(Job):
    """Somebody confirmed every sound row at once: a worker carries it out."""

    task_name = "tracker.confirm_import"

    action_import = models.ForeignKey(ActionImport, on_delete=models.PROTECT, related_name="confirmations")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(Job.Meta):
        constraints = (
            *Job.Meta.constraints,
            models.UniqueConstraint(
                fields=["action_import"], condition=Q(state__in=UNFINISHED), name="one_confirmation_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"Confirming {self.action_import}"
