"""Where allauth asks the project: who may have an account, how mail leaves, how secrets are kept."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import resolve_url

from essex_portal.accounts.acting_for import schools_of
from essex_portal.accounts.second_factor import SECOND_FACTORS, must_have_second_factor
from essex_portal.mail.services import queue_message


class PortalAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come by invitation only."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the portal's own queue, so that a mail server at rest loses nothing and delays nobody."""
        request = allauth_context.request
        message = self.render_mail(
            template_prefix, email, {"request": request, "email": email, "portal": settings.PORTAL_NAME, **context}
        )
        queue_message(
            to=email,
            subject=str(message.subject),
            template="accounts/email/allauth.txt",
            context={"text": message.body},
            key=f"sign-in:{template_prefix}:{uuid4()}",
            holds_secret=True,
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A person of several schools says first which one this is about."""
        several = len(schools_of(request.user)) > 1
        return resolve_url("accounts:acting_for") if several else super().get_login_redirect_url(request)

    def format_email_subject(self, subject: str) -> str:
        return subject


class PortalMFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets lie encrypted in the database; council roles keep at least one second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "Your role needs a second step at sign-in. Set up another one first, then remove this one."
        ),
        "incorrect_code": "The code is not right. Enter the newest code from your app",
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
        return not must_have_second_factor(authenticator.user) or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002 - allauth's word
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def _get_site_name(self) -> str:
        return settings.PORTAL_NAME


class PortalSocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Another organisation's sign-in service proves who someone is; that they belong here, an invitation does."""
        return False


def _fernet() -> MultiFernet:
    """Encrypts with the newest key and reads what older ones wrote, so that keys can be changed."""
    return MultiFernet([Fernet(key.strip()) for key in settings.MFA_ENCRYPTION_KEY.split(",")])
