"""Who changes an action holds its row, so that two people meet in turn and not in the middle."""

from typing import Any

from django.core.exceptions import PermissionDenied

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.tracker.access import may_edit, may_update
from essex_portal.tracker.models import Action, ActionVersion
from essex_portal.tracker.services.refusals import ClosedAction, ClosedProgramme
from essex_portal.tracker.states import CLOSED, ProgrammeState


def locked_action(action: Action) -> tuple[Action, ActionVersion]:
    """The action and what is known of it now, held until the transaction ends. Raises ClosedProgramme."""
    locked = Action.objects.select_related("programme", "workstream").select_for_update(of=("self",), no_key=True)
    row = locked.get(pk=action.pk)
    if row.programme.state == ProgrammeState.CLOSED:
        raise ClosedProgramme(row.programme.title)
    return row, ActionVersion.objects.current().filter(of=row).select_related("quadrant", "aim").get()


def open_action(action: Action) -> tuple[Action, ActionVersion]:
    """As `locked_action`, for an action that goes on. Raises ClosedAction."""
    row, version = locked_action(action)
    if version.stage in CLOSED:
        raise ClosedAction(row.reference, version.get_stage_display())
    return row, version


def check_update(by: Any, action: Action) -> None:
    """Raises PermissionDenied for somebody who may not say how the action stands. None is the portal itself."""
    if by is not None and not may_update(by, action):
        raise PermissionDenied("You can update the actions of your own quadrant, and those that name you.")


def check_accept(by: Any, action: Action) -> None:
    """Raises PermissionDenied for somebody who may neither update this action nor approve updates."""
    if by is not None and not (holds(by, Permission.APPROVE_UPDATES) or may_update(by, action)):
        raise PermissionDenied("You can accept evidence for the actions of your own quadrant.")


def check_edit(by: Any, action: Action) -> None:
    """Raises PermissionDenied for somebody who may not change the action."""
    if by is not None and not may_edit(by, action):
        raise PermissionDenied("You can change the actions of your own quadrant.")
