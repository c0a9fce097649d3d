"""An officer sends a list with a misspelt school, says who is meant, confirms, and finds it in its partnership."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from partnerships.models import PartnershipFacts, PartnershipMember
from tests.journeys.accessibility import assert_accessible, assert_fits_320
from tests.journeys.conftest import Portal


def test_officer_uploads_a_list_with_an_unknown_name(portal: Portal, browser: Browser, tmp_path: Path) -> None:
    quadrant = Organisation.objects.get(memberships__role=Role.QUADRANT_OFFICER)
    facts = PartnershipFacts.objects.filter(quadrant=quadrant, kind="local_cluster").order_by("name")[0]
    elsewhere = Organisation.objects.open_schools().exclude(school__district__quadrant=quadrant)
    school = elsewhere.filter(school__local_authority=881, name__startswith="Great").order_by("name")[0]
    members = PartnershipMember.objects.count()

    page = portal.new_page(browser)
    portal.sign_in(page, "quadrant_officer")
    page.goto("/partnerships/upload/")
    page.get_by_label("List of members").set_input_files(written(tmp_path / "wrong.csv", "Name,Town", "Marsh,Clacton"))
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("alert")).to_contain_text("needs a heading “Partnership”")
    assert_accessible(page)

    misspelt = school.name.replace("Great", "Grate")
    lines = ("Partnership,School", f"{facts.name},{misspelt}", "Nobody’s Partnership,Nowhere School")
    page.get_by_label("List of members").set_input_files(written(tmp_path / "members.csv", *lines))
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What this list would change")
    assert_accessible(page)
    assert_fits_320(page)
    page.get_by_label(f"School “{misspelt}”").select_option(value=str(school.pk))
    page.get_by_label("Partnership “Nobody’s Partnership”").select_option(label="Leave these rows out")
    page.get_by_role("button", name="Use these names").click()
    assert PartnershipMember.objects.count() == members
    expect(page.get_by_text("1 row is left out, as you said.")).to_be_visible()
    expect(page.get_by_role("rowheader", name=school.name)).to_be_visible()
    page.get_by_role("button", name="Confirm these changes").click()
    expect(page.get_by_text("1 school added, 0 memberships ended.")).to_be_visible()
    page.goto(f"/partnerships/{facts.partnership_id}/")
    expect(page.get_by_role("rowheader", name=school.name)).to_be_visible()


def written(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(lines), encoding="utf-8")
    return file
