"""allauth's forms in the portal's words. The settings name them: ACCOUNT_FORMS and MFA_FORMS."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery_codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from essex_portal.ui.forms import PortalFormMixin

NEW_PASSWORD_HINT = "At least 12 characters. Three random words make a good one."  # noqa: S105 - a hint, no password


class Reworded:
    """Sits between the portal's mixin and allauth's form: other labels and hints, no placeholders, fewer fields."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}  # field: label, hint
    dropped: ClassVar[tuple[str, ...]] = ()
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.dropped:
            del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name, (label, hint) in self.words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint


class CodeMixin:
    """A code from an app or a list, which people type with the spaces that they see."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"class": "govuk-input--width-10", "spellcheck": "false"}

    def clean_code(self) -> str:
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "")
        return super().clean_code()  # type: ignore[misc]


class LoginForm(PortalFormMixin, Reworded, account.LoginForm):
    words = {"login": ("Email address", ""), "password": ("Password", "")}


class ReauthenticateForm(PortalFormMixin, Reworded, account.ReauthenticateForm):
    words = {"password": ("Your password", "")}


class ResetPasswordForm(PortalFormMixin, Reworded, account.ResetPasswordForm):
    words = {"email": ("Email address", "We will send you a link to choose a new password.")}


class ResetPasswordKeyForm(PortalFormMixin, Reworded, account.ResetPasswordKeyForm):
    words = {"password1": ("New password", NEW_PASSWORD_HINT)}
    dropped = ("password2",)


class ChangePasswordForm(PortalFormMixin, Reworded, account.ChangePasswordForm):
    words = {"oldpassword": ("Current password", ""), "password1": ("New password", NEW_PASSWORD_HINT)}
    dropped = ("password2",)


class SetPasswordForm(PortalFormMixin, Reworded, account.SetPasswordForm):
    words = {"password1": ("Password", NEW_PASSWORD_HINT)}
    dropped = ("password2",)


class ChangeEmailForm(PortalFormMixin, Reworded, account.AddEmailForm):
    words = {"email": ("New email address", "We will send a link there. The change counts once you have opened it.")}


class AuthenticateForm(PortalFormMixin, CodeMixin, Reworded, mfa.AuthenticateForm):
    words = {"code": ("Security code", "The 6 digits from your authenticator app, or one of your recovery codes.")}


class ReauthenticateWithCodeForm(PortalFormMixin, CodeMixin, Reworded, mfa.ReauthenticateForm):
    words = AuthenticateForm.words


class ActivateTotpForm(PortalFormMixin, CodeMixin, Reworded, totp.ActivateTOTPForm):
    words = {"code": ("Security code", "The 6 digits that the app shows now.")}


class DeactivateTotpForm(PortalFormMixin, totp.DeactivateTOTPForm):
    pass


class GenerateRecoveryCodesForm(PortalFormMixin, recovery_codes.GenerateRecoveryCodesForm):
    pass


class AddPasskeyForm(PortalFormMixin, Reworded, webauthn.AddWebAuthnForm):
    words = {
        "name": ("Name of the passkey", "So that you can tell it from others, for example “Work laptop”."),
        "passwordless": (
            "Let me sign in with this passkey alone, without my password",
            "The device asks for your fingerprint, face or PIN. Leave it out for a simple security key.",
        ),
    }
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(PortalFormMixin, Reworded, webauthn.EditWebAuthnForm):
    words = {"name": ("Name of the passkey", "")}
