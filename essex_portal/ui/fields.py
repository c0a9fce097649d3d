"""Form fields and widgets that Django lacks: a date in three boxes, money, a time as people write it."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from essex_portal.money import money

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class AffixInput(forms.TextInput):
    """A text box with something before or after it that is not typed, such as £ or %."""

    template_name = "ui/widgets/affix_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, prefix: str = "", suffix: str = "") -> None:
        super().__init__(attrs)
        self.prefix, self.suffix = prefix, suffix

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"].update(prefix=self.prefix, suffix=self.suffix)
        return context


class DateInput(forms.Widget):
    """Day, month and year in three boxes. Its value is a date, or what was typed as `{day, month, year}`."""

    template_name = "ui/widgets/date_input.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        wrong = context["widget"]["attrs"].pop("wrong_parts", ())
        typed = _as_typed(value)
        context["widget"]["parts"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{context['widget']['attrs'].get('id', name)}_{part}",
                "label": part.capitalize(),
                "value": typed[part],
                "width": 4 if part == "year" else 2,
                "wrong": part in wrong,
            }
            for part in PARTS
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if name in data:
            return data.get(name)  # one ISO date, as a link or a script would send it
        return {part: (data.get(f"{name}_{part}") or "").strip() for part in PARTS}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day"


class DateField(forms.DateField):
    """A date. `name` is what its messages call it ("Session date"); the label when left out."""

    widget = DateInput

    def __init__(self, *, name: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name = name

    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, dict):
            return super().to_python(value)
        if not any(value.values()):
            return None
        self._refuse_missing(value)
        return self._real_date(value)

    def _refuse_missing(self, value: dict[str, str]) -> None:
        missing = [part for part in PARTS if not value[part]]
        if missing:
            raise self._error(f"must include a {' and '.join(missing)}", missing)

    def _real_date(self, value: dict[str, str]) -> dt.date:
        if value["year"].isascii() and value["year"].isdigit() and len(value["year"]) != 4:
            raise self._error("must include a year with 4 numbers", ["year"])
        try:
            return dt.date(int(value["year"]), _month(value["month"]), int(value["day"]))
        except ValueError:
            raise self._error("must be a real date, like 27 3 2022", PARTS) from None

    def _error(self, words: str, parts: Any) -> ValidationError:
        message = f"{self.name or 'Date'} {words}"
        return ValidationError(message, code="invalid", params={"parts": tuple(parts)})


class MoneyField(forms.DecimalField):
    """Pounds and pence as a Decimal with two places. Accepts "£1,250", "1250.5" and "1 250.00"."""

    def __init__(self, **kwargs: Any) -> None:
        box = AffixInput(prefix="£", attrs={"class": "govuk-input--width-5", "inputmode": "decimal"})
        usual = {"widget": box, "min_value": Decimal(0), "max_digits": 10, "decimal_places": 2}
        super().__init__(**usual | kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(re.sub(r"[£,\s]", "", value) if isinstance(value, str) else value)

    def clean(self, value: Any) -> Decimal | None:
        amount = super().clean(value)
        return None if amount is None else money(amount)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}".removesuffix(".00") if isinstance(value, Decimal) else value


class TimeField(forms.TimeField):
    """A time of day as people write it: "4pm", "3:30pm", "3.30 pm", "15:30"."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})

    def to_python(self, value: Any) -> dt.time | None:
        if value in self.empty_values or isinstance(value, dt.time):
            return super().to_python(value)
        found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?\s*(am|pm)?", str(value).strip().lower())
        if found is None or (found[2] is None and found[3] is None):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self._time(int(found[1]), int(found[2] or 0), found[3])

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, dt.time) else value

    def _time(self, hour: int, minute: int, half: str | None) -> dt.time:
        try:
            if half and not 1 <= hour <= 12:
                raise ValueError
            return dt.time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def _as_typed(value: Any) -> dict[str, str]:
    """What the three boxes show for a date, an ISO text or an earlier answer."""
    if isinstance(value, dict):
        return {part: value.get(part, "") for part in PARTS}
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, dt.date):
        return {"day": str(value.day), "month": str(value.month), "year": f"{value.year:04}"}
    return dict.fromkeys(PARTS, "")


def _month(typed: str) -> int:
    """The month by number or English name. Raises ValueError for neither."""
    name = typed.lower()[:3]
    return MONTHS.index(name) + 1 if name in MONTHS else int(typed)
