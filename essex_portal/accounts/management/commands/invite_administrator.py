from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from essex_portal.accounts.roles import Role
from essex_portal.accounts.services import PeopleRefused, invite, the_council


class Command(BaseCommand):
    help = "Invite an administrator by e-mail. This is how the first person comes into a new installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="name or office")

    def handle(self, *args: object, email: str, name: str, **options: object) -> None:
        try:
            validate_email(email)
            invitation = invite(
                email=email,
                name=name,
                organisation=the_council(),
                role=Role.ADMINISTRATOR,
                by=None,
                now=timezone.now(),
            )
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        except PeopleRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"The invitation to {invitation.email} is on its way. Its link lasts 14 days.")
