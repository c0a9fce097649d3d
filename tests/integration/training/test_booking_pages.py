"""The booking journey through its pages, without JavaScript: a person's basket, the check page, the order."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import SchoolLink
from tests.factories.invoices import invoice_of
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, TrainingSessionFactory
from traded_assessment.models import BillingTerms, Order, PriceRequest, Subscription, TrainingSession
from traded_assessment.pricing import AgreedPrices, EventRow, PackageRow
from traded_assessment.services.price_requests import decline_price, set_price
from traded_assessment.states import Billing, Product, SessionState

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
AGREED = AgreedPrices(
    date(2021, 11, 1), date(2022, 8, 31), PackageRow(Decimal(400), Decimal(70)), EventRow(Decimal(50), Decimal(20))
)
CHECK = reverse("traded_assessment:check_order")
SUBSCRIBE = reverse("traded_assessment:book_subscription")
REMOVE = reverse("traded_assessment:remove_line")
ASK = reverse("traded_assessment:ask_for_price")
BOOKINGS = reverse("traded_assessment:bookings")


@pytest.fixture(autouse=True)
def briefing_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session(open_for_business) -> TrainingSession:
    return TrainingSessionFactory(course__title="Understanding the KS2 teacher assessment framework")


@pytest.fixture
def event(open_for_business) -> TrainingSession:
    return TrainingSessionFactory(course__title="Teachers new to Year 2", course__product=Product.EVENT)


@pytest.fixture
def as_head(head) -> Client:
    client = Client()
    client.force_login(head)
    return client


@pytest.fixture
def as_teacher(teacher) -> Client:
    client = Client()
    client.force_login(teacher)
    return client


def page_of(session: TrainingSession) -> str:
    return reverse("traded_assessment:book_session", args=[session.pk])


def rows(*people: Any, **more: str) -> dict[str, str]:
    """What the people page posts; a person is a name, or a name, role and address."""
    data = {"people-TOTAL_FORMS": str(len(people)), "people-INITIAL_FORMS": "0"} | more
    for number, person in enumerate(people):
        name, job_title, email = person if isinstance(person, tuple) else (person, "", "")
        data |= {
            f"people-{number}-name": name, f"people-{number}-job_title": job_title, f"people-{number}-email": email
        }  # fmt: skip
    return data


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def confirm(client: Client, **changes: str) -> Any:
    """Press the button of the check page as it is shown now."""
    page = client.get(CHECK)
    shown = {"key": page.context["basket"].key, "shown": str(page.context["quote"].gross), "purchase_order": ""}
    return client.post(CHECK, shown | changes)


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


class TestSubscription:
    def test_it_shows_price_and_content_and_goes_into_the_basket(self, as_head, open_for_business):
        page = text_of(as_head.get(SUBSCRIBE))
        assert "£315" in page
        assert "10 sessions" in page
        assert as_head.post(SUBSCRIBE, {"package": PackageFactory().pk}).url == CHECK
        assert "£315" in text_of(as_head.get(CHECK))

    def test_a_year_has_to_be_chosen(self, as_head, open_for_business):
        assert "Select a year" in text_of(as_head.post(SUBSCRIBE, {}))

    def test_next_year_is_offered_too(self, as_head, open_for_business):
        following = PackageFactory(academic_year="2022/23", first_on="2022-09-01", last_on="2023-08-31")
        as_head.post(SUBSCRIBE, {"package": following.pk})
        confirm(as_head)
        assert Subscription.objects.get().package == following

    def test_a_school_that_has_it_is_told(self, as_head, open_for_business):
        as_head.post(SUBSCRIBE, {"package": PackageFactory().pk})
        confirm(as_head)
        assert "has the subscription for 2021/22" in text_of(as_head.get(SUBSCRIBE))

    def test_a_member_is_told_who_may(self, as_teacher, head):
        response = as_teacher.get(SUBSCRIBE)
        assert response.status_code == 403
        assert head.email in text_of(response)
        assert as_teacher.post(SUBSCRIBE, {"package": PackageFactory().pk}).status_code == 403
        assert not as_teacher.get(CHECK).context["lines"]


class TestChecking:
    def test_an_empty_basket_says_how_to_begin(self, as_head):
        assert "You have not chosen anything yet" in text_of(as_head.get(CHECK))
        assert "There is nothing to book" in text_of(as_head.post(CHECK, {}))

    def test_everything_is_there_with_its_price(self, as_head, session, event):
        as_head.post(page_of(session), rows("One", "Two", "Three"))
        as_head.post(page_of(event), rows(("New teacher", "Year 2", "new@maple.example")))
        page = text_of(as_head.get(CHECK))
        for words in ("£110", "£60", "£170", "New teacher, Year 2", "new@maple.example", "2 × £55"):
            assert words in page

    def test_a_line_can_be_removed(self, as_head, session, event):
        as_head.post(page_of(session), rows("One"))
        as_head.post(page_of(event), rows("Two"))
        as_head.post(SUBSCRIBE, {"package": PackageFactory().pk})
        assert as_head.post(REMOVE, {"line": str(session.pk)}).url == CHECK
        as_head.post(REMOVE, {"line": "subscription"})
        as_head.post(REMOVE, {"line": "nonsense"})
        assert [card["line"].training_session for card in as_head.get(CHECK).context["lines"]] == [event]

    def test_an_unfinished_line_stops_the_order_and_says_where(self, as_head, session, event):
        as_head.post(page_of(event), rows("Two"))
        as_head.post(page_of(session), rows(("One", "", "nowhere")))
        page = text_of(confirm(as_head))
        assert "Finish naming the people who are coming" in page
        assert f'href="#line-{session.pk}"' in page
        assert f'id="line-{session.pk}"' in page
        assert not Order.objects.exists()

    def test_the_last_purchase_order_number_is_recalled(self, as_head, session, event):
        as_head.post(page_of(session), rows("One"))
        confirm(as_head, purchase_order="PO-2021-9")
        as_head.post(page_of(event), rows("One"))
        assert "On your last order it was PO-2021-9" in text_of(as_head.get(CHECK))

    def test_a_purchase_order_number_too_long_is_kept_and_said(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        page = text_of(confirm(as_head, purchase_order="9" * 41))
        assert "must be 40 characters or fewer" in page
        assert "9" * 41 in page
        assert not Order.objects.exists()


class TestConfirming:
    def test_a_purchase_order_number_is_asked_for_where_one_is_needed(self, as_head, school, session):
        BillingTerms.objects.create(school=school, purchase_order_needed=True, billing=Billing.MONTHLY)
        as_head.post(page_of(session), rows("One"))
        page = as_head.get(CHECK)
        assert "at the end of the month for all orders together" in text_of(page)
        refused = confirm(as_head)
        assert "Enter a purchase order number" in refused.context["form"].errors["purchase_order"][0]
        assert not Order.objects.exists()
        assert confirm(as_head, purchase_order="PO-7").status_code == 302

    def test_the_order_is_placed_and_its_page_says_so(self, as_head, session):
        as_head.post(page_of(session), rows(("One", "Teacher", "one@maple.example")))
        response = confirm(as_head, purchase_order="PO-5")
        order = Order.objects.get()
        assert response.url == reverse("traded_assessment:order", args=[order.reference])
        page = text_of(as_head.get(response.url))
        for words in ("Booking confirmed", order.reference, "PO-5", "one@maple.example", invoice_of(order).number):
            assert words in page
        assert not as_head.get(CHECK).context["lines"]

    def test_a_double_click_makes_one_order(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        shown = as_head.get(CHECK).context
        data = {"key": shown["basket"].key, "shown": str(shown["quote"].gross)}
        assert as_head.post(CHECK, data).url == as_head.post(CHECK, data).url
        assert Order.objects.count() == 1

    def test_a_changed_price_is_shown_before_it_is_agreed(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        page = confirm(as_head, shown="50.00")
        assert "The price has changed from £50 to £55" in text_of(page)
        assert 'name="shown" value="55.00"' in text_of(page)
        assert not Order.objects.exists()
        confirm(as_head)
        assert Order.objects.get().gross == Decimal(55)

    def test_a_basket_changed_in_another_window_is_shown_again(self, as_head, session, event):
        as_head.post(page_of(session), rows("One"))
        old = as_head.get(CHECK).context["basket"].key
        as_head.post(page_of(session), rows("Another"))
        assert "has changed since you opened this page" in text_of(confirm(as_head, key=old))
        assert not Order.objects.exists()

    def test_full_meanwhile_is_a_page_that_keeps_everything(self, as_head, open_for_business):
        last = TrainingSessionFactory(capacity=2)
        other = TrainingSessionFactory(course=last.course)
        as_head.post(page_of(last), rows("One", "Two"))
        shown = as_head.get(CHECK).context
        TrainingSession.objects.filter(pk=last.pk).update(capacity=1)
        response = as_head.post(CHECK, {"key": shown["basket"].key, "shown": str(shown["quote"].gross)})
        page = text_of(response)
        assert response.status_code == 200
        for words in ("has only 1 place left", "One", "Two", f"{page_of(other)}?instead_of={last.pk}"):
            assert words in page
        assert not Order.objects.exists()

    def test_a_member_cannot_confirm_a_subscription_put_there_before(self, as_head, head, open_for_business):
        as_head.post(SUBSCRIBE, {"package": PackageFactory().pk})
        head.memberships.update(role=Role.SCHOOL_MEMBER)
        assert confirm(as_head).status_code == 403
        assert not Order.objects.exists()

    def test_a_school_that_subscribed_meanwhile_is_told(self, as_head, school, session):
        package = PackageFactory()
        other = Client()
        other.force_login(make_person(Role.HEADTEACHER, school))
        for client in (as_head, other):
            client.post(SUBSCRIBE, {"package": package.pk})
        shown = as_head.get(CHECK).context
        confirm(other)
        response = as_head.post(CHECK, {"key": shown["basket"].key, "shown": "315.00"})
        assert "has it already" in text_of(response)
        assert Subscription.objects.count() == 1


class TestPriceOnRequest:
    @pytest.fixture
    def as_independent(self, open_for_business) -> Client:
        client = Client()
        client.force_login(make_person(Role.HEADTEACHER, make_school(type_code=11)))
        return client

    def test_asking_keeps_the_basket_and_shows_the_answer(self, as_independent, session):
        as_independent.post(page_of(session), rows("One"))
        page = text_of(as_independent.get(CHECK))
        assert f'action="{ASK}"' in page
        assert "Confirm booking" not in page
        as_independent.post(ASK)
        request = PriceRequest.objects.get()
        assert session.course.title in request.wants
        page = text_of(as_independent.get(CHECK))
        assert "You asked on 10 November 2021" in page
        assert f'action="{ASK}"' not in page
        as_independent.post(ASK)
        assert PriceRequest.objects.count() == 1
        set_price(request=request, prices=AGREED, reason="As for an academy", by=make_person(Role.TRAINING_OFFICE))
        confirm(as_independent)
        assert Order.objects.get().gross == Decimal(70)

    def test_a_price_that_is_declined_is_said_with_its_reason(self, as_independent, session):
        as_independent.post(page_of(session), rows("One"))
        as_independent.post(ASK)
        decline_price(request=PriceRequest.objects.get(), reason="Not in 2021/22", by=make_person(Role.TRAINING_OFFICE))
        page = text_of(as_independent.get(CHECK))
        assert "Not in 2021/22" in page
        assert f'action="{ASK}"' in page

    def test_a_school_with_a_price_is_told_to_book(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        as_head.post(ASK)
        assert "You can book at it" in text_of(as_head.get(CHECK))


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


class TestBookingsPage:
    def test_an_empty_page_says_how_to_begin(self, as_head):
        assert "No sessions to come" in text_of(as_head.get(BOOKINGS))

    def test_it_shows_sessions_subscription_orders_and_invoices(self, as_head, session):
        as_head.post(SUBSCRIBE, {"package": PackageFactory().pk})
        as_head.post(page_of(session), rows("Year 6 lead"))
        confirm(as_head)
        response = as_head.get(BOOKINGS)
        page = text_of(response)
        order = Order.objects.get()
        for words in (session.course.title, "Year 6 lead", order.reference, invoice_of(order).number, "£315"):
            assert words in page
        [passport] = response.context["passports"]
        assert (passport.taken, passport.open, passport.lost) == (1, 1, 0)

    def test_past_sessions_are_apart(self, as_head, head, session):
        as_head.post(page_of(session), rows("Year 6 lead"))
        confirm(as_head)
        with time_machine.travel(session.ends_at):
            as_head.force_login(head)
            assert "Year 6 lead" not in text_of(as_head.get(BOOKINGS))
            assert "Year 6 lead" in text_of(as_head.get(f"{BOOKINGS}?when=past"))

    def test_the_calendar_file_can_be_saved(self, as_head, session):
        as_head.post(page_of(session), rows("One"))
        response = as_head.get(f"{confirm(as_head).url}calendar/")
        assert response.headers["Content-Type"].startswith("text/calendar")
        assert b"BEGIN:VEVENT" in response.content

    def test_the_number_of_queries_does_not_grow(self, as_head, open_for_business, django_assert_max_num_queries):
        for number in range(6):
            as_head.post(page_of(TrainingSessionFactory()), rows(f"Person {number}"))
            confirm(as_head)
        with django_assert_max_num_queries(15):
            as_head.get(BOOKINGS)


@pytest.mark.parametrize("page", ["session", "check", "order"])
def test_pages_take_few_queries(page, as_head, session, django_assert_max_num_queries):
    as_head.post(page_of(session), rows("One"))
    url = {"session": page_of(session), "check": CHECK}.get(page) or confirm(as_head).url
    with django_assert_max_num_queries(15):
        as_head.get(url)
