"""The shape of a mapping, and how it is kept as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import TextChoices

from traded_assessment.export_mapping.fields import FIELDS, Per, Subject


class Layout(TextChoices):
    CSV = "csv", "Columns with a separator (CSV)"
    FIXED = "fixed", "Columns of fixed width"


class Delimiter(TextChoices):
    COMMA = ",", "Comma"
    SEMICOLON = ";", "Semicolon"
    TAB = "\t", "Tab"
    PIPE = "|", "Vertical bar"


class Quoting(TextChoices):
    NEEDED = "needed", "Where it is needed"
    ALL = "all", "Around every value"


class Encoding(TextChoices):
    UTF_8 = "utf-8", "UTF-8"
    UTF_8_BOM = "utf-8-sig", "UTF-8 with byte order mark"
    WINDOWS_1252 = "cp1252", "Windows-1252"
    ASCII = "ascii", "ASCII"


class LineEnd(TextChoices):
    CRLF = "crlf", "CR LF (Windows)"
    LF = "lf", "LF"


class Amounts(TextChoices):
    POINT = "point", "1234.50"
    COMMA = "comma", "1234,50"
    PENCE = "pence", "123450 (pence)"


class Dates(TextChoices):
    ISO = "%Y-%m-%d", "2021-11-10"
    SLASHES = "%d/%m/%Y", "10/11/2021"
    YEAR_FIRST_SLASHES = "%Y/%m/%d", "2021/11/10"
    DIGITS = "%Y%m%d", "20211110"
    MONTH_NAME = "%d-%b-%Y", "10-Nov-2021"


class ColumnKind(TextChoices):
    FIELD = "field", "What the portal knows"
    CONSTANT = "constant", "Always the same text"
    BLANK = "blank", "Empty"


class Padding(TextChoices):
    """What fills a column of fixed width up."""

    AFTER = "after", "Spaces after it"
    BEFORE = "before", "Spaces before it"
    ZEROS = "zeros", "Zeros before it"


@dataclass(frozen=True)
class Column:
    """`value` is a field's name, or the constant; `width` and `padding` count in a file of fixed width alone."""

    heading: str
    kind: ColumnKind
    value: str = ""
    width: int = 0
    padding: Padding = Padding.AFTER


@dataclass(frozen=True)
class FileFormat:
    layout: Layout = Layout.CSV
    delimiter: Delimiter = Delimiter.COMMA
    quoting: Quoting = Quoting.NEEDED
    header: bool = True
    encoding: Encoding = Encoding.UTF_8_BOM
    line_end: LineEnd = LineEnd.CRLF
    amounts: Amounts = Amounts.POINT
    dates: Dates = Dates.ISO


@dataclass(frozen=True)
class FileMapping:
    name: str
    per: Per
    format: FileFormat
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Definition:
    """One file, or several which are sent together as a ZIP."""

    subject: Subject
    files: tuple[FileMapping, ...]
    zipped: bool = False


def read(data: Mapping[str, Any]) -> Definition:
    """A definition from JSON or YAML; what a format or a column leaves out is its usual value.

    Raises ValueError, with words, for what makes no sense.
    """
    definition = Definition(
        subject=Subject(data["subject"]),
        files=tuple(_file(one) for one in data["files"]),
        zipped=bool(data.get("zipped", len(data["files"]) > 1)),
    )
    for fault in faults_of(definition):
        raise ValueError(fault)
    return definition


def as_data(definition: Definition) -> dict[str, Any]:
    """The definition as plain JSON, which `read` reads back."""
    return asdict(definition)


def faults_of(definition: Definition) -> list[str]:
    """What makes no sense, in words for who edits it."""
    faults = []
    if not definition.files:
        faults.append("An export has at least one file")
    if len(definition.files) > 1 and not definition.zipped:
        faults.append("Several files are sent as a ZIP")
    if len({one.name for one in definition.files}) < len(definition.files):
        faults.append("Each file needs a name of its own")
    for one in definition.files:
        faults += faults_of_file(definition.subject, one)
    return faults


def faults_of_file(subject: Subject, one: FileMapping) -> list[str]:
    """What makes no sense in one file."""
    if (subject, one.per) not in FIELDS:
        return [f"{subject.label} have no lines of their own"]
    faults = [] if one.columns else [f"{one.name} needs at least one column"]
    known = {field.name for field in FIELDS[subject, one.per]}
    for number, column in enumerate(one.columns, start=1):
        if column.kind == ColumnKind.FIELD and column.value not in known:
            faults.append(f"Column {number} of {one.name}: choose what it holds")
        if one.format.layout == Layout.FIXED and column.width < 1:
            faults.append(f"Column {number} of {one.name}: enter how wide it is")
    return faults


def _file(data: Mapping[str, Any]) -> FileMapping:
    given = data.get("format") or {}
    kinds: dict[str, Any] = {
        "layout": Layout, "delimiter": Delimiter, "quoting": Quoting, "header": bool, "encoding": Encoding,
        "line_end": LineEnd, "amounts": Amounts, "dates": Dates,
    }  # fmt: skip
    return FileMapping(
        name=data["name"],
        per=Per(data["per"]),
        format=FileFormat(**{name: kinds[name](value) for name, value in given.items()}),
        columns=tuple(_column(one) for one in data["columns"]),
    )


def _column(data: Mapping[str, Any]) -> Column:
    return Column(
        heading=str(data["heading"]),
        kind=ColumnKind(data.get("kind", ColumnKind.BLANK)),
        value=str(data.get("value", "")),
        width=int(data.get("width", 0)),
        padding=Padding(data.get("padding", Padding.AFTER)),
    )
