from django.core.management.base import BaseCommand

from essex_portal.taskforce import starting_content


class Command(BaseCommand):
    help = "Load the Task Force's commitments and its Year of Reading. What is there already stays as it is."

    def handle(self, *args: object, **options: object) -> None:
        starting_content.load()
        self.stdout.write("The Task Force’s content is there.")
