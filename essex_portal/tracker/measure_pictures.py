"""A measure's readings as a line, with its target beside it."""

from django.utils.safestring import SafeString

from essex_portal.tracker.queries import MeasureSeen
from essex_portal.ui.charts import Number, Series, line_chart


def measure_picture(measure: MeasureSeen) -> SafeString | None:
    """None for fewer than two readings: one point is no line."""
    version, readings = measure.version, measure.readings
    if len(readings) < 2:
        return None
    series = [Series("Reading", [reading.value for reading in readings])]
    if version.target is not None:
        series.append(Series("Target", [version.target] * len(readings)))
    first, last = readings[0], readings[-1]
    description = f"From {in_unit(first.value, version.unit)} to {in_unit(last.value, version.unit)}."
    return line_chart(
        key=f"measure-{version.of_id}",
        title=version.title,
        description=description,
        categories=[f"{reading.read_on:%-d %b %Y}" for reading in readings],
        series=series,
        words=lambda value: in_unit(value, version.unit),
    )


def in_unit(value: Number, unit: str) -> str:
    """`72.5%`, `12 weeks`"""
    number = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{number}%" if unit == "%" else f"{number} {unit}"
