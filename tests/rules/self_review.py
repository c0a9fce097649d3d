"""What the access matrix needs of evaluation: a draft and an open round, and the draft of a question set."""

from dataclasses import dataclass

from essex_portal.organisations.models import Organisation
from partnerships.models import Dimension, QuestionSetVersion, Round, RoundSchool, Statement
from partnerships.states import RoundState
from tests.factories.evaluation import make_own_statement, make_round, make_version


@dataclass
class SelfReview:
    """`asked` is the school's part in the open round."""

    draft: Round
    open: Round
    closed: Round
    asked: RoundSchool
    own: Statement
    version: QuestionSetVersion
    dimension: Dimension
    statement: Statement


def make_self_review(partnership: Organisation, school: Organisation) -> SelfReview:
    closed = make_round(partnership, schools=[school], state=RoundState.CLOSED)
    opened = make_round(partnership, schools=[school])
    version = make_version(published=False)
    dimension = version.dimensions.all()[0]
    return SelfReview(
        draft=make_round(partnership, state=RoundState.DRAFT),
        open=opened,
        closed=closed,
        asked=opened.schools.get(),
        own=make_own_statement(partnership),
        version=version,
        dimension=dimension,
        statement=dimension.statements.all()[0],
    )
