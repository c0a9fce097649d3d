"""Prices and tax as dated data with an owner. A published price list never changes; a new version follows."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import Organisation
from traded_assessment.states import Area, PriceRequestState, Product, Tier, VatCategory


class PriceList(models.Model):
    """Prices from a day on. The newest version published for the latest `valid_from` not after a day applies."""

    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    staff_per_block = models.PositiveSmallIntegerField(
        default=2, help_text="a single session is sold in blocks of up to this many staff"
    )
    note = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="empty: published with the portal's starting content",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-valid_from", "-version")
        constraints = (
            models.UniqueConstraint(fields=["valid_from", "version"], name="one_price_list_a_date_and_version"),
            models.CheckConstraint(condition=Q(staff_per_block__gt=0), name="a_block_holds_somebody"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                name="who_published_says_when",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="published_prices_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


_rows_of_published_lists_stay = pgtrigger.Trigger(
    name="published_rows_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        PERFORM 1 FROM traded_assessment_pricelist WHERE id IN (NEW.price_list_id, OLD.price_list_id) FOR SHARE;
        IF EXISTS (SELECT 1 FROM traded_assessment_pricelist
                    WHERE id IN (NEW.price_list_id, OLD.price_list_id) AND published_at IS NOT NULL) THEN
            RAISE EXCEPTION 'the rows of a published price list never change' USING ERRCODE = 'check_violation';
        END IF;
        RETURN COALESCE(NEW, OLD);
    """,
)
"""The lock first: a list that is being published at this moment is seen as published."""


class PackagePrice(models.Model):
    """One row a customer tier, in pounds before VAT."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="package_prices")
    tier = models.CharField(max_length=20, choices=Tier)
    subscription = models.DecimalField(max_digits=8, decimal_places=2)
    single_session = models.DecimalField(max_digits=8, decimal_places=2, help_text="a block of staff at one session")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["price_list", "tier"], name="one_package_price_a_tier"),
            models.CheckConstraint(
                condition=Q(subscription__gte=0, single_session__gte=0), name="package_prices_are_not_negative"
            ),
            models.CheckConstraint(condition=~Q(tier=Tier.ON_REQUEST), name="prices_on_request_are_in_no_list"),
        )
        triggers = (_rows_of_published_lists_stay,)

    def __str__(self) -> str:
        return f"{self.get_tier_display()}"


class EventPrice(models.Model):
    """First member of staff and each further one of a school at an event, in pounds before VAT."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="event_prices")
    area = models.CharField(max_length=20, choices=Area)
    subscriber = models.BooleanField()
    first = models.DecimalField(max_digits=8, decimal_places=2)
    further = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["price_list", "area", "subscriber"], name="one_event_price_a_customer"),
            models.CheckConstraint(condition=Q(first__gte=0, further__gte=0), name="event_prices_are_not_negative"),
        )
        triggers = (_rows_of_published_lists_stay,)

    def __str__(self) -> str:
        return f"{self.get_area_display()}, {'subscriber' if self.subscriber else 'no subscription'}"


class PriceRequest(models.Model):
    """A school in no row of the prices (such as an independent school in Essex) asks, the office answers.

    Once priced it is the school's own price row from `valid_from` to `valid_to`, until it gets a newer one.
    """

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="price_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    wants = models.TextField(help_text="what the school wants to book, in words")
    state = models.CharField(max_length=10, choices=PriceRequestState, default=PriceRequestState.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True, help_text="inclusive")
    subscription = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    single_session = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    event_first = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    event_further = models.DecimalField(max_digits=8, decimal_places=2, null=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["school"], condition=Q(state=PriceRequestState.ASKED), name="one_open_price_request_a_school"
            ),
            models.CheckConstraint(
                condition=~Q(state=PriceRequestState.PRICED)
                | Q(
                    valid_from__isnull=False,
                    valid_to__isnull=False,
                    subscription__isnull=False,
                    single_session__isnull=False,
                    event_first__isnull=False,
                    event_further__isnull=False,
                ),
                name="a_priced_request_has_all_prices",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="an_agreed_price_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(subscription__lt=0)
                & ~Q(single_session__lt=0)
                & ~Q(event_first__lt=0)
                & ~Q(event_further__lt=0),
                name="agreed_prices_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state=PriceRequestState.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(state=PriceRequestState.ASKED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="a_decision_says_who_when_and_why",
            ),
        )

    def __str__(self) -> str:
        return f"Price request of {self.school}"


class VatRule(models.Model):
    """How a product is taxed for a customer on a day. No rule, no invoice. Source: domain.md B11 to B13.

    Of several rules that fit, the one for the product and the tier counts, then the product's, then the tier's.
    """

    product = models.CharField(max_length=20, choices=Product, blank=True, help_text="empty: any product")
    tier = models.CharField(max_length=20, choices=Tier, blank=True, help_text="empty: any customer")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="inclusive; empty: until further notice")
    category = models.CharField(max_length=1, choices=VatCategory)
    rate = models.DecimalField(max_digits=5, decimal_places=2, help_text="per cent")
    reason = models.CharField(
        max_length=200, blank=True, help_text="printed on the invoice; needed when no VAT is charged"
    )
    provisional = models.BooleanField(default=True)
    authority = models.CharField(max_length=120, blank=True, help_text="who ruled it: an office")

    class Meta:
        ordering = ("-valid_from", "product", "tier")
        constraints = (
            models.CheckConstraint(
                condition=Q(category=VatCategory.STANDARD, rate__gt=0)
                | (~Q(category=VatCategory.STANDARD) & Q(rate=0)),
                name="only_the_standard_rate_charges_vat",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="vat_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(category=VatCategory.STANDARD) | ~Q(reason=""), name="no_vat_needs_a_reason"
            ),
            ExclusionConstraint(
                name="one_vat_rule_for_a_product_tier_and_day",
                expressions=[
                    ("product", RangeOperators.EQUAL),
                    ("tier", RangeOperators.EQUAL),
                    (
                        models.Func("valid_from", "valid_to", models.Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_category_display()} from {self.valid_from}"
