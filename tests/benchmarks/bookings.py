"""Headteachers of eight schools book two colleagues 1,000 times, page by page, with the worker running beside."""

from essex_portal.accounts.roles import Role
from tests.benchmarks import seeding
from tests.benchmarks.booking import book
from tests.benchmarks.load import Visitor, share
from tests.benchmarks.parts import core_seconds, megabytes, running, signed_in, unfinished, wait_for_worker
from tests.benchmarks.report import at_least, at_most, note, plain
from tests.factories.people import make_person
from traded_assessment.models import Order

CLIENTS, WARM_UP, BOOKINGS = 8, 40, 1_000


def main() -> None:
    visitors = [signed_in(make_person(Role.HEADTEACHER, school)) for school in seeding.schools(CLIENTS)]
    session = seeding.session_with_places(10_000)

    async def book_once(visitor: Visitor, number: int) -> None:
        await book(visitor, session.pk, people=2)

    with running("web", "worker") as services:
        share(visitors, range(WARM_UP), book_once)
        wait_for_worker()
        before = {name: core_seconds(service) for name, service in services.items()}
        outcome = share(visitors, range(BOOKINGS), book_once)
        left = unfinished()
        seconds = wait_for_worker()
        used = {name: core_seconds(service) - before[name] for name, service in services.items()}
        web, worker = megabytes(services["web"]), megabytes(services["worker"])
    at_least(20, outcome.per_second, f"bookings a second with {CLIENTS} clients, 6 requests each")
    note(outcome)
    for name in services:
        plain(used[name] / BOOKINGS * 1000, f"ms of one core in the {name} processes, a booking")
    plain(seconds, f"seconds later the worker had made the last of {left:,} waiting mails and PDFs")
    at_most(150, max(web), f"MB in the largest web process after {Order.objects.count():,} bookings")
    at_most(200, max(worker), "MB in the largest worker process")
