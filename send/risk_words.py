"""How grave a risk is, in words and a tone. Pure. Source: domain.md J4, J7 (likelihood times impact, 1 to 25)."""

HIGH, MEDIUM = 15, 8


def gravity(score: int) -> tuple[str, str]:
    """Words and tone of a score from 1 to 25."""
    if score >= HIGH:
        return "High", "bad"
    return ("Medium", "warn") if score >= MEDIUM else ("Low", "neutral")
