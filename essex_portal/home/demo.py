"""The demonstration's content, composed from each app's own `demo` room; safe to run again."""

from datetime import date

from django.db import transaction

from essex_portal.accounts import demo as people
from essex_portal.organisations import demo as register
from essex_portal.taskforce import demo as taskforce
from essex_portal.tracker import demo as tracker
from partnerships import demo as partnerships
from send import demo as send
from traded_assessment import demo as training


@transaction.atomic
def load(*, today: date, with_trade: bool = False) -> None:
    """Load the real register, the demo people and the training on offer; sessions lie around `today`.

    `with_trade`: also what schools have booked and paid in the last weeks, where nothing is booked yet.
    """
    register.load()
    partnerships.load()
    people.load()
    partnerships.load_happenings(today=today)
    tracker.load()
    training.load(today=today)
    send.load(today=today)
    taskforce.load(today=today)
    if with_trade:
        training.load_trade(today=today)
