"""Fields that take one thing on each line."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from essex_portal.money import Money, money, pounds

AMOUNT = re.compile(r"£?\s*([\d,]+(?:\.\d{1,2})?)\s+(\S.*)")


class LinesField(forms.CharField):
    """Lines of text as a list, empty ones left out; each may have `line_length` letters."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, line_length: int = 200, lines: int = 40, **kwargs: Any) -> None:
        super().__init__(**{"max_length": line_length * lines, "required": False} | kwargs)
        self.line_length = line_length

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        for number, line in enumerate(lines, start=1):
            if len(line) > self.line_length:
                raise ValidationError(f"Line {number} must be {self.line_length} characters or fewer")
        return [self.clean_line(line, number) for number, line in enumerate(lines, start=1)]

    def clean_line(self, line: str, number: int) -> Any:
        return line

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(self.line_of(one) for one in value) if isinstance(value, list | tuple) else value

    def line_of(self, one: Any) -> str:
        return str(one)


class MoneyLinesField(LinesField):
    """`5,000 set-up` on each line, as `(amount, what for)`."""

    def clean_line(self, line: str, number: int) -> tuple[Money, str]:
        found = AMOUNT.fullmatch(line)
        amount = money(found[1].replace(",", "")) if found and found[1].strip(",") else money(0)
        if found is None or not 0 < amount < 10_000_000:
            raise ValidationError(f"Line {number} must be an amount and what it is for, like 5,000 set-up")
        return amount, found[2]

    def line_of(self, one: Any) -> str:
        return f"{pounds(one[0])} {one[1]}"
