from typing import Any

from django.core.management.base import BaseCommand

from essex_portal.organisations.services.starting_content import REGISTER_AS_OF, load_starting_content


class Command(BaseCommand):
    help = "Load the schools, quadrants and term dates that the portal begins with. Twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if load_starting_content():
            self.stdout.write(f"Loaded the schools of Essex, Southend and Thurrock as of {REGISTER_AS_OF:%-d %B %Y}.")
        else:
            self.stdout.write("The portal knows Essex's schools already. Nothing was changed.")
