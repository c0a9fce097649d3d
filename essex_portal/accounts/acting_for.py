"""Which school a person acts for: the only one they belong to, or the one they picked, checked on each request."""

from django.http import HttpRequest

from essex_portal.accounts.permissions import current_memberships
from essex_portal.accounts.roles import SCHOOL_ROLES
from essex_portal.organisations.models import Organisation

SESSION_KEY = "acting_for"


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
