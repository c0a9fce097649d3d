"""Keeping the duties and their windows."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import EstablishmentType
from tests.factories.training import CourseFactory
from tests.integration.training.coverage.conftest import PHONICS, address
from traded_assessment import starting_content
from traded_assessment.models import Duty, DutyWindow
from traded_assessment.services.catalogue import CatalogueRefused
from traded_assessment.services.duties import DutyFacts, WindowFacts, save_duty, save_window

pytestmark = pytest.mark.django_db


class TestDuties:
    def test_pages(self, as_office, duty):
        assert PHONICS in as_office.get(address("duties")).content.decode()
        day = {"opens_on": "2023-06-12", "closes_on": "2023-06-16"}
        as_office.post(address("add_window", duty.pk), day)
        window = DutyWindow.objects.get(duty=duty, academic_year="2022/23")
        assert not window.provisional
        page = as_office.post(address("change_window", window.pk), day | {"opens_on": "2022-06-12"}).content.decode()
        assert "The day must be in 2022/23" in page

    def test_a_new_name_goes_to_the_courses(self, as_office, duty):
        EstablishmentType.objects.create(code=1, name="Community school", group_code=4, group_name="Maintained")
        course = CourseFactory(duties=["Other", PHONICS])
        facts = {"name": "Phonics check", "year_group": "1", "type_groups": ["4"]}
        response = as_office.post(address("change_duty", duty.pk), facts)
        assert response.status_code == 302
        course.refresh_from_db()
        assert course.duties == ["Other", "Phonics check"]
        event = AuditEvent.objects.get(event="duty.changed")
        assert (event.before["name"], event.after["name"]) == (PHONICS, "Phonics check")

    def test_names_are_different(self, duty, officer):
        facts = DutyFacts("Multiplication tables check", 1, [4])
        with pytest.raises(CatalogueRefused, match="already"):
            save_duty(duty=duty, facts=facts, by=officer)

    @pytest.mark.parametrize(
        ("opens", "closes", "words"),
        [
            (date(2022, 6, 10), date(2022, 6, 6), "The last day"),
            (date(2022, 6, 6), date(2022, 6, 10), "has a window in 2021/22 already"),
            (date(2022, 8, 31), date(2022, 9, 1), "must be in 2021/22"),
        ],
    )
    def test_windows_that_cannot_be(self, duty, officer, opens, closes, words):
        facts = WindowFacts("2021/22", opens, closes, provisional=False)
        with pytest.raises(CatalogueRefused, match=words):
            save_window(duty=duty, window=None, facts=facts, by=officer)

    def test_the_database_holds_windows_and_year_groups(self, duty):
        window = duty.windows.get()
        for change in (
            lambda: DutyWindow.objects.filter(pk=window.pk).update(closes_on=date(2022, 6, 1)),
            lambda: DutyWindow.objects.create(
                duty=duty, academic_year="2021/22", opens_on=window.opens_on, closes_on=window.closes_on
            ),
            lambda: Duty.objects.update(year_group=14),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()

    def test_the_starting_content_is_loaded_once_and_keeps_what_was_changed(self, duty):
        duty.windows.update(opens_on=date(2022, 6, 7))
        starting_content.load_duties()
        assert Duty.objects.count() == 4
        assert duty.windows.get().opens_on == date(2022, 6, 7)

    def test_courses_choose_among_duties(self, as_office, duty):
        course = CourseFactory(duties=["An older duty"])
        page = as_office.get(address("change_course", course.pk)).content.decode()
        assert PHONICS in page
        assert "An older duty" in page
        facts = {"title": "Phonics", "product": "single_session", "minutes": "60", "duties": [PHONICS]}
        as_office.post(address("change_course", course.pk), facts)
        course.refresh_from_db()
        assert course.duties == [PHONICS]
