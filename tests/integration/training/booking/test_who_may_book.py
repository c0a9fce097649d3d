"""Whose pages and orders these are."""

import pytest
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import SchoolLink
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.integration.training.booking.conftest import BOOKINGS, CHECK, confirm, page_of, rows, text_of


class TestWhoMay:
    def test_signed_out_people_sign_in_and_come_back(self, session):
        response = Client().get(page_of(session))
        assert response.status_code == 302
        assert f"next={page_of(session)}" in response.url

    @pytest.mark.parametrize("role", [Role.FINANCE, Role.PARTNERSHIP_LEAD])
    def test_other_roles_may_not_book(self, session, role, settings):
        client = Client()
        client.force_login(make_person(role))
        assert client.get(page_of(session)).status_code in (302, 403)

    def test_a_session_that_does_not_exist(self, as_head):
        assert as_head.get(reverse("traded_assessment:book_session", args=[999])).status_code == 404

    def test_another_schools_order_is_not_found(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        url = confirm(as_head).url
        other = Client()
        other.force_login(make_person(Role.HEADTEACHER, make_school()))
        assert other.get(url).status_code == 404
        assert other.get(f"{url}calendar/").status_code == 404

    def test_a_basket_belongs_to_one_school(self, as_head, head, session):
        as_head.post(page_of(session), rows("One"))
        second = make_school()
        Membership.objects.create(user=head, organisation=second, role=Role.HEADTEACHER)
        browser_session = as_head.session
        browser_session["acting_for"] = second.pk
        browser_session.save()
        assert not as_head.get(CHECK).context["lines"]

    def test_an_academy_sees_the_orders_of_the_school_it_was(self, as_head, school, session):
        as_head.post(page_of(session), rows("One"))
        url = confirm(as_head).url
        academy = make_school(type_code=34)
        SchoolLink.objects.create(earlier=school.school, later=academy.school, kind="Result of conversion")
        client = Client()
        client.force_login(make_person(Role.HEADTEACHER, academy))
        assert client.get(url).status_code == 200
        assert session.course.title in text_of(client.get(BOOKINGS))

    def test_a_member_sees_the_order_and_not_the_invoice(self, as_head, as_teacher, session):
        as_head.post(page_of(session), rows("One"))
        url = confirm(as_head).url
        page = text_of(as_teacher.get(url))
        assert "Order TB-" in page
        assert "INV-" not in page
