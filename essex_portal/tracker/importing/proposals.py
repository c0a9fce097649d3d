"""From the texts of a row to an action that could be made, or to what stands in its way."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from essex_portal.tracker.importing.knowledge import Known, KnownWorkstream, plain
from essex_portal.tracker.importing.offices import office_meant, offices_in
from essex_portal.tracker.importing.timing import NO_DATES, Timing, timing_of
from essex_portal.tracker.states import ActionField

REFERENCE = re.compile(r"([A-Za-z][A-Za-z0-9]*?)\s*[-–. ]?\s*0*(\d{1,4})", re.ASCII)
NUMBER = re.compile(r"0*(\d{1,4})\.?", re.ASCII)
LONGEST_TITLE = 300
LONGEST_OFFICE = 160
COUNTY = frozenset({"", "county", "the county", "whole county", "the whole county", "all", "essex", "countywide"})


@dataclass(frozen=True)
class Problem:
    """`field` is an ActionField; `words` are for the person."""

    field: str
    words: str


@dataclass(frozen=True)
class Proposal:
    """An action as a row would have it. `number` None: the next of its workstream; `quadrant` None: the county."""

    workstream: int
    number: int | None
    title: str
    detail: str
    difference: str
    coproduction: str
    when_words: str
    starts_on: date | None
    due_on: date | None
    quadrant: int | None
    aim: int | None
    leads: tuple[str, ...]
    partners: tuple[str, ...]


@dataclass(frozen=True)
class RowReading:
    """A sound row has a proposal and no problem. `unknown` are offices of which nobody has said what they mean."""

    proposal: Proposal | None
    problems: tuple[Problem, ...]
    reference: str = ""
    unknown: tuple[str, ...] = ()


@dataclass
class _Reader:
    said: Mapping[str, str]
    known: Known
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def text(self, name: ActionField) -> str:
        return self.said.get(name, "").strip()

    def wrong(self, name: ActionField, words: str) -> None:
        self.problems.append(Problem(name.value, words))

    def title(self) -> str:
        title = " ".join(self.text(ActionField.TITLE).split())
        if not title:
            self.wrong(ActionField.TITLE, "The row does not say what will be done.")
        elif len(title) > LONGEST_TITLE:
            self.wrong(
                ActionField.TITLE, f"Say it in {LONGEST_TITLE} characters, and put the rest into “More about it”."
            )
        return title

    def workstream(self) -> tuple[KnownWorkstream | None, int | None]:
        """The workstream and the number, by the reference, the workstream's name, or what is said for all rows."""
        named, text = self._named_workstream(), self.text(ActionField.REFERENCE)
        bare, whole = NUMBER.fullmatch(text), REFERENCE.fullmatch(text)
        if text and not (bare or whole):
            self.wrong(ActionField.REFERENCE, f"“{text}” is no reference. Write it like EHC-3, or leave it empty.")
            return None, None
        if whole:
            return self._by_reference(whole[1].upper(), int(whole[2]), named)
        if named is None and not self.text(ActionField.WORKSTREAM):
            self.wrong(ActionField.WORKSTREAM, "Say which workstream it belongs to.")
        return named, int(bare[1]) if bare else None

    def _named_workstream(self) -> KnownWorkstream | None:
        text = self.text(ActionField.WORKSTREAM)
        if not text:
            return next((one for one in self.known.workstreams if one.pk == self.known.workstream), None)
        found = self.known.workstream_named(text)
        if found is None:
            names = ", ".join(one.prefix for one in self.known.workstreams)
            self.wrong(
                ActionField.WORKSTREAM, f"There is no workstream “{text}” in this programme. Use one of {names}."
            )
        return found

    def _by_reference(
        self, prefix: str, number: int, named: KnownWorkstream | None
    ) -> tuple[KnownWorkstream | None, int | None]:
        found = self.known.workstream_of_prefix(prefix)
        if found is None:
            self.wrong(ActionField.REFERENCE, self._no_prefix(prefix, number))
        elif self.text(ActionField.WORKSTREAM) and named and named != found:
            self.wrong(
                ActionField.REFERENCE, f"{prefix}-{number} is of “{found.title}”, and the row says “{named.title}”."
            )
        return found, number

    def _no_prefix(self, prefix: str, number: int) -> str:
        if prefix in self.known.elsewhere:
            return (
                f"{prefix}-{number} is of another programme, “{self.known.elsewhere[prefix]}”. Import it there, or "
                "leave the reference empty to give it a new one here."
            )
        prefixes = ", ".join(one.prefix for one in self.known.workstreams)
        return f"No references of this programme begin with {prefix}. They begin with {prefixes or 'none yet'}."

    def check_free(self, reference: str) -> None:
        taken = self.known.taken.get(reference)
        if taken is not None:
            self.wrong(
                ActionField.REFERENCE,
                f"{reference} is taken: “{taken}”. Give another one, leave it empty for the next, or discard the row.",
            )

    def quadrant(self) -> int | None:
        text = plain(self.text(ActionField.QUADRANT).removesuffix("quadrant").removesuffix("Quadrant"))
        if not self.text(ActionField.QUADRANT):
            found = self.known.quadrant
        elif text in COUNTY:
            found = None
        else:
            found = self.known.quadrants.get(text.replace(" ", "-"), self.known.quadrants.get(text))
            if found is None:
                self.wrong(ActionField.QUADRANT, self._no_quadrant())
                return None
        if found is None and not self.known.for_county:
            self.wrong(ActionField.QUADRANT, "You can make actions for your own quadrant: say which.")
        return found

    def _no_quadrant(self) -> str:
        names = ", ".join(sorted(name.title() for name in self.known.quadrants)) or "none"
        return f"“{self.text(ActionField.QUADRANT)}” is no quadrant that you can choose. You can choose {names}."

    def aim(self) -> int | None:
        text = self.text(ActionField.AIM)
        if not text:
            return None
        found = self.known.aims.get(plain(text))
        if found is None:
            self.wrong(
                ActionField.AIM, f"“{text}” is no strategic aim. Give its number or its words, or leave it empty."
            )
        return found

    def offices(self, name: ActionField) -> tuple[str, ...]:
        meant: list[str] = []
        for office in offices_in(self.text(name)):
            called = office_meant(office, self.known)
            if called is None:
                self.unknown.append(office)
                self.wrong(name, f"The tracker knows no office “{office[:LONGEST_OFFICE]}”. Say what it means.")
            elif len(called) > LONGEST_OFFICE:
                self.wrong(name, f"“{called[:40]}…” is too long for an office. Write one office a line.")
            else:
                meant.append(called)
        return tuple(dict.fromkeys(meant))

    def timing(self) -> Timing:
        texts = (self.text(ActionField.WHEN), self.text(ActionField.STARTS), self.text(ActionField.DUE))
        timing, problems = timing_of(*texts, known=self.known, no_dates=bool(self.said.get(NO_DATES)))
        for name, words in problems:
            self.wrong(name, words)
        return timing


def read_row(said: Mapping[str, str], known: Known) -> RowReading:
    """What the row proposes, or every problem that it has. `said`: texts by ActionField, as `texts_of` gives them."""
    row = _Reader(said, known)
    title = row.title()
    workstream, number = row.workstream()
    reference = f"{workstream.prefix}-{number}" if workstream and number is not None else ""
    if reference:
        row.check_free(reference)
    timing, quadrant, aim = row.timing(), row.quadrant(), row.aim()
    leads, partners = row.offices(ActionField.LEADS), row.offices(ActionField.PARTNERS)
    if row.problems or workstream is None:
        return RowReading(None, tuple(row.problems), reference, tuple(dict.fromkeys(row.unknown)))
    proposal = Proposal(
        workstream=workstream.pk, number=number, title=title, detail=row.text(ActionField.DETAIL),
        difference=row.text(ActionField.DIFFERENCE), coproduction=row.text(ActionField.COPRODUCTION),
        when_words=timing.words, starts_on=timing.starts_on, due_on=timing.due_on, quadrant=quadrant, aim=aim,
        leads=leads, partners=tuple(one for one in partners if one not in leads),
    )  # fmt: skip
    return RowReading(proposal, (), reference)


def read_all(rows: Iterable[tuple[int, Mapping[str, str]]], known: Known) -> dict[int, RowReading]:
    """Each row by its line, read as `read_row` does; a reference that an earlier row has already is a problem too."""
    readings: dict[int, RowReading] = {}
    first_with: dict[str, int] = {}
    for line, said in rows:
        reading = read_row(said, known)
        first = first_with.setdefault(reading.reference, line)
        if reading.reference and first != line:
            twice = Problem(ActionField.REFERENCE.value, f"Row {first} has the reference {reading.reference} too.")
            reading = replace(reading, proposal=None, problems=(*reading.problems, twice))
        readings[line] = reading
    return readings
