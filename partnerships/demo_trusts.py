"""The trusts among the demonstration's partnerships follow the register, as far as their names leave no doubt."""

from datetime import date

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from partnerships.demo_directory import at
from partnerships.models import PartnershipFacts
from partnerships.services.register import match_trust

TRUSTS = {
    "BMAT": "BMAT EDUCATION",
    "Brickfields Trust": "THE BRICKFIELDS TRUST",
    "Bridge Trust": "BRIDGE ACADEMY TRUST",
    "Chelmsford Learning Partnership Trust": "THE CHELMSFORD LEARNING PARTNERSHIP",
    "Learning Partnership Trust": "THE LEARNING PARTNERSHIP TRUST",
    "Life Education Trust": "LIFE EDUCATION TRUST",
    "NETAT": "NET ACADEMIES TRUST",
    "Reach 2": "REACH2 ACADEMY TRUST",
    "SIGMA": "THE SIGMA TRUST",
    "South Essex Academy Trust": "SOUTH ESSEX ACADEMY TRUST",
    "South-East Essex Academies Trust": "SOUTH EAST ESSEX ACADEMY TRUST",
    "Vine Trust": "THE DIOCESE OF CHELMSFORD VINE SCHOOLS TRUST",
}
"""By the directory's name: the register's. Two are left for a person to match on the screen for it."""


def load_trusts(*, today: date) -> None:
    """The register's academies become the members. Nothing for a trust that is matched, or not in the register."""
    administrator = User.objects.filter(memberships__role=Role.ADMINISTRATOR, memberships__ended_at=None).first()
    unmatched = PartnershipFacts.objects.filter(name__in=TRUSTS, trust=None, valid__contains=today)
    trusts = {trust.name: trust for trust in Organisation.objects.filter(kind=OrganisationKind.TRUST)}
    for facts in unmatched.select_related("partnership"):
        if trust := trusts.get(TRUSTS[facts.name]):
            match_trust(partnership=facts.partnership, trust=trust, by=administrator, now=at(today))
