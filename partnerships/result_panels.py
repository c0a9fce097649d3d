"""What a partnership's page shows of its self-reviews: the results and next steps that this person may open."""

from partnerships.models import NextStep
from partnerships.panels import About, Panel
from partnerships.queries.results import published_rounds
from partnerships.results_access import may_see_results, may_see_steps
from partnerships.states import StepState


def results_panel(about: About) -> Panel | None:
    """None for those who see neither."""
    partnership = about.organisation
    sees_results = may_see_results(about.user, partnership, about.on)
    if not sees_results and not may_see_steps(about.user, partnership, about.on):
        return None
    return Panel(
        title="Results and next steps",
        template="partnerships/results/_panel.html",
        context={
            "partnership": partnership,
            "rounds": published_rounds(partnership),
            "route": "partnerships:round_results" if sees_results else "partnerships:school_round_results",
            "steps": NextStep.objects.filter(partnership=partnership, state=StepState.OPEN).count(),
        },
    )
