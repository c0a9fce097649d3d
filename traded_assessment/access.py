"""The only way to fetch orders, bookings and catalogue entries for a person: it, or 404."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import holds, organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import lineage_ids
from essex_portal.organisations.states import OrganisationKind
from traded_assessment.approval_links import read_approval_token
from traded_assessment.models import (
    ApprovalRequest,
    Attendee,
    BankFile,
    BankRow,
    Booking,
    Cancellation,
    CreditNote,
    Dispute,
    Invoice,
    Order,
    ReminderPause,
    ReminderStep,
    TrainingSession,
    WaitingEntry,
    WriteOff,
)
from traded_assessment.naming_links import read_naming_token
from traded_assessment.queries.approvals import may_approve
from traded_assessment.queries.credit_notes import credit_note_with_parts
from traded_assessment.queries.invoices import invoice_with_parts


def order_for(user: Any, reference: str) -> Order:
    """The order of a school whose bookings the person may see, or of one that it took over from. Raises Http404."""
    order = (
        Order.objects.select_related("school__school__type", "school__school__local_authority", "placed_by")
        .filter(reference=reference.strip().upper())
        .first()
    )
    if order is None or not sees(user, Permission.VIEW_SCHOOL_BOOKINGS, order.school):
        raise Http404
    return order


def booking_to_change_for(user: Any, pk: int) -> Booking:
    """The booking of a school that the person may book for, or of one that it took over from. Raises Http404."""
    related = ("order__placed_by", "order__school", "school", "training_session__course")
    booking = Booking.objects.select_related(*related).prefetch_related("attendees").filter(pk=pk).first()
    if booking is None or not sees(user, Permission.BOOK_TRAINING, booking.school):
        raise Http404
    return booking


def cancellation_for(user: Any, pk: int) -> Cancellation:
    """What was cancelled or moved of a school whose bookings the person may see. Raises Http404 otherwise."""
    related = ("booking__order", "booking__school", "booking__training_session__course", "cancelled_by")
    moved = ("moved_to__order", "moved_to__training_session__course")
    found = Cancellation.objects.select_related(*related, *moved).filter(pk=pk).first()
    if found is None or not sees(user, Permission.VIEW_SCHOOL_BOOKINGS, found.booking.school):
        raise Http404
    return found


def invoice_for(user: Any, number: str) -> Invoice:
    """The invoice of a school whose invoices the person may see, with all its parts. Raises Http404 otherwise.

    One that bills several schools is for the county's finance alone: no school sees another's.
    """
    invoice = invoice_with_parts(number.strip().upper())
    if invoice is None or not sees_invoice(user, invoice):
        raise Http404
    return invoice


def credit_note_for(user: Any, number: str) -> CreditNote:
    """The credit note of an invoice that the person may see. Raises Http404 otherwise."""
    note = credit_note_with_parts(number.strip().upper())
    if note is None or not sees_invoice(user, note.invoice):
        raise Http404
    return note


def dispute_for(user: Any, pk: int) -> Dispute:
    """A dispute about an invoice that the person may see. Raises Http404 otherwise."""
    found = Dispute.objects.select_related("invoice__school", "opened_by").filter(pk=pk).first()
    if found is None or not sees_invoice(user, found.invoice):
        raise Http404
    return found


def write_off_for(user: Any, pk: int) -> WriteOff:
    """A write-off of an invoice that the person may see. Raises Http404 otherwise."""
    found = WriteOff.objects.select_related("invoice__school", "proposed_by").filter(pk=pk).first()
    if found is None or not sees_invoice(user, found.invoice):
        raise Http404
    return found


def payer_for(user: Any, pk: int) -> Organisation:
    """A school, or another organisation that pays invoices, whose statement the person may see. Raises Http404."""
    found = Organisation.objects.filter(pk=pk).first()
    if found is None or not holds(user, Permission.VIEW_INVOICES):
        raise Http404
    if found.kind != OrganisationKind.SCHOOL and not found.invoices_to_pay.exists():
        raise Http404
    return found


def reminder_step_for(pk: int) -> ReminderStep:
    """A step of finance's reminders that still counts. Raises Http404."""
    found = ReminderStep.objects.filter(pk=pk, ended_at=None).first()
    if found is None:
        raise Http404
    return found


def reminder_pause_for(pk: int) -> ReminderPause:
    """Raises Http404."""
    found = ReminderPause.objects.select_related("invoice", "school").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def school_with_invoices(request: HttpRequest) -> Organisation:
    """The school acted for, whose invoices the person may see. Raises PermissionDenied, with words."""
    return _school_acted_for(request, Permission.VIEW_SCHOOL_INVOICES)


def school_to_book_for(request: HttpRequest) -> Organisation:
    """The school acted for. Raises PermissionDenied, with words, for people who act for none."""
    return _school_acted_for(request, Permission.BOOK_TRAINING)


def school_to_subscribe_for(request: HttpRequest) -> Organisation:
    """The school acted for, whose subscription the person may buy; the office may for a school that telephones.

    Raises PermissionDenied, with words.
    """
    telephoned = getattr(request, "booking_for", None)
    return _school_acted_for(request, Permission.BOOK_TRAINING if telephoned else Permission.BUY_SUBSCRIPTION)


def school_with_bookings(request: HttpRequest) -> Organisation:
    """The school acted for, whose bookings the person may see. Raises PermissionDenied, with words."""
    return _school_acted_for(request, Permission.VIEW_SCHOOL_BOOKINGS)


def session_in_catalogue(pk: int) -> TrainingSession:
    """A session with its course; everybody may see the catalogue. Raises Http404 for one that is not in it."""
    session = TrainingSession.objects.select_related("course").filter(pk=pk).first()
    if session is None:
        raise Http404
    return session


def booking_for(user: Any, pk: int) -> Booking:
    """A booking whose people the person may name, with those named. Raises Http404."""
    booking = _bookings_with_people().filter(pk=pk).first()
    if booking is None or not sees(user, Permission.BOOK_TRAINING, booking.school):
        raise Http404
    return booking


def attendee_for(user: Any, pk: int) -> Attendee:
    """Somebody with a place whom the person may replace. Raises Http404."""
    rows = Attendee.objects.select_related("booking__school", "booking__order", "booking__training_session__course")
    attendee = rows.filter(pk=pk).first()
    if attendee is None or not sees(user, Permission.BOOK_TRAINING, attendee.booking.school):
        raise Http404
    return attendee


def booking_of_naming_link(token: str) -> Booking | None:
    """The booking of a link that was passed on and has not been renewed since."""
    read = read_naming_token(token)
    if read is None:
        return None
    number, key = read
    return _bookings_with_people().filter(pk=number, naming_link__key=key).first()


def _bookings_with_people() -> QuerySet[Booking]:
    rows = Booking.objects.select_related("school", "order", "training_session__course")
    return rows.prefetch_related("attendees")


def approval_for(user: Any, pk: int) -> ApprovalRequest:
    """A request that the person made, or may decide. Raises Http404."""
    rows = ApprovalRequest.objects.select_related("school__school", "asked_by", "decided_by", "order")
    approval = rows.filter(pk=pk).first()
    if approval is None or not (approval.asked_by == user or may_approve(user, approval.school)):
        raise Http404
    return approval


def approval_of_link(token: str) -> tuple[ApprovalRequest, User] | None:
    """The request and the approver that a link in a mail is for; None when the person may not decide any more."""
    numbers = read_approval_token(token)
    approver = User.objects.filter(pk=numbers[1], is_active=True).first() if numbers else None
    if numbers is None or approver is None:
        return None
    rows = ApprovalRequest.objects.select_related("school__school", "asked_by", "decided_by", "order")
    approval = rows.filter(pk=numbers[0]).first()
    return (approval, approver) if approval and may_approve(approver, approval.school) else None


def waiting_entry_for(user: Any, pk: int) -> WaitingEntry:
    """The place on a waiting list of a school that the person may book for. Raises Http404."""
    entry = waiting_entry_of_any(pk)
    if not holds(user, Permission.BOOK_TRAINING, entry.school):
        raise Http404
    return entry


def waiting_entry_of_any(pk: int) -> WaitingEntry:
    """A place on a waiting list, for pages of the training office. Raises Http404."""
    rows = WaitingEntry.objects.select_related("training_session__course", "school", "hold", "joined_by")
    entry = rows.filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def sees(user: Any, permission: Permission, school: Organisation) -> bool:
    """Whether the person holds the permission on the school, or on one that took over from it."""
    return holds(user, permission, school) or any(
        school.pk in lineage_ids(successor) for successor in organisations_with(user, permission)
    )


def sees_invoice(user: Any, invoice: Invoice) -> bool:
    """Whether the person may see this invoice and its documents."""
    if invoice.school is None:
        return holds(user, Permission.VIEW_INVOICES)
    return sees(user, Permission.VIEW_SCHOOL_INVOICES, invoice.school)


def bank_file_for(user: Any, pk: int) -> BankFile:
    """A bank's file, for who may record payments. Raises Http404."""
    file = BankFile.objects.filter(pk=pk).first() if holds(user, Permission.RECORD_PAYMENTS) else None
    if file is None:
        raise Http404
    return file


def bank_row_for(user: Any, pk: int) -> BankRow:
    """A row of a bank's file with its file and who decided it, for who may record payments. Raises Http404."""
    rows = BankRow.objects.select_related("file", "decided_by").prefetch_related("payments__payment__invoice")
    row = rows.filter(pk=pk).first() if holds(user, Permission.RECORD_PAYMENTS) else None
    if row is None:
        raise Http404
    return row


def _school_acted_for(request: HttpRequest, permission: Permission) -> Organisation:
    school = getattr(request, "acting_for", None)
    if school is None or school.kind != OrganisationKind.SCHOOL or not holds(request.user, permission, school):
        raise PermissionDenied("Only a school’s own people can open this page. You are not acting for a school.")
    return school
