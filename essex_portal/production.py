"""Production refuses to start rather than run unsafely; every reason is told at once."""

from django.core.exceptions import ImproperlyConfigured

TELLTALES = ("demo", "test", "insecure", "change", "secret", "example", "default")


def refuse_unsafe(
    *,
    debug: bool,
    secret_key: str,
    mfa_key: str,
    site_url: str,
    allowed_hosts: list[str],
    trusted_proxy_count: int,
) -> None:
    """Raises ImproperlyConfigured with all that is wrong, or returns and says nothing."""
    problems = [
        *(["DEBUG is on; leave it out in production"] if debug else []),
        *_weak("SECRET_KEY", secret_key, shortest=50),
        *_weak("MFA_ENCRYPTION_KEY", mfa_key, shortest=44),
        *([] if site_url.startswith("https://") else ["SITE_URL must begin with https://"]),
        *([] if allowed_hosts and "*" not in allowed_hosts else ["ALLOWED_HOSTS must name the hosts"]),
        *(
            []
            if trusted_proxy_count
            else ["TRUSTED_PROXY_COUNT must say how many proxies end TLS in front of the portal (usually 1)"]
        ),
    ]
    if problems:
        raise ImproperlyConfigured("The portal does not start in production: " + "; ".join(problems) + ".")


def _weak(name: str, value: str, *, shortest: int) -> list[str]:
    if len(value) < shortest or len(set(value)) < 12:
        return [f"{name} is too short or too plain; make one as .env.example says"]
    if any(word in value.lower() for word in TELLTALES):
        return [f"{name} looks like a demo or default value; make one as .env.example says"]
    return []
