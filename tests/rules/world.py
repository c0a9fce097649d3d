"""What the access matrix is driven on: one school with its people and things, and what is not theirs."""

from dataclasses import dataclass

from django.test import Client

from essex_portal.accounts.models import ApiToken, Invitation, Membership, User
from essex_portal.accounts.roles import BOUND_TO, Role
from essex_portal.accounts.services import the_council
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.models import Action, DecisionRequest
from partnerships.models import Forum, FundedApplication, PeerVisit, Round
from tests.factories.accounts import make_account, make_invitation, make_school, make_token, sign_in
from tests.factories.bank_files import make_bank_file
from tests.factories.cancellations import make_booking, make_cancellation
from tests.factories.credits import make_credit_note
from tests.factories.forums import listed, make_forum
from tests.factories.invoices import make_invoice
from tests.factories.offers import apply, make_offer
from tests.factories.partnerships import add_school, make_partnership, make_quadrant
from tests.factories.results import make_published
from tests.factories.tracker import make_action, make_decision
from tests.factories.visits import make_visit
from tests.factories.waiting import make_approval, make_waiting_entry
from tests.rules.self_review import SelfReview, make_self_review
from traded_assessment.models import (
    ApprovalRequest,
    BankFile,
    Booking,
    Cancellation,
    CreditNote,
    Invoice,
    Order,
    WaitingEntry,
)


@dataclass
class World:
    """`school` is the school of "headteacher" and "school_member"; objects are that school's unless named otherwise.

    `partnership` is the partnership lead's, in the quadrant officer's quadrant, with the school in it. `action` is of
    that quadrant, `action_elsewhere` of another.
    """

    school: Organisation
    people: dict[str, User]
    membership: Membership
    council_membership: Membership
    invitation: Invitation
    token: ApiToken
    council_token: ApiToken
    invoice: Invoice
    credit_note: CreditNote
    bank_file: BankFile
    waiting_entry: WaitingEntry
    approval: ApprovalRequest
    booking: Booking
    cancellation: Cancellation
    partnership: Organisation
    self_review: SelfReview
    review: Round
    application: FundedApplication
    forum: Forum
    visit: PeerVisit
    action: Action
    action_elsewhere: Action
    decision: DecisionRequest
    decision_elsewhere: DecisionRequest

    def client_of(self, person: str) -> Client:
        """A browser in which the person is signed in; nobody, for a visitor."""
        client = Client()
        if person in self.people:
            second_factor = False if person == "administrator without a second factor" else None
            sign_in(client, self.people[person], second_factor=second_factor)
        return client


def make_world() -> World:
    school, council = make_school(name="Marsh Primary School"), the_council()
    partnership = make_partnership("Marsh Partnership", quadrant=make_quadrant(), schools=[school])
    neighbour = add_school(partnership, make_school(name="Dale Primary School")).school
    bound = {
        OrganisationKind.SCHOOL: school,
        OrganisationKind.COUNCIL_TEAM: council,
        OrganisationKind.PARTNERSHIP: partnership,
        OrganisationKind.QUADRANT: make_quadrant(),
    }
    people = {role.value: make_account(role, bound[BOUND_TO[role]]) for role in Role}
    people["headteacher of another school"] = make_account(Role.HEADTEACHER, make_school(name="Hill Primary School"))
    people["administrator without a second factor"] = make_account(Role.ADMINISTRATOR, council)
    invoice = make_invoice(school, by=people["headteacher"])
    booking = make_booking(Order.objects.get(reference=invoice.references[0]))
    action = make_action(quadrant=bound[OrganisationKind.QUADRANT])
    action_elsewhere = make_action(quadrant=make_quadrant("South"))
    return World(
        school=school,
        people=people,
        membership=people["school_member"].memberships.get(),
        council_membership=people["finance"].memberships.get(),
        invitation=make_invitation(organisation=school)[0],
        token=make_token(people["headteacher"], organisation=school)[0],
        council_token=make_token(people["finance"], scopes=("invoices",))[0],
        invoice=invoice,
        credit_note=make_credit_note(invoice),
        bank_file=make_bank_file([("10/11/2021", "12.00", "A payment")], by=people["finance"]),
        waiting_entry=make_waiting_entry(school, by=people["headteacher"]),
        approval=make_approval(school, by=people["school_member"]),
        booking=booking,
        cancellation=make_cancellation(booking, people["headteacher"]),
        partnership=partnership,
        review=make_published(partnership=partnership, schools=[school]),
        self_review=make_self_review(partnership, school),
        application=apply(make_offer(), school, by=people["headteacher"]),
        visit=make_visit(partnership, school, neighbour, by=people["headteacher"]),
        forum=listed(make_forum(), school, contact=people["headteacher"]).forum,
        action=action,
        action_elsewhere=action_elsewhere,
        decision=make_decision(action),
        decision_elsewhere=make_decision(action_elsewhere),
    )
