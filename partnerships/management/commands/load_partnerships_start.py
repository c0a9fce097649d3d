from django.core.management.base import BaseCommand

from partnerships import starting_content


class Command(BaseCommand):
    help = "Load the county's list of partnerships and their kinds. What is there already stays as it is."

    def handle(self, *args: object, **options: object) -> None:
        starting_content.load()
        self.stdout.write("The directory of partnerships is there.")
