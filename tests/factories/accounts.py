"""People who can sign in, invitations and tokens."""

from datetime import UTC, datetime
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client

from essex_portal.accounts import services
from essex_portal.accounts.models import ApiToken, Invitation, Membership, User
from essex_portal.accounts.roles import SECOND_FACTOR_ROLES, Role
from essex_portal.accounts.second_factor import record_second_factor
from essex_portal.mail.models import Message
from essex_portal.organisations.models import Organisation
from tests.factories.people import make_person
from tests.factories.schools import make_school

PASSWORD = "quiet heron meadow"
COLLEAGUE = {"email": "colleague@school.example", "name": "Assessment lead", "role": Role.SCHOOL_MEMBER}
"""What somebody enters who invites a colleague."""


def make_account(role: Role = Role.HEADTEACHER, organisation: Organisation | None = None, **person: str) -> User:
    """A person with one role, a password and a confirmed address. School roles get a real school."""
    if organisation is None and role in (Role.HEADTEACHER, Role.SCHOOL_MEMBER):
        organisation = make_school()
    user = make_person(role, organisation, **person)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def join(user: User, organisation: Organisation, role: Role) -> Membership:
    """One more role for the person."""
    return Membership.objects.create(user=user, organisation=organisation, role=role)


def make_authenticator(user: User, secret: str = "") -> tuple[Authenticator, str]:
    """An authenticator app for the person, and its secret."""
    secret = secret or generate_totp_secret()
    return TOTP.activate(user, secret).instance, secret


def sign_in(client: Client, user: User, *, second_factor: bool | None = None) -> Client:
    """Sign in as if password, and for council roles the second factor, had just been given."""
    if second_factor is None:
        second_factor = user.memberships.filter(role__in=SECOND_FACTOR_ROLES, ended_at=None).exists()
    client.force_login(user, backend="essex_portal.accounts.backends.PortalBackend")
    request = SimpleNamespace(session=client.session)
    record_authentication(request, user, "password", email=user.email, reauthenticated=True)
    if second_factor:
        authenticator = Authenticator.objects.filter(user=user).first() or make_authenticator(user)[0]
        record_second_factor(request, authenticator)
    request.session.save()
    return client


def make_invitation(
    *,
    email: str = COLLEAGUE["email"],
    role: Role = Role.SCHOOL_MEMBER,
    organisation: Organisation | None = None,
    by: User | None = None,
    now: datetime | None = None,
) -> tuple[Invitation, str]:
    """An open invitation and the secret of its link, taken out of the e-mail."""
    invitation = services.invite(
        email=email,
        name="",
        organisation=organisation or make_school(),
        role=role,
        by=by,
        now=now or datetime.now(UTC),
    )
    return invitation, secret_sent_to(email)


def secret_sent_to(email: str) -> str:
    """The secret of the newest invitation link queued for the address."""
    text = Message.objects.filter(to=email).latest("pk").text
    return text.split("/invitations/")[1].split("/")[0]


def make_token(
    user: User, *, organisation: Organisation | None = None, scopes: tuple[str, ...] = ("bookings",)
) -> tuple[ApiToken, str]:
    """A token of the person and its secret, made as on the console."""
    return services.make_token(
        user=user,
        organisation=organisation,
        name="A finance system",
        scopes=scopes,
        expires_on=None,
        by=None,
        now=datetime.now(UTC),
    )


def outbox_to(address: str) -> list[str]:
    """Subjects of the queued messages to an address, the oldest first."""
    assert not mail.outbox, "mail went around the queue"
    return list(Message.objects.filter(to=address).order_by("pk").values_list("subject", flat=True))
