"""A deputy finds a colleague's booking on the page, refuses it with a reason, and approves it when it is sent again."""

from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.billing_steps import address_of, school_of
from tests.journeys.change_steps import mail_called
from tests.journeys.conftest import Portal
from tests.journeys.steps import NEW_TEACHERS, choose_session, name_people
from traded_assessment.models import Order, TrainingSession
from traded_assessment.services.approvals import set_approval_rules


def test_deputy_refuses_a_booking_and_then_approves_it(portal: Portal, browser: Browser) -> None:
    deputy, member = portal.new_page(browser), portal.new_page(browser)
    make_deputy("headteacher_two_schools", school_of("headteacher"))
    portal.sign_in(member, "school_member")
    choose_session(member, NEW_TEACHERS)
    session = TrainingSession.objects.get(pk=member.url.rstrip("/").rsplit("/", 1)[1])
    name_people(member, "Year 2 teacher")
    member.get_by_role("button", name="Continue").click()
    member.get_by_role("button", name="Ask for approval").click()
    expect(member.get_by_text("Waiting for approval")).to_be_visible()
    assert held(session) == (0, 1)

    portal.sign_in(deputy, "headteacher_two_schools")
    decide(deputy)
    deputy.get_by_text("Refuse it", exact=True).click()
    deputy.get_by_label("Why").fill("Year 3 should go too.")
    assert_accessible(deputy)
    assert_fits_320(deputy)
    deputy.get_by_role("button", name="Refuse").click()
    expect(deputy.get_by_text("Your colleague gets an email with the reason")).to_be_visible()
    assert held(session) == (0, 0)
    mail = mail_called(portal, address_of("school_member"), "was not approved")
    assert "Year 3 should go too." in mail.get_body().get_content()

    member.reload()
    member.get_by_role("button", name="Change it or send it again").click()
    member.get_by_role("button", name="Ask for approval").click()
    decide(deputy)
    deputy.get_by_role("button", name="Approve and book").click()
    expect(deputy.get_by_text("Approved. The booking is placed")).to_be_visible()
    assert held(session) == (1, 0)
    assert Order.objects.get().placed_by.email == address_of("school_member")


def make_deputy(role: str, school: Organisation) -> None:
    """Somebody of the school who may approve beside its headteacher, who asked to see bookings by others."""
    person = User.objects.get(email=address_of(role))
    person.memberships.all().delete()
    person.memberships.create(organisation=school, role=Role.SCHOOL_MEMBER)
    head = User.objects.get(email=address_of("headteacher"))
    set_approval_rules(school=school, needed=True, deputies=[person], by=head)


def decide(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="1 booking waits for your approval").click()
    page.get_by_role("link", name="Assessment lead").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve this booking?")


def held(session: TrainingSession) -> tuple[int, int]:
    session.refresh_from_db()
    return session.places_sold, session.places_held
