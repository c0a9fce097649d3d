from django.core.management.base import BaseCommand

from essex_portal.tracker import starting_content


class Command(BaseCommand):
    help = "Load the directorate's strategic aims. What is there already stays as it is."

    def handle(self, *args: object, **options: object) -> None:
        starting_content.load()
        self.stdout.write("The strategic aims are there.")
