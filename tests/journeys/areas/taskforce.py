"""Everything under /task-force/."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from essex_portal.accounts.demo import personas
from essex_portal.organisations.models import Organisation
from essex_portal.taskforce.models import BoardMeeting, ReadingActivity
from essex_portal.taskforce.services.meetings import add_arisen, add_paper, save_decision
from essex_portal.taskforce.services.reading import add_book
from essex_portal.taskforce.states import PROGRAMME
from essex_portal.tracker.models import Action
from tests.factories.taskforce import make_activity
from tests.journeys.areas.area import A_FILE, Area
from tests.journeys.conftest import Portal

NOT_WALKED: dict[str, str] = {
    "taskforce:book_file": A_FILE,
    "taskforce:paper": A_FILE,
}


def prepare(portal: Portal, browser: Browser) -> None:
    """The headteacher's school does something first of all, a paper lies before the board, and there is a book."""
    urn = next(persona.urn for persona in personas() if persona.key == "headteacher")
    school = Organisation.objects.select_related("school__district").get(school__urn=urn)
    make_activity(school, title="A class novel", held_on=date(2030, 3, 3))
    upload = SimpleUploadedFile("paper.pdf", b"%PDF-1.7 a paper")
    now = timezone.now()
    meeting = BoardMeeting.objects.latest("held_on")
    add_paper(meeting=meeting, title="Figures", item=2, upload=upload, by=None, now=now)
    save_decision(meeting=meeting, decision=None, text="The figures are published.", item=2, by=None)
    add_arisen(meeting=meeting, action=Action.objects.filter(programme__slug=PROGRAMME).first(), by=None)
    add_book(title="Fifty ideas", about="", link="https://ideas.example/", upload=None, by=None, now=now)


def own_activity(role: str | None) -> list[str]:
    """The headteacher may change one activity alone; the walk would meet another's first."""
    if role != "headteacher":
        return []
    return [reverse("taskforce:activity", args=[ReadingActivity.objects.get(title="A class novel").pk])]


AREA = Area(
    name="taskforce",
    namespaces=frozenset({"taskforce"}),
    roles=(None, "headteacher", "quadrant_officer", "director", "administrator"),
    prepare=prepare,
    not_walked=NOT_WALKED,
    starts=own_activity,
)
