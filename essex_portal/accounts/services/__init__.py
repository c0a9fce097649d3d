"""What can be done with people, invitations and tokens. Callers import from here."""

from essex_portal.accounts.services.council import the_council
from essex_portal.accounts.services.invitations import (
    accept_invitation,
    accept_invitation_as_new_person,
    invitation_of,
    invite,
    person_with,
    renew_invitation,
    withdraw_invitation,
)
from essex_portal.accounts.services.memberships import add_membership, change_role, end_membership, rename_person
from essex_portal.accounts.services.refusals import InvitationNotUsable, PeopleRefused
from essex_portal.accounts.services.tokens import allowed_scopes, make_token, revoke_token, user_of_token

__all__ = [
    "InvitationNotUsable",
    "PeopleRefused",
    "accept_invitation",
    "accept_invitation_as_new_person",
    "add_membership",
    "allowed_scopes",
    "change_role",
    "end_membership",
    "invitation_of",
    "invite",
    "make_token",
    "person_with",
    "rename_person",
    "renew_invitation",
    "revoke_token",
    "the_council",
    "user_of_token",
    "withdraw_invitation",
]
