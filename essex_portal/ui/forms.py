"""GOV.UK markup for every Django form, by Django's own form renderer (templates/django/forms/**)."""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name
from django.forms.widgets import Input, SearchInput

from essex_portal.ui.fields import PARTS, AffixInput, DateField, DateInput, MoneyField, TimeField
from essex_portal.ui.messages import speak_plainly

__all__ = [
    "AffixInput",
    "DateField",
    "DateInput",
    "MoneyField",
    "PortalForm",
    "PortalFormMixin",
    "PortalModelForm",
    "PortalRenderer",
    "SearchInput",
    "TimeField",
]

# The kind of widget, its classes, and the class it gets when something in it is wrong
CLASSES: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.Textarea, "govuk-textarea", "govuk-textarea--error"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes", ""),  # to Django a kind of RadioSelect, so it comes first
    (forms.RadioSelect, "govuk-radios", ""),
    (forms.CheckboxInput, "govuk-checkboxes__input", ""),
    (forms.Select, "govuk-select", "govuk-select--error"),
    (forms.FileInput, "govuk-file-upload", "govuk-file-upload--error"),
    (
        forms.PasswordInput,
        "govuk-input govuk-password-input__input govuk-js-password-input-input",
        "govuk-input--error",
    ),
    (Input, "govuk-input", "govuk-input--error"),
)


class PortalBoundField(BoundField):
    """Knows how its field is drawn; the templates ask it."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        own = str(attrs.get("class") or widget.attrs.get("class", ""))
        attrs["class"] = _joined(*_classes(widget, wrong=bool(self.errors)), own)
        if isinstance(widget, DateInput):
            attrs["wrong_parts"] = self.wrong_parts
        if isinstance(widget, forms.RadioSelect):
            attrs["class"] = _joined(attrs["class"], self.layout_classes)
            attrs["option_hints"] = getattr(self.form, "option_hints", {}).get(self.name, {})
        if self.character_limit:
            attrs["class"] = _joined(attrs["class"], "govuk-js-character-count")
            attrs["aria-describedby"] = f"{attrs.get('aria-describedby') or ''} {self.auto_id}-info".strip()
        return attrs

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """Which of day, month and year to mark: those the message is about, else all."""
        errors = self.form.errors.as_data().get(self.name, [])
        named = (error.params["parts"] for error in errors if error.params and "parts" in error.params)
        return next(named, PARTS if errors else ())

    @property
    def error_target(self) -> str:
        """The id that the error summary links to: the first thing in the field that takes the keyboard."""
        if isinstance(self.field.widget, DateInput) and self.wrong_parts:
            return f"{self.auto_id}_{self.wrong_parts[0]}"
        if isinstance(self.field.widget, forms.RadioSelect):
            return f"{self.auto_id}_0"
        return self.id_for_label

    @property
    def character_limit(self) -> int | None:
        widget = self.field.widget
        return widget.attrs.get("maxlength") if isinstance(widget, forms.Textarea) else None

    @property
    def label_text(self) -> str:
        marked = getattr(self.form, "mark_optional", False) and not self.is_checkbox
        return f"{self.label} (optional)" if marked and not self.field.required else str(self.label)

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_date(self) -> bool:
        return isinstance(self.field.widget, DateInput)

    @property
    def is_page_heading(self) -> bool:
        return getattr(self.form, "page_heading", "") == self.name

    @property
    def is_small(self) -> bool:
        return self.name in getattr(self.form, "small", ())

    @property
    def layout_classes(self) -> str:
        """Of radios and checkboxes: small boxes, options side by side."""
        kind = _classes(self.field.widget, wrong=False)[0]
        inline = self.name in getattr(self.form, "inline", ())
        return _joined(f"{kind}--small" if self.is_small else "", f"{kind}--inline" if inline else "")


class PortalRenderer(TemplatesSetting):
    """Django's renderer with the portal's templates and bound fields: `FORM_RENDERER` in the settings."""

    bound_field_class = PortalBoundField


class PortalFormMixin:
    """What a form of the portal adds to Django's: plain messages, "(optional)", no HTML5 validation."""

    use_required_attribute = False
    mark_optional: ClassVar[bool] = True
    page_heading: ClassVar[str] = ""
    inline: ClassVar[frozenset[str] | set[str]] = frozenset()
    small: ClassVar[frozenset[str] | set[str]] = frozenset()
    option_hints: ClassVar[dict[str, dict[str, str]]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            speak_plainly(field, field.label or pretty_name(name))


class PortalForm(PortalFormMixin, forms.Form):
    """The base of the portal's forms."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """The base of forms over a model. Views pass the cleaned data to a service; they do not save it."""


def _classes(widget: forms.Widget, *, wrong: bool) -> list[str]:
    for kind, base, error in CLASSES:
        if isinstance(widget, kind):
            return [base, error] if wrong else [base]
    return []


def _joined(*classes: str) -> str:
    return " ".join(filter(None, classes))
