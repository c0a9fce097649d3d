"""Links that show a round's results without an account, until a day or until they are withdrawn."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction

from essex_portal.audit.services import record
from partnerships.models import ResultsLink, Round

LONGEST = timedelta(days=366)
SIGNER = Signer(salt="partnerships.results", sep="~")


class SharingRefused(Exception):
    """Nothing was shared; the text is for the person."""


@transaction.atomic
def share_results(*, review: Round, made_for: str, last_on: date, by: Any, now: datetime, on: date) -> ResultsLink:
    """Make a link that opens until the end of `last_on`, a year from now at most. Raises SharingRefused.

    A link for the same body until the same day, made in the last minute, is the same link: a double click.
    """
    if not on <= last_on <= on + LONGEST:
        raise SharingRefused("The last day must be today or later, and within a year")
    Round.objects.select_for_update().get(pk=review.pk)
    same = review.links.filter(
        made_for=made_for, last_on=last_on, made_by=by, withdrawn_at=None, made_at__gt=now - timedelta(minutes=1)
    ).first()
    if same:
        return same
    link = ResultsLink.objects.create(round=review, made_for=made_for, last_on=last_on, made_at=now, made_by=by)
    record(event="results_link.made", target=link, by=by, after={"last_on": str(last_on), "round": str(review)})
    return link


@transaction.atomic
def withdraw_link(*, link: ResultsLink, by: Any, now: datetime) -> ResultsLink:
    """The link opens nothing from now on. Withdrawing twice changes nothing."""
    found = ResultsLink.objects.select_for_update().get(pk=link.pk)
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = now, by
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record(event="results_link.withdrawn", target=found, by=by)
    return found


def token_of(link: ResultsLink) -> str:
    """The part of the address that opens it. Nobody can make one without the secret key."""
    return SIGNER.sign(str(link.pk))


def link_of(token: str) -> ResultsLink | None:
    """The link of a token, also when it is over; None for a token that the portal did not sign."""
    try:
        number = SIGNER.unsign(token)
    except BadSignature:
        return None
    return ResultsLink.objects.select_related("round__partnership", "round__version").filter(pk=number).first()
