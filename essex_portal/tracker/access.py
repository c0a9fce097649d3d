"""The only way to fetch programmes and actions for a person: it, or 404.

Director and administrator see all. An officer sees the county's actions, those of the own quadrant and those that name
the officer; updates the own quadrant's and those that name the officer; changes the own quadrant's.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from essex_portal.accounts.permissions import current_memberships, holds, holds_for_county
from essex_portal.accounts.roles import PERMISSIONS, Permission, Role
from essex_portal.tracker.board_pack_links import read_pack_token
from essex_portal.tracker.models import (
    Action,
    ActionDraft,
    ActionImport,
    ActionUpdate,
    ActionVersion,
    BoardPack,
    DecisionRequest,
    Evidence,
    Party,
    PartyLink,
    PartyVersion,
    Programme,
    UpdateSheet,
)
from essex_portal.tracker.party_link_tokens import read_party_token
from essex_portal.tracker.states import ProgrammeState


def programmes_for(user: Any) -> QuerySet[Programme]:
    """The programmes that the person may see: for those who keep them, drafts too."""
    if not holds(user, Permission.VIEW_TRACKER):
        return Programme.objects.none()
    if holds(user, Permission.KEEP_PROGRAMMES):
        return Programme.objects.all()
    return Programme.objects.exclude(state=ProgrammeState.DRAFT)


def programme_for(user: Any, slug: str) -> Programme:
    """The programme. Raises Http404."""
    programme = programmes_for(user).filter(slug=slug).first()
    if programme is None:
        raise Http404
    return programme


def programme_to_keep_for(user: Any, slug: str) -> Programme:
    """The programme, for those who keep programmes. Raises Http404."""
    if not holds(user, Permission.KEEP_PROGRAMMES):
        raise Http404
    return programme_for(user, slug)


def actions_for(user: Any) -> QuerySet[Action]:
    """The actions that the person may see now."""
    actions = Action.objects.filter(programme__in=programmes_for(user))
    if holds_for_county(user, Permission.VIEW_TRACKER):
        return actions
    seen = Q(quadrant=None) | Q(quadrant__in=quadrants_of(user))
    visible = ActionVersion.objects.current().filter(seen, of=OuterRef("pk"))
    named = PartyVersion.objects.current().filter(of__action=OuterRef("pk"), user=user)
    return actions.filter(Exists(visible) | Exists(named))


def actions_to_update_for(user: Any) -> QuerySet[Action]:
    """The actions whose standing the person may report, closed ones too."""
    if holds_for_county(user, Permission.UPDATE_ACTIONS):
        return Action.objects.filter(programme__in=programmes_for(user))
    return own_actions_of(user)


def own_actions_of(user: Any) -> QuerySet[Action]:
    """The actions of the person's quadrants and those that name the person: who acts for the county has only these."""
    mine = ActionVersion.objects.current().filter(of=OuterRef("pk"), quadrant__in=quadrants_of(user))
    named = PartyVersion.objects.current().filter(of__action=OuterRef("pk"), user=user)
    return Action.objects.filter(Exists(mine) | Exists(named), programme__in=programmes_for(user))


def action_to_update_for(user: Any, slug: str, reference: str) -> Action:
    """The action, for those who may say how it stands. Raises Http404 where it is not theirs to see, else 403."""
    action = action_for(user, slug, reference)
    if not may_update(user, action):
        raise PermissionDenied("You can update the actions of your own quadrant, and those that name you.")
    return action


def action_to_edit_for(user: Any, slug: str, reference: str) -> Action:
    """The action, for those who may change what it promises. Raises Http404 where it is not theirs to see, else 403."""
    action = action_for(user, slug, reference)
    if not may_edit(user, action):
        raise PermissionDenied("You can change the actions of your own quadrant.")
    return action


def action_for(user: Any, slug: str, reference: str) -> Action:
    """The action of that reference in that programme. Raises Http404."""
    related = ("programme", "workstream")
    rows = actions_for(user).select_related(*related)
    action = rows.filter(programme__slug=slug, reference=reference.strip().upper()).first()
    if action is None:
        raise Http404
    return action


def update_to_decide_for(user: Any, pk: int) -> ActionUpdate:
    """The update, for those who approve updates. Raises Http404."""
    updates = ActionUpdate.objects.select_related("action__programme", "action__workstream", "delivery", "impact")
    update = updates.filter(pk=pk, action__in=actions_for(user)).first()
    if update is None or not holds(user, Permission.APPROVE_UPDATES):
        raise Http404
    return update


def own_update_for(user: Any, pk: int, action: Action | None = None) -> ActionUpdate:
    """The person's own update, of that action where one is named. Raises Http404."""
    updates = ActionUpdate.objects.select_related("action__programme", "action__workstream", "delivery", "impact")
    update = updates.filter(pk=pk, author=user).first()
    if update is None or (action is not None and update.action_id != action.pk):
        raise Http404
    return update


def evidence_for(user: Any, pk: int) -> Evidence:
    """The evidence of an action that the person may see. Raises Http404."""
    rows = Evidence.objects.select_related("action__programme", "action__workstream")
    evidence = rows.filter(pk=pk, action__in=actions_for(user)).first()
    if evidence is None:
        raise Http404
    return evidence


def may_update(user: Any, action: Action) -> bool:
    """Whether the person may say how the action stands, add readings and evidence."""
    return actions_to_update_for(user).filter(pk=action.pk).exists()


def may_update_seen(user: Any, version: ActionVersion, parties: Iterable[PartyVersion]) -> bool:
    """As `may_update`, of rows that are loaded already. No query."""
    return may_edit_seen(user, version) or any(party.user_id == user.pk for party in parties)


def may_edit_seen(user: Any, version: ActionVersion) -> bool:
    """As `may_edit`, of a row that is loaded already. No query."""
    return holds_for_county(user, Permission.UPDATE_ACTIONS) or version.quadrant_id in quadrants_of(user)


def may_edit(user: Any, action: Action) -> bool:
    """Whether the person may change what the action promises: the county, or the officer of its quadrant."""
    if holds_for_county(user, Permission.UPDATE_ACTIONS):
        return True
    return ActionVersion.objects.current().filter(of=action, quadrant__in=quadrants_of(user)).exists()


def quadrants_of(user: Any) -> list[int]:
    """Ids of the quadrants whose actions the person updates by role."""
    return [
        membership.organisation_id
        for membership in current_memberships(user)
        if Permission.UPDATE_ACTIONS in PERMISSIONS[Role(membership.role)]
    ]


def pack_for(user: Any, pk: int) -> BoardPack:
    """The board pack, for those who make and send them. Raises Http404."""
    pack = BoardPack.objects.select_related("pdf", "spreadsheet", "made_by", "sent_by").filter(pk=pk).first()
    if pack is None or not holds(user, Permission.SEND_BOARD_PACKS):
        raise Http404
    return pack


def pack_by_link(token: str) -> BoardPack | None:
    """The sent pack that a link opens; None when the link was not signed here, or is too old."""
    pk = read_pack_token(token)
    return BoardPack.objects.select_related("pdf", "spreadsheet").filter(pk=pk, sent_at__isnull=False).first()


def decisions_for(user: Any) -> QuerySet[DecisionRequest]:
    """The questions about programmes and actions that the person may see."""
    seen = Q(action=None) | Q(action__in=actions_for(user))
    asked = DecisionRequest.objects.filter(seen, programme__in=programmes_for(user))
    return asked.select_related("programme", "action__programme", "asked_by", "closed_by")


def decision_for(user: Any, pk: int) -> DecisionRequest:
    """The question. Raises Http404."""
    request = decisions_for(user).filter(pk=pk).first()
    if request is None:
        raise Http404
    return request


def sheet_for(user: Any, pk: int) -> UpdateSheet:
    """The filled-in spreadsheet, for who sent it. Raises Http404."""
    sheet = UpdateSheet.objects.select_related("programme", "sent_by").filter(pk=pk, sent_by_id=user.pk).first()
    if sheet is None:
        raise Http404
    return sheet


def imports_for(user: Any) -> QuerySet[ActionImport]:
    """The imported tables that the person may see: the own ones, for those who keep programmes all."""
    imports = ActionImport.objects.filter(programme__in=programmes_for(user)).select_related("programme", "imported_by")
    if holds(user, Permission.KEEP_PROGRAMMES):
        return imports
    return imports.filter(imported_by_id=user.pk) if holds(user, Permission.UPDATE_ACTIONS) else imports.none()


def import_for(user: Any, pk: int) -> ActionImport:
    """The imported table. Raises Http404."""
    found = imports_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def draft_for(user: Any, pk: int, line: int) -> ActionDraft:
    """A row of an imported table. Raises Http404."""
    drafts = ActionDraft.objects.select_related("action_import__programme", "action")
    draft = drafts.filter(action_import__in=imports_for(user), action_import=pk, line=line).first()
    if draft is None:
        raise Http404
    return draft


def party_of(action: Action, pk: int) -> Party:
    """A party of an action that the person may change already. Raises Http404."""
    party = Party.objects.select_related("action__programme").filter(pk=pk, action=action).first()
    if party is None or not party.versions.current().exists():
        raise Http404
    return party


def link_of(token: str, now: datetime) -> PartyLink | None:
    """The partner's link; None when it was not signed here, has ended, or its party has no part any more."""
    holding = PartyLink.objects.filter(pk=read_party_token(token), withdrawn_at=None, expires_at__gt=now)
    link = holding.select_related("party__action__programme").first()
    return link if link and link.party.versions.current().exists() else None
