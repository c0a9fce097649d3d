from typing import Any

from django.core.management.base import BaseCommand, CommandError

from essex_portal.documents.queries import broken_files
from partnerships.queries.invariants import broken_partnership_invariants
from traded_assessment.queries.all_invariants import broken_invariants


class Command(BaseCommand):
    help = "Prove from the data that nothing is oversold, missing or changed. Exits with 1 when something is."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = [*broken_invariants(), *broken_partnership_invariants(), *broken_files()]
        for sentence in broken:
            self.stdout.write(sentence)
        if broken:
            raise CommandError(f"Found wrong: {len(broken)}")
        self.stdout.write("All is well: bookings, orders, invoices, payments, funded places and stored files add up.")
