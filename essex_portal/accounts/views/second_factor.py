"""Setting up and removing a second factor: allauth's own views, and what they leave out.

Setting one up also notes that this session has just proved it; removing a passkey asks whether it may go.
"""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from essex_portal.accounts.access import signed_in
from essex_portal.accounts.second_factor import record_second_factor


@signed_in
class ActivateTotp(ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _proved(self.request, Authenticator.Type.TOTP)
        return response


@signed_in
class AddPasskey(AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _proved(self.request, Authenticator.Type.WEBAUTHN)
        return response


@signed_in
class RemovePasskey(RemoveWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            form.add_error(None, adapter.error_messages["cannot_delete_authenticator"])
            return self.form_invalid(form)
        return super().form_valid(form)


activate_totp = ActivateTotp.as_view()
add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()


@signed_in
def set_up(request: HttpRequest) -> HttpResponse:
    """The choice between an authenticator app and a passkey; the only page of a council role that has neither."""
    return render(request, "accounts/set_up_second_factor.html")


def _proved(request: HttpRequest, kind: str) -> None:
    newest = Authenticator.objects.filter(user=request.user, type=kind).latest("created_at")
    record_second_factor(request, newest)
