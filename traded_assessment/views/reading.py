"""Pages that some only read, which the training office works with."""

from django.http import HttpRequest

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission


def reads_only(request: HttpRequest) -> bool:
    """Whether the person may look at the training's figures, but not at the office's other pages."""
    return not holds(request.user, Permission.MANAGE_TRAINING)
