"""Why an order cannot be placed, each in words for the person who books. Nothing was written when one is raised."""

from traded_assessment.models import Package, TrainingSession

from essex_portal.money import Money, pounds
from essex_portal.ui.words import counted, date_words


class OrderRefused(Exception):
    """The text is for the person. `line` is the position of the request at fault, when it is about one."""

    def __init__(self, words: str, *, line: int | None = None) -> None:
        super().__init__(words)
        self.line = line


class EmptyOrder(OrderRefused):
    def __init__(self) -> None:
        super().__init__("There is nothing to book. Choose a session or the subscription first.")


class NobodyNamed(OrderRefused):
    def __init__(self, *, line: int) -> None:
        super().__init__("Name at least one person for each session.", line=line)


class SamePersonTwice(OrderRefused):
    def __init__(self, name: str, *, line: int) -> None:
        super().__init__(f"{name} is named twice for the same session. Each person needs one place.", line=line)


class SameSessionTwice(OrderRefused):
    def __init__(self, *, line: int) -> None:
        super().__init__("The same session is in this order twice. Name everyone in one line.", line=line)


class SubscriptionTwice(OrderRefused):
    def __init__(self, *, line: int) -> None:
        super().__init__("One subscription covers the whole school. Order it once.", line=line)


class NoSuchSession(OrderRefused):
    def __init__(self, *, line: int) -> None:
        super().__init__("There is no such session.", line=line)


class SessionNotBookable(OrderRefused):
    """The session is past, closed for booking or cancelled."""

    def __init__(self, session: TrainingSession, why: str, *, line: int | None = None) -> None:
        super().__init__(f"{_named(session)} {why}. It cannot be booked any more.", line=line)
        self.session = session


class SessionFull(OrderRefused):
    def __init__(self, session: TrainingSession, places_left: int, *, line: int | None = None) -> None:
        left = f"has only {counted(places_left, 'place,places')} left" if places_left else "is full"
        super().__init__(f"{_named(session)} {left}.", line=line)
        self.session, self.places_left = session, places_left


class PriceNotSet(OrderRefused):
    def __init__(self) -> None:
        super().__init__(
            "The council has not set a price for your school yet. Ask for a price; we keep what you have entered."
        )


class PriceChanged(OrderRefused):
    def __init__(self, shown: Money, now: Money) -> None:
        super().__init__(
            f"The price has changed from {pounds(shown)} to {pounds(now)} since you saw it. Check it and confirm again."
        )
        self.shown, self.now = shown, now


class AlreadySubscribed(OrderRefused):
    def __init__(self, package: Package, *, line: int | None = None) -> None:
        super().__init__(f"Your school already has the subscription for {package.academic_year}.", line=line)
        self.package = package


class IdempotencyConflict(OrderRefused):
    def __init__(self) -> None:
        super().__init__("This request was sent before with other content. The first order stands.")


def _named(session: TrainingSession) -> str:
    return f"“{session.course.title}” on {date_words(session.starts_at)}"
