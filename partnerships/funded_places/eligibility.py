"""Whether a school may apply, by what the register says of it, with a reason for each condition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """The register does not say: the school may apply, and the office looks."""


@dataclass(frozen=True)
class Terms:
    """What an offer asks of a school. Empty and None ask nothing. `area` is `districts` in words.

    `youngest` and `oldest`: the school takes pupils of some age between them, both inclusive.
    """

    area: str = ""
    districts: frozenset[str] = frozenset()
    phases: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    youngest: int | None = None
    oldest: int | None = None


@dataclass(frozen=True)
class School:
    """What the register says of a school; empty and None: it does not say."""

    is_open: bool
    district: str = ""
    phase: str = ""
    type_name: str = ""
    low_age: int | None = None
    high_age: int | None = None


@dataclass(frozen=True)
class Reason:
    """One condition: what the offer asks for, what the register says, and whether they fit."""

    answer: Answer
    asked: str
    found: str


def reasons(terms: Terms, school: School) -> tuple[Reason, ...]:
    """Each condition of the offer with its answer, in the order in which a reader asks. Source: domain.md R2."""
    return tuple(_reasons(terms, school))


def may_apply(answers: Sequence[Reason]) -> bool:
    """Whether no condition is broken; what the register does not say breaks none."""
    return all(reason.answer != Answer.NO for reason in answers)


def _reasons(terms: Terms, school: School) -> Iterator[Reason]:
    yield Reason(_answer(school.is_open), "An open school", "Open" if school.is_open else "Not open")
    if terms.districts:
        yield _among("A school in ", (terms.area,), school.district, terms.districts)
    if terms.phases:
        yield _among("Phase: ", terms.phases, school.phase, terms.phases)
    if terms.types:
        yield _among("Type: ", terms.types, school.type_name, terms.types)
    if terms.youngest is not None or terms.oldest is not None:
        yield _ages(terms, school)


def _among(before: str, words: Sequence[str], found: str, allowed: Sequence[str] | frozenset[str]) -> Reason:
    answer = _answer(found in allowed) if found else Answer.UNKNOWN
    return Reason(answer, before + " or ".join(words), found or "The register does not say")


def _ages(terms: Terms, school: School) -> Reason:
    asked = _age_words(terms.youngest, terms.oldest)
    if school.low_age is None or school.high_age is None:
        return Reason(Answer.UNKNOWN, asked, "The register does not say")
    fits = (terms.oldest is None or school.low_age <= terms.oldest) and (
        terms.youngest is None or school.high_age >= terms.youngest
    )
    return Reason(_answer(fits), asked, f"Ages {school.low_age} to {school.high_age}")


def _age_words(youngest: int | None, oldest: int | None) -> str:
    if youngest is None:
        return f"Takes pupils aged {oldest} or younger"
    if oldest is None:
        return f"Takes pupils aged {youngest} or older"
    return f"Takes pupils aged {youngest} to {oldest}"


def _answer(fits: bool) -> Answer:
    return Answer.YES if fits else Answer.NO
