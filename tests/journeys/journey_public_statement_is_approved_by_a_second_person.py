"""What the local area promised is written by one person and approved by another before anybody outside reads it."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.accessibility import assert_accessible, assert_fits_320

NEW_WORDS = "This spring every plan is checked by two agencies."


def test_public_statement_is_approved_by_a_second_person(portal, page: Page, browser: Browser):
    portal.sign_in(page, "administrator")
    page.get_by_role("link", name="SEND", exact=True).first.click()
    page.get_by_role("link", name="Public page").click()
    page.get_by_role("button", name="Begin a new version").click()
    page.get_by_role("link", name="Change the introduction").click()
    page.get_by_label("Introduction").fill(NEW_WORDS)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Change what is said of Joint commissioning").click()
    assert_accessible(page)
    page.get_by_label("How it stands").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter how it stands")
    page.get_by_label("How it stands").fill("Two of four services are planned together.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add numbers").click()
    page.get_by_label("Title").fill("Plans checked")
    page.get_by_label("Numbers").fill("North-East: 31\nMid: 27\nWest: 3")
    assert_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="West")).to_contain_text("Withheld")
    expect(page.get_by_role("row", name="Mid")).to_contain_text("Withheld")
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("Waits for approval")).to_be_visible()
    expect(page.get_by_role("button", name="Publish it")).to_have_count(0)

    visitor = portal.new_page(browser)
    visitor.goto(f"{portal.url}/")
    visitor.get_by_role("link", name="SEND progress").click()
    expect(visitor.get_by_text("version 1")).to_be_visible()
    expect(visitor.get_by_text(NEW_WORDS)).to_have_count(0)

    director = portal.new_page(browser)
    portal.sign_in(director, "director")
    director.goto(f"{portal.url}/send/public-page/")
    director.get_by_role("button", name="Publish it").click()
    director.get_by_role("button", name="Publish").click()
    expect(director.get_by_text("Version 2 is published.")).to_be_visible()

    visitor.reload()
    expect(visitor.get_by_text(NEW_WORDS)).to_be_visible()
    expect(visitor.get_by_text("Two of four services are planned together.")).to_be_visible()
    assert_accessible(visitor)
    assert_fits_320(visitor)
    visitor.get_by_role("link", name="Version 1").click()
    expect(visitor.get_by_text("This is an earlier version")).to_be_visible()
