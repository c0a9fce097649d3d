"""The county keeps the kinds of partnership: names, whether a school can be in two, and who changed that."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from partnerships.models import PartnershipKind, PartnershipMember
from partnerships.services import members
from partnerships.services.kinds import KindFacts, SchoolsInTwo, keep_kind
from partnerships.services.refusals import DirectoryRefused
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import add_school, make_kind, make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
JAN, SEP = date(2021, 1, 4), date(2021, 9, 1)


@pytest.fixture
def keeper():
    return make_person(Role.ADMINISTRATOR)


def codes():
    return sorted(PartnershipMember.objects.values_list("only_one_of", flat=True))


def keep(kind, keeper, now, **facts):
    given = {"name": kind.name, "exclusive": kind.goes_on_excluding, "from_on": SEP} | facts
    return keep_kind(kind=kind, facts=KindFacts(**given), by=keeper, now=now)


class TestExcluding:
    def test_marks_the_memberships_from_that_day_on_and_no_earlier_ones(self, keeper, now):
        first, second = make_partnership(), make_partnership()
        school = make_school()
        add_school(first, school, until=JAN)
        add_school(first, make_school(), until=SEP)
        add_school(second, school)
        keep(make_kind(), keeper, now, exclusive=True)
        assert codes() == ["", "", "local_cluster"]

    def test_then_a_school_cannot_join_a_second_one_but_could_before(self, keeper, now):
        first, second, school = make_partnership(), make_partnership(), make_school()
        add_school(first, school)
        keep(make_kind(), keeper, now, exclusive=True)
        join = {"partnership": second, "school": school, "by": keeper, "now": now}
        with pytest.raises(DirectoryRefused, match="one partnership of this kind"):
            members.add_school(**join, from_on=SEP)
        members.add_school(**join, from_on=JAN, until=SEP)
        assert codes() == ["", "local_cluster"]

    def test_a_last_day_moved_into_that_time_is_refused(self, keeper, now):
        first, second, school = make_partnership(), make_partnership(), make_school()
        early = add_school(first, school, until=SEP)
        add_school(second, school)
        keep(make_kind(), keeper, now, exclusive=True)
        with pytest.raises(DirectoryRefused, match="one partnership of this kind"):
            members.end_membership(member=early, last_on=SEP, reason="Later", by=keeper, now=now)

    def test_is_refused_while_schools_are_in_two_and_says_which(self, keeper, now):
        first, second, school = make_partnership("First"), make_partnership("Second"), make_school(name="Oak Primary")
        add_school(first, school)
        add_school(second, school)
        add_school(second, make_school())
        with pytest.raises(SchoolsInTwo) as refused:
            keep(make_kind(), keeper, now, exclusive=True, name="Cluster")
        [one] = refused.value.schools
        assert (one.school, {member.partnership for member in one.both}) == (school, {first, second})
        assert (PartnershipKind.objects.get().name, codes()) == ("Local cluster", ["", "", ""])

    def test_a_partnership_that_became_another_kind_is_not_counted(self, keeper, now):
        one, other, school = make_partnership(kind="federation"), make_partnership(), make_school()
        add_school(one, school)
        add_school(other, school)
        keep(make_kind(), keeper, now, exclusive=True)
        assert codes() == ["federation", "local_cluster"]

    def test_ends_from_a_day_on(self, keeper, now):
        first, second, school = make_partnership(kind="trust"), make_partnership(kind="trust"), make_school()
        add_school(first, school)
        kind = keep(make_kind("trust"), keeper, now, exclusive=False)
        assert (kind.exclusive_on.upper, codes()) == (SEP, ["trust"])
        members.add_school(partnership=second, school=school, from_on=SEP, by=keeper, now=now)
        assert codes() == ["", "trust"]


class TestKeeping:
    def test_a_change_is_kept_with_what_was_before(self, keeper, now):
        keep(make_kind(), keeper, now, name="Cluster", exclusive=True)
        event = AuditEvent.objects.get(event="partnership_kind.changed")
        assert event.before == {"name": "Local cluster", "one_at_a_time": "no"}
        assert event.after == {"name": "Cluster", "one_at_a_time": "from 1 September 2021"}
        keep(PartnershipKind.objects.get(), keeper, now)
        assert AuditEvent.objects.filter(event="partnership_kind.changed").count() == 1

    def test_a_new_kind_gets_a_code_of_its_own(self, keeper, now):
        make_kind()
        made = keep_kind(kind=None, facts=KindFacts("Local-cluster!", False, SEP), by=keeper, now=now)
        assert (made.code, made.exclusive_on) == ("local_cluster_2", None)

    def test_refuses_a_name_that_there_is_and_a_far_day(self, keeper, now):
        kind = make_kind("trust")
        make_kind()
        with pytest.raises(DirectoryRefused, match="already"):
            keep(kind, keeper, now, name="local CLUSTER")
        with pytest.raises(DirectoryRefused, match="three years"):
            keep(kind, keeper, now, from_on=date(2091, 9, 1))

    def test_refuses_to_leave_the_register_while_one_follows_it(self, keeper, now):
        partnership, kind = make_partnership("Oak MAT", kind="trust"), make_kind("trust")
        PartnershipKind.objects.update(follows_register=True)
        partnership.partnership_facts.update(trust=make_quadrant("A trust"))
        kind.refresh_from_db()
        with pytest.raises(DirectoryRefused, match="Oak MAT"):
            keep(kind, keeper, now)

    def test_only_the_county_keeps_them(self, now):
        officer = make_person(Role.QUADRANT_OFFICER, make_quadrant())
        with pytest.raises(PermissionDenied):
            keep(make_kind(), officer, now, exclusive=True)

    def test_the_directory_of_earlier_days_keeps_what_it_was_called(self, keeper, now):
        today = now.date()
        for name in ("Cluster", "Area partnership"):
            keep(make_kind(), keeper, now, name=name)
        kept = PartnershipKind.objects.get()
        assert [kept.name_on(day) for day in (SEP, today)] == ["Local cluster", "Area partnership"]
        keep(kept, keeper, now + timedelta(7), name="Cluster")
        kept = PartnershipKind.objects.get()
        days = (SEP, today, today + timedelta(6), today + timedelta(7))
        assert [kept.name_on(day) for day in days] == ["Local cluster", *["Area partnership"] * 2, "Cluster"]


class TestPages:
    def test_the_clash_is_shown_with_the_schools_and_what_was_entered(self, client):
        first, second, school = make_partnership("First"), make_partnership("Second"), make_school(name="Oak Primary")
        add_school(first, school)
        add_school(second, school)
        sign_in(client, make_account(Role.ADMINISTRATOR))
        page = "/partnerships/kinds/local_cluster/"
        answer = client.post(page, {"name": "Cluster", "exclusive": "on", "from_on": "2021-09-01"}).content.decode()
        for words in ("Oak Primary", "First", "Second", 'value="Cluster"', "1 school is in two partnerships"):
            assert words in answer
        assert "End this membership" in answer

    def test_a_change_ends_on_the_list_and_in_the_history(self, client):
        make_kind()
        sign_in(client, make_account(Role.ADMINISTRATOR))
        page = "/partnerships/kinds/local_cluster/"
        given = {"name": "Cluster", "exclusive": "on", "from_on": "2021-09-01"}
        answer = client.post(page, given, follow=True).content.decode()
        assert "From 1 September 2021" in answer
        assert "Name: Local cluster → Cluster" in client.get(page).content.decode()

    def test_earlier_days_read_as_they_did_on_page_and_file(self, client, keeper, now):
        partnership = make_partnership()
        keep(make_kind(), keeper, now, name="Area group")
        sign_in(client, make_account(Role.DIRECTOR))
        for page in ("/partnerships/", f"/partnerships/{partnership.pk}/", "/partnerships/partnerships.csv"):
            assert "Local cluster" in client.get(f"{page}?on=2021-09-01").content.decode()
            assert "Local cluster" not in client.get(page).content.decode()

    @pytest.mark.parametrize("missing", ["name", "from_on"])
    def test_what_is_missing_is_said_beside_the_field(self, client, missing):
        make_kind()
        sign_in(client, make_account(Role.ADMINISTRATOR))
        given = {"name": "Cluster", "from_on": "2021-09-01"} | {missing: ""}
        answer = client.post("/partnerships/kinds/new/", given)
        assert answer.status_code == 200
        assert "Enter" in answer.content.decode()
