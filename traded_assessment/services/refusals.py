"""Why an order cannot be placed, each in words for the person who books. Nothing was written when one is raised.

Prices can refuse too (`traded_assessment.pricing.QuoteRefused`); `REFUSALS` is all of them.
"""

from essex_portal.money import Money, pounds
from essex_portal.ui.words import counted, date_words
from traded_assessment.models import TrainingSession
from traded_assessment.pricing import QuoteRefused


class OrderRefused(Exception):
    """`str()` is for the person. `line` is the position of the request at fault, when it is about one."""

    def __init__(self, words: str, *, line: int | None = None) -> None:
        super().__init__(words)
        self.line = line


REFUSALS = (OrderRefused, QuoteRefused)


class EmptyOrder(OrderRefused):
    def __init__(self) -> None:
        super().__init__("There is nothing to book. Choose a session or the subscription first.")


class NeedsApproval(OrderRefused):
    def __init__(self) -> None:
        super().__init__(
            "Bookings by you need your headteacher’s approval. Ask for it on the page that checks your booking."
        )


class SchoolClosed(OrderRefused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is closed in the school register, so it cannot book. Contact the training office.")


class NobodyNamed(OrderRefused):
    def __init__(self, *, line: int) -> None:
        super().__init__("Enter the name of at least one person for each session.", line=line)


class SamePersonTwice(OrderRefused):
    def __init__(self, name: str, *, line: int) -> None:
        super().__init__(f"{name} is named twice for the same session. Each person needs one place.", line=line)


class SameThingTwice(OrderRefused):
    def __init__(self, *, line: int) -> None:
        super().__init__("The same session or subscription is in this order twice. Order it in one line.", line=line)


class NoSuchSession(OrderRefused):
    """No session has this id, or it is not of the product asked for."""

    def __init__(self, *, line: int) -> None:
        super().__init__("There is no such session. Choose one from the list of training.", line=line)


class SessionNotBookable(OrderRefused):
    def __init__(self, session: TrainingSession, why: str, *, line: int) -> None:
        super().__init__(f"{_named(session)} {why}. It cannot be booked.", line=line)
        self.session = session


class SessionFull(OrderRefused):
    def __init__(self, session: TrainingSession, places_left: int, *, line: int | None = None) -> None:
        left = f"has only {counted(places_left, 'place,places')} left" if places_left else "is full"
        super().__init__(f"{_named(session)} {left}.", line=line)
        self.session, self.places_left = session, places_left


class PriceChanged(OrderRefused):
    """What the person agreed to is not what it costs now."""

    def __init__(self, shown: Money, now: Money) -> None:
        super().__init__(
            f"The price has changed from {pounds(shown)} to {pounds(now)} since you saw it. Check it and confirm again."
        )
        self.shown, self.now = shown, now


class PurchaseOrderNeeded(OrderRefused):
    """The school's billing terms ask for a purchase order number, and the order has none."""

    def __init__(self, school: str) -> None:
        super().__init__(f"Enter a purchase order number. {school} cannot be billed without one.")


class IdempotencyConflict(OrderRefused):
    def __init__(self) -> None:
        super().__init__("This request was sent before with other content. The first order stands.")


def _named(session: TrainingSession) -> str:
    return f"“{session.course.title}” on {date_words(session.starts_at)}"
