"""The public page: drafted by one person, published by another, frozen, with small numbers withheld."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.home.queries import todos_for
from send.models import PublicLine, PublicStatement, PublicTable
from send.services import public
from send.services.keeping import SendRefused
from tests.factories.accounts import make_account, sign_in
from tests.factories.send import NOW, line_facts, make_draft, make_published, make_send

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_account(Role.ADMINISTRATOR)


@pytest.fixture
def director():
    return make_account(Role.DIRECTOR)


def address(route, *args):
    return reverse(f"send:{route}", args=args)


def shown(client):
    return client.get(address("progress")).content.decode()


class TestApproving:
    def test_published_by_another_person_after_it_was_handed_in(self, keeper, director):
        draft = make_draft(by=keeper)
        with pytest.raises(SendRefused, match="does not wait"):
            public.publish(draft=draft, by=director, now=NOW)
        public.hand_in(draft=draft, by=keeper, now=NOW)
        public.publish(draft=draft, by=director, now=NOW)
        draft.refresh_from_db()
        assert (draft.state, draft.published_by, draft.drafted_by) == ("published", director, keeper)
        events = AuditEvent.objects.order_by("pk").values_list("event", "actor_id")
        assert list(events)[-2:] == [
            ("public_statement.handed_in", keeper.pk), ("public_statement.published", director.pk),
        ]  # fmt: skip

    def test_who_has_written_in_it_does_not_decide(self, keeper, director):
        draft = make_draft(by=keeper)
        public.change_introduction(draft=draft, introduction="Another.", by=director)
        public.hand_in(draft=draft, by=keeper, now=NOW)
        for person in (keeper, director):
            with pytest.raises(SendRefused, match="somebody else has to decide"):
                public.publish(draft=draft, by=person, now=NOW)
        public.publish(draft=draft, by=make_account(Role.DIRECTOR), now=NOW)

    def test_who_handed_it_in_does_not_decide(self, director):
        draft = make_draft()
        public.hand_in(draft=draft, by=director, now=NOW)
        with pytest.raises(SendRefused, match="somebody else"):
            public.send_back(draft=draft, reason="Not plain", by=director)

    def test_what_waits_is_not_changed_until_it_is_sent_back(self, keeper, director):
        draft = make_draft(by=keeper)
        public.hand_in(draft=draft, by=keeper, now=NOW)
        line = draft.lines.get()
        for change in (
            lambda: public.change_line(line=line, facts=line_facts(stands="All done."), by=keeper),
            lambda: public.change_introduction(draft=draft, introduction="New.", by=keeper),
            lambda: public.save_table(draft=draft, table=None, title="T", rows=[], by=keeper),
            lambda: public.remove_table(table=draft.tables.get(), by=keeper),
            lambda: public.hand_in(draft=draft, by=keeper, now=NOW),
        ):
            with pytest.raises(SendRefused, match="waits for approval"):
                change()
        public.send_back(draft=draft, reason="Say it plainly", by=director)
        public.change_line(line=line, facts=line_facts(stands="Half of it is done."), by=keeper)
        draft.refresh_from_db()
        assert (draft.waits, draft.sent_back_because) == (False, "Say it plainly")

    def test_without_an_introduction_it_is_not_handed_in(self, keeper):
        draft = public.begin_draft(lines=[line_facts()], by=keeper, now=NOW)
        with pytest.raises(SendRefused, match="introduction"):
            public.hand_in(draft=draft, by=keeper, now=NOW)

    def test_one_draft_at_a_time(self, keeper):
        make_draft(by=keeper)
        with pytest.raises(SendRefused, match="being drafted already"):
            public.begin_draft(lines=[], by=keeper, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            PublicStatement.objects.create(number=9, drafted_at=NOW)


class TestHome:
    def test_the_director_is_told_of_what_waits_and_the_writer_of_what_came_back(self, keeper, director):
        def told(person):
            return [todo.text for todo in todos_for(person, None, today=NOW.date()) if "public page" in todo.text]

        draft = make_draft(by=keeper)
        assert (told(keeper), told(director)) == ([], [])
        public.hand_in(draft=draft, by=keeper, now=NOW)
        assert (told(keeper), told(director)) == ([], ["The public page of SEND waits for your approval"])
        public.send_back(draft=draft, reason="Say it plainly", by=director)
        assert (told(keeper), told(director)) == (["The public page of SEND was sent back to be changed"], [])


class TestFrozen:
    @pytest.mark.parametrize(
        "change",
        [
            lambda page: PublicStatement.objects.filter(pk=page.pk).update(introduction="Other"),
            lambda page: PublicStatement.objects.filter(pk=page.pk).update(state="draft"),
            lambda page: PublicLine.objects.filter(statement=page).update(stands="Other"),
            lambda page: PublicLine.objects.filter(statement=page).delete(),
            lambda page: PublicLine.objects.create(statement=page, position=9, heading="New", standing="done"),
            lambda page: PublicTable.objects.filter(statement=page).update(rows=[]),
            lambda page: PublicTable.objects.filter(statement=page).delete(),
        ],
    )
    def test_the_database_keeps_what_was_published(self, change):
        page = make_published()
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            change(page)

    def test_the_service_says_so(self, keeper):
        page = make_published()
        with pytest.raises(SendRefused, match="published and stays"):
            public.change_line(line=page.lines.get(), facts=line_facts(stands="Other"), by=keeper)

    def test_the_database_wants_another_person(self, keeper):
        draft = make_draft(by=keeper)
        public.hand_in(draft=draft, by=keeper, now=NOW)
        with pytest.raises(IntegrityError, match="published_by_another"), transaction.atomic():
            PublicStatement.objects.filter(pk=draft.pk).update(state="published", published_by=keeper, published_at=NOW)

    def test_earlier_versions_can_still_be_read(self, client):
        make_published(introduction="The first words.")
        make_published(introduction="The second words.")
        assert "The second words." in shown(client)
        earlier = client.get(address("version", 1)).content.decode()
        assert "The first words." in earlier
        assert "This is an earlier version" in earlier
        assert client.get(address("version", 3)).status_code == 404


class TestPages:
    def test_nobody_outside_reads_a_draft(self, client, keeper):
        draft = make_draft(by=keeper, introduction="Not for everybody yet.")
        assert "Nothing is published yet" in shown(client)
        assert client.get(address("version", draft.number)).status_code == 404
        assert client.get(address("public_page")).status_code == 302

    def test_small_numbers_are_withheld_from_everybody(self, client, keeper):
        make_published()
        page = shown(client)
        assert page.count("Withheld") == 2
        assert ">31<" not in page
        assert ">34<" in page

    @time_machine.travel(NOW, tick=False)
    def test_written_handed_in_and_published(self, client, keeper, director):
        make_send()
        sign_in(client, keeper)
        client.post(address("begin_draft"))
        client.post(address("introduction"), {"introduction": "In plain words."})
        line = PublicLine.objects.get(heading="Joint commissioning")
        assert line.stands == "4 actions: 1 not going as promised, 3 not due yet."
        given = {"heading": "Working together", "promised": "One plan.", "stands": "Half done.", "standing": "late"}
        client.post(address("public_line", line.pk), given)
        client.post(address("add_table"), {"title": "Plans checked", "rows": "North-East: 31\nWest; 12"})
        client.post(address("hand_in"))
        page = client.get(address("public_page")).content.decode()
        assert "Waits for approval" in page
        assert "Publish it" not in page
        sign_in(client, director)
        assert "Publish it" in client.get(address("public_page")).content.decode()
        client.post(address("publish"))
        client.logout()
        page = shown(client)
        for words in ("In plain words.", "Working together", "Later than promised", "Plans checked", ">43<"):
            assert words in page

    def test_it_is_sent_back_with_a_reason(self, client, keeper, director):
        draft = make_draft(by=keeper)
        public.hand_in(draft=draft, by=keeper, now=NOW)
        sign_in(client, director)
        assert "Enter why it goes back" in client.post(address("send_back"), {"reason": ""}).content.decode()
        client.post(address("send_back"), {"reason": "Too many long words"})
        sign_in(client, keeper)
        assert "Too many long words" in client.get(address("public_page")).content.decode()

    def test_a_keeper_who_approves_nothing_cannot_publish(self, client, keeper):
        public.hand_in(draft=make_draft(by=keeper), by=keeper, now=NOW)
        sign_in(client, keeper)
        assert client.post(address("publish")).status_code == 403
        assert PublicStatement.objects.get().waits

    @pytest.mark.parametrize("rows", ["Colchester", "Colchester: -3", "Colchester: 3.5", "Colchester: ²"])
    def test_numbers_that_are_none_are_named(self, client, keeper, rows):
        make_draft(by=keeper)
        sign_in(client, keeper)
        page = client.post(address("add_table"), {"title": "Plans", "rows": rows}).content.decode()
        assert "needs a colon and a whole number" in page
        assert 'value="Plans"' in page
        assert PublicTable.objects.count() == 1

    def test_numbers_are_changed_and_removed(self, client, keeper):
        table = make_draft(by=keeper).tables.get()
        sign_in(client, keeper)
        assert "West: 3" in client.get(address("change_table", table.pk)).content.decode()
        client.post(address("change_table", table.pk), {"title": "Checked", "rows": "West: 6"})
        table.refresh_from_db()
        assert table.rows == [["West", 6]]
        client.post(address("remove_table", table.pk))
        assert not PublicTable.objects.exists()

    def test_what_was_published_is_not_changed_by_an_old_tab(self, client, keeper):
        line = make_published().lines.get()
        sign_in(client, keeper)
        given = {"heading": "New", "promised": "New", "stands": "New", "standing": "done"}
        assert "published and stays as it is" in client.post(address("public_line", line.pk), given).content.decode()
