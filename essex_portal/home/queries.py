"""What the home page says first: what needs doing by this person, then what is coming."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.models import Invitation
from essex_portal.accounts.permissions import holds, holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.home import evaluation_todos, partnership_todos, send_todos, tracker_todos
from essex_portal.home.jobs import number_failed
from essex_portal.home.todo import Todo
from essex_portal.jobs.states import JobState
from essex_portal.money import ZERO, pounds
from essex_portal.organisations.models import Organisation, RegisterImport, SchoolDetails
from essex_portal.ui.words import date_words, moment_words, time_words
from partnerships.queries.proposals import open_proposals_to
from traded_assessment.models import ApprovalRequest, Booking, Dispute, Invoice, PriceRequest, TrainingSession, WriteOff
from traded_assessment.place_links import place_address
from traded_assessment.queries.approvals import may_approve
from traded_assessment.queries.attendance import people_not_recorded
from traded_assessment.queries.bank_files import undecided_rows
from traded_assessment.queries.invoices import IN_CREDIT, OUTSTANDING, OWING
from traded_assessment.queries.passport_reminders import passports_to_remind_of
from traded_assessment.queries.places import own_training
from traded_assessment.queries.waiting import open_entries_of
from traded_assessment.states import (
    ApprovalState,
    BookingState,
    PriceRequestState,
    SessionState,
    WaitingState,
    WriteOffState,
)

SOON = timedelta(days=14)
AT_MOST = 3


@dataclass(frozen=True)
class Coming:
    """One thing that lies ahead."""

    at: datetime
    title: str
    detail: str
    href: str


def todos_for(user: Any, school: Organisation | None, *, today: date) -> list[Todo]:
    """What this person should look at today, the urgent first; `school` is the one they act for."""
    found = [
        *_own_training(user, today),
        *evaluation_todos.todos(user, school, today),
        *partnership_todos.todos(user, school, today),
        *send_todos.todos(user),
        *(_invoices_of(school, today) if school and holds(user, Permission.VIEW_SCHOOL_INVOICES, school) else ()),
        *(_places_left(school, today) if school and holds(user, Permission.VIEW_SCHOOL_BOOKINGS, school) else ()),
        *(_places_to_decide(user, school) if school and holds(user, Permission.BOOK_TRAINING, school) else ()),
        *(_training_office(today) if holds_for_county(user, Permission.MANAGE_TRAINING) else ()),
        *(_finance(today) if holds_for_county(user, Permission.RECORD_PAYMENTS) else ()),
        *(_disputes() if holds_for_county(user, Permission.MANAGE_DEBT) else ()),
        *(_write_offs(user) if holds_for_county(user, Permission.APPROVE_WRITE_OFFS) else ()),
        *tracker_todos.todos_of(user, timezone.now()),
        *(_partnerships(user, today) if holds(user, Permission.KEEP_PARTNERSHIPS) else ()),
        *(_administrator(today) if holds_for_county(user, Permission.MANAGE_JOBS) else ()),
    ]
    return sorted(found, key=lambda todo: not todo.urgent)


def coming_for(user: Any, school: Organisation | None, *, now: datetime) -> list[Coming]:
    """The next five dates: the school's booked sessions, or every session for the training office."""
    if school is not None:
        return list(_bookings_of(school, now))
    if holds_for_county(user, Permission.MANAGE_TRAINING):
        return list(_sessions(now))
    return []


def _invoices_of(school: Organisation, today: date) -> Iterator[Todo]:
    owed = _owed(Invoice.objects.filter(school=school), today)
    yield from _owed_words(owed, reverse("traded_assessment:school_invoices"))


def _own_training(user: Any, today: date) -> Iterator[Todo]:
    """The person's own places: what to join today, and what to say something about after it."""
    for person in own_training(user.email, today):
        session = person.booking.training_session
        if timezone.localdate(session.starts_at) == today:
            words = f"Your training today at {time_words(session.starts_at)}: {session.course.title}"
            yield Todo(words, place_address(person), urgent=True)
        else:
            words = f"Say what you thought, and get your certificate: {session.course.title}"
            yield Todo(f"{words}, {date_words(session.starts_at)}", place_address(person, "place_evaluation"))


def _places_left(school: Organisation, today: date) -> Iterator[Todo]:
    """In the last term of its year, what the subscription still gives."""
    for passport in passports_to_remind_of(school, today):
        last = passport.last_open
        until = f", the last of them on {date_words(last.starts_at)}" if last else ""
        yield Todo(
            f"{_count(passport.open, 'place', 'places')} of your subscription, worth {pounds(passport.worth_open)}, "
            f"{'is' if passport.open == 1 else 'are'} still open{until}",
            reverse("traded_assessment:passport"),
        )


def _finance(today: date) -> Iterator[Todo]:
    owed = _owed(Invoice.objects.all(), today)
    if owed["overdue"]:
        yield Todo(
            f"{_count(owed['overdue'], 'invoice is', 'invoices are')} overdue, {pounds(owed['overdue_money'] or ZERO)}",
            reverse("traded_assessment:invoices") + "?status=overdue",
            urgent=True,
        )
    if waiting := undecided_rows().count():
        words = f"{_count(waiting, 'payment', 'payments')} from the bank to record or set aside"
        yield Todo(words, reverse("traded_assessment:bank_files"))


def _disputes() -> Iterator[Todo]:
    if waiting := Dispute.objects.filter(closed_at=None).count():
        words = f"{_count(waiting, 'disputed invoice waits', 'disputed invoices wait')} for your answer"
        yield Todo(words, reverse("traded_assessment:disputes"), urgent=True)
    if credit := Invoice.objects.filter(IN_CREDIT).count():
        words = f"{_count(credit, 'invoice is', 'invoices are')} in credit: pay it back, or use it for another"
        yield Todo(words, reverse("traded_assessment:invoices") + "?status=in_credit")


def _write_offs(user: Any) -> Iterator[Todo]:
    """Those that this person may decide: nobody decides their own."""
    proposed = WriteOff.objects.filter(state=WriteOffState.PROPOSED).exclude(proposed_by=user)
    if waiting := proposed.count():
        words = f"{_count(waiting, 'write-off waits', 'write-offs wait')} for a second person"
        yield Todo(words, reverse("traded_assessment:write_offs"))


def _owed(invoices: Any, today: date) -> dict[str, Any]:
    late = Q(due_on__lt=today)
    return invoices.filter(OWING).aggregate(
        open=Count("pk"), overdue=Count("pk", filter=late), overdue_money=Sum(OUTSTANDING, filter=late)
    )


def _owed_words(owed: dict[str, Any], href: str) -> Iterator[Todo]:
    if owed["overdue"]:
        yield Todo(f"{_count(owed['overdue'], 'invoice is', 'invoices are')} overdue", href, urgent=True)
    if waiting := owed["open"] - owed["overdue"]:
        yield Todo(f"{_count(waiting, 'invoice is', 'invoices are')} waiting to be paid", href)


def _places_to_decide(user: Any, school: Organisation) -> Iterator[Todo]:
    """Bookings of colleagues that wait for this person, and places that are kept for the school for a while."""
    requests = ApprovalRequest.objects.filter(school=school, state=ApprovalState.ASKED).exclude(asked_by=user)
    if (waiting := requests.count()) and may_approve(user, school):
        words = f"{_count(waiting, 'booking waits', 'bookings wait')} for your approval"
        yield Todo(words, reverse("traded_assessment:approvals"), urgent=True)
    for entry in open_entries_of([school.pk]).filter(state=WaitingState.OFFERED):
        words = f"You have been offered {_count(entry.places, 'place', 'places')} at {entry.training_session.course}"
        yield Todo(
            f"{words} until {moment_words(entry.hold.expires_at)}" if entry.hold else words,
            reverse("traded_assessment:waiting_entry", args=[entry.pk]),
            urgent=True,
        )


def _training_office(today: date) -> Iterator[Todo]:
    asked = PriceRequest.objects.filter(state=PriceRequestState.ASKED).count()
    if asked:
        yield Todo(
            f"{_count(asked, 'school waits', 'schools wait')} for a price",
            reverse("traded_assessment:price_requests"),
            urgent=True,
        )
    unlinked = TrainingSession.objects.filter(
        state=SessionState.PUBLISHED, join_link="", starts_at__date__range=(today, today + SOON)
    ).count()
    if unlinked:
        yield Todo(
            f"{_count(unlinked, 'session has', 'sessions have')} no join link in the next two weeks",
            reverse("traded_assessment:office"),
        )

    for session, people in people_not_recorded(today, AT_MOST):
        yield Todo(
            f"Attendance of {_count(people, 'person', 'people')} is not recorded: {session.course.title}, "
            f"{date_words(session.starts_at)}",
            reverse("traded_assessment:attendance", args=[session.pk]),
        )


def _partnerships(user: Any, today: date) -> Iterator[Todo]:
    """What schools propose about the partnerships that this person keeps."""
    if waiting := open_proposals_to(user, today).count():
        words = f"{_count(waiting, 'school proposes', 'schools propose')} a change of partnerships"
        yield Todo(words, reverse("partnerships:proposals"))


def _administrator(today: date) -> Iterator[Todo]:
    if failed := number_failed():
        yield Todo(f"{_count(failed, 'piece', 'pieces')} of background work failed", reverse("home:jobs"), urgent=True)
    expiring = Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, expires_at__date__range=(today, today + timedelta(days=3))
    ).count()
    if expiring:
        yield Todo(
            f"{_count(expiring, 'invitation runs', 'invitations run')} out in the next three days",
            reverse("accounts:people"),
        )
    newest = SchoolDetails.objects.aggregate(newest=Max("as_of"))["newest"]
    if newest and today - newest > timedelta(days=60) and not _import_running():
        yield Todo(
            f"The school register is of {newest:%-d %B %Y}: import a newer one", reverse("organisations:imports")
        )


def _import_running() -> bool:
    return RegisterImport.objects.filter(state__in=(JobState.PENDING, JobState.RUNNING)).exists()


def _bookings_of(school: Organisation, now: datetime) -> Iterator[Coming]:
    bookings = Booking.objects.filter(
        school=school, state=BookingState.BOOKED, training_session__ends_at__gte=now
    ).select_related("training_session__course", "order")
    for booking in bookings.order_by("training_session__starts_at")[:5]:
        yield Coming(
            booking.training_session.starts_at,
            booking.training_session.course.title,
            _count(booking.places, "place", "places"),
            reverse("traded_assessment:order", args=[booking.order.reference]),
        )


def _sessions(now: datetime) -> Iterator[Coming]:
    for session in TrainingSession.objects.filter(ends_at__gte=now).select_related("course")[:5]:
        yield Coming(
            session.starts_at,
            session.course.title,
            f"{session.places_sold} of {session.capacity} places sold",
            reverse("traded_assessment:office_session", args=[session.pk]),
        )


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
