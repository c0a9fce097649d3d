"""allauth's routes, without its deprecated ones, and with our own views in place of a few."""

from allauth.socialaccount.providers.openid_connect import urls as openid_connect
from django.urls import include, path

from essex_portal.accounts.access import signed_in
from essex_portal.accounts.views import second_factor
from essex_portal.accounts.views.sessions import SignedInPlaces

urlpatterns = [
    path("2fa/totp/activate/", second_factor.activate_totp, name="mfa_activate_totp"),
    path("2fa/webauthn/add/", second_factor.add_passkey, name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", second_factor.remove_passkey, name="mfa_remove_webauthn"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", signed_in(SignedInPlaces.as_view()), name="usersessions_list"),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("", include(openid_connect)),
]
