"""What finance fills in about journals, and about exports to its ledger."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from essex_portal.ui.forms import DateField, PortalForm
from traded_assessment.export_mapping import (
    FIELDS,
    Column,
    ColumnKind,
    FileFormat,
    FileMapping,
    Layout,
    Padding,
    Per,
    Subject,
)
from traded_assessment.export_mapping.definition import (
    Amounts,
    Dates,
    Delimiter,
    Encoding,
    LineEnd,
    Quoting,
    faults_of_file,
)
from traded_assessment.services.journals import Codes

MOST_COLUMNS = 170
EMPTY_ROWS = 3
FIGURE = {"class": "govuk-input--width-4"}
CODE = {"class": "govuk-input--width-10"}
WIDE = {"class": "govuk-input--width-20"}
TAB = "tab"
"""A tab is trimmed from what a form sends, so it goes by name."""


class JournalForm(PortalForm):
    period_end = DateField(
        label="Last day of the period", help_text="Recharges up to this day, usually the end of a month"
    )


class DiscardJournalForm(PortalForm):
    reason = forms.CharField(label="Why the ledger did not take it", max_length=200)


class JournalCodesForm(PortalForm):
    income_cost_centre = forms.CharField(
        label="Cost centre of the training income", max_length=20, widget=forms.TextInput(attrs=CODE)
    )
    income_subjective = forms.CharField(
        label="Subjective code of the income", max_length=20, widget=forms.TextInput(attrs=CODE)
    )
    income_activity = forms.CharField(
        label="Activity code of the income", max_length=20, required=False, widget=forms.TextInput(attrs=CODE)
    )
    charge_subjective = forms.CharField(
        label="Subjective code of the school’s charge", max_length=20, widget=forms.TextInput(attrs=CODE)
    )
    charge_activity = forms.CharField(
        label="Activity code of the school’s charge", max_length=20, required=False, widget=forms.TextInput(attrs=CODE)
    )
    valid_from = DateField(label="First day", help_text="Journals dated from this day on use these codes")

    def codes(self) -> Codes:
        """The valid answers as the service takes them."""
        return Codes(**{name: value for name, value in self.cleaned_data.items() if name != "valid_from"})


class ExportForm(PortalForm):
    """What to export, and from which days."""

    mapping = forms.ModelChoiceField(label="What to export", queryset=None, empty_label="Choose a mapping")
    first_on = DateField(label="First day")
    last_on = DateField(label="Last day")
    only_new = forms.BooleanField(label="Only what this mapping has not exported yet", required=False, initial=True)


class CopyMappingForm(PortalForm):
    name = forms.CharField(label="Name of the copy", max_length=80, widget=forms.TextInput(attrs=WIDE))


class NewMappingForm(PortalForm):
    name = forms.CharField(label="Name of the mapping", max_length=80, widget=forms.TextInput(attrs=WIDE))
    subject = forms.ChoiceField(label="What it exports", choices=Subject.choices, widget=forms.RadioSelect)
    per = forms.ChoiceField(label="Rows of the file", choices=Per.choices, widget=forms.RadioSelect)

    def clean_subject(self) -> Subject:
        return Subject(self.cleaned_data["subject"])

    def clean_per(self) -> Per:
        return Per(self.cleaned_data["per"])


class FormatForm(PortalForm):
    """How a file is written."""

    layout = forms.ChoiceField(label="Columns", choices=Layout.choices)
    delimiter = forms.ChoiceField(
        label="Separator",
        choices=[(TAB if value == Delimiter.TAB else value, label) for value, label in Delimiter.choices],
    )
    quoting = forms.ChoiceField(label="Quotation marks", choices=Quoting.choices)
    header = forms.BooleanField(label="Headings in the first line", required=False)
    encoding = forms.ChoiceField(label="Encoding", choices=Encoding.choices)
    line_end = forms.ChoiceField(label="Line ends", choices=LineEnd.choices)
    amounts = forms.ChoiceField(label="Amounts", choices=Amounts.choices)
    dates = forms.ChoiceField(label="Dates", choices=Dates.choices)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def format(self) -> FileFormat:
        """The valid answers."""
        answers = self.cleaned_data
        delimiter = Delimiter.TAB if answers["delimiter"] == TAB else Delimiter(answers["delimiter"])
        return FileFormat(
            layout=Layout(answers["layout"]),
            delimiter=delimiter,
            quoting=Quoting(answers["quoting"]),
            header=answers["header"],
            encoding=Encoding(answers["encoding"]),
            line_end=LineEnd(answers["line_end"]),
            amounts=Amounts(answers["amounts"]),
            dates=Dates(answers["dates"]),
        )


class ColumnForm(PortalForm):
    """One column. What it holds is a field, a constant or nothing, in one choice; no heading and no content: no row."""

    place = forms.IntegerField(
        label="Place", required=False, min_value=1, max_value=9_999, widget=forms.NumberInput(attrs=FIGURE)
    )
    heading = forms.CharField(label="Heading", required=False, max_length=80)
    holds = forms.ChoiceField(label="Holds", required=False)
    constant = forms.CharField(label="Text", required=False, max_length=200)
    width = forms.IntegerField(
        label="Width", required=False, min_value=0, max_value=2_000, widget=forms.NumberInput(attrs=FIGURE)
    )
    padding = forms.ChoiceField(label="Filled with", required=False, choices=Padding.choices)
    remove = forms.BooleanField(label="Remove", required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holds"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> None:
        if not self.cleaned_data.get("remove") and self.is_used and not self.cleaned_data.get("heading"):
            self.add_error("heading", "Enter the heading of the column")

    @property
    def is_used(self) -> bool:
        answers = self.cleaned_data
        return bool(answers.get("heading") or answers.get("constant") or (answers.get("holds") or BLANK) != BLANK)

    def column(self) -> Column:
        """The valid answers."""
        answers = self.cleaned_data
        kind, _, name = answers["holds"].partition(":")
        value = answers["constant"] if kind == ColumnKind.CONSTANT else name
        padding = Padding(answers["padding"] or Padding.AFTER)
        return Column(answers["heading"], ColumnKind(kind or ColumnKind.BLANK), value, answers["width"] or 0, padding)


BLANK = ColumnKind.BLANK.value


class BaseColumnFormSet(BaseFormSet):
    item_name = "Column"

    def columns(self) -> tuple[Column, ...]:
        """The columns of valid answers, in the order of their places; those without one at the end."""
        used = [form for form in self.forms if form.is_used and not form.cleaned_data.get("remove")]
        ordered = sorted(used, key=lambda form: form.cleaned_data.get("place") or 10_000)
        return tuple(form.column() for form in ordered)


ColumnFormSet = formset_factory(
    ColumnForm, formset=BaseColumnFormSet, extra=EMPTY_ROWS, max_num=MOST_COLUMNS, absolute_max=MOST_COLUMNS + 10
)


class MappingEditor:
    """The format and the columns of one file of a mapping, as one form."""

    def __init__(self, data: Any, *, subject: Subject, one: FileMapping, seen: int) -> None:
        self.subject, self.one = subject, one
        kwargs = {"choices": _choices(subject, one)}
        self.format = FormatForm(data, initial=_format_shown(one.format) | {"seen": seen})
        self.columns = ColumnFormSet(
            data,
            prefix="columns",
            form_kwargs=kwargs,
            initial=[_column_shown(*pair) for pair in enumerate(one.columns)],
        )

    def is_valid(self) -> bool:
        """Whether the answers are a file that makes sense; what does not stands above the page."""
        if not (self.format.is_valid() & self.columns.is_valid()):
            return False
        for fault in faults_of_file(self.subject, self.changed):
            self.format.add_error(None, fault)
        return not self.format.errors

    @property
    def changed(self) -> FileMapping:
        """The file as it was filled in."""
        return FileMapping(self.one.name, self.one.per, self.format.format(), self.columns.columns())

    @property
    def seen(self) -> int:
        return self.format.cleaned_data["seen"]


def _choices(subject: Subject, one: FileMapping) -> list[tuple[str, str]]:
    fields = [(f"{ColumnKind.FIELD}:{field.name}", field.label) for field in FIELDS[subject, one.per]]
    return [(BLANK, "Nothing"), (ColumnKind.CONSTANT.value, "Always this text:"), *fields]


def _format_shown(style: FileFormat) -> dict[str, Any]:
    return vars(style) | {"delimiter": TAB if style.delimiter == Delimiter.TAB else style.delimiter}


def _column_shown(position: int, column: Column) -> dict[str, Any]:
    is_field = column.kind == ColumnKind.FIELD
    return {
        "place": (position + 1) * 10,
        "heading": column.heading,
        "holds": f"{column.kind}:{column.value}" if is_field else column.kind,
        "constant": column.value if column.kind == ColumnKind.CONSTANT else "",
        "width": column.width or None,
        "padding": column.padding,
    }
