"""A small county to storm: schools of every kind and way to be billed, a few small sessions, people of the council."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from tests.factories.cancellations import make_policies
from tests.factories.invoices import make_supplier
from tests.factories.ledger import journal_codes
from tests.factories.offers import make_offer
from tests.factories.partnerships import make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school
from tests.factories.training import PackageFactory, TrainingSessionFactory, VatRuleFactory, on_sale
from traded_assessment.models import BillingTerms, Course, TrainingSession
from traded_assessment.states import Billing, Product, Settlement, VatCategory

NOW = datetime(2021, 11, 10, 9, 30, tzinfo=UTC)
KINDS = ({"la": 881}, {"la": 881, "type_code": 34}, {"la": 883, "type_code": 34}, {"la": 935})
TRUST = "Storm Trust"
TERMS = (
    {},
    {"billing": Billing.MONTHLY},
    {"settlement": Settlement.JOURNAL, "cost_centre": "4711"},
    {"billing": Billing.AFTER_EVENT},
    {"billing": Billing.MONTHLY, "together": True, "payer_address": "1 River Road"},
)


@dataclass(frozen=True)
class County:
    buyers: list[tuple[Organisation, User]]
    sessions: list[TrainingSession]
    office: User
    finance: User
    second_finance: User
    officer: User

    def buyer(self, random: Random) -> tuple[Organisation, User]:
        return random.choice(self.buyers)


def make_county(*, schools: int, capacity: int) -> County:
    """Three sessions of the package in two courses, outside the scope of VAT; two events, which are exempt; two
    offers of funded places that are awarded while schools apply."""
    on_sale()
    VatRuleFactory(product=Product.EVENT, category=VatCategory.EXEMPT, reason="Education by an eligible body")
    make_supplier()
    journal_codes()
    make_policies()
    PackageFactory._meta.model.objects.update(sessions_included=2)
    buyers = [_buyer(number) for number in range(schools)]
    courses = [_course(title, Product.SINGLE_SESSION) for title in ("Phonics", "Phonics", "Tables")]
    courses += [_course(title, Product.EVENT) for title in ("Year 2 teachers", "Year 2 teachers")]
    sessions = [TrainingSessionFactory(course=course, capacity=capacity) for course in courses]
    office, *finance = (make_person(role) for role in (Role.TRAINING_OFFICE, Role.FINANCE, Role.FINANCE))
    for places in (4, 8):
        make_offer(places=places, rolling=True)
    return County(buyers, sessions, office, *finance, officer=make_person(Role.QUADRANT_OFFICER, make_quadrant()))


def _buyer(number: int) -> tuple[Organisation, User]:
    school = make_school(**KINDS[number % len(KINDS)])
    terms = TERMS[number % len(TERMS)]
    trust, _ = Organisation.objects.get_or_create(kind=OrganisationKind.TRUST, name=TRUST)
    payer = trust if "together" in terms else None
    BillingTerms.objects.create(school=school, payer=payer, contact_email="office@school.example", **terms)
    return school, make_person(Role.HEADTEACHER, school)


def _course(title: str, product: Product) -> Course:
    return Course.objects.get_or_create(title=title, defaults={"product": product, "duties": [title]})[0]
