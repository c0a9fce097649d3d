"""Published rounds as figures. Whoever asks gets the same: what is withheld is withheld from everybody (ADR 0022)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from essex_portal.organisations.models import Organisation
from partnerships.models import AgreedAnswer, ResultThresholds, Round, RoundOwnStatement, Statement
from partnerships.results import Answer, Results, Thresholds, results_of
from partnerships.results import Statement as Asked
from partnerships.states import RoundState

OWN = "own"
OWN_NAME = "Our own statements"
"""The dimension of what a partnership asks besides the version's statements."""


@dataclass(frozen=True)
class RoundResults:
    """A published round, what it asked in order, and what may be shown of the answers."""

    round: Round
    statements: Sequence[Statement]
    results: Results

    @cached_property
    def dimensions(self) -> dict[str, str]:
        """The name of each dimension by its key, in order."""
        return {dimension_of(one): one.dimension.name if one.dimension else OWN_NAME for one in self.statements}


def dimension_of(statement: Statement) -> str:
    return statement.dimension.key if statement.dimension else OWN


def thresholds_in_force() -> Thresholds:
    """Where the county draws its lines now."""
    newest = ResultThresholds.objects.first()
    return newest.facts if newest else Thresholds()


def published_rounds(partnership: Organisation) -> QuerySet[Round]:
    """The partnership's rounds whose results are out, the newest first."""
    rounds = Round.objects.filter(partnership=partnership, state=RoundState.PUBLISHED)
    return rounds.select_related("partnership", "version").order_by("-opens_on", "-pk")


def results_of_rounds(
    rounds: Iterable[Round], thresholds: Thresholds, *, by_phase: bool = True
) -> dict[int, RoundResults]:
    """The results of each of these rounds, by its number; rounds that are not published are left out. Three queries.

    Without `by_phase` the results have the whole alone, which is quicker for a county of partnerships.
    """
    published = [one for one in rounds if one.state == RoundState.PUBLISHED]
    asked, answers = _asked(published), _answers(published, by_phase=by_phase)
    found = {}
    for one in published:
        statements = [Asked(each.pk, dimension_of(each)) for each in asked[one.pk]]
        found[one.pk] = RoundResults(one, asked[one.pk], results_of(answers[one.pk], statements, thresholds))
    return found


def own_levels(review: Round, school: Organisation) -> dict[int, int | None]:
    """What the school itself handed in, by statement; nothing when it did not hand in."""
    answers = AgreedAnswer.objects.filter(
        round_school__round=review, round_school__school=school, round_school__handed_in_at__isnull=False
    )
    return dict(answers.values_list("statement_id", "level"))


def _answers(rounds: Sequence[Round], *, by_phase: bool) -> Mapping[int, list[Answer]]:
    """How often each answer was handed in, counted by the database."""
    counted = (
        AgreedAnswer.objects.filter(round_school__round__in=rounds, round_school__handed_in_at__isnull=False)
        .order_by()
        .values_list("round_school__round_id", *(["round_school__phase"] if by_phase else []), "statement_id", "level")
        .annotate(schools=Count("pk"))
    )
    found: dict[int, list[Answer]] = defaultdict(list)
    for review, *phase, statement, level, schools in counted:
        found[review].append(Answer(phase[0] if phase else "", statement, level, schools))
    return found


def _asked(rounds: Sequence[Round]) -> dict[int, list[Statement]]:
    """What each round asks, in order: the version's statements, then the partnership's own."""
    of_versions: dict[int, list[Statement]] = defaultdict(list)
    versions = {one.version_id for one in rounds}
    for statement in Statement.objects.filter(dimension__version__in=versions).select_related("dimension"):
        assert statement.dimension  # noqa: S101 - the filter asks for it
        of_versions[statement.dimension.version_id].append(statement)
    own: dict[int, list[Statement]] = defaultdict(list)
    for asked in RoundOwnStatement.objects.filter(round__in=rounds).select_related("statement").order_by("position"):
        own[asked.round_id].append(asked.statement)
    return {one.pk: [*of_versions[one.version_id], *own[one.pk]] for one in rounds}


def latest_published(partnerships: Iterable[int], *, number: int = 1) -> QuerySet[Round]:
    """The newest `number` published rounds of each of these partnerships, the newest first."""
    rounds = Round.objects.filter(state=RoundState.PUBLISHED, partnership__in=partnerships)
    newest_first = ("-opens_on", "-pk")
    place = Window(RowNumber(), partition_by="partnership_id", order_by=newest_first)
    newest = rounds.annotate(place=place).filter(place__lte=number).order_by("partnership_id", *newest_first)
    return newest.select_related("partnership", "version")
