"""Why a change to people, invitations or tokens is refused, each in words for the person who asked for it.

Nothing was written when one is raised. Someone who may not do the thing at all gets PermissionDenied instead.
"""

from essex_portal.accounts.models import Invitation, Membership
from essex_portal.accounts.roles import BOUND_TO, Role
from essex_portal.accounts.states import InvitationState, Scope
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind


class PeopleRefused(Exception):
    """`str()` is for the person; `field` names the field at fault, where there is one."""

    field: str | None = None


class WrongKindOfOrganisation(PeopleRefused):
    field = "organisation"

    def __init__(self, role: Role, organisation: Organisation) -> None:
        wanted = OrganisationKind(BOUND_TO[role]).label.lower()
        super().__init__(f"The role {role.label.lower()} belongs to a {wanted}, and {organisation} is not one.")


class SchoolIsClosed(PeopleRefused):
    field = "organisation"

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(f"{organisation} is closed in the register. Invite people to the school that followed it.")


class AlreadyMember(PeopleRefused):
    field = "email"

    def __init__(self, email: str, role: Role, organisation: Organisation) -> None:
        super().__init__(f"{email} already has the role {role.label.lower()} in {organisation}.")


class AlreadyInvited(PeopleRefused):
    field = "email"

    def __init__(self, email: str) -> None:
        super().__init__(f"{email} already has an invitation to this role. You can send it again from the list.")


class InvitationNotPending(PeopleRefused):
    WORDS = {
        InvitationState.ACCEPTED: "This invitation has been accepted, so it cannot be changed.",
        InvitationState.WITHDRAWN: "This invitation was withdrawn. Invite the person again instead.",
    }

    def __init__(self, state: InvitationState) -> None:
        super().__init__(self.WORDS[state])


class InvitationNotUsable(PeopleRefused):
    """`invitation` is None when no invitation has ever had this link, or a renewed one has another now."""

    WORDS = {
        None: "This invitation link is not valid. It may have been replaced by a newer e-mail.",
        InvitationState.EXPIRED: "This invitation has expired.",
        InvitationState.ACCEPTED: "This invitation has already been used.",
        InvitationState.WITHDRAWN: "This invitation was withdrawn.",
    }

    def __init__(self, invitation: Invitation | None, state: InvitationState | None) -> None:
        super().__init__(self.WORDS[state])
        self.invitation, self.state = invitation, state


class InvitationForSomeoneElse(PeopleRefused):
    def __init__(self, invitation: Invitation) -> None:
        super().__init__(
            f"This invitation is for {invitation.email}, and you are signed in with another address. "
            "Sign out first, then open the link again."
        )


class AccountExists(PeopleRefused):
    def __init__(self, email: str) -> None:
        super().__init__(f"There is already an account for {email}. Sign in to accept the invitation.")


class AccountClosed(PeopleRefused):
    def __init__(self) -> None:
        super().__init__("This account is closed, so it cannot accept an invitation. Contact the portal's team.")


class AlreadyEnded(PeopleRefused):
    def __init__(self, membership: Membership) -> None:
        super().__init__(f"{membership.user} no longer has this role.")


class LastOfItsKind(PeopleRefused):
    """A school would be left without a headteacher by its own hand, or the portal without an administrator."""

    def __init__(self, membership: Membership) -> None:
        if membership.role == Role.ADMINISTRATOR:
            words = "This is the last administrator of the portal. Invite another one first."
        else:
            words = f"You are the only headteacher of {membership.organisation} here. Invite your successor first."
        super().__init__(words)


class RoleUnchanged(PeopleRefused):
    field = "role"

    def __init__(self, membership: Membership) -> None:
        super().__init__(f"{membership.user} already has this role.")


class ScopeNotAllowed(PeopleRefused):
    field = "scopes"

    def __init__(self, scope: str) -> None:
        known = f"The roles of this person do not allow “{scope}”."
        super().__init__(known if scope in Scope.values else f"There is no scope called “{scope}”.")


class NoScope(PeopleRefused):
    field = "scopes"

    def __init__(self) -> None:
        super().__init__("Select what the token is for.")


class ExpiryInThePast(PeopleRefused):
    field = "expires_on"

    def __init__(self) -> None:
        super().__init__("The last day must be in the future.")


class TokenAlreadyRevoked(PeopleRefused):
    def __init__(self) -> None:
        super().__init__("This token has already been revoked.")
