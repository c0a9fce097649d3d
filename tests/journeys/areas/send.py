"""Everything under /send/, with a version of the public page that waits for approval."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from send.models import MonitoringVisit
from send.services.keeping import add_letter, add_paper
from send.services.public import hand_in
from tests.factories.send import make_draft, make_published
from tests.journeys.areas.area import A_FILE, A_PART, Area
from tests.journeys.conftest import Portal

WRITING = "looked at in journey_public_statement_is_approved_by_a_second_person"
NOT_WALKED: dict[str, str] = {
    "send:letter": A_FILE,
    "send:paper": A_FILE,
    "send:begin_draft": A_PART,
    "send:hand_in": A_PART,
    "send:introduction": WRITING,
    "send:public_line": WRITING,
    "send:add_table": WRITING,
    "send:change_table": WRITING,
    "send:remove_table": "the same question as before a paper is taken back",
}


def prepare(portal: Portal, browser: Browser) -> None:
    """A letter, a paper, an earlier published version and a draft that waits."""
    now = timezone.now()
    visit = MonitoringVisit.objects.first()
    add_letter(visit=visit, title="Letter", dated_on=date(2020, 1, 6), upload=_file(), by=None, now=now)
    add_paper(kind="plan", title="Project plan", dated_on=date(2021, 10, 1), upload=_file(), by=None, now=now)
    make_published()
    hand_in(draft=make_draft(), by=None, now=now)


def public_page(role: str | None) -> list[str]:
    """The footer leads a visitor there; the walk begins there too, so that what hangs on it is looked at."""
    return [] if role else [reverse("send:progress")]


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("file.pdf", b"%PDF-1.7 a file")


AREA = Area(
    name="send",
    namespaces=frozenset({"send"}),
    roles=(None, "quadrant_officer", "director", "administrator"),
    prepare=prepare,
    not_walked=NOT_WALKED,
    starts=public_page,
)
