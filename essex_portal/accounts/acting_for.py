"""Which school a person acts for: the only one they belong to, or the one they picked, checked on each request.

People of the council who book for any school pick it for one order: they book for it until that is placed.
"""

from django.http import HttpRequest

from essex_portal.accounts.permissions import current_memberships, holds_for_county
from essex_portal.accounts.roles import SCHOOL_ROLES, Permission
from essex_portal.organisations.models import Organisation

SESSION_KEY = "acting_for"
BOOKING_FOR_KEY = "booking_for"


def schools_of(user: object) -> list[Organisation]:
    """The schools that the person is a member of now, by name, each once."""
    schools = {
        membership.organisation_id: membership.organisation
        for membership in current_memberships(user)
        if membership.role in SCHOOL_ROLES
    }
    return sorted(schools.values(), key=lambda school: school.name)


def chosen_school(request: HttpRequest) -> Organisation | None:
    """The school acted for; None for people without one, and for people of several who have not picked yet."""
    schools = schools_of(request.user)
    if len(schools) == 1:
        return schools[0]
    chosen = request.session.get(SESSION_KEY) if schools else None
    return next((school for school in schools if school.pk == chosen), None)


def must_choose_school(request: HttpRequest) -> bool:
    """Whether the person has several schools and has not said which one this is about."""
    return request.acting_for is None and len(schools_of(request.user)) > 1  # type: ignore[attr-defined]


def choose_school(request: HttpRequest, school_id: int) -> bool:
    """Remember in the session which school the person acts for. False when it is not one of theirs."""
    if all(school.pk != school_id for school in schools_of(request.user)):
        return False
    request.session[SESSION_KEY] = school_id
    return True


def school_booked_for(request: HttpRequest) -> Organisation | None:
    """The school that somebody of the council books for at the moment; a query only while there is one."""
    school_id = request.session.get(BOOKING_FOR_KEY)
    if school_id is None or not holds_for_county(request.user, Permission.BOOK_TRAINING):
        return None
    return Organisation.objects.schools().filter(pk=school_id).first()


def book_for(request: HttpRequest, school: Organisation) -> None:
    """Book for this school from now on."""
    request.session[BOOKING_FOR_KEY] = school.pk


def stop_booking_for(request: HttpRequest) -> None:
    """Book for no school any more."""
    request.session.pop(BOOKING_FOR_KEY, None)
