"""A school proposes; whoever keeps the partnership answers; until then nothing changes."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from essex_portal.accounts.roles import Role
from partnerships.models import MembershipProposal, PartnershipMember
from partnerships.services.proposals import accept, propose, refuse, withdraw
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import MemberSource, ProposalState, ProposedChange
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
JAN = date(2022, 1, 4)


@pytest.fixture
def school():
    return make_school(name="Oak Primary")


@pytest.fixture
def head(school):
    return make_person(Role.HEADTEACHER, school)


@pytest.fixture
def officer():
    return make_person(Role.QUADRANT_OFFICER, make_quadrant())


def ask(school, partnership, head, now, change=ProposedChange.JOIN, from_on=JAN):
    return propose(school=school, partnership=partnership, change=change, from_on=from_on, words="", by=head, now=now)


def test_nothing_changes_until_it_is_accepted(school, head, officer, now):
    proposal = ask(school, make_partnership(), head, now)
    assert not PartnershipMember.objects.exists()
    accept(proposal=proposal, by=officer, now=now)
    member = PartnershipMember.objects.get()
    assert (member.school, member.valid.lower, member.source) == (school, JAN, MemberSource.SCHOOL)


def test_leaving_ends_it_on_the_day_before(school, head, officer, now):
    partnership = make_partnership(schools=[school])
    accept(proposal=ask(school, partnership, head, now, ProposedChange.LEAVE), by=officer, now=now)
    assert PartnershipMember.objects.get().last_day == date(2022, 1, 3)


def test_a_refusal_says_why_and_changes_nothing(school, head, officer, now):
    proposal = ask(school, make_partnership(), head, now)
    with pytest.raises(DirectoryRefused, match="why"):
        refuse(proposal=proposal, answer=" ", by=officer, now=now)
    assert refuse(proposal=proposal, answer="It is full", by=officer, now=now).answer == "It is full"
    assert not PartnershipMember.objects.exists()
    with pytest.raises(DirectoryRefused, match="has been answered"):
        accept(proposal=proposal, by=officer, now=now)


def test_what_could_not_be_accepted_cannot_be_proposed(school, head, now):
    partnership = make_partnership("Marsh", schools=[school])
    with pytest.raises(DirectoryRefused, match="is in Marsh already"):
        ask(school, partnership, head, now)
    with pytest.raises(DirectoryRefused, match="is not in Fen on 3 January 2022"):
        ask(school, make_partnership("Fen"), head, now, ProposedChange.LEAVE)
    with pytest.raises(DirectoryRefused, match="Check the year"):
        ask(school, make_partnership(), head, now, from_on=date(2202, 1, 4))


def test_one_open_proposal_about_a_partnership(school, head, now):
    partnership = make_partnership()
    proposal = ask(school, partnership, head, now)
    with pytest.raises(DirectoryRefused, match="waits for an answer"):
        ask(school, partnership, head, now)
    withdraw(proposal=proposal, by=head, now=now)
    assert ask(school, partnership, head, now).pk != proposal.pk


def test_an_answer_that_does_not_fit_any_more_is_refused_and_stays_open(school, head, officer, now):
    partnership = make_partnership("Marsh")
    proposal = ask(school, partnership, head, now)
    from tests.factories.partnerships import add_school

    add_school(partnership, school)
    with pytest.raises(DirectoryRefused, match="is in Marsh already"):
        accept(proposal=proposal, by=officer, now=now)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ASKED


def test_only_the_head_proposes_and_only_its_keepers_answer(school, head, now):
    with pytest.raises(PermissionDenied):
        ask(school, make_partnership(), make_person(Role.SCHOOL_MEMBER, school), now)
    proposal = ask(school, make_partnership(), head, now)
    with pytest.raises(PermissionDenied):
        accept(proposal=proposal, by=make_person(Role.QUADRANT_OFFICER, make_quadrant("West")), now=now)
    with pytest.raises(PermissionDenied):
        withdraw(proposal=proposal, by=make_person(Role.HEADTEACHER, make_school()), now=now)


class TestPages:
    @pytest.fixture(autouse=True)
    def on_the_day(self, now):
        with time_machine.travel(now, tick=False):
            yield

    def test_a_head_proposes_and_an_officer_is_told_at_home(self, client, school):
        partnership = make_partnership("Marsh")
        sign_in(client, make_account(Role.HEADTEACHER, school))
        given = {"change": "join", "partnership": partnership.pk, "from_on": "2022-01-04", "words": "We are neighbours"}
        response = client.post("/partnerships/your-school/propose/", given, follow=True)
        assert b"What you have proposed" in response.content
        proposal = MembershipProposal.objects.get()
        sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
        assert b"1 school proposes a change of partnerships" in client.get("/").content
        page = f"/partnerships/proposals/{proposal.pk}/"
        assert b"Enter why it is refused" in client.post(page, {"answer": "refuse", "reason": ""}).content
        client.post(page, {"answer": "accept"})
        assert PartnershipMember.objects.get().school == school
        assert b"school proposes" not in client.get("/").content

    def test_other_heads_do_not_find_it(self, client, school, head, now):
        proposal = ask(school, make_partnership(), head, now)
        sign_in(client, make_account(Role.HEADTEACHER))
        assert client.get(f"/partnerships/proposals/{proposal.pk}/").status_code == 404
        assert client.post(f"/partnerships/proposals/{proposal.pk}/withdraw/").status_code == 404
