"""Signing a person in without their password, for the demonstration only: as allauth does it, with second factor."""

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse

from essex_portal.accounts.models import User
from essex_portal.accounts.second_factor import SECOND_FACTORS, record_second_factor


def sign_in_fully(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in as if password and second factor had just been given, and go to where the person wanted to go."""
    adapter = get_adapter(request)
    adapter.login(request, user)
    record_authentication(request, user, "password", email=user.email, reauthenticated=True)
    authenticator = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).first()
    if authenticator is not None:
        record_second_factor(request, authenticator)
    return adapter.post_login(
        request,
        user,
        email_verification=EmailVerificationMethod.NONE,
        signal_kwargs=None,
        email=user.email,
        signup=False,
        redirect_url=None,
    )
