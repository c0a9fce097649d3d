from django.http import HttpRequest, QueryDict

from essex_portal.accounts.models import User
from essex_portal.organisations.models import Organisation


class PersonRequest(HttpRequest):
    """The request of a signed-in person, as a view behind `signed_in` or `requires` sees it. For annotations."""

    user: User
    acting_for: Organisation | None


def posted(request: HttpRequest) -> QueryDict | None:
    """What the form sent, for `Form(posted(request))`: a form left empty is sent all the same."""
    return request.POST if request.method == "POST" else None
