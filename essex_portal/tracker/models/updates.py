"""What was said of an action: append only. docs/adr/0019."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from essex_portal.tracker.models.actions import Action
from essex_portal.tracker.models.programmes import RatingLevel
from essex_portal.tracker.states import UPDATE_MOVES, RatingKind, Stage, UpdateState

_LEGAL = ", ".join(f"('{old}', '{new}')" for old, moves in sorted(UPDATE_MOVES.items()) for new in sorted(moves))

words_stay = pgtrigger.Trigger(
    name="words_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        IF TG_OP = 'UPDATE' AND (OLD.state, NEW.state) IN ({_LEGAL})
            AND to_jsonb(NEW) - ARRAY['state', 'counts_from'] = to_jsonb(OLD) - ARRAY['state', 'counts_from'] THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'an update stays as it was said' USING ERRCODE = 'check_violation';
    """,
)


class ActionUpdate(models.Model):
    """One saying about an action. It is seen by others from `counts_from` on: when made, or when approved."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    delivery = models.ForeignKey(RatingLevel, on_delete=models.PROTECT, related_name="+")
    impact = models.ForeignKey(RatingLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sentence = models.CharField(max_length=500, help_text="why it is rated so")
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    forecast_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    stage = models.CharField(max_length=12, choices=Stage, blank=True, help_text="empty: the stage stays as it is")
    facts_say = models.CharField(
        max_length=10, choices=RatingKind, help_text="the rating that the facts gave when this was written"
    )
    facts_sentences = ArrayField(models.CharField(max_length=400), default=list, blank=True)
    contradiction = models.CharField(max_length=500, blank=True, help_text="why the author differs from the facts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    author_words = models.CharField(max_length=254, help_text="the author as shown: an office, or a partner's")
    source = models.CharField(max_length=300, blank=True, help_text="a file and row, or a partner's link")
    made_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    state = models.CharField(max_length=10, choices=UpdateState)
    counts_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        indexes = (
            models.Index(
                fields=["action", "-counts_from", "-id"], name="latest_update", condition=Q(counts_from__isnull=False)
            ),
            models.Index(fields=["made_at"], name="updates_waiting", condition=Q(state="submitted")),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(sentence=""), name="an_update_says_why"),
            models.CheckConstraint(condition=Q(percent=None) | Q(percent__lte=100), name="an_update_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(state=UpdateState.APPROVED, counts_from__isnull=False)
                | (~Q(state=UpdateState.APPROVED) & Q(counts_from=None)),
                name="only_approved_updates_count",
            ),
        )
        triggers = (words_stay,)

    def __str__(self) -> str:
        return f"{self.action}: {self.delivery}"


class UpdateReview(models.Model):
    """What became of a submitted update, and who decided it: append only."""

    update = models.ForeignKey(ActionUpdate, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=10, choices=UpdateState)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("decided_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(decision=UpdateState.SENT_BACK) | ~Q(reason=""), name="sent_back_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=(UpdateState.SUBMITTED, UpdateState.SENT_BACK, UpdateState.APPROVED)),
                name="a_review_is_a_decision",
            ),
        )
        triggers = (pgtrigger.Protect(name="reviews_stay", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.update}"
