"""The page of the coverage map, its picture and its table, and writing to the schools in it."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essex_portal.accounts.roles import Role
from essex_portal.mail.models import Message
from tests.factories.partnerships import make_partnership
from tests.factories.people import make_person
from tests.factories.places import write_booking
from tests.integration.training.coverage.conftest import address, primary, session

pytestmark = pytest.mark.django_db


class TestPages:
    def test_the_page_its_picture_and_its_csv_agree(self, as_office, duty, head, mid):
        write_booking(session(), primary(name="Booked School", district=mid), head, "a@school.example")
        primary(name="=Nobody School")
        response = as_office.get(address("coverage"))
        page = response.content.decode()

        assert "6 June 2022" in page
        assert "Provisional" in page
        assert "2 schools by their place in the county. Nobody: 1, booked: 1, trained: 0." in page
        assert response.context["count"] == 2
        rows = list(csv.reader(io.StringIO(as_office.get(address("coverage_csv")).content.decode("utf-8-sig"))))
        assert [(row[0], row[5]) for row in rows[1:]] == [("'=Nobody School", "Nobody"), ("Booked School", "Booked")]

    def test_the_address_narrows_it(self, as_office, duty, head, mid):
        write_booking(session(), primary(name="Booked School", district=mid), head, "a@school.example")
        primary(name="Other School")
        asked = {"duty": duty.pk, "by": "district", "group": "district-E07000070", "state": "booked"}
        page = as_office.get(address("coverage", **asked)).content.decode()
        assert "1 school in Chelmsford: booked" in page
        assert "Other School" not in page
        group_of_another_kind = asked | {"by": "quadrant", "state": ""}
        assert as_office.get(address("coverage", **group_of_another_kind)).context["count"] == 2

    @pytest.mark.parametrize(
        "nonsense", [{"duty": "x"}, {"year": "never"}, {"by": "moon"}, {"state": "?"}, {"group": "\x00"}]
    )
    def test_nonsense_in_the_address(self, as_office, duty, nonsense):
        assert as_office.get(address("coverage", **nonsense)).status_code == 200

    def test_writing_to_schools_with_nobody(self, as_office, duty, head):
        school = primary(name="Nobody School")
        primary(name="Nobody In The Portal", telephone="01245 000000")
        make_person(Role.HEADTEACHER, school, email="head@nobody.example")
        booked = primary(name="Booked School")
        write_booking(session(), booked, make_person(Role.HEADTEACHER, booked), "a@school.example")
        where = address("write_to_schools", state="nobody")
        page = as_office.get(where).content.decode()
        assert "Training for the phonics screening check" in page
        assert "It begins on 6 June 2022." in page

        written = {"subject": "Training", "text": "Please book.", "reply_to": "t@council.example", "key": "k"}
        preview = as_office.post(where, written)
        assert "1 person gets it." in preview.content.decode()
        assert "1 school has nobody in the portal" in preview.content.decode()
        assert "01245 000000" in preview.content.decode()
        digest = preview.context["audience"].digest
        as_office.post(where, written | {"send": "1", "people": digest})
        assert [message.to for message in Message.objects.all()] == ["head@nobody.example"]

    def test_before_there_are_duties(self, as_office):
        assert "There are no duties yet" in as_office.get(address("coverage")).content.decode()

    @pytest.mark.parametrize("by", ["quadrant", "partnership"])
    def test_as_many_queries_for_30_schools_as_for_3(self, as_office, duty, head, mid, by):
        at = session()
        sizes = []
        for number in (3, 27):
            for one in range(number):
                school = primary(district=mid)
                make_partnership(schools=[school])
                write_booking(at, school, head, f"{number}-{one}@school.example")
            as_office.get(address("coverage", by=by))
            with CaptureQueriesContext(connection) as queries:
                as_office.get(address("coverage", by=by))
            sizes.append(len(queries))
        assert sizes[0] == sizes[1] <= 15
