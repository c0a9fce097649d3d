"""Readings and changes in words, for pages, reports and files. No colour says anything that these do not."""

from decimal import Decimal

from partnerships.results import Change, Figure, Movement, Reading

READINGS: dict[Reading, tuple[str, str, str]] = {
    Reading.STRENGTH: ("Strength", "good", "High, and you agree. What could others learn from you?"),
    Reading.STEADY: ("Steady", "neutral", "Neither a strength nor a risk."),
    Reading.AGREED_WEAK: (
        "We agree: weak",
        "bad",
        "Low, and you agree that it is. Decide what to do.",
    ),
    Reading.APART: (
        "We see it differently",
        "warn",
        "The mean hides it. Hear each other’s reasons first.",
    ),
    Reading.UNSURE: (
        "Many cannot say",
        "info",
        "Does it happen at all, and who hears of it?",
    ),
    Reading.WITHHELD: (
        "Withheld",
        "neutral",
        "Too few answers to be shown.",
    ),
}
"""Each reading's word, the tone of its tag, and what kind of conversation it asks for."""

SHORT: dict[Reading, str] = {
    Reading.STRENGTH: "strong",
    Reading.STEADY: "steady",
    Reading.AGREED_WEAK: "weak",
    Reading.APART: "apart",
    Reading.UNSURE: "unsure",
    Reading.WITHHELD: "withheld",
}


def mean_words(figure: Figure) -> str:
    """ "2.75", or why there is no mean."""
    if figure.levels:
        return str(figure.levels.mean)
    return "Nobody could say" if figure.nobody_could_say else "Withheld"


def ends_words(figure: Figure) -> str:
    """ "1 to 4", the lowest and the highest answer."""
    if figure.levels is None:
        return ""
    low, high = figure.levels.low, figure.levels.high
    return str(low) if low == high else f"{low} to {high}"


def dont_know_words(figure: Figure) -> str:
    """ "2 of 9"; empty where it is withheld."""
    return "" if figure.dont_know is None else f"{figure.dont_know} of {figure.answers}"


def change_words(change: Change | None) -> str:
    """ "Up 0.50", with a remark when the wording is only similar; empty where there is no earlier round."""
    if change is None:
        return ""
    if change.difference is None:
        return "New wording" if change.movement == Movement.BREAK else "Cannot be compared"
    words = {
        Movement.UP: f"Up {change.difference}",
        Movement.DOWN: f"Down {abs(change.difference)}",
        Movement.NONE: f"No movement ({signed(change.difference)})",
    }[change.movement]
    return f"{words}, wording changed a little" if change.marked else words


def signed(difference: Decimal) -> str:
    """ "+0.20", "−0.20" or "0.00"."""
    return f"+{difference}" if difference > 0 else f"−{abs(difference)}" if difference < 0 else "0.00"
