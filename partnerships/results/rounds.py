"""A round's answers as figures for each statement and dimension, for all schools and for each phase."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from partnerships.results.facts import Answer, Statement, Thresholds
from partnerships.results.figures import Figure, combined, figure_of
from partnerships.results.withholding import shown_groups

Levels = Sequence[int | None]


@dataclass(frozen=True)
class Group:
    """The figures of all schools (`name` is empty) or of those of one phase."""

    name: str
    schools: int
    statements: Mapping[int, Figure]
    dimensions: Mapping[str, Figure]

    @property
    def shown(self) -> bool:
        """Whether anything at all may be seen of it."""
        return any(figure.dont_know is not None for figure in self.statements.values())


@dataclass(frozen=True)
class Results:
    """One published round of one partnership; no phases where the answers were counted without them."""

    whole: Group
    phases: tuple[Group, ...]

    def of_phase(self, name: str) -> Group | None:
        """The figures of a phase; the whole for an empty name, None for a phase of which nothing may be shown."""
        if not name:
            return self.whole
        return next((group for group in self.phases if group.name == name and group.shown), None)

    def group(self, name: str) -> Group | None:
        """The same, but a phase that is withheld comes as such: None only where no school of it handed in."""
        return next((group for group in self.phases if group.name == name), None) if name else self.whole


def results_of(answers: Iterable[Answer], statements: Sequence[Statement], thresholds: Thresholds) -> Results:
    """Every figure that may be shown of a round, whoever asks. `answers` are those handed in.

    Phases divide the schools, and the whole is always there to subtract from: so a phase's figure is shown only where
    what is left of the whole is large enough. This is decided for each statement, since "don't know" is in no mean.
    """
    levels = _levels(list(answers), statements)
    names = sorted({phase for of_phases in levels.values() for phase in of_phases})
    schools = {phase: max(len(of_phases[phase]) for of_phases in levels.values()) for phase in names}
    whole = {key: _whole(of_phases, thresholds) for key, of_phases in levels.items()}
    return Results(
        whole=_group("", sum(schools.values()), whole, statements),
        phases=_phases(levels, schools, statements, thresholds) if any(names) else (),
    )


def _phases(
    levels: Mapping[int, Mapping[str, Levels]],
    schools: Mapping[str, int],
    statements: Sequence[Statement],
    thresholds: Thresholds,
) -> tuple[Group, ...]:
    figures = {key: _by_phase(of_phases, thresholds) for key, of_phases in levels.items()}
    return tuple(
        _group(phase, number, {key: of_phases[phase] for key, of_phases in figures.items()}, statements)
        for phase, number in schools.items()
    )


def _levels(answers: Sequence[Answer], statements: Iterable[Statement]) -> dict[int, dict[str, list[int | None]]]:
    """For each statement the levels of each phase, one a school."""
    phases = {answer.phase for answer in answers}
    found: dict[int, dict[str, list[int | None]]] = {one.key: {phase: [] for phase in phases} for one in statements}
    for answer in answers:
        found[answer.statement][answer.phase] += [answer.level] * answer.schools
    return found


def _whole(levels: Mapping[str, Levels], thresholds: Thresholds) -> Figure:
    every = [level for of_phase in levels.values() for level in of_phase]
    return figure_of(
        every,
        show_levels=_known(every) >= thresholds.fewest,
        show_dont_know=len(every) >= thresholds.fewest,
    )


def _by_phase(levels: Mapping[str, Levels], thresholds: Thresholds) -> dict[str, Figure]:
    answered = shown_groups({phase: len(found) for phase, found in levels.items()}, thresholds.fewest)
    known = shown_groups({phase: _known(found) for phase, found in levels.items()}, thresholds.fewest, among=answered)
    return {
        phase: figure_of(found, show_levels=phase in known, show_dont_know=phase in answered)
        for phase, found in levels.items()
    }


def _known(levels: Levels) -> int:
    return sum(level is not None for level in levels)


def _group(name: str, schools: int, figures: Mapping[int, Figure], statements: Sequence[Statement]) -> Group:
    by_dimension: dict[str, list[Figure]] = defaultdict(list)
    for statement in statements:
        by_dimension[statement.dimension].append(figures[statement.key])
    dimensions = {dimension: combined(found) for dimension, found in by_dimension.items()}
    return Group(name, schools, figures, dimensions)
