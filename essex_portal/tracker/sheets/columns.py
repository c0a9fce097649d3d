from enum import StrEnum


class Column(StrEnum):
    """The headings of the sheet. They are how a column is found again, so a changed one is refused."""

    PROGRAMME = "Programme"
    REFERENCE = "Reference"
    SEEN = "Do not change"
    TITLE = "What will be done"
    RATED = "Rated now"
    SAID = "Said last"
    EXPECTED = "Expected now"
    DELIVERY = "New rating"
    WHY = "Why, in a sentence"
    IMPACT = "New impact rating"
    PERCENT = "Per cent done"
    FORECAST = "New expected date"
    CONTRADICTION = "Why, where the facts say otherwise"


COLUMNS: dict[Column, int] = {
    Column.PROGRAMME: 18, Column.REFERENCE: 11, Column.SEEN: 8, Column.TITLE: 50, Column.RATED: 13, Column.SAID: 40,
    Column.EXPECTED: 13, Column.DELIVERY: 13, Column.WHY: 50, Column.IMPACT: 13, Column.PERCENT: 9,
    Column.FORECAST: 13, Column.CONTRADICTION: 40,
}  # fmt: skip
"""Each column with its width."""

FILLED_IN = (
    Column.DELIVERY, Column.WHY, Column.IMPACT, Column.PERCENT, Column.FORECAST, Column.CONTRADICTION,
)  # fmt: skip
"""Those that people fill in; the others say which action it is and how it stood."""

NEEDED = (Column.PROGRAMME, Column.REFERENCE, Column.SEEN, *FILLED_IN)
