"""Whom a message of the training office goes to: each address once, and the schools that nobody can be written to."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import SCHOOL_ROLES, Role
from essex_portal.organisations.models import Organisation
from essex_portal.ui.words import counted, date_words
from traded_assessment.models import Attendee, Booking, OfficeMessage, OfficeMessageRecipient, TrainingSession
from traded_assessment.states import BookingState, RecipientPart


@dataclass(frozen=True)
class Recipient:
    address: str
    part: RecipientPart
    school: Organisation


@dataclass(frozen=True)
class Audience:
    """`about` says in words who it is; `unreachable` are schools with nobody in the portal."""

    about: str
    recipients: Sequence[Recipient]
    unreachable: Sequence[Organisation] = ()
    sessions: Sequence[TrainingSession] = ()

    @property
    def digest(self) -> str:
        """The same for the same people: what was previewed is what is sent."""
        listed = "\n".join(one.address for one in self.recipients)
        return hashlib.sha256(listed.encode()).hexdigest()

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many there are of each part, in words."""
        parts = [one.part for one in self.recipients]
        return [(part.label, parts.count(part)) for part in RecipientPart if part in parts]


def audience_of_sessions(sessions: Sequence[TrainingSession], parts: Collection[str]) -> Audience:
    """Those of the chosen parts among everybody with a place at these sessions. Three queries at most."""
    found: list[Recipient] = []
    if RecipientPart.ATTENDEE in parts:
        found += _attendees(sessions)
    if RecipientPart.BOOKER in parts:
        found += _bookers(sessions)
    schools = _schools_at(sessions) if RecipientPart.HEADTEACHER in parts else []
    heads = [one for one in _people_of(schools) if one.part == RecipientPart.HEADTEACHER]
    return Audience(_words_of(sessions), _each_once([*found, *heads]), sessions=sessions)


def audience_of_schools(schools: Sequence[Organisation], *, about: str) -> Audience:
    """The headteachers of these schools; where there is none, the school's other people. One query."""
    people: dict[int, list[Recipient]] = {}
    for one in _people_of(schools):
        people.setdefault(one.school.pk, []).append(one)
    chosen = [one for school in schools for one in _contacts(people.get(school.pk, []))]
    return Audience(about, _each_once(chosen), [school for school in schools if school.pk not in people])


def messages_sent() -> QuerySet[OfficeMessage]:
    """Everything that was sent, the latest first, each with its number of people."""
    return OfficeMessage.objects.select_related("sent_by").annotate(people=Count("recipients"))


def messages_about(session: TrainingSession) -> QuerySet[OfficeMessage]:
    """What was written to the people of a session, the latest first."""
    return messages_sent().filter(sessions=session)


def recipients_of(message: OfficeMessage) -> QuerySet[OfficeMessageRecipient]:
    """Everybody who got it, with school and how far the mail is. One query."""
    return message.recipients.select_related("school", "mail")


def _attendees(sessions: Sequence[TrainingSession]) -> list[Recipient]:
    rows = Attendee.objects.filter(booking__training_session__in=sessions, booking__state=BookingState.BOOKED)
    named = rows.exclude(email="").select_related("booking__school")
    return [Recipient(row.email, RecipientPart.ATTENDEE, row.booking.school) for row in named]


def _bookers(sessions: Sequence[TrainingSession]) -> list[Recipient]:
    rows = Booking.objects.filter(training_session__in=sessions, state=BookingState.BOOKED)
    booked = rows.select_related("order__placed_by", "school")
    return [Recipient(row.order.contact_email, RecipientPart.BOOKER, row.school) for row in booked]


def _schools_at(sessions: Sequence[TrainingSession]) -> list[Organisation]:
    rows = Booking.objects.filter(training_session__in=sessions, state=BookingState.BOOKED)
    return list(Organisation.objects.filter(pk__in=rows.values("school")))


def _people_of(schools: Sequence[Organisation]) -> list[Recipient]:
    """The people who belong to these schools now, headteachers first."""
    rows = Membership.objects.filter(
        organisation__in=schools, role__in=SCHOOL_ROLES, ended_at__isnull=True, user__is_active=True
    ).select_related("user", "organisation")
    people = [
        Recipient(
            row.user.email,
            RecipientPart.HEADTEACHER if row.role == Role.HEADTEACHER else RecipientPart.CONTACT,
            row.organisation,
        )
        for row in rows
    ]
    return sorted(people, key=lambda one: one.part != RecipientPart.HEADTEACHER)


def _contacts(people: Sequence[Recipient]) -> list[Recipient]:
    heads = [one for one in people if one.part == RecipientPart.HEADTEACHER]
    return heads or list(people)


def _each_once(found: Iterable[Recipient]) -> list[Recipient]:
    """By school and address; who is several of the parts is there as the first."""
    first: dict[str, Recipient] = {}
    for one in found:
        first.setdefault(one.address.casefold(), one)
    return sorted(first.values(), key=lambda one: (one.school.name, one.address))


def _words_of(sessions: Sequence[TrainingSession]) -> str:
    if len(sessions) == 1:
        return f"{sessions[0].course.title}, {date_words(sessions[0].starts_at)}"
    return counted(len(sessions), "session,sessions")
