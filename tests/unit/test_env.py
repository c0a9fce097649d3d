import pytest
from django.core.exceptions import ImproperlyConfigured

from essex_portal import env
from essex_portal.production import refuse_unsafe

STRONG = "k3J9-vQ2x_Zr8LwPfT6yHn1BdMs5GcAe7UoXiRjKqWzNpYtVbC"
SAFE = {
    "debug": False,
    "secret_key": STRONG,
    "mfa_key": STRONG[:44],
    "site_url": "https://portal.essex.example",
    "allowed_hosts": ["portal.essex.example"],
    "trusted_proxy_count": 1,
}


@pytest.mark.parametrize(
    ("reader", "raw", "value"),
    [
        (env.integer, "8", 8),
        (env.boolean, "yes", True),
        (env.boolean, "off", False),
        (env.words, "a.example, b.example,", ["a.example", "b.example"]),
        (env.text, "plain", "plain"),
    ],
)
def test_values_are_read(monkeypatch, reader, raw, value):
    monkeypatch.setenv("PORTAL_X", raw)
    assert reader("PORTAL_X") == value


@pytest.mark.parametrize(
    ("reader", "raw"),
    [
        (env.integer, "eight"),
        (env.integer, "-1"),
        (env.boolean, "maybe"),
        (env.database, "mysql://host/db"),
        (env.database, "postgresql://host"),
        (lambda name: env.one_of(name, {"demo", "test"}), "live"),
    ],
)
def test_wrong_values_stop_the_start_and_name_the_variable(monkeypatch, reader, raw):
    monkeypatch.setenv("PORTAL_X", raw)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_X"):
        reader("PORTAL_X")


def test_a_missing_variable_without_default_is_named(monkeypatch):
    monkeypatch.delenv("PORTAL_X", raising=False)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_X is not set"):
        env.text("PORTAL_X")
    assert env.text("PORTAL_X", "fallback") == "fallback"


def test_passwords_in_addresses_are_unquoted(monkeypatch):
    monkeypatch.setenv("PORTAL_X", "postgresql://portal:p%40ss@db:5433/essex")
    read = env.database("PORTAL_X")
    assert (read["PASSWORD"], read["PORT"], read["NAME"]) == ("p@ss", 5433, "essex")


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"), [("smtp://h", 587, True, False), ("smtps://h", 465, False, True)]
)
def test_mail_goes_over_tls(url, port, tls, ssl):
    read = env.smtp(url)
    assert (read["EMAIL_PORT"], read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_safe_settings_start():
    refuse_unsafe(**SAFE)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"debug": True}, "DEBUG"),
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key": "a" * 60}, "SECRET_KEY"),
        ({"secret_key": "demo-" + STRONG}, "SECRET_KEY"),
        ({"secret_key": "django-insecure-" + STRONG}, "SECRET_KEY"),
        ({"mfa_key": "short"}, "MFA_ENCRYPTION_KEY"),
        ({"site_url": "http://portal.essex.example"}, "https"),
        ({"allowed_hosts": []}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["*"]}, "ALLOWED_HOSTS"),
        ({"trusted_proxy_count": 0}, "TRUSTED_PROXY_COUNT"),
    ],
)
def test_production_refuses_to_start(change, word):
    with pytest.raises(ImproperlyConfigured, match=word):
        refuse_unsafe(**(SAFE | change))
