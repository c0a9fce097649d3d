from datetime import datetime

from django.db import models


class Product(models.TextChoices):
    """What can be bought; the words of the API contract (design.md section 7)."""

    SUBSCRIPTION = "subscription", "Subscription"
    SINGLE_SESSION = "single_session", "Single session"
    EVENT = "event", "Event"


class Tier(models.TextChoices):
    """Customer tiers of the package prices. `ON_REQUEST`: in no row, so the office sets a price for the school."""

    ESSEX_MAINTAINED = "essex_maintained", "Essex maintained school"
    ESSEX_ACADEMY = "essex_academy", "Essex academy"
    OUTSIDE_ESSEX = "outside_essex", "School outside Essex"
    ON_REQUEST = "on_request", "Price on request"


class Area(models.TextChoices):
    ESSEX = "essex", "Essex"
    OUTSIDE_ESSEX = "outside_essex", "Outside Essex"


class VatCategory(models.TextChoices):
    """EN 16931 category letters. Source: domain.md B13, B22."""

    STANDARD = "S", "Standard rate"
    ZERO = "Z", "Zero rate"
    EXEMPT = "E", "Exempt"
    OUTSIDE_SCOPE = "O", "Outside the scope of VAT"


class SessionState(models.TextChoices):
    PUBLISHED = "published", "Open for booking"
    CLOSED = "closed", "Closed for booking"
    CANCELLED = "cancelled", "Cancelled"


class Availability(models.TextChoices):
    """What a session is to somebody who would like to book it now."""

    BOOKABLE = "bookable", "Places left"
    FULL = "full", "Full"
    CLOSED = "closed", "Closed for booking"
    CANCELLED = "cancelled", "Cancelled"
    PAST = "past", "Took place"

    @classmethod
    def of(cls, *, state: str, starts_at: datetime, places_left: int, now: datetime) -> "Availability":
        """What a session in that state is at that moment."""
        if state == SessionState.CANCELLED:
            return cls.CANCELLED
        if starts_at <= now:
            return cls.PAST
        if state == SessionState.CLOSED:
            return cls.CLOSED
        return cls.BOOKABLE if places_left else cls.FULL


class BookingState(models.TextChoices):
    BOOKED = "booked", "Booked"
    CANCELLED = "cancelled", "Cancelled"


class CreditKind(models.TextChoices):
    """Why money is taken off a line of an order."""

    CANCELLED = "cancelled", "Booking cancelled"
    SESSION_CANCELLED = "session_cancelled", "Session called off"
    MOVED = "moved", "Booking moved"
    CONVERTED = "converted", "Turned into a subscription"
    GOODWILL = "goodwill", "Credited by finance"


class DayKind(models.TextChoices):
    """Which days count before a session. Source: domain.md C4, C6."""

    SCHOOL = "school", "School days"
    WORKING = "working", "Working days"


class HoldWhy(models.TextChoices):
    WAITING_LIST = "waiting_list", "Offered to a school on the waiting list"
    APPROVAL = "approval", "Waiting for the headteacher"


class HoldState(models.TextChoices):
    HELD = "held", "Held"
    USED = "used", "Booked"
    RELEASED = "released", "Let go"


class WaitingState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Booked"
    LET_GO = "let_go", "Let go"
    LAPSED = "lapsed", "Ran out"
    LEFT = "left", "Left the list"


OPEN_WAITING = (WaitingState.WAITING, WaitingState.OFFERED)


class ApprovalState(models.TextChoices):
    ASKED = "asked", "Waiting for approval"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    EXPIRED = "expired", "Ran out"
    WITHDRAWN = "withdrawn", "Withdrawn"


class InvoiceKind(models.TextChoices):
    """Source: domain.md B14: a school without a bank account of its own is recharged by journal."""

    INVOICE = "invoice", "Invoice"
    RECHARGE = "recharge", "Recharge"


class Billing(models.TextChoices):
    BY_ORDER = "by_order", "An invoice for each order"
    MONTHLY = "monthly", "One invoice a month"
    AFTER_EVENT = "after_event", "After the session took place"


class Settlement(models.TextChoices):
    INVOICE = "invoice", "Pays invoices"
    JOURNAL = "journal", "Recharged by journal"


class JournalState(models.TextChoices):
    MADE = "made", "To be posted"
    POSTED = "posted", "Posted"


class BillState(models.TextChoices):
    """What became of a bill that an invoice run was rehearsed with."""

    PLANNED = "planned", "To be issued"
    HELD_BACK = "held_back", "Held back"
    ISSUED = "issued", "Issued"
    LEFT_OUT = "left_out", "Left out"


class PaymentKind(models.TextChoices):
    """`refund` and `moved_out` are negative: money that leaves the invoice."""

    RECEIVED = "received", "Payment received"
    REFUND = "refund", "Paid back"
    MOVED_IN = "moved_in", "Moved from another invoice"
    MOVED_OUT = "moved_out", "Moved to another invoice"
    JOURNAL = "journal", "Settled by journal"


class BankRowState(models.TextChoices):
    """What became of a row of a bank's file."""

    OPEN = "open", "To decide"
    RECORDED = "recorded", "Recorded"
    SET_ASIDE = "set_aside", "Set aside"


class Attendance(models.TextChoices):
    """Whether somebody with a place came."""

    NOT_RECORDED = "not_recorded", "Not recorded"
    ATTENDED = "attended", "Attended"
    ABSENT = "absent", "Did not attend"


class QuestionKind(models.TextChoices):
    """How a question of the evaluation is answered."""

    SCALE = "scale", "Scale from 1 to 5"
    TEXT = "text", "In words"


class FeedOwner(models.TextChoices):
    """Whose sessions a calendar feed shows."""

    SCHOOL = "school", "A school"
    ACCOUNT = "account", "A person with an account"
    ATTENDEE = "attendee", "A person with a place"


class PlaceState(models.TextChoices):
    """What became of one place that a subscription gives."""

    USED = "used", "Used"
    BOOKED = "booked", "Booked"
    OPEN = "open", "Still open"
    LOST = "lost", "Lost"
    EARLIER = "earlier", "Before you subscribed"
    NOT_INCLUDED = "not_included", "Not included"


class PriceRequestState(models.TextChoices):
    ASKED = "asked", "Waiting for a price"
    PRICED = "priced", "Price set"
    DECLINED = "declined", "No price offered"


class InvoiceStatus(models.TextChoices):
    """Worked out from what is paid, credited and written off, and the day; no invoice stores it."""

    DUE = "due", "Due"
    PART_PAID = "part_paid", "Part paid"
    OVERDUE = "overdue", "Overdue"
    PAID = "paid", "Paid"
    CREDITED = "credited", "Credited"
    WRITTEN_OFF = "written_off", "Written off"
    IN_CREDIT = "in_credit", "In credit"


class RecipientPart(models.TextChoices):
    """Why somebody gets a message of the training office. In this order: who is several of them is the first."""

    ATTENDEE = "attendee", "Person with a place"
    BOOKER = "booker", "Person who booked"
    HEADTEACHER = "headteacher", "Headteacher"
    CONTACT = "contact", "School’s contact"


class Coverage(models.TextChoices):
    """Whether a school has somebody who is trained for a duty."""

    NOBODY = "nobody", "Nobody"
    BOOKED = "booked", "Booked"
    TRAINED = "trained", "Trained"


class DisputeOutcome(models.TextChoices):
    """How a dispute about an invoice ended."""

    CREDITED = "credited", "The school is right: it gets a credit"
    STANDS = "stands", "The invoice stands"
    WITHDRAWN = "withdrawn", "The school took it back"


class WriteOffState(models.TextChoices):
    PROPOSED = "proposed", "Waiting for a second person"
    APPROVED = "approved", "Written off"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Taken back"


class RemindedPart(models.TextChoices):
    """Who of a school is reminded of an overdue invoice."""

    HEADTEACHER = "headteacher", "Headteachers"
    BILLING = "billing", "The contact for invoices"
    EVERYBODY = "everybody", "Headteachers and the contact for invoices"
