"""Django's own form messages in the words of GOV.UK: what to do, naming the thing asked for."""

from django import forms
from django.forms.fields import Field

from essex_portal.ui.fields import DateField, MoneyField

ANY = {
    "min_value": "{label} must be %(limit_value)s or more",
    "max_value": "{label} must be %(limit_value)s or less",
    "max_length": "{label} must be %(limit_value)d characters or fewer",
    "min_length": "{label} must be %(limit_value)d characters or more",
}
# The first kind that fits counts: Django's DecimalField and FloatField are IntegerFields.
KINDS: tuple[tuple[type[Field], dict[str, str]], ...] = (
    (forms.BooleanField, {"required": "Tick “{label}” to continue"}),
    (forms.ChoiceField, {"invalid_choice": "Select from the list", "invalid_list": "Select from the list"}),
    (forms.FileField, {"required": "Select a file", "empty": "The selected file is empty"}),
    (forms.EmailField, {"invalid": "Enter an email address in the correct format, like name@example.com"}),
    (
        MoneyField,
        {
            "invalid": "{label} must be an amount of money, like 55 or 49.50",
            "max_decimal_places": "{label} can have pence, but nothing smaller",
            "min_value": "{label} must be £%(limit_value)s or more",
            "max_value": "{label} must be £%(limit_value)s or less",
        },
    ),
    (forms.DecimalField, {"invalid": "{label} must be a number, like 3 or 2.5"}),
    (forms.FloatField, {"invalid": "{label} must be a number, like 3 or 2.5"}),
    (forms.IntegerField, {"invalid": "{label} must be a whole number, like 3"}),
    (forms.TimeField, {"invalid": "{label} must be a time, like 4pm or 15:30"}),
    (forms.DateField, {"invalid": "{label} must be a real date"}),
    (forms.URLField, {"invalid": "{label} must be a web address, like https://school.example"}),
)


def speak_plainly(field: Field, label: str) -> None:
    """Replace the messages that the form's author left at Django's default. `label` is the field's label."""
    own = next((words for kind, words in KINDS if isinstance(field, kind)), {})
    for code, words in (ANY | {"required": _required(field, label)} | own).items():
        if str(field.error_messages.get(code, "")) == _default(field, code):
            field.error_messages[code] = words.replace("{label}", label)
    if isinstance(field, DateField) and not field.name:
        field.name = label


def _default(field: Field, code: str) -> str:
    """Django's own message for the code; none when it comes from a validator."""
    classes = (kind.__dict__.get("default_error_messages", {}) for kind in type(field).__mro__)
    return next((str(messages[code]) for messages in classes if code in messages), "")


def _required(field: Field, label: str) -> str:
    verb = "Select" if isinstance(field, forms.ChoiceField) else "Enter"
    return f"{verb} an answer" if label.endswith("?") else f"{verb} {lowered(label)}"


def lowered(label: str) -> str:
    """The label inside a sentence: "Your name" → "your name", but "VAT number" stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
