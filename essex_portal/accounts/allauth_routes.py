"""Who may open allauth's own pages. Its views cannot carry our mark, so this table declares them by route name.

A test fails when a route of allauth is missing here, and when a row names a route that no longer exists.
"""

from essex_portal.ui.access import PUBLIC, SIGNED_IN

ALLAUTH_ROUTES = {
    # signing in and out
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,  # answers that accounts come by invitation
    "account_confirm_login_code": PUBLIC,  # part of sign-in; does nothing without a sign-in under way
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    # forgotten password, confirming an address: proved by the link itself
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    # another organisation's sign-in service
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "socialaccount_signup": PUBLIC,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
    # one's own account
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "socialaccount_connections": SIGNED_IN,
}

SECOND_FACTOR_SETUP_ROUTES = frozenset(
    {
        "accounts:set_up_second_factor",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "account_logout",
        "healthz",
        "readyz",
    }
)
"""All that a council role without a second factor can reach."""
