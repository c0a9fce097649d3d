from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from essex_portal.accounts.acting_for import schools_of
from essex_portal.accounts.models import User
from essex_portal.accounts.permissions import current_memberships
from essex_portal.accounts.roles import SCHOOL_ROLES
from essex_portal.accounts.services import PeopleRefused, make_token, person_with
from essex_portal.accounts.states import Scope
from essex_portal.organisations.models import Organisation


class Command(BaseCommand):
    help = "Make an API token for a person and print it, last and once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--scopes", required=True, help=f"separated by commas: {', '.join(Scope.values)}")
        parser.add_argument("--urn", type=int, help="make it good for this one of the person's schools only")
        parser.add_argument("--name", default="Made on the command line")

    def handle(self, *args: object, email: str, scopes: str, urn: int | None, name: str, **options: object) -> None:
        user = person_with(email)
        if user is None:
            raise CommandError(f"There is no account for {email}.")
        try:
            token, secret = make_token(
                user=user,
                organisation=_school(user, urn),
                name=name,
                scopes=[scope.strip() for scope in scopes.split(",") if scope.strip()],
                expires_on=None,
                by=None,
                now=timezone.now(),
            )
        except PeopleRefused as refusal:
            raise CommandError(str(refusal)) from None
        whose = f"{user.email} at {token.organisation}" if token.organisation else user.email
        self.stdout.write(f"A token for {whose}, good for {', '.join(token.scopes)}. It is shown this once:")
        self.stdout.write(secret)


def _school(user: User, urn: int | None) -> Organisation | None:
    """The school that the token is good for: the one asked for, or the only one of a person who has nothing else."""
    schools = schools_of(user)
    if urn is not None:
        asked = next((school for school in schools if school.school.urn == urn), None)
        if asked is None:
            raise CommandError(f"{user.email} does not belong to the school with URN {urn}.")
        return asked
    only_schools = all(membership.role in SCHOOL_ROLES for membership in current_memberships(user))
    return schools[0] if only_schools and len(schools) == 1 else None
