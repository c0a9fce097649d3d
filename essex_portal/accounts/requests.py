from django.http import HttpRequest

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation


class PersonRequest(HttpRequest):
    """The request of a signed-in person, as a view behind `signed_in` or `requires` sees it. For annotations."""

    user: User
    acting_for: Organisation | None
