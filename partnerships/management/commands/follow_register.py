from django.core.management.base import BaseCommand
from django.utils import timezone

from partnerships.services.register import follow_register


class Command(BaseCommand):
    help = "Bring partnerships into line with the school register: successors of closed schools, academies of trusts."

    def handle(self, *args: object, **options: object) -> None:
        done = follow_register(now=timezone.now())
        self.stdout.write(f"{done.added} added, {done.ended} ended, {done.renamed} renamed.")
        for words in done.left:
            self.stdout.write(f"To look at: {words}")
