"""Secrets that are shown or sent once and kept only as a hash."""

import hashlib
import secrets


def new_secret() -> str:
    """32 random bytes, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is stored and looked up. The secret is random, so that a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
