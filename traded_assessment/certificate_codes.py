"""Codes by which anybody can confirm a certificate."""

import secrets

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0 or 1, which are misread
GROUPS, LETTERS = 3, 4


def new_code() -> str:
    """Twelve letters and figures in groups, which nobody can guess: `K7QM-3XWA-PZ4D`."""
    return "-".join("".join(secrets.choice(CODE_LETTERS) for _ in range(LETTERS)) for _ in range(GROUPS))


def read_code(text: str) -> str:
    """A code as it is stored, however a person typed it."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    return "-".join(plain[start : start + LETTERS] for start in range(0, len(plain), LETTERS))
