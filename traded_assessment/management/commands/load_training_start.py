from django.core.management.base import BaseCommand

from traded_assessment import starting_content


class Command(BaseCommand):
    help = "Load the first package, its courses, prices and VAT rule. What is there already stays as it is."

    def handle(self, *args: object, **options: object) -> None:
        starting_content.load()
        self.stdout.write("The training package, courses, prices and VAT rule are there.")
