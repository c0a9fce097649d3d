"""What schools bought: orders with frozen lines, subscriptions, bookings with named people."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import Organisation
from traded_assessment.models.catalogue import Package, TrainingSession, count_places
from traded_assessment.pricing.facts import Part
from traded_assessment.states import BookingState, Product, Tier, VatCategory


class Order(models.Model):
    """One confirmed purchase by one school. The same key from the same school is the same order."""

    reference = models.CharField(max_length=12)
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_orders")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    placed_on = models.DateField(db_index=True, help_text="in Essex")
    priced_on = models.DateField(
        help_text="the day whose register, price list and VAT rules decide; the first order's for a booking that moved"
    )
    purchase_order = models.CharField(max_length=40, blank=True)
    asked_by = models.CharField(
        max_length=120, blank=True, help_text="who at the school asked the council to place it; empty: the school did"
    )
    confirm_to = models.EmailField(blank=True, help_text="who at the school is told, when the council placed it")
    headteacher_says = models.CharField(
        max_length=300, blank=True, help_text="how the headteacher agreed to a subscription that the council placed"
    )
    tier = models.CharField(max_length=20, choices=Tier)
    tier_reason = models.CharField(max_length=300)
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat = models.DecimalField(max_digits=9, decimal_places=2)
    gross = models.DecimalField(max_digits=9, decimal_places=2)
    idempotency_key = models.CharField(max_length=120)
    request_digest = models.CharField(max_length=64, help_text="sha256 of what was asked under the key")

    class Meta:
        ordering = ("-placed_at", "-pk")
        indexes = (models.Index(fields=["school", "-placed_at"], name="orders_by_school"),)
        constraints = (
            models.UniqueConstraint(fields=["reference"], name="one_order_a_reference"),
            models.UniqueConstraint(fields=["school", "idempotency_key"], name="one_order_a_school_and_key"),
            models.CheckConstraint(
                condition=Q(asked_by="", confirm_to="", headteacher_says="") | (~Q(asked_by="") & ~Q(confirm_to="")),
                name="an_order_on_behalf_names_the_school_s_people",
            ),
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="order_totals_add_up"),
            models.CheckConstraint(condition=Q(priced_on__lte=F("placed_on")), name="no_order_at_a_future_price"),
        )
        triggers = (pgtrigger.Protect(name="orders_stay", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.reference

    @property
    def on_behalf(self) -> bool:
        """Whether the council placed it for the school."""
        return bool(self.confirm_to)

    @property
    def contact_name(self) -> str:
        """Who at the school knows about it."""
        return self.asked_by or str(self.placed_by)

    @property
    def contact_email(self) -> str:
        """Where the school is written to about it."""
        return self.confirm_to or self.placed_by.email


class Line(models.Model):
    """A priced line that explains itself; never changed once written."""

    position = models.PositiveSmallIntegerField()
    product = models.CharField(max_length=20, choices=Product)
    description = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=8, decimal_places=2)
    net = models.DecimalField(max_digits=9, decimal_places=2)
    vat_category = models.CharField(max_length=1, choices=VatCategory)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)
    vat_reason = models.CharField(max_length=200, blank=True)
    vat_provisional = models.BooleanField(default=False)
    vat = models.DecimalField(max_digits=9, decimal_places=2)
    rule = models.CharField(max_length=300, help_text="why this price: which row, which arithmetic")

    class Meta:
        abstract = True
        ordering = ("position",)

    def __str__(self) -> str:
        return self.description

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


LINE_ADDS_UP = Q(net=F("quantity") * F("unit_price"))


class Subscription(models.Model):
    """A school's package for one year: it counts from the moment it is bought."""

    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_subscriptions")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="subscriptions")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="subscriptions")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "package"], name="one_subscription_a_school_and_year"),
        )

    def __str__(self) -> str:
        return f"{self.package} of {self.school}"


class Booking(models.Model):
    """Places of one school at one session, out of one order."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="bookings")
    school = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_bookings")
    training_session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="bookings")
    places = models.PositiveSmallIntegerField()
    paid_first = models.BooleanField(default=False, help_text="holds the first member's price of this event")
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.BOOKED)

    class Meta:
        ordering = ("training_session__starts_at", "pk")
        indexes = (models.Index(fields=["school", "training_session"], name="bookings_by_school"),)
        constraints = (
            models.CheckConstraint(condition=Q(places__gt=0), name="a_booking_has_places"),
            models.UniqueConstraint(
                fields=["school", "training_session"],
                condition=Q(paid_first=True, state=BookingState.BOOKED),
                name="one_first_member_price_a_school_and_event",
            ),
        )
        triggers = (count_places,)

    def __str__(self) -> str:
        return f"{self.places} at {self.training_session}"

    @property
    def unnamed_places(self) -> int:
        """Places bought that are nobody's yet; the people come loaded with the booking."""
        return max(0, self.places - len(self.attendees.all()))


class OrderLine(Line):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, null=True, related_name="lines")
    part = models.CharField(max_length=12, choices=[(part.value, part.value) for part in Part])
    staff_per_unit = models.PositiveSmallIntegerField(default=1, help_text="how many staff one of the quantity covers")

    class Meta(Line.Meta):
        constraints = (
            models.UniqueConstraint(fields=["order", "position"], name="one_order_line_a_position"),
            models.CheckConstraint(condition=LINE_ADDS_UP, name="order_line_adds_up"),
        )
        triggers = (
            pgtrigger.Protect(name="order_lines_stay", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="order_lines_add_up",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM traded_assessment_order o
                          JOIN LATERAL (SELECT sum(net) AS net, sum(vat) AS vat
                                          FROM traded_assessment_orderline
                                         WHERE order_id = o.id) l ON true
                         WHERE o.id = NEW.order_id AND l.net = o.net AND l.vat = o.vat) THEN
                        RAISE EXCEPTION 'the lines of order % do not add up to it', NEW.order_id
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        )


class CoveredPlace(models.Model):
    """One place that a subscription pays for: number 1 and 2 at each session, never a third."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="covered_places")
    training_session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="covered_places")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="covered_places")
    number = models.PositiveSmallIntegerField()
    allowance = models.PositiveSmallIntegerField(help_text="the package's places a session when it was used")
    lost = models.BooleanField(default=False, help_text="given up too late to come back: nobody sits in it")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subscription", "training_session", "number"], name="a_covered_place_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=F("allowance")), name="covered_places_within_allowance"
            ),
        )

    def __str__(self) -> str:
        return f"Place {self.number} at {self.training_session}"
