"""A partnership is made, renamed, moved and ended from a day on; the past stays."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from partnerships.models import PartnershipFacts, PartnershipMember
from partnerships.queries import facts_of
from partnerships.services.facts import (
    NewFacts,
    change_facts,
    create_partnership,
    end_partnership,
    keep_names,
    write_page_text,
)
from partnerships.services.refusals import DirectoryRefused
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import add_school, make_kind, make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
SEP, JAN = date(2021, 9, 1), date(2022, 1, 4)


@pytest.fixture
def officer():
    return make_person(Role.QUADRANT_OFFICER, make_quadrant())


def facts(name="Marsh", kind="local_cluster", quadrant="North-East", short_name=""):
    return NewFacts(name, short_name, make_kind(kind), make_quadrant(quadrant))


def names_on(partnership, *days):
    return [one.name if (one := facts_of(partnership, day)) else None for day in days]


def test_a_new_one_is_there_from_its_day(officer, now):
    made = create_partnership(facts=facts(), from_on=SEP, by=officer, now=now)
    assert names_on(made, date(2021, 8, 31), SEP) == [None, "Marsh"]
    assert AuditEvent.objects.get(event="partnership.created").after["name"] == "Marsh"


def test_not_in_another_quadrant(officer, now):
    with pytest.raises(PermissionDenied):
        create_partnership(facts=facts(quadrant="West"), from_on=SEP, by=officer, now=now)


def test_no_two_of_one_name_at_once(officer, now):
    make_partnership("Marsh")
    with pytest.raises(DirectoryRefused, match="called marsh already") as refusal:
        create_partnership(facts=facts("marsh"), from_on=SEP, by=officer, now=now)
    assert refusal.value.field == "name"


def test_a_change_holds_from_its_day_and_renames_today(officer, now):
    partnership = make_partnership("Old")
    change_facts(partnership=partnership, facts=facts("New"), from_on=SEP, by=officer, now=now)
    partnership.refresh_from_db()
    assert names_on(partnership, date(2021, 8, 31), SEP) == ["Old", "New"]
    assert partnership.name == "New"


def test_a_change_to_come_renames_when_it_comes(officer, now):
    partnership = make_partnership("Old")
    change_facts(partnership=partnership, facts=facts("New"), from_on=JAN, by=officer, now=now)
    partnership.refresh_from_db()
    assert partnership.name == "Old"
    assert [keep_names(today=day) for day in (JAN, JAN)] == [1, 0]
    partnership.refresh_from_db()
    assert partnership.name == "New"


def test_a_second_change_of_the_same_day_replaces_the_first(officer, now):
    partnership = make_partnership("Old")
    for name in ("Slip", "New"):
        change_facts(partnership=partnership, facts=facts(name), from_on=SEP, by=officer, now=now)
    assert names_on(partnership, date(2021, 8, 31), SEP) == ["Old", "New"]
    assert PartnershipFacts.objects.count() == 2


def test_moved_to_another_quadrant_its_officers_keep_it(officer, now):
    partnership, other = make_partnership("Marsh"), make_person(Role.QUADRANT_OFFICER, make_quadrant("West"))
    change_facts(partnership=partnership, facts=facts(quadrant="West"), from_on=SEP, by=officer, now=now)
    with pytest.raises(PermissionDenied):
        end_partnership(partnership=partnership, last_on=JAN, reason="x", by=officer, now=now)
    end_partnership(partnership=partnership, last_on=JAN, reason="x", by=other, now=now)


def test_an_exclusive_kind_is_refused_where_a_school_has_one_already(officer, now):
    school = make_school(name="Oak Primary")
    make_partnership(kind="trust", schools=[school])
    cluster = make_partnership("Marsh", schools=[school])
    with pytest.raises(DirectoryRefused, match="Oak Primary is in another partnership of the kind multi-academy trust"):
        change_facts(partnership=cluster, facts=facts(kind="trust"), from_on=SEP, by=officer, now=now)
    assert facts_of(cluster, SEP).kind_id == "local_cluster"
    change_facts(partnership=cluster, facts=facts(kind="federation"), from_on=SEP, by=officer, now=now)
    assert PartnershipMember.objects.get(partnership=cluster).only_one_of == "federation"


def test_its_schools_leave_with_it(officer, now):
    partnership = make_partnership("Marsh", schools=[make_school()])
    end_partnership(partnership=partnership, last_on=date(2021, 12, 31), reason="Merged", by=officer, now=now)
    member = PartnershipMember.objects.get()
    assert (member.last_day, member.end_reason) == (date(2021, 12, 31), "Merged")
    assert names_on(partnership, date(2021, 12, 31), date(2022, 1, 1)) == ["Marsh", None]


def test_it_does_not_end_before_a_school_that_is_to_join(officer, now):
    partnership = make_partnership()
    add_school(partnership, make_school(name="Oak Primary"), since=JAN)
    with pytest.raises(DirectoryRefused, match="Oak Primary is to join on 4 January 2022"):
        end_partnership(partnership=partnership, last_on=SEP, reason="x", by=officer, now=now)
    assert facts_of(partnership, JAN)


def test_its_lead_writes_the_text_and_others_do_not(officer, now):
    partnership = make_partnership()
    write_page_text(partnership=partnership, text="Hello", by=make_person(Role.PARTNERSHIP_LEAD, partnership), now=now)
    with pytest.raises(PermissionDenied):
        write_page_text(partnership=partnership, text="x", by=make_person(Role.PARTNERSHIP_LEAD), now=now)
    partnership.partnership.refresh_from_db()
    assert partnership.partnership.page_text == "Hello"


class TestPages:
    @pytest.fixture(autouse=True)
    def on_the_day(self, now):
        with time_machine.travel(now, tick=False):
            yield

    def test_an_officer_makes_renames_and_ends_one(self, client):
        sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
        make_kind()
        given = {"name": "Marsh", "kind": "local_cluster", "quadrant": make_quadrant().pk, "from_on": "2021-09-01"}
        made = client.post("/partnerships/new/", given, follow=True)
        assert b"Marsh is in the directory. Add its schools." in made.content
        page = made.redirect_chain[-1][0]
        changed = client.post(f"{page}change/", given | {"name": "Fen", "from_on": "2021-11-01"}, follow=True)
        assert b"The change holds from 1 November 2021" in changed.content
        assert b"What it was called" in changed.content
        ended = client.post(f"{page}end/", {"last_on": "2021-10-01", "reason": "Merged"}, follow=True)
        assert b"not in the directory on 10 November 2021" in ended.content

    def test_a_wrong_day_keeps_what_was_entered(self, client):
        sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
        make_kind()
        given = {"name": "Marsh", "kind": "local_cluster", "quadrant": make_quadrant().pk}
        given |= {"from_on_day": "31", "from_on_month": "2", "from_on_year": "2022"}
        response = client.post("/partnerships/new/", given)
        assert b"Day must be a real date" in response.content
        assert b'value="Marsh"' in response.content

    def test_a_lead_writes_the_text_but_does_not_rename(self, client):
        partnership = make_partnership()
        sign_in(client, make_account(Role.PARTNERSHIP_LEAD, partnership))
        page = f"/partnerships/{partnership.pk}/"
        assert b"Welcome &lt;all&gt;" in client.post(f"{page}text/", {"text": "Welcome <all>"}, follow=True).content
        assert client.get(f"{page}change/").status_code == 403
