"""What finance does."""

from datetime import datetime
from decimal import Decimal
from random import Random

from django.db.models import F
from django.utils import timezone

from tests.storms.county import County
from tests.storms.deeds.drawing import any_of
from traded_assessment.models import Dispute, Invoice, OrderLine, WriteOff
from traded_assessment.services.crediting import Off, credit_lines
from traded_assessment.services.disputes import close_dispute, open_dispute
from traded_assessment.services.payments import record_payment
from traded_assessment.services.refunds import record_refund, use_credit
from traded_assessment.services.write_offs import approve_write_off, propose_write_off
from traded_assessment.states import CreditKind, DisputeOutcome

IN_CREDIT = Invoice.objects.filter(gross__lt=F("paid") + F("credited") + F("written_off"))


def credits_a_line(county: County, random: Random, now: datetime) -> object:
    line = any_of(OrderLine.objects.filter(net__gt=0), random)
    if line is None:
        return None
    off = [Off(line, min(line.net, Decimal(random.randint(1, 60))), "Taken off by a storm")]
    return credit_lines(off=off, kind=CreditKind.GOODWILL, reason="A storm", by=county.finance, now=now)


def pays(county: County, random: Random, now: datetime) -> object:
    """All that is owed, or some amount that may be too much."""
    invoice = any_of(Invoice.objects.all(), random)
    return invoice and record_payment(
        invoice=invoice,
        received_on=timezone.localdate(now),
        amount=random.choice([abs(invoice.outstanding) or Decimal(1), Decimal(random.randint(1, 80))]),
        reference=f"BACS {random.randint(1, 50)}",
        by=county.finance,
        today=timezone.localdate(now),
        into_credit=random.random() < 0.5,
    )


def pays_back(county: County, random: Random, now: datetime) -> object:
    invoice = any_of(IN_CREDIT, random)
    return invoice and record_refund(
        invoice=invoice,
        paid_on=timezone.localdate(now),
        amount=max(Decimal(1), -invoice.outstanding),
        reference=f"Refund {random.randint(1, 50)}",
        by=county.finance,
        today=timezone.localdate(now),
    )


def uses_credit(county: County, random: Random, now: datetime) -> object:
    source = any_of(IN_CREDIT, random)
    target = source and any_of(Invoice.objects.filter(payer=source.payer).exclude(pk=source.pk), random)
    return target and use_credit(source=source, target=target, by=county.finance, now=now)


def writes_off(county: County, random: Random, now: datetime) -> object:
    invoice = any_of(Invoice.objects.all(), random)
    return invoice and propose_write_off(
        invoice=invoice, amount=Decimal(random.randint(1, 40)), reason="A storm", by=county.finance, now=now
    )


def approves_a_write_off(county: County, random: Random, now: datetime) -> object:
    write_off = any_of(WriteOff.objects.all(), random)
    by = random.choice([county.finance, county.second_finance])
    return write_off and approve_write_off(write_off=write_off, by=by, now=now)


def disputes_an_invoice(county: County, random: Random, now: datetime) -> object:
    """By finance for the school, or by a headteacher who may be another school's."""
    invoice = any_of(Invoice.objects.all(), random)
    by = random.choice([county.finance, county.buyer(random)[1]])
    return invoice and open_dispute(invoice=invoice, reason="A storm", by=by, now=now)


def answers_a_dispute(county: County, random: Random, now: datetime) -> object:
    dispute = any_of(Dispute.objects.all(), random)
    return dispute and close_dispute(
        dispute=dispute,
        outcome=random.choice(list(DisputeOutcome)),
        answer="A storm",
        by=county.finance,
        now=max(now, dispute.opened_at),  # the actors' clocks differ
    )
