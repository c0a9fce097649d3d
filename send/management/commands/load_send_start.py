from django.core.management.base import BaseCommand

from send import starting_content


class Command(BaseCommand):
    help = "Load the SEND statement of action, the quadrants' actions and the strategy. What is there stays as it is."

    def handle(self, *args: object, **options: object) -> None:
        starting_content.load()
        self.stdout.write("The SEND content is there.")
