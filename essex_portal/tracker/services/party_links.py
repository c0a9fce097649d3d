"""Asking partners without an account, and what they answer by their link. The link stands for the partner."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from essex_portal.audit.services import record
from essex_portal.tracker.models import ActionUpdate, Party, PartyLink, PartyVersion
from essex_portal.tracker.party_emails import email_party_asked
from essex_portal.tracker.queries.updates import latest_update
from essex_portal.tracker.services.locking import check_edit, open_action
from essex_portal.tracker.services.parts import answer_handshake
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.services.updates import UpdateFacts, add_update
from essex_portal.tracker.services.versions import current_version
from essex_portal.tracker.states import Handshake

GOOD_FOR = timedelta(days=60)
ANSWERS = (Handshake.ACCEPTED, Handshake.AMENDED, Handshake.DECLINED)


class HasAnAccount(TrackerRefused):
    def __init__(self, party: PartyVersion) -> None:
        super().__init__(f"{party} has an account and needs no link. Ask them to look at their actions.")


class PartEnded(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("This office has no part in the action any more. Nothing was changed.")


class WordsMissing(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("Say what should change, or why you decline.", field="answer")


class NotAccepted(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("Accept your part in the action first; then you can say how it goes.")


@transaction.atomic
def ask_party(*, party: Party, to: str, by: Any, now: datetime) -> PartyLink:
    """Mail a partner a link to accept, amend or decline. An earlier link ends.

    Raises PartEnded, HasAnAccount, ClosedAction.
    """
    check_edit(by, party.action)
    _, action = open_action(party.action)
    version = _current(party)
    if version.user_id:
        raise HasAnAccount(version)
    PartyLink.objects.filter(party=party, withdrawn_at=None).update(withdrawn_at=now)
    link = PartyLink.objects.create(party=party, to=to, sent_at=now, sent_by=by, expires_at=now + GOOD_FOR)
    answer_handshake(party=party, handshake=Handshake.ASKED, now=now, by=by)
    record(event="party.asked", target=party.action, by=by, after={"party": str(version)})
    email_party_asked(link, version, action.title)
    return link


@transaction.atomic
def answer_by_link(*, link: PartyLink, answer: Handshake, words: str, now: datetime) -> PartyVersion:
    """What the partner says. Raises WordsMissing, PartEnded, ClosedAction."""
    if answer not in ANSWERS:
        raise ValueError(answer)
    if answer != Handshake.ACCEPTED and not words:
        raise WordsMissing
    version = _current(link.party)
    record(
        event=f"party.{answer}", target=link.party.action, by=None, before={"handshake": version.handshake},
        after={"party": str(version), "words": words},
    )  # fmt: skip
    return answer_handshake(party=link.party, handshake=answer, answer=words, now=now)


@transaction.atomic
def update_by_link(*, link: PartyLink, facts: UpdateFacts, base: int | None, now: datetime) -> ActionUpdate:
    """What the partner says of how the action goes; it is approved like anybody's where the programme wants that.

    Raises NotAccepted, PartEnded and whatever `add_update` raises.
    """
    version = _current(link.party)
    if not version.owns:
        raise NotAccepted
    return add_update(
        action=link.party.action, facts=facts, base=base, by=None, now=now, author_words=str(version)[:254],
        source=f"Partner’s link {link.pk}",
    )  # fmt: skip


def seen_base(link: PartyLink) -> int | None:
    """The update that the partner sees now."""
    latest = latest_update(link.party.action)
    return latest.pk if latest else None


def _current(party: Party) -> PartyVersion:
    version = current_version(party)
    if version is None:
        raise PartEnded
    return version
