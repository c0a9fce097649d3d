"""Offers of funded places, and the schools that apply for them."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import District, EstablishmentType, Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.states import HOLDS_PLACES, ApplicationState, OfferState


class Offer(models.Model):
    """Funded places that schools apply for. Money, area and other terms stay as they were published."""

    programme = models.CharField(max_length=120, blank=True, help_text="what several offers belong to")
    title = models.CharField(max_length=160)
    audience = models.CharField(max_length=200, help_text="for whom, in words")
    gives = models.TextField(max_length=3000, help_text="what a school gets")
    places = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="empty: no limit"
    )
    places_taken = models.PositiveSmallIntegerField(default=0, editable=False, help_text="kept by a trigger")
    most_each = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="places a school may ask for; empty: any"
    )
    quadrant = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": OrganisationKind.QUADRANT},
        related_name="offers",
        help_text="whose officers keep it; empty: the county's",
    )
    districts = models.ManyToManyField(District, blank=True, help_text="none: the whole quadrant, or county")
    phases = ArrayField(models.CharField(max_length=60), default=list, blank=True, help_text="empty: any")
    types = models.ManyToManyField(EstablishmentType, blank=True, help_text="none: any")
    youngest = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(19)])
    oldest = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(19)])
    rolling = models.BooleanField(default=False, help_text="places may be awarded while schools still apply")
    declarations = ArrayField(
        models.CharField(max_length=300), default=list, blank=True, help_text="what the register cannot tell"
    )
    sessions = ArrayField(models.CharField(max_length=200), default=list, blank=True, help_text="in order, in words")
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True, help_text="the last day for applications")
    days_to_accept = models.PositiveSmallIntegerField(
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="working days that a school has to accept",
    )
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.DRAFT)
    awarded_at = models.DateTimeField(null=True, editable=False, help_text="when places were first awarded")

    class Meta:
        ordering = ("programme", "title", "pk")
        constraints = (
            models.CheckConstraint(
                name="no_more_funded_places_than_there_are",
                condition=Q(places__isnull=True) | Q(places_taken__lte=F("places")),
            ),
            models.CheckConstraint(
                name="a_published_offer_has_its_dates",
                condition=Q(state="draft") | Q(opens_on__isnull=False, closes_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_offer_closes_after_it_opens",
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
            ),
            models.CheckConstraint(
                name="an_offer_has_places_to_give", condition=Q(places__isnull=True) | Q(places__gte=1)
            ),
            models.CheckConstraint(
                name="a_school_may_ask_for_a_place", condition=Q(most_each__isnull=True) | Q(most_each__gte=1)
            ),
            models.CheckConstraint(
                name="ages_of_an_offer_run_upwards",
                condition=Q(youngest__isnull=True) | Q(oldest__isnull=True) | Q(oldest__gte=F("youngest")),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def places_left(self) -> int | None:
        return None if self.places is None else self.places - self.places_taken

    def is_open_on(self, day: date) -> bool:
        """Whether schools may apply and change their applications on that day."""
        dated = self.opens_on is not None and self.closes_on is not None
        return self.state == OfferState.PUBLISHED and dated and self.opens_on <= day <= self.closes_on


class OfferMoney(models.Model):
    """One part of the money that comes with each place, such as £5,000 for set-up."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="money_parts")
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    purpose = models.CharField(max_length=160)

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(name="money_of_an_offer_is_paid_out", condition=Q(amount__gt=0)),)

    def __str__(self) -> str:
        return self.purpose


the_database_counts_funded_places = pgtrigger.Trigger(
    name="the_database_counts_funded_places",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("was", "integer"), ("is_now", "integer"), ("of_offer", "bigint")],
    func="""
        was := 0;
        is_now := 0;
        IF TG_OP <> 'INSERT' THEN
            of_offer := OLD.offer_id;
            IF OLD.state IN ('awarded', 'accepted') THEN was := OLD.places; END IF;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            of_offer := NEW.offer_id;
            IF NEW.state IN ('awarded', 'accepted') THEN is_now := NEW.places; END IF;
        END IF;
        IF was <> is_now THEN
            UPDATE partnerships_offer SET places_taken = places_taken + is_now - was WHERE id = of_offer;
        END IF;
        RETURN NULL;
    """,
)
"""The offer's row lock makes those who award take turns, and its check refuses the one too many (ADR 4)."""


class FundedApplication(models.Model):
    """A school's application for places of an offer; there is one, which may be withdrawn and made again."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="applications")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="funded_applications")
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT)
    places_wanted = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField(null=True, help_text="what the office gives; set with the rank")
    case = models.TextField(max_length=3000, blank=True, help_text="what the school will do with it")
    declared = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, help_text="when the office had checked what is declared")
    rank = models.PositiveSmallIntegerField(null=True)
    saved_at = models.DateTimeField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    accept_by = models.DateField(null=True, help_text="the last day to accept")
    moved_at = models.DateTimeField(null=True, help_text="since when it is in its state")
    reason = models.CharField(max_length=500, blank=True, help_text="why it was turned down; the school sees it")

    class Meta:
        ordering = (F("rank").asc(nulls_last=True), "handed_in_at", "pk")
        triggers = (the_database_counts_funded_places,)
        constraints = (
            models.UniqueConstraint(fields=["offer", "school"], name="a_school_applies_once_for_an_offer"),
            models.UniqueConstraint(
                fields=["offer", "rank"], name="one_application_a_rank", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(name="an_application_wants_places", condition=Q(places_wanted__gte=1)),
            models.CheckConstraint(
                name="an_award_has_places_and_a_day_to_accept",
                condition=~Q(state__in=HOLDS_PLACES) | Q(places__gte=1, accept_by__isnull=False, rank__isnull=False),
            ),
            models.CheckConstraint(
                name="who_is_turned_down_hears_why", condition=~Q(state="turned_down") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="what_is_handed_in_says_when",
                condition=Q(state__in=["draft", "withdrawn"]) | Q(handed_in_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.school} for {self.offer}"
