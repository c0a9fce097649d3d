"""What people do to the portal, at random. A refusal is an answer; anything else that is raised is a mistake of ours.

A deed draws what it needs from `random`, finds its rows in the database as they are, and calls one service.
"""

from collections.abc import Callable
from datetime import datetime
from random import Random

from django.core.exceptions import PermissionDenied

from partnerships.services.refusals import OfferRefused
from tests.storms.county import County
from tests.storms.deeds import booking, funded, ledger, money
from traded_assessment.services.bank_files import BankFileRefused
from traded_assessment.services.crediting import CreditRefused
from traded_assessment.services.disputes import DisputeRefused
from traded_assessment.services.giving_up import CancellationRefused
from traded_assessment.services.invoice_runs import RunRefused
from traded_assessment.services.journals import JournalRefused
from traded_assessment.services.payments import PaymentRefused
from traded_assessment.services.refusals import REFUSALS
from traded_assessment.services.waiting_list import WaitingRefused
from traded_assessment.services.write_offs import WriteOffRefused

Deed = Callable[[County, Random, datetime], object]

DEEDS: tuple[Deed, ...] = (
    *[booking.books] * 4,
    *[booking.cancels] * 2,
    booking.moves,
    booking.turns_singles_into_a_subscription,
    booking.waits,
    booking.lets_go,
    booking.time_passes_offers_on,
    money.credits_a_line,
    money.pays,
    money.pays,
    money.pays_back,
    money.uses_credit,
    money.writes_off,
    money.approves_a_write_off,
    money.disputes_an_invoice,
    money.answers_a_dispute,
    ledger.runs_the_month,
    ledger.makes_a_journal,
    ledger.posts_a_journal,
    ledger.discards_a_journal,
    ledger.records_a_bank_file,
    *[funded.applies] * 3,
    *[funded.awards] * 2,
    funded.turns_down,
    funded.accepts,
    funded.gives_back,
    funded.withdraws,
    funded.time_passes_places_on,
)
REFUSED = (
    *REFUSALS, BankFileRefused, CancellationRefused, CreditRefused, DisputeRefused, JournalRefused, OfferRefused,
    PaymentRefused, WaitingRefused, WriteOffRefused, RunRefused, PermissionDenied,
)  # fmt: skip


def do(deed: Deed, county: County, random: Random, now: datetime) -> bool:
    """Whether something was done; False when it was refused or there was nothing to do it to."""
    try:
        return deed(county, random, now) is not None
    except REFUSED:
        return False
