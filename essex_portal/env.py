"""Strict readers of the environment: a wrong value stops the start with one clear line."""

import os
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
_REQUIRED = object()

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def _read(name: str, default: object, convert: Callable[[str], T]) -> T:
    raw = os.environ.get(name)
    if raw is None or (raw == "" and default is not _REQUIRED):
        if default is _REQUIRED:
            raise ImproperlyConfigured(f"{name} is not set. Put it into the environment; see .env.example.")
        return default  # type: ignore[return-value]
    try:
        return convert(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is wrong: {error}") from None


def text(name: str, default: object = _REQUIRED) -> str:
    """The variable as written. Raises ImproperlyConfigured when it is missing and has no default."""
    return _read(name, default, str)


def integer(name: str, default: object = _REQUIRED, *, minimum: int = 0) -> int:
    """A whole number not below `minimum`."""

    def convert(raw: str) -> int:
        value = int(raw)
        if value < minimum:
            raise ValueError(f"it must be {minimum} or more, not {value}")
        return value

    return _read(name, default, convert)


def boolean(name: str, default: object = _REQUIRED) -> bool:
    """Yes or no in the usual spellings, and nothing else."""

    def convert(raw: str) -> bool:
        lowered = raw.strip().lower()
        if lowered in TRUE:
            return True
        if lowered in FALSE:
            return False
        raise ValueError(f"it must be yes or no, not {raw!r}")

    return _read(name, default, convert)


def one_of(name: str, choices: set[str], default: object = _REQUIRED) -> str:
    """One of the words in `choices`."""

    def convert(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"it must be one of {', '.join(sorted(choices))}, not {raw!r}")
        return raw

    return _read(name, default, convert)


def words(name: str, default: object = _REQUIRED) -> list[str]:
    """A comma-separated list, blanks dropped."""
    return _read(name, default, lambda raw: [word.strip() for word in raw.split(",") if word.strip()])


def database(name: str = "DATABASE_URL") -> dict[str, object]:
    """`postgresql://user:password@host:port/name` as Django's connection settings."""

    def convert(raw: str) -> dict[str, object]:
        parts = urlsplit(raw)
        if parts.scheme not in {"postgres", "postgresql"}:
            raise ValueError("it must begin with postgresql://")
        if not parts.path.strip("/"):
            raise ValueError("it names no database after the host")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": parts.port or 5432,
        }

    return _read(name, _REQUIRED, convert)


def smtp(raw: str) -> dict[str, object]:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465` as Django's e-mail settings."""
    parts = urlsplit(raw)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL is wrong: it must be notify, or begin with smtp:// or smtps://.")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": not secure,
    }
