"""The directory's pages: by quadrant and kind, as at a day, as files, and in how few statements."""

import io
from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.forms import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from essex_portal.accounts.roles import Role
from essex_portal.documents.models import Document
from essex_portal.organisations.models import Organisation, SchoolDetails
from essex_portal.organisations.states import OrganisationKind
from partnerships import starting_content
from partnerships.models import PartnershipFacts, PartnershipMember, StatedCount
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import add_school, make_partnership, make_quadrant
from tests.factories.schools import make_school
from tests.integration.partnerships.conftest import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("briefing_day")]
PAGE = "/partnerships/"


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody signed in, of no particular role."""
    return sign_in(client, make_account(Role.SCHOOL_MEMBER))


@pytest.fixture
def county_list() -> None:
    for name in starting_content.read("directory")["partnerships"]:
        make_quadrant(name)
    starting_content.load_directory()


class TestDirectory:
    def test_states_and_lists_side_by_side(self, reader, county_list):
        shown = text_of(reader.get(PAGE))
        assert "<dt>As stated on 10 November 2021</dt><dd>37</dd>" in shown
        assert "<dt>As listed</dt><dd>53</dd>" in shown

    def test_the_stated_figure_is_the_newest_by_that_day(self, reader, county_list):
        StatedCount.objects.create(number=39, stated_on=date(2022, 9, 1), source="The board")
        assert "<dd>37</dd>" in text_of(reader.get(PAGE, {"on": "2022-08-31"}))
        assert "<dd>39</dd>" in text_of(reader.get(PAGE, {"on": "2022-09-01"}))
        assert "Nothing yet" in text_of(reader.get(PAGE, {"on": "2021-01-01"}))

    def test_counts_each_kind_in_each_quadrant(self, reader, county_list):
        rows = {row[0].name: row[1:] for row in reader.get(PAGE).context["overview"].rows}
        kinds = [kind.code for kind in reader.get(PAGE).context["overview"].kinds]
        assert kinds == ["local_cluster", "trust", "alliance"]
        assert {name: total for name, (_, total) in rows.items()} == {
            "Mid": 17, "North-East": 12, "South": 13, "West": 11,
        }  # fmt: skip
        assert sum(figures[1] for figures, _ in rows.values()) == 14

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ({"q": "harwhich"}, ["Harwich Education Partnership"]),
            ({"q": "nesp"}, ["North-East Schools Partnership"]),
            ({"kind": "alliance"}, ["Chelmsford Teaching School Partnership", "South Essex Teaching Institute"]),
            ({"kind": "alliance", "q": "chelmsford"}, ["Chelmsford Teaching School Partnership"]),
            ({"q": "marsh primary"}, ["Dengie"]),
            ({"q": "nothing of the kind"}, []),
        ],
    )
    def test_finds_by_name_kind_and_school(self, reader, county_list, asked, names):
        dengie = PartnershipFacts.objects.get(name="Dengie").partnership
        add_school(dengie, make_school(name="Marsh Primary School"))
        assert [one.name for one in reader.get(PAGE, asked).context["found"]] == names

    def test_shows_the_day_that_is_asked_for(self, reader):
        partnership, school = make_partnership("Old Name"), make_school()
        add_school(partnership, school, since=date(2021, 9, 1), until=date(2021, 10, 1))
        PartnershipFacts.objects.update(valid=DateRange(None, date(2021, 11, 1)))
        facts = PartnershipFacts.objects.get()
        facts.pk, facts.name, facts.valid = None, "New Name", DateRange(date(2021, 11, 1), None)
        facts.save()
        past, now = (reader.get(PAGE, {"on": on}) for on in ("2021-09-15", "2021-11-10"))
        assert [(one.name, one.schools) for one in past.context["found"]] == [("Old Name", 1)]
        assert [(one.name, one.schools) for one in now.context["found"]] == [("New Name", 0)]
        assert "as it was on 15 September 2021" in text_of(past)

    def test_a_day_that_is_none_gets_a_message_and_today(self, reader, county_list):
        response = reader.get(PAGE, {"on_day": "31", "on_month": "2", "on_year": "2021"})
        assert text_of(response).count("As at must be a real date") == 2  # above the page and beside the field
        assert len(response.context["found"]) == 53
        assert 'value="31"' in text_of(response)

    @pytest.mark.parametrize("asked", [{"quadrant": "x"}, {"kind": "none"}, {"q": "\x00"}, {"quadrant": "9" * 30}])
    def test_what_makes_no_sense_is_passed_over(self, reader, county_list, asked):
        assert len(reader.get(PAGE, asked).context["found"]) == 53


class TestFiles:
    def test_csv_has_what_the_page_lists_and_no_formula(self, reader):
        make_partnership("=HYPERLINK(1)")
        make_partnership("Trust", kind="trust")
        lines = (
            reader.get("/partnerships/partnerships.csv?kind=local_cluster").content.decode("utf-8-sig").split("\r\n")
        )
        assert lines[0].startswith("Partnership,Short name,Kind,Quadrant")
        assert lines[1].startswith("'=HYPERLINK(1),,Local cluster,North-East,,0,2021-11-10")
        assert len(lines) == 3

    def test_spreadsheet_has_dates_and_numbers(self, reader):
        partnership = make_partnership("Marsh", schools=[make_school(name="@School", pupils=210)])
        content = reader.get(f"/partnerships/{partnership.pk}/schools.xlsx").content
        heading, row = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        assert heading[:3] == ("Partnership", "School", "URN")
        assert row[0] == "Marsh"
        assert row[1] == "@School"
        assert row[5] == 210
        assert row[9].date() == date(2020, 9, 1)

    def test_the_files_are_of_the_day(self, reader):
        school = make_school(name="Marsh Primary School")
        partnership = make_partnership()
        add_school(partnership, school, since=date(2021, 9, 1), until=date(2021, 10, 1))
        address = f"/partnerships/{partnership.pk}/schools.csv"
        assert "Marsh Primary" in reader.get(address, {"on": "2021-09-30"}).content.decode()
        assert "Marsh Primary" not in reader.get(address, {"on": "2021-10-01"}).content.decode()


class TestPartnership:
    def test_adds_up_its_schools_and_draws_them(self, reader):
        schools = [
            make_school(phase="Primary", pupils=200, easting=600000, northing=220000),
            make_school(phase="Secondary", pupils=900, easting=601000, northing=221000),
            make_school(phase="Primary"),
        ]
        response = reader.get(f"{PAGE}{make_partnership(schools=schools).pk}/")
        assert response.context["totals"].phases == [("Primary", 2, 200), ("Secondary", 1, 900)]
        assert response.context["totals"].unknown == 1
        assert "2 of 3 schools by their place. Primary: 1, secondary: 1, other: 0." in text_of(response)

    def test_shows_schools_that_left_and_that_come(self, reader):
        partnership = make_partnership()
        left, comes = make_school(name="Left Primary School"), make_school(name="Coming Primary School")
        add_school(partnership, left, until=date(2021, 9, 1))
        PartnershipMember.objects.update(end_reason="Joined another trust")
        add_school(partnership, comes, since=date(2022, 1, 4))
        shown = text_of(reader.get(f"{PAGE}{partnership.pk}/"))
        assert "Left Primary School, 1 September 2020 to 31 August 2021: Joined another trust" in shown
        assert "Coming Primary School, from 4 January 2022" in shown

    def test_says_that_it_was_not_there_on_a_day(self, reader):
        partnership = make_partnership("Marsh")
        PartnershipFacts.objects.update(valid=DateRange(date(2021, 9, 1), None))
        shown = text_of(reader.get(f"{PAGE}{partnership.pk}/", {"on": "2021-08-31"}))
        assert "Marsh is not in the directory on 31 August 2021." in shown

    def test_asks_a_worker_for_the_pdf_once(self, reader):
        partnership = make_partnership(schools=[make_school()])
        for _ in range(2):
            response = reader.post(reverse("partnerships:make_profile", args=[partnership.pk]), {"on": "2021-11-10"})
        document = Document.objects.get()
        assert response["Location"] == f"/partnerships/{partnership.pk}/?on=2021-11-10&pdf={document.pk}#profile"
        assert "is being made" in text_of(reader.get(response["Location"])) or document.state == "pending"


def test_the_profile_is_a_tagged_pdf_of_what_was_frozen(reader):
    from pypdf import PdfReader

    from partnerships.documents import make_partnership_profile

    schools = [make_school(name=f"School {n}", phase="Primary", easting=600000 + n, northing=220000) for n in range(3)]
    partnership = make_partnership("Marsh Partnership", schools=schools)
    reader.post(reverse("partnerships:make_profile", args=[partnership.pk]))
    PartnershipMember.objects.all().delete()
    made = make_partnership_profile(Document.objects.get(), lambda done, total: None)
    pdf = PdfReader(io.BytesIO(made.content))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "Marsh Partnership" in text
    assert "School 2" in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in pdf.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize("role", [Role.HEADTEACHER, Role.QUADRANT_OFFICER, Role.DIRECTOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("page", ["directory", "partnership", "quadrant"])
def test_a_page_asks_as_often_for_600_schools_as_for_3(client, county_list, page, role):
    facts = PartnershipFacts.objects.get(name="Dengie")
    sign_in(client, make_account(role, facts.quadrant if role == Role.QUADRANT_OFFICER else None))
    address = {
        "directory": PAGE,
        "partnership": f"{PAGE}{facts.partnership_id}/",
        "quadrant": f"{PAGE}quadrants/{facts.quadrant_id}/",
    }[page]
    counts = []
    for number in (3, 600):
        fill(facts.partnership, number)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def fill(partnership: Organisation, number: int) -> None:
    """So many schools in the partnership, three of them made one by one, the rest in two statements.

    Then the planner is told, as autovacuum tells it in production: it would take the tables for empty.
    """
    while PartnershipMember.objects.count() < min(number, 3):
        add_school(partnership, make_school(easting=600000, northing=200000, phase="Primary", town="Maldon"))
    first, missing = PartnershipMember.objects.first(), number - PartnershipMember.objects.count()
    made = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.SCHOOL, name=f"School {n}") for n in range(missing)
    )
    details = model_to_dict(first.school.school, exclude=["id", "organisation", "urn"])
    fields = {f.attname: details[f.name] for f in SchoolDetails._meta.concrete_fields if f.name in details}
    SchoolDetails.objects.bulk_create(
        SchoolDetails(organisation=one, urn=800_000 + n, **fields) for n, one in enumerate(made)
    )
    PartnershipMember.objects.bulk_create(
        PartnershipMember(partnership=partnership, school=one, valid=first.valid, added_at=first.added_at)
        for one in made
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
