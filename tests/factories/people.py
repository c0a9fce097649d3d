"""People with roles."""

from itertools import count

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.roles import BOUND_TO, Role
from essex_portal.organisations.models import Organisation

_numbers = count(1)


def make_person(role: Role, organisation: Organisation | None = None, *, email: str = "", name: str = "") -> User:
    """A person with one role; council roles get a council team of their own unless told otherwise."""
    number = next(_numbers)
    user = User.objects.create_user(email or f"{role.value}-{number}@people.example", name=name)
    if organisation is None:
        organisation = Organisation.objects.create(kind=BOUND_TO[role], name=f"{role.label} {number}")
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user
