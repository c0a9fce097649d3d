"""The demonstration's people: one for each role. None of it is made, shown or usable outside demo mode.

Passwords and authenticator secrets are derived from the installation's SECRET_KEY, so that nothing extra is stored
and `bin/manage demo_accounts` can print them.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.hashers import get_hasher, identify_hasher
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from essex_portal.accounts.models import Membership, User
from essex_portal.accounts.roles import COUNTY_ROLES, SECOND_FACTOR_ROLES, Role
from essex_portal.accounts.services import the_council
from essex_portal.accounts.services.council import COUNCIL
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind

ESSEX, THURROCK = 881, 883
PRIMARY = 2
COMMUNITY_SCHOOL, ACADEMY_CONVERTER = 1, 34
PARTNERSHIP, QUADRANT = "Colchester Consortium", "North-East"
COUNCIL_HOST = "essex-education.example"


@dataclass(frozen=True)
class Persona:
    """A demo person: `key` names the button on the sign-in page, `office` stands for the name."""

    key: str
    role: Role
    office: str
    email: str
    organisations: tuple[Organisation, ...]

    @property
    def password(self) -> str:
        return base64.b32encode(_derived("password", self.email))[:20].decode().lower()

    @property
    def totp_secret(self) -> str:
        """Base32; empty for roles that need no second factor."""
        return base64.b32encode(_derived("totp", self.email)[:20]).decode() if self.role in SECOND_FACTOR_ROLES else ""

    @property
    def urn(self) -> int | None:
        first = self.organisations[0]
        return first.school.urn if first.kind == OrganisationKind.SCHOOL else None


def personas() -> list[Persona]:
    """Everyone the demonstration can have, those of schools first. A few queries; without the register, no schools."""
    return [*_school_personas(), *_council_personas()]


def offered() -> list[Persona]:
    """Those whose account `load` has made and nobody has closed."""
    everyone = personas()
    emails = [persona.email for persona in everyone]
    made = set(User.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True))
    return [persona for persona in everyone if persona.email in made]


@transaction.atomic
def load() -> None:
    """Make the demo accounts, or bring them back to what they should be. Safe to run again."""
    the_council()
    Organisation.objects.get_or_create(kind=OrganisationKind.PARTNERSHIP, name=PARTNERSHIP)
    for persona in personas():
        user = _user(persona)
        for organisation in persona.organisations:
            Membership.objects.get_or_create(user=user, organisation=organisation, role=persona.role, ended_at=None)
        if persona.totp_secret:
            _enrol(user, persona.totp_secret)


def _school_personas() -> Iterator[Persona]:
    community = _open_primaries(ESSEX, COMMUNITY_SCHOOL).filter(school__district__name="Colchester")
    academies = _open_primaries(ESSEX, ACADEMY_CONVERTER)
    outside = _open_primaries(THURROCK, ACADEMY_CONVERTER)
    for school in community[:1]:
        yield _persona("headteacher", Role.HEADTEACHER, "Headteacher", school)
        yield _persona("school_member", Role.SCHOOL_MEMBER, "Assessment lead", school)
    for school in academies[:1]:
        yield _persona("headteacher_academy", Role.HEADTEACHER, "Headteacher", school)
    for school in outside[:1]:
        yield _persona("headteacher_outside", Role.HEADTEACHER, "Headteacher", school)
    two = tuple(community[1:3])
    if len(two) == 2:
        yield _persona("headteacher_two_schools", Role.HEADTEACHER, "Executive headteacher", *two)


def _council_personas() -> Iterator[Persona]:
    for quadrant in Organisation.objects.filter(kind=OrganisationKind.QUADRANT, name=QUADRANT)[:1]:
        yield _persona("quadrant_officer", Role.QUADRANT_OFFICER, "Quadrant officer", quadrant)
    for partnership in Organisation.objects.filter(kind=OrganisationKind.PARTNERSHIP, name=PARTNERSHIP)[:1]:
        yield _persona("partnership_lead", Role.PARTNERSHIP_LEAD, "Partnership lead", partnership)
    for council in Organisation.objects.filter(kind=OrganisationKind.COUNCIL_TEAM, name=COUNCIL)[:1]:
        for role in COUNTY_ROLES:
            yield Persona(role.value, role, role.label, f"{slugify(role.label)}@{COUNCIL_HOST}", (council,))


def _persona(key: str, role: Role, office: str, *organisations: Organisation) -> Persona:
    first, *others = organisations
    host = slugify(first.name)[:50].strip("-")
    place = " and ".join(organisation.name for organisation in (first, *others))
    return Persona(key, role, f"{office}, {place}"[:150], f"{slugify(office)}@{host}.example", organisations)


def _open_primaries(authority: int, kind: int) -> QuerySet[Organisation]:
    schools = Organisation.objects.open_schools().filter(school__local_authority_id=authority, school__type_id=kind)
    return schools.filter(school__phase_code=PRIMARY).order_by("name", "pk")


def _user(persona: Persona) -> User:
    user, _ = User.objects.get_or_create(email=persona.email, defaults={"name": persona.office})
    user.is_active = True
    if not _has_password_of(user, persona):
        user.password = get_hasher().encode(persona.password, _salt(persona))
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def _has_password_of(user: User, persona: Persona) -> bool:
    """Told by the salt, which is derived too: checking a dozen passwords would take seconds at each start."""
    try:
        stored: dict[str, Any] = identify_hasher(user.password).decode(user.password)
    except ValueError:
        return False
    return stored["salt"] == _salt(persona)


def _salt(persona: Persona) -> str:
    return _derived("salt", persona.email).hex()[:22]


def _enrol(user: User, secret: str) -> None:
    enrolled = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if enrolled is not None and _secret_of(enrolled) == secret:
        return
    if enrolled is not None:
        enrolled.delete()
    TOTP.activate(user, secret)


def _secret_of(authenticator: Authenticator) -> str:
    """The secret it holds; empty when it was encrypted with a key that this installation no longer has."""
    try:
        return decrypt(authenticator.data["secret"])
    except InvalidToken:
        return ""


def _derived(purpose: str, email: str) -> bytes:
    message = f"demo:{purpose}:{email}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
