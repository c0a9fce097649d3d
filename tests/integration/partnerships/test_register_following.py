"""What follows the school register by itself: successors of closed schools, academies of trusts."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.home import partnership_todos
from essex_portal.organisations.models import Organisation, SchoolLink
from essex_portal.organisations.states import EstablishmentStatus, OrganisationKind
from partnerships.demo_trusts import load_trusts
from partnerships.models import PartnershipFacts, PartnershipMember
from partnerships.queries import members_on
from partnerships.services.members import add_school, end_membership
from partnerships.services.refusals import DirectoryRefused
from partnerships.services.register import follow_register, match_trust
from partnerships.states import MemberSource
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import add_school as there
from tests.factories.partnerships import make_kind, make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
TODAY, CLOSED_ON, OPENED_ON = date(2021, 11, 10), date(2021, 8, 31), date(2021, 9, 1)


@pytest.fixture
def officer():
    return make_person(Role.QUADRANT_OFFICER, make_quadrant())


def convert(old, *new):
    """The register says: closed, and these took over."""
    old.school.status, old.closed_on = EstablishmentStatus.CLOSED, CLOSED_ON
    old.school.save()
    old.save()
    for one in new:
        SchoolLink.objects.create(earlier=old.school, later=one.school, kind="Successor", established_on=OPENED_ON)


def make_trust(name="Oak Trust", **schools):
    return Organisation.objects.create(kind=OrganisationKind.TRUST, name=name)


def names(partnership, on):
    return [one.school.name for one in members_on(partnership, on)]


class TestSuccessors:
    def test_an_academy_takes_its_predecessors_place(self, now):
        old, new = make_school(name="Oak Primary"), make_school(name="Oak Academy")
        partnership = make_partnership(schools=[old])
        convert(old, new)
        done = follow_register(now=now)
        assert (done.ended, done.added) == (1, 1)
        assert names(partnership, CLOSED_ON) == ["Oak Primary"]
        assert names(partnership, OPENED_ON) == ["Oak Academy"]
        again = follow_register(now=now)
        assert (again.ended, again.added) == (0, 0)

    @pytest.mark.parametrize("number", [0, 2])
    def test_without_one_successor_a_person_decides(self, now, number):
        old = make_school(name="Oak Primary")
        partnership = make_partnership(schools=[old])
        convert(old, *(make_school() for _ in range(number)))
        done = follow_register(now=now)
        assert (done.ended, done.added, len(done.left)) == (1, 0, 1)
        assert names(partnership, OPENED_ON) == []

    def test_a_successor_that_is_there_already_stays_once(self, now):
        old, new = make_school(), make_school(name="Oak Academy")
        partnership = make_partnership(schools=[old])
        there(partnership, new, since=OPENED_ON)
        convert(old, new)
        follow_register(now=now)
        assert names(partnership, TODAY) == ["Oak Academy"]


class TestWhatAPersonDecides:
    def asked(self, person):
        return [todo.text for todo in partnership_todos.places_to_decide(person, TODAY)]

    def test_which_of_two_successors_takes_the_place_until_one_does(self, officer, now):
        old, new, other = make_school(name="Oak Primary"), make_school(name="Oak Infant"), make_school()
        partnership = make_partnership("Marsh", schools=[old])
        convert(old, new, other)
        follow_register(now=now)
        assert self.asked(officer) == ["Decide which school takes the place of Oak Primary in Marsh"]
        assert self.asked(make_person(Role.QUADRANT_OFFICER, make_quadrant("West"))) == []
        add_school(partnership=partnership, school=new, from_on=OPENED_ON, by=officer, now=now)
        assert self.asked(officer) == []

    def test_a_school_that_closed_before_it_joined(self, officer, now):
        old = make_school(name="Oak Primary")
        partnership = make_partnership("Marsh")
        there(partnership, old, since=TODAY)
        convert(old)
        follow_register(now=now)
        [text] = self.asked(officer)
        assert text.startswith("Oak Primary has closed and is still a member")

    def test_nothing_where_one_took_over_or_nobody(self, officer, now):
        old, new, gone = make_school(), make_school(), make_school()
        make_partnership(schools=[old, gone])
        convert(old, new)
        convert(gone)
        follow_register(now=now)
        assert self.asked(officer) == []


class TestTrustsThatClash:
    def clash(self, officer, now, *, other_quadrant="North-East"):
        """Oak Academy is in Fen Trust by hand, and in the trust that Oak MAT follows by the register."""
        trust = make_trust()
        oak = make_school(name="Oak Academy", trust=trust)
        make_school(name="Elm Academy", trust=trust)
        kind = _following()
        follows = make_partnership("Oak MAT", kind=kind.pk)
        held = make_partnership("Fen Trust", kind=kind.pk, schools=[oak], quadrant=make_quadrant(other_quadrant))
        done = match_trust(partnership=follows, trust=trust, by=officer, now=now)
        assert (done.added, len(done.left)) == (1, 1)
        return oak, held

    def asked(self, person):
        return list(partnership_todos.trusts_to_decide(person, TODAY))

    def test_the_officer_ends_the_one_that_is_wrong_and_the_register_does_the_rest(self, officer, now):
        oak, held = self.clash(officer, now)
        [todo] = self.asked(officer)
        assert todo.text.startswith("Oak Academy is in Fen Trust, and in Oak Trust by the school register: say when")
        member = held.partnership_members.get()
        assert todo.href == f"/partnerships/members/{member.pk}/end/"
        end_membership(member=member, last_on=date(2021, 11, 9), reason="Left", by=officer, now=now)
        assert self.asked(officer) == []
        assert follow_register(now=now).added == 1
        assert oak.partnership_memberships.filter(valid__contains=TODAY).get().partnership.name == "Oak MAT"

    def test_the_officer_of_the_other_quadrant_is_asked_too_and_a_third_is_not(self, officer, now):
        _, held = self.clash(officer, now, other_quadrant="West")
        [todo] = self.asked(make_person(Role.QUADRANT_OFFICER, make_quadrant("West")))
        assert todo.href.endswith("/end/")
        [todo] = self.asked(officer)
        assert todo.href == f"/partnerships/{held.pk}/"
        assert self.asked(make_person(Role.QUADRANT_OFFICER, make_quadrant("Mid"))) == []

    def test_a_cluster_beside_the_trust_is_no_clash(self, officer, now):
        trust = make_trust()
        oak = make_school(trust=trust)
        make_partnership("Marsh", schools=[oak])
        follows = make_partnership("Oak MAT", kind=_following().pk)
        match_trust(partnership=follows, trust=trust, by=officer, now=now)
        assert self.asked(officer) == []


class TestTrusts:
    def test_confirmed_its_academies_are_the_members(self, officer, now):
        trust = make_trust()
        joined = make_school(name="Joined Academy", trust=trust, trust_joined_on=date(2019, 4, 1))
        make_school(name="Gone Academy", trust=trust, status=EstablishmentStatus.CLOSED)
        partnership = make_partnership("Oak MAT", kind="trust")
        PartnershipFacts.objects.update(kind=_following())
        done = match_trust(partnership=partnership, trust=trust, by=officer, now=now)
        member = PartnershipMember.objects.get()
        assert (done.added, member.school, member.valid.lower) == (1, joined, date(2019, 4, 1))
        assert member.source == MemberSource.REGISTER

    def test_it_follows_who_joins_and_leaves(self, officer, now):
        trust = make_trust()
        stays, goes = make_school(name="Stays", trust=trust), make_school(name="Goes", trust=trust)
        partnership = make_partnership(kind="trust")
        PartnershipFacts.objects.update(kind=_following())
        match_trust(partnership=partnership, trust=trust, by=officer, now=now)
        PartnershipMember.objects.update(valid=("2021-01-01", None))
        goes.school.trust = None
        goes.school.save()
        make_school(name="Comes", trust=trust)
        assert follow_register(now=now).added == 1
        assert names(partnership, TODAY) == ["Comes", "Stays"]
        assert PartnershipMember.objects.get(school=goes).end_reason.startswith("No longer an academy")
        assert names(partnership, date(2021, 11, 9)) == ["Goes", stays.name]

    def test_nobody_keeps_it_by_hand_then(self, officer, now):
        partnership = make_partnership("Oak MAT", kind="trust")
        PartnershipFacts.objects.update(kind=_following())
        match_trust(partnership=partnership, trust=make_trust(), by=officer, now=now)
        with pytest.raises(DirectoryRefused, match="follow the school register, as academies of Oak Trust"):
            add_school(partnership=partnership, school=make_school(), from_on=TODAY, by=officer, now=now)

    def test_two_do_not_follow_one_trust_and_a_cluster_follows_none(self, officer, now):
        trust = make_trust()
        first, second = make_partnership("First", kind="trust"), make_partnership("Second", kind="trust")
        PartnershipFacts.objects.update(kind=_following())
        match_trust(partnership=first, trust=trust, by=officer, now=now)
        with pytest.raises(DirectoryRefused, match="First follows this trust already"):
            match_trust(partnership=second, trust=trust, by=officer, now=now)
        with pytest.raises(DirectoryRefused, match="not of a kind that follows"):
            match_trust(partnership=make_partnership(), trust=trust, by=officer, now=now)
        with pytest.raises(PermissionDenied):
            match_trust(partnership=second, trust=None, by=make_person(Role.PARTNERSHIP_LEAD, second), now=now)

    def test_the_page_suggests_trusts_by_name(self, client, now):
        trust = make_trust("The Bridge Academy Trust")
        make_school(trust=trust, name="Bridge Academy")
        partnership = make_partnership("Bridge Trust", kind="trust")
        PartnershipFacts.objects.update(kind=_following())
        with time_machine.travel(now, tick=False):
            sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
            page = f"/partnerships/{partnership.pk}/trust/"
            assert b"The Bridge Academy Trust" in client.get(page).content
            response = client.post(page, {"trust": trust.pk}, follow=True)
        assert b"It follows The Bridge Academy Trust in the school register: 1 school was added." in response.content
        assert names(partnership, TODAY) == ["Bridge Academy"]

    def test_the_demonstrations_trusts_are_matched_once_where_their_names_leave_no_doubt(self):
        make_account(Role.ADMINISTRATOR)
        sure, unsure = make_partnership("SIGMA", kind="trust"), make_partnership("Epping MAT", kind="trust")
        PartnershipFacts.objects.update(kind=_following())
        academy = make_school(trust=make_trust("THE SIGMA TRUST"))
        make_school(trust=make_trust("EPPING FOREST SCHOOLS PARTNERSHIP TRUST"))
        for _ in range(2):
            load_trusts(today=TODAY)
        assert list(PartnershipMember.objects.values_list("partnership", "school")) == [(sure.pk, academy.pk)]
        assert PartnershipFacts.objects.get(partnership=unsure).trust is None
        assert AuditEvent.objects.filter(event="partnership.trust_matched").count() == 1


def test_the_command_says_what_it_did(capsys):
    old, new = make_school(), make_school()
    make_partnership(schools=[old])
    convert(old, new)
    call_command("follow_register")
    assert "1 added, 1 ended, 0 renamed." in capsys.readouterr().out


def _following():
    kind = make_kind("trust")
    kind.follows_register = True
    kind.save()
    return kind
