"""Lead, school, visitor and county look at the same results; no figure over fewer than three answers is anywhere."""

from playwright.sync_api import Browser, Page, expect

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import Round
from tests.factories.evaluation import make_version
from tests.factories.partnerships import make_partnership
from tests.factories.results import also_led_by_the_lead, make_published
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal

PRIMARIES = dict.fromkeys(range(4), "Primary")


def published(school: Organisation) -> Round:
    """Four primaries and one secondary answer; to the second statement only two of them can say."""
    return make_published(
        [[2, None, 3, 4], [2, None, 3, 4], [3, 2, 3, 4], [2, 3, 4, 3], [1, None, 3, 4]],
        partnership=also_led_by_the_lead(),
        schools=[school],
        phases=PRIMARIES | {4: "Secondary"},
        version=make_version(),
    )


def headteachers_school() -> Organisation:
    user = User.objects.filter(
        memberships__role=Role.HEADTEACHER, memberships__organisation__name__startswith="Baynards"
    )
    return user.get().memberships.get().organisation


def test_results_withhold_small_numbers(portal: Portal, page: Page, browser: Browser) -> None:
    review = published(headteachers_school())
    tiny = make_published([1, 4], partnership=make_partnership("Two Schools Together"), version=review.version)

    portal.sign_in(page, "partnership_lead")
    page.goto("/partnerships/")
    page.get_by_role("link", name=review.partnership.name).first.click()
    page.get_by_role("link", name=f"Results: {review.name}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Results: {review.name}")
    phases = page.get_by_role("navigation", name="Phases")
    expect(phases).to_contain_text("Secondary (1, withheld)")
    expect(phases).to_contain_text("Primary (4, withheld)")  # the whole less these would be the secondary school
    row = page.get_by_role("row").filter(has_text="Statement 1.2")
    expect(row).to_contain_text("Withheld")
    expect(row).to_contain_text("3 of 5")
    expect(row).to_contain_text("Many cannot say")
    assert_accessible(page)
    assert_fits_320(page)
    page.goto(f"/partnerships/rounds/{review.pk}/results/?phase=Primary")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")

    page.goto(f"/partnerships/rounds/{review.pk}/results/links/")
    page.get_by_label("Who is it for?").fill("The governors")
    day = page.get_by_role("group", name="Last day")
    day.get_by_label("Day").fill("31")
    day.get_by_label("Month").fill("12")
    day.get_by_label("Year").fill(str(_year(page)))
    page.get_by_role("button", name="Make the link").click()
    address = page.locator(".portal-address").inner_text()
    assert_accessible(page)

    visitor = portal.new_page(browser)
    visitor.goto(address)
    expect(visitor.get_by_role("row").filter(has_text="Statement 1.2")).to_contain_text("Withheld")
    expect(visitor.get_by_role("navigation", name="Phases")).to_have_count(0)
    assert_accessible(visitor)

    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw the link").click()
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("This link was withdrawn")

    head = portal.new_page(browser)
    portal.sign_in(head, "headteacher")
    head.goto("/partnerships/results/")
    head.get_by_role("link", name=review.name).click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Your school beside the partnership")
    own = head.get_by_role("row").filter(has_text="Statement 1.1")
    expect(own).to_contain_text("2 Developing")
    expect(own).to_contain_text("2.00")
    expect(head.get_by_role("row").filter(has_text="Statement 1.2")).to_contain_text("Withheld")
    assert_accessible(head)

    director = portal.new_page(browser)
    portal.sign_in(director, "director")
    director.goto("/partnerships/results/compared/")
    expect(director.get_by_role("row").filter(has_text=review.partnership.name)).to_contain_text("2.00 unsure")
    expect(director.get_by_role("row").filter(has_text=tiny.partnership.name).get_by_text("Withheld")).to_have_count(2)
    assert_accessible(director)
    assert_fits_320(director)


def _year(page: Page) -> int:
    return int(page.evaluate("new Date().getFullYear()"))
