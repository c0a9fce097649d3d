"""How many actions had which rating, month by month, as a picture. Each piece carries its figure and the rating's name
stands above: nothing is told by colour alone."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from essex_portal.tracker.states import Tone
from essex_portal.ui.drawing import INK, LETTER, PAPER, WIDTH, joined, length, picture, text

FILLS: dict[str, tuple[str, str]] = {
    Tone.GOOD: ("#00685a", PAPER),
    Tone.WARN: ("#e8b04a", INK),
    Tone.BAD: ("#b3261e", PAPER),
    Tone.INFO: ("#0c3b48", PAPER),
    Tone.NEUTRAL: ("#d5dde0", INK),
}
"""The colour of each tone, and of the figure on it (tests/unit/test_contrast.py)."""
ROW, BAR, LEGEND, LEFT = 26, 20, 26, 88

Band = tuple[str, str, Sequence[int]]
"""A rating: its name, its tone, how many actions had it in each month."""


def rating_picture(
    *, key: str, title: str, description: str, months: Sequence[str], bands: Sequence[Band]
) -> SafeString:
    """One bar a month, the latest last. `key` makes the ids of the picture unique in its page."""
    most = max((sum(numbers) for numbers in zip(*(band[2] for band in bands), strict=True)), default=0)
    rows = [_row(at, name, [(tone, numbers[at]) for _, tone, numbers in bands], most) for at, name in enumerate(months)]
    return picture(key, title, description, LEGEND + ROW * len(months) + 2, [_legend(bands), *rows])


def _row(at: int, month: str, pieces: Sequence[tuple[str, int]], most: int) -> SafeString:
    y, x, drawn = LEGEND + ROW * at, float(LEFT), [text(0, LEGEND + ROW * at + 15, month)]
    for tone, number in pieces:
        width = (WIDTH - LEFT - 4) * number / max(1, most)
        if number:
            drawn.append(_piece(x, y, width, tone, number))
        x += width
    return joined(drawn)


def _piece(x: float, y: float, width: float, tone: str, number: int) -> SafeString:
    fill, ink = FILLS[tone]
    block = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>',
        length(x),
        y,
        length(width),
        BAR,
        fill,
        PAPER,
    )
    if width < LETTER * len(str(number)):
        return block
    return joined([block, text(x + width / 2, y + 15, str(number), anchor="middle", fill=ink)])


def _legend(bands: Sequence[Band]) -> SafeString:
    x, drawn = 0.0, []
    for name, tone, _ in bands:
        drawn.append(format_html('<rect x="{}" y="4" width="14" height="14" fill="{}"/>', length(x), FILLS[tone][0]))
        drawn.append(text(x + 20, 16, name))
        x += 36 + LETTER * len(name)
    return joined(drawn)
