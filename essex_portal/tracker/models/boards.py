"""What a board is asked to decide, and the packs that were made for it."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from essex_portal.documents.models import Document
from essex_portal.tracker.models.actions import Action
from essex_portal.tracker.models.programmes import Programme
from essex_portal.tracker.states import DecisionOutcome

OPEN = Q(closed_at__isnull=True, closed_by__isnull=True, outcome="", answer="")
CLOSED = Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")

answered_once = pgtrigger.Trigger(
    name="answered_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL
            AND to_jsonb(NEW) - ARRAY['closed_at', 'closed_by_id', 'outcome', 'answer']
              = to_jsonb(OLD) - ARRAY['closed_at', 'closed_by_id', 'outcome', 'answer'] THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a question and its answer stay as they are' USING ERRCODE = 'check_violation';
    """,
)

sent_stays = pgtrigger.Trigger(
    name="sent_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__sent_at__isnull=False),
    func="RAISE EXCEPTION 'a pack that was sent stays what it was' USING ERRCODE = 'check_violation';",
)

programmes_stay = pgtrigger.Trigger(
    name="programmes_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF EXISTS (
            SELECT 1 FROM tracker_boardpack WHERE sent_at IS NOT NULL
            AND id = ANY (ARRAY[
                CASE WHEN TG_OP <> 'INSERT' THEN OLD.boardpack_id END,
                CASE WHEN TG_OP <> 'DELETE' THEN NEW.boardpack_id END
            ])
        ) THEN
            RAISE EXCEPTION 'a pack that was sent stays what it was' USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


class DecisionRequest(models.Model):
    """A question that somebody above has to decide: about one action, or about the programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="decision_requests")
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="decision_requests"
    )
    question = models.CharField(max_length=300)
    background = models.TextField(blank=True, max_length=2000)
    needed_by = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=DecisionOutcome, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = (F("needed_by").asc(nulls_last=True), "asked_at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(question=""), name="a_decision_request_asks_something"),
            models.CheckConstraint(condition=OPEN | CLOSED, name="a_decision_has_its_answer"),
        )
        triggers = (answered_once,)

    def __str__(self) -> str:
        return self.question


class BoardPack(models.Model):
    """The state of some programmes at a moment, as files. What was sent stays what it was."""

    title = models.CharField(max_length=150)
    programmes = models.ManyToManyField(Programme, through="BoardPackProgramme", related_name="board_packs")
    as_at = models.DateTimeField(help_text="the pack says what was known then")
    since = models.DateTimeField(null=True, blank=True, help_text="changes are told from this moment on")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    pdf = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="+")
    spreadsheet = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_to = ArrayField(models.EmailField(), default=list, blank=True)
    note = models.TextField(blank=True, max_length=1000, help_text="what is written above the link in the mail")

    class Meta:
        ordering = ("-as_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(since__lt=F("as_at")), name="a_pack_tells_of_the_time_before_it"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_to=[]) | (Q(sent_at__isnull=False) & ~Q(sent_to=[])),
                name="a_pack_is_sent_to_somebody",
            ),
        )
        triggers = (sent_stays,)

    def __str__(self) -> str:
        return self.title


class BoardPackProgramme(models.Model):
    """A programme that a pack tells of: it stays, too, once the pack is sent."""

    boardpack = models.ForeignKey(BoardPack, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "tracker_boardpack_programmes"
        unique_together = (("boardpack", "programme"),)
        triggers = (programmes_stay,)

    def __str__(self) -> str:
        return f"{self.programme} in {self.boardpack}"
