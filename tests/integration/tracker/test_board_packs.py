"""Board packs: made by a worker as at any moment, sent once, and then what they were."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from openpyxl import load_workbook
from pypdf import PdfReader

from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.documents.services import make, open_document
from essex_portal.mail.models import Message
from essex_portal.tracker.models import BoardPack
from essex_portal.tracker.services.actions import drop_action, edit_action
from essex_portal.tracker.services.board_packs import AlreadySent, PackInTheFuture, PackNotReady, make_pack, send_pack
from essex_portal.tracker.services.decisions import ask_decision, decide
from essex_portal.tracker.services.measures import add_reading
from essex_portal.tracker.services.parts import save_risk
from tests.factories.people import make_person
from tests.factories.tracker import (
    NOW,
    make_action,
    make_lead,
    make_measure,
    make_milestone,
    make_programme,
    make_update,
    make_workstream,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=70)
READERS = ["chair@board.example", "nhs.office@partner.example"]


@pytest.fixture
def director():
    return make_person(Role.DIRECTOR)


def programme_with_history():
    """Two workstreams over ten weeks: something slips, something is dropped, something is rosier than its facts."""
    programme = make_programme(title="Statement of action", slug="statement")
    plans = make_workstream(programme, title="Quality of plans", prefix="EHC", leads=["Director of Education (ECC)"])
    needs = make_workstream(programme, title="Identification of need", prefix="MLD")
    review = make_action(plans, title="Review the process from end to end", due_on=date(2022, 3, 31))
    training = make_action(plans, title="Train those who write plans", due_on=date(2021, 12, 17))
    guidance = make_action(needs, title="Write guidance on recording needs")
    for action in (review, training, guidance):
        make_lead(action)
        make_update(action, "green", "As planned.")
    make_milestone(training, date(2021, 12, 1), title="First cohort trained")
    measure = make_measure(review)
    add_reading(measure=measure, value=Decimal(55), unit="%", read_on=date(2021, 12, 1), by=None, now=LATER)
    save_risk(
        action=review, title="Not enough assessors", likelihood=4, impact=4, mitigation="Agency staff", by=None, now=NOW
    )
    make_update(review, "amber", "Two posts are vacant.", forecast_on=date(2022, 5, 27), now=LATER)
    drop_action(action=guidance, reason="The national guidance is enough", by=None, now=LATER)
    return programme


def ready(pack: BoardPack) -> BoardPack:
    for document in (pack.pdf, pack.spreadsheet):
        make(document.pk)
        document.refresh_from_db()
    pack.refresh_from_db()
    return pack


def made(director, programme, *, as_at=LATER, since=None, now=LATER) -> BoardPack:
    pack = make_pack(title="Partnership Board", programmes=[programme], as_at=as_at, since=since, by=director, now=now)
    return ready(pack)


def pages(document: Document) -> list[str]:
    with open_document(document) as stream:
        return [page.extract_text() for page in PdfReader(io.BytesIO(stream.read())).pages]


def test_a_pack_has_contents_a_page_for_each_workstream_and_what_changed(director):
    programme = programme_with_history()
    pack = made(director, programme, since=NOW + timedelta(days=1))
    text = pages(pack.pdf)
    assert "Quality of plans" in text[0]
    assert [page for page in text if page.startswith("1. Quality of plans")]
    assert [page for page in text if page.startswith("2. Identification of need")]
    whole = "\n".join(text)
    for words in ("Two posts are vacant.", "57 days late", "Not enough assessors", "The national guidance is enough"):
        assert words in whole


def test_a_pack_of_a_past_day_says_what_was_known_then(director):
    pack = made(director, programme_with_history(), as_at=NOW + timedelta(days=1))
    whole = "\n".join(pages(pack.pdf))
    assert "As planned." in whole
    assert "Two posts are vacant." not in whole


def test_the_spreadsheet_has_the_same_actions(director):
    pack = made(director, programme_with_history())
    with open_document(pack.spreadsheet) as stream:
        book = load_workbook(io.BytesIO(stream.read()))
    assert book.sheetnames == ["Actions", "Ratings by month", "Measures", "Risks", "Decisions asked"]
    assert [row[2].value for row in book["Actions"].iter_rows(min_row=2)] == ["EHC-1", "EHC-2", "MLD-1"]


def test_making_a_pack_again_gives_the_same_bytes(director):
    programme = programme_with_history()
    first, second = (made(director, programme) for _ in range(2))
    assert pages(first.pdf) == pages(second.pdf)


def test_a_sent_pack_is_mailed_to_each_reader_and_stays(director):
    pack = made(director, programme_with_history())
    send_pack(pack=pack, to=[*READERS, READERS[0]], note="For Tuesday.", by=director, now=LATER)
    assert sorted(Message.objects.values_list("to", flat=True)) == sorted(READERS)
    pack.refresh_from_db()
    assert pack.sent_to == READERS
    with pytest.raises(AlreadySent):
        send_pack(pack=pack, to=READERS, note="", by=director, now=LATER)
    pack.title = "Something else"
    with pytest.raises((InternalError, IntegrityError), match="stays what it was"), transaction.atomic():
        pack.save()
    with pytest.raises((InternalError, IntegrityError), match="stays what it was"), transaction.atomic():
        BoardPack.objects.all().delete()


@pytest.mark.parametrize(
    "change",
    [
        lambda pack: pack.programmes.clear(),
        lambda pack: pack.programmes.add(make_programme()),
        lambda pack: BoardPack.programmes.through.objects.update(programme=make_programme()),
    ],
)
def test_the_programmes_of_a_pack_stay_once_it_is_sent(director, change):
    pack = ready(make_pack(title="Board", programmes=[make_programme()], as_at=NOW, since=None, by=director, now=NOW))
    pack.programmes.add(make_programme())
    told = set(pack.programmes.all())
    send_pack(pack=pack, to=READERS, note="", by=director, now=LATER)
    with pytest.raises(IntegrityError, match="stays what it was"), transaction.atomic():
        change(pack)
    assert set(pack.programmes.all()) == told


def test_a_pack_is_sent_once_its_files_are_there(director):
    pack = make_pack(title="Board", programmes=[make_programme()], as_at=NOW, since=None, by=director, now=NOW)
    with pytest.raises(PackNotReady):
        send_pack(pack=pack, to=READERS, note="", by=director, now=NOW)
    assert not Message.objects.exists()


def test_a_pack_is_about_what_was_not_what_will_be(director):
    with pytest.raises(PackInTheFuture):
        make_pack(title="B", programmes=[make_programme()], as_at=LATER, since=None, by=director, now=NOW)
    assert not BoardPack.objects.exists()


@pytest.mark.parametrize("role", [Role.QUADRANT_OFFICER, Role.ADMINISTRATOR, Role.FINANCE])
def test_packs_are_the_directors(role):
    with pytest.raises(PermissionDenied):
        make_pack(title="B", programmes=[], as_at=NOW, since=None, by=make_person(role), now=NOW)


def test_a_pack_lists_open_questions_and_the_answers_since(director):
    programme = programme_with_history()
    asker = make_person(Role.ADMINISTRATOR)
    for question in ("Fund two more assessors?", "Move the date?"):
        ask_decision(programme=programme, question=question, by=asker, now=NOW)
    decide(request=programme.decision_requests.get(question="Move the date?"), answer="To May.", by=director, now=LATER)
    whole = "\n".join(pages(made(director, programme).pdf))
    assert "Fund two more assessors?" in whole
    assert "To May." in whole


def test_what_was_not_promised_then_is_not_in_the_pack(director):
    programme = programme_with_history()
    action = programme.actions.get(reference="EHC-1")
    base = action.versions.current().get()
    edit_action(action=action, base=base, title="Look at the process", by=None, now=datetime(2022, 6, 1, tzinfo=UTC))
    assert "Look at the process" not in "\n".join(pages(made(director, programme).pdf))
