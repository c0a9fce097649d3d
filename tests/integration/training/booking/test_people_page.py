"""The page that asks who is coming: rows of people, the price as they change, and what is said beside a mistake."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, TrainingSessionFactory
from tests.integration.training.booking.conftest import BOOKINGS, CHECK, SUBSCRIBE, page_of, rows, text_of
from traded_assessment.models import TrainingSession
from traded_assessment.states import SessionState


class TestWhoIsComing:
    def test_two_rows_for_a_session_and_one_for_an_event(self, as_head, session, event):
        assert len(as_head.get(page_of(session)).context["formset"].forms) == 2
        assert len(as_head.get(page_of(event)).context["formset"].forms) == 1

    def test_the_price_is_there_and_says_why(self, as_head, session):
        page = text_of(as_head.get(page_of(session)))
        assert "£55" in page
        assert (
            "Maple Primary School is priced as “Essex maintained school” because its local authority is Essex" in page
        )

    def test_add_another_keeps_what_was_typed_and_calls_nothing_wrong(self, as_head, session):
        response = as_head.post(page_of(session), rows("Year 6 lead", ("", "Teacher", "not an address"), add="1"))
        formset = response.context["formset"]
        assert [person.name for person in formset.typed] == ["Year 6 lead", "", ""]
        assert formset.typed[1].email == "not an address"
        assert "There is a problem" not in text_of(response)

    def test_remove_takes_that_person_away(self, as_head, session):
        response = as_head.post(page_of(session), rows("One", "Two", "Three", remove="1"))
        assert [person.name for person in response.context["formset"].typed] == ["One", "Three"]

    def test_update_price_prices_those_named(self, as_head, session):
        response = as_head.post(page_of(session), rows("One", "Two", "Three", price="1"))
        assert response.context["price"].gross == Decimal(110)

    def test_continue_puts_them_into_the_basket(self, as_head, session):
        response = as_head.post(page_of(session), rows("Year 6 lead", ""))
        assert response.url == CHECK
        page = text_of(as_head.get(CHECK))
        assert "Year 6 lead" in page
        assert "£55" in page

    def test_coming_back_shows_who_was_named(self, as_head, session):
        as_head.post(page_of(session), rows("Year 6 lead", "Deputy", "Office"))
        assert [p.name for p in as_head.get(page_of(session)).context["formset"].typed] == [
            "Year 6 lead", "Deputy", "Office"
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("people", "message", "field"),
        [
            (["", ""], "Enter the name of at least one person", "people-0-name"),
            ([("", "Teacher", "")], "Enter the name of person 1, or clear the row", "people-0-name"),
            ([("One", "", "nowhere")], "Enter an email address for person 1 in the correct format", "people-0-email"),
            (["Same", "same "], "same is named twice", "people-1-name"),
        ],
    )
    def test_a_mistake_is_said_beside_the_field_and_everything_is_kept(self, as_head, session, people, message, field):
        response = as_head.post(page_of(session), rows(*people))
        page = text_of(response)
        assert response.status_code == 200
        assert message in page
        assert f'href="#id_{field}"' in page
        kept = as_head.get(page_of(session)).context["formset"].somebody
        assert [p.name for p in kept] == [str(p if isinstance(p, str) else p[0]).strip() for p in people if p]

    def test_more_people_than_places_is_said_with_other_dates(self, as_head, open_for_business):
        small = TrainingSessionFactory(capacity=1)
        other = TrainingSessionFactory(course=small.course, capacity=5)
        page = text_of(as_head.post(page_of(small), rows("One", "Two")))
        assert "has only 1 place left" in page
        assert f"{page_of(other)}?instead_of={small.pk}" in page
        assert 'value="Two"' in page

    def test_people_move_to_another_date(self, as_head, open_for_business):
        small = TrainingSessionFactory(capacity=1)
        other = TrainingSessionFactory(course=small.course)
        as_head.post(page_of(small), rows("One", "Two"))
        moved = as_head.get(f"{page_of(other)}?instead_of={small.pk}")
        assert [p.name for p in moved.context["formset"].somebody] == ["One", "Two"]
        as_head.post(page_of(other), rows("One", "Two", instead_of=str(small.pk)))
        assert [card["line"].training_session for card in as_head.get(CHECK).context["lines"]] == [other]

    def test_the_session_that_is_replaced_costs_nothing_more(self, as_head, open_for_business):
        first = TrainingSessionFactory()
        other = TrainingSessionFactory(course=first.course)
        as_head.post(page_of(first), rows("One"))
        price = as_head.get(f"{page_of(other)}?instead_of={first.pk}").context["price"]
        assert price.gross == price.quote.gross == Decimal(55)

    def test_what_is_chosen_is_recalled_on_the_way(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        for url in (BOOKINGS, reverse("traded_assessment:catalogue")):
            assert "You have chosen 1 thing and not confirmed it yet" in text_of(as_head.get(url))

    def test_a_full_session_says_so(self, as_head, open_for_business):
        full = TrainingSessionFactory(capacity=0)
        assert "This session is full" in text_of(as_head.get(page_of(full)))

    @pytest.mark.parametrize("state", [SessionState.CLOSED, SessionState.CANCELLED])
    def test_a_session_that_cannot_be_booked_has_no_form(self, as_head, session, state):
        TrainingSession.objects.update(state=state)
        page = as_head.get(page_of(session))
        assert "It cannot be booked" in text_of(page)
        assert "people-TOTAL_FORMS" not in text_of(page)
        as_head.post(page_of(session), rows("One"))
        assert not as_head.get(CHECK).context["lines"][0]["line"].ready

    def test_there_is_a_most_of_rows(self, as_head, session):
        response = as_head.post(page_of(session), rows(*["Somebody"] * 60, add="1"))
        assert len(response.context["formset"].forms) == 40

    def test_a_form_without_its_rows_is_answered(self, as_head, session):
        assert as_head.post(page_of(session), {}).status_code == 200


class TestThePriceBox:
    def box(self, client, session, *people, **more):
        url = reverse("traded_assessment:book_price", args=[session.pk])
        return client.post(url, rows(*people, **more), headers={"hx-request": "true", "hx-target": "price"})

    def test_it_changes_with_the_people(self, as_head, event):
        response = self.box(as_head, event, "One", "Two", "Three")
        assert "£90" in text_of(response)
        assert "<html" not in text_of(response)
        assert "The price for 3 people is now £90" in text_of(response)

    def test_the_same_price_again_is_no_news(self, as_head, event):
        shown = self.box(as_head, event, "One").context["price"].shown
        assert self.box(as_head, event, "Somebody else", price_shown=shown).status_code == 204

    def test_a_subscription_in_the_basket_counts(self, as_head, session, event):
        as_head.post(SUBSCRIBE, {"package": PackageFactory().pk})
        assert "£0" in text_of(self.box(as_head, session, "One", "Two"))
        assert "£40" in text_of(self.box(as_head, event, "One"))

    def test_a_price_on_request_is_said(self, open_for_business, session):
        client = Client()
        client.force_login(make_person(Role.HEADTEACHER, make_school(type_code=11)))
        assert "Ask for a price" in text_of(self.box(client, session, "One"))
