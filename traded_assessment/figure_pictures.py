"""The figures of a year as charts, beside their tables."""

from django.utils.safestring import SafeString

from essex_portal.money import pounds
from essex_portal.ui.charts import Series, stacked_bar_chart
from traded_assessment.queries.figures import METRICS, TIERS, YearFigures


def places_chart(figures: YearFigures, academic_year: str) -> SafeString:
    """Sold and open places, and those waited for, by half term."""
    shown = ("sold", "open", "waiting")
    return stacked_bar_chart(
        key="places",
        title=f"Places by half term, {academic_year}",
        description=", ".join(f"{METRICS[one].title}: {figures.of(one)}" for one in shown) + ".",
        categories=[period.name for period in figures.periods],
        series=[
            Series(METRICS[one].title, [figures.of(one, period.key) for period in figures.periods]) for one in shown
        ],
    )


def income_chart(figures: YearFigures, academic_year: str) -> SafeString:
    """Income by half term and tier; tiers without income are left out."""
    tiers = [(key, words) for key, words in TIERS if figures.of("income", tier=key)]
    return stacked_bar_chart(
        key="income",
        title=f"Income by half term and tier, {academic_year}",
        description=f"The income of the year is {pounds(figures.of('income'))} before VAT, less what was credited.",
        categories=[period.name for period in figures.periods],
        series=[
            Series(words, [figures.of("income", period.key, key) for period in figures.periods]) for key, words in tiers
        ],
        words=pounds,
    )
