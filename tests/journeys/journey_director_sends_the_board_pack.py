"""The director makes a pack in one press, a worker makes its files, it is sent, a reader without an account opens it,
and it stays what it was when the tracker moves on."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, expect

from essex_portal.tracker.models import BoardPack
from tests.factories.tracker import make_action, make_lead, make_programme, make_update, make_workstream
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

READER = "chair@board.example"


def test_director_sends_the_board_pack(portal: Portal, browser: Browser) -> None:
    now = timezone.now()
    stream = make_workstream(make_programme(title="Statement of action for plans"), title="Quality of plans")
    action = make_action(stream, title="Review the process from end to end", now=now - timedelta(days=40))
    make_lead(action)
    make_update(action, "green", "The review has begun.", now=now - timedelta(days=30))

    page = portal.new_page(browser)
    portal.sign_in(page, "director")
    page.get_by_role("link", name="Board", exact=True).first.click()
    expect(page.get_by_role("heading", name="Where ratings and facts disagree")).to_be_visible()
    page.get_by_role("link", name="Board packs").click()
    assert_accessible(page)
    page.get_by_role("button", name="Make a pack").click()
    assert_accessible(page)
    page.get_by_label("Title").fill("Partnership Board")
    page.get_by_role("button", name="Make the pack").click()
    assert_accessible(page)
    expect(page.get_by_role("link", name="Download board-pack-partnership-board")).to_have_count(2, timeout=60_000)

    page.get_by_label("Who gets it").fill("not an address")
    page.get_by_role("button", name="Send the pack").click()
    expect(page.get_by_role("alert")).to_contain_text("is not an e-mail address")
    page.get_by_label("Who gets it").fill(READER)
    page.get_by_label("Message").fill("For Tuesday.")
    page.get_by_role("button", name="Send the pack").click()
    expect(page.get_by_text("What was sent stays what it was")).to_be_visible()

    sent = BoardPack.objects.get().pdf.sha256
    make_update(action, "red", "The review has stopped.", now=timezone.now())
    [mail] = portal.mails_to(READER)
    address = next(line for line in mail.get_content().splitlines() if line.startswith(portal.url))
    reader = portal.new_page(browser)
    reader.goto(address)
    expect(reader.get_by_text("“For Tuesday.”")).to_be_visible()
    assert_accessible(reader)
    assert_fits_320(reader)
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Board pack, PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert BoardPack.objects.get().pdf.sha256 == sent

    reader.goto(f"{portal.url}/tracker/board/packs/by-link/somebody-elses/")
    expect(reader.get_by_role("heading", name="This link has ended")).to_be_visible()
    assert_accessible(reader)
