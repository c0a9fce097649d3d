"""Importing a table of actions: the table, what its columns say, what a row says, what unknown offices mean."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from essex_portal.tracker.importing import JOINED, Known, read_row, suggestions_for
from essex_portal.tracker.importing.timing import LONGEST_WORDS, NO_DATES
from essex_portal.tracker.models import ActionImport
from essex_portal.tracker.queries.imports import Offices
from essex_portal.tracker.states import ActionField
from essex_portal.ui.forms import DateField, PortalForm
from essex_portal.ui.table_files import MEGABYTE, Limits, TableRefused, read_pasted, read_table

ENDINGS = (".xlsx", ".csv")
LIMITS = Limits(bytes=5 * MEGABYTE, cell=20_000, send_less="Keep only the table, or send it in parts.")
MOST_PASTED = 2_000_000
NOTHING = "Choose a file or paste a table"
LEFT_OUT = "Leave it out"
EXAMPLES = 2
LONGEST_EXAMPLE = 60


class ImportForm(PortalForm):
    """A file or a pasted table. Of a valid form `table` has the lines and `content` the bytes that came."""

    file = forms.FileField(
        label="Spreadsheet or CSV file", required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="xlsx or CSV, up to 5 MB and 2,000 rows. Of a spreadsheet, the first sheet is read.",
    )  # fmt: skip
    pasted = forms.CharField(
        label="Or paste the table", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Copied out of a spreadsheet or document, with its headings.",
    )  # fmt: skip
    said_on = DateField(
        label="Day of the plan", name="The day of the plan",
        help_text="“Happening now” begins on it, and “end of 2021” is read from it.",
    )  # fmt: skip

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if not (file.name or "").lower().endswith(ENDINGS):
            raise ValidationError("The selected file must be a spreadsheet, ending in .xlsx or .csv")
        if (file.size or 0) > LIMITS.bytes:
            raise ValidationError(
                "The selected file must be smaller than 5 MB. Keep only the table, or send it in parts"
            )
        return file

    def clean_pasted(self) -> str:
        text: str = self.cleaned_data["pasted"]
        if len(text) > MOST_PASTED:
            raise ValidationError("You pasted more than 2 million characters. Send the table as a file")
        return text if text.strip() else ""

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not {"file", "pasted"} & set(self.errors):
            file, pasted = said.get("file"), said.get("pasted")
            if bool(file) == bool(pasted):
                self.add_error("file", "Give one of the two: a file or a pasted table" if file else NOTHING)
            else:
                self._read(file, pasted or "")
        return said

    def _read(self, file: UploadedFile | None, pasted: str) -> None:
        try:
            if file is None:
                self.content = pasted.encode()
                self.table = read_pasted(pasted, limits=LIMITS)
            else:
                self.content = file.read()
                self.table = read_table(self.content, file.name or "", limits=LIMITS)
        except TableRefused as refusal:
            self.add_error("pasted" if file is None else "file", str(refusal))

    @property
    def filename(self) -> str:
        """Empty for a pasted table."""
        file = self.cleaned_data["file"]
        return file.name if file else ""


class ColumnsForm(PortalForm):
    """What each column says, and what holds for rows that do not say."""

    mark_optional = False

    workstream = forms.ModelChoiceField(
        None, label="Workstream of rows that name none", required=False, empty_label="Each row names it"
    )
    quadrant = forms.ModelChoiceField(
        None, label="Where, for rows that do not say", required=False, empty_label="The whole county"
    )
    may_be_undated = forms.BooleanField(
        label="Where the words name no days, leave the dates open", required=False,
        help_text="“When we can” is then kept without dates. Otherwise such rows wait until somebody gives the days.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, found: ActionImport, examples: Sequence[Sequence[str]], places: Any, for_county: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.columns = [f"column_{at}" for at in range(len(found.headings))]
        for at, (name, heading) in enumerate(zip(self.columns, found.headings, strict=True)):
            self.fields[name] = _column_field(heading or f"Column {at + 1}", [row[at] for row in examples])
        self.fields["workstream"].queryset = found.programme.workstreams.all()  # type: ignore[attr-defined]
        place: Any = self.fields["quadrant"]
        place.queryset = places
        if not for_county:
            place.empty_label = "Each row names it"
        self.order_fields([*self.columns, "workstream", "quadrant", "may_be_undated"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        chosen = [said.get(name, "") for name in self.columns]
        if ActionField.TITLE not in chosen:
            self.add_error(self.columns[0], "Say which column has what will be done")
        for at, field in enumerate(chosen):
            if field and field not in JOINED and field in chosen[:at]:
                label = ActionField(field).label
                self.add_error(self.columns[at], f"Another column is “{label}” already. Leave one of them out")
        return said

    @property
    def mapping(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.columns]


def _column_field(heading: str, cells: Sequence[str]) -> forms.ChoiceField:
    shown = [cell[:LONGEST_EXAMPLE] for cell in cells if cell][:EXAMPLES]
    return forms.ChoiceField(
        label=heading, required=False, choices=[("", LEFT_OUT), *ActionField.choices],
        help_text=f"Such as: {' · '.join(shown)}" if shown else "Empty in the first rows",
    )  # fmt: skip


class DraftForm(PortalForm):
    """What a row says of its action, as text; the rules of the import say what is wrong, beside the field."""

    mark_optional = False

    reference = forms.CharField(
        max_length=20, required=False, help_text="Such as EHC-3. Leave it empty for the next number.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    workstream = forms.ChoiceField(required=False)
    title = forms.CharField(label="What will be done", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    detail = forms.CharField(label="More about it", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    difference = forms.CharField(
        label="What will be different", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    coproduction = forms.CharField(
        label="How families and practitioners shape it", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    when = forms.CharField(
        label="When, in words", max_length=LONGEST_WORDS, required=False,
        help_text="As the plan says it, such as “summer term 2022” or “happening now”. It is kept.",
    )  # fmt: skip
    starts = forms.CharField(label="First day", max_length=LONGEST_WORDS, required=False, help_text="Like 19/4/2022")
    due = forms.CharField(label="Last day", max_length=LONGEST_WORDS, required=False, help_text="Like 22/7/2022")
    no_dates = forms.BooleanField(label="The plan gives no dates", required=False)
    quadrant = forms.ChoiceField(label="Where", required=False)
    aim = forms.ChoiceField(label="Strategic aim it serves", required=False)
    leads = forms.CharField(
        label="Offices that lead it, one a line", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    partners = forms.CharField(
        label="Offices that help, one a line", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, known: Known, places: Any, aims: Any, for_county: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        fields: Any = self.fields
        streams = [(one.prefix, f"{one.number}. {one.title}") for one in known.workstreams]
        fields["workstream"].choices = [("", "By the reference, or as said for all rows"), *streams]
        nowhere = ("", "As said for all rows") if known.quadrant or not for_county else ("", "The whole county")
        fields["quadrant"].choices = [nowhere, *((place.name, place.name) for place in places)]
        if for_county and known.quadrant:
            fields["quadrant"].choices.append(("county", "The whole county"))
        fields["aim"].choices = [("", "None named"), *((str(aim.number), aim.text) for aim in aims)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.said = {name: str(value).replace("\r\n", "\n") for name, value in cleaned.items() if value}
        self.said[NO_DATES] = "yes" if cleaned.get(NO_DATES) else ""
        for problem in read_row(self.said, self.known).problems:
            if problem.field not in self.errors:
                self.add_error(problem.field, problem.words)
        return cleaned

    @staticmethod
    def initial_of(said: dict[str, str], known: Known) -> dict[str, Any]:
        """The texts of the row; of choices those that it names."""
        stream = known.workstream_named(said.get("workstream", ""))
        return said | {"workstream": stream.prefix if stream else "", "no_dates": bool(said.get(NO_DATES))}


class OfficesForm(PortalForm):
    """What each office that the tracker does not know means."""

    mark_optional = False
    NEW = "new"

    def __init__(self, *args: Any, names: Sequence[str], offices: Offices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"office_{at}": name for at, name in enumerate(names)}
        for key, name in self.names.items():
            near = [(words, words) for words in suggestions_for(name, offices.names)]
            self.fields[key] = forms.ChoiceField(
                label=f"“{name}”", required=False, widget=forms.RadioSelect,
                choices=[*near, (self.NEW, "A new office of that name"), ("", "Not decided yet")],
            )  # fmt: skip

    def choices(self) -> dict[str, str]:
        """What was decided, by the name; empty for a new office."""
        given = self.cleaned_data
        return {
            name: "" if given[key] == self.NEW else given[key] for key, name in self.names.items() if given.get(key)
        }
