"""A county's years: the seeded history is one that the rules allow, and its pages keep to their budgets."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import Action, ActionUpdate
from essex_portal.tracker.queries import actions_as_at
from tests.factories.accounts import make_account, sign_in
from tests.factories.tracker import make_quadrant

MOST = 15


@pytest.mark.django_db
def test_pages_of_a_seeded_tracker_keep_their_budget(client: Client) -> None:
    make_quadrant()
    call_command("seed_tracker", actions=64, updates=400, years=2, stdout=StringIO())
    assert (Action.objects.count(), ActionUpdate.objects.count()) == (64, 400)
    now = timezone.now()
    a_year_ago = now - timezone.timedelta(days=365)
    assert len(actions_as_at(now)) == len(actions_as_at(a_year_ago)) == 64
    sign_in(client, make_account(Role.DIRECTOR))
    action = Action.objects.select_related("programme").first()
    one = reverse("tracker:action", args=[action.programme.slug, action.reference])
    past = f"as_at={a_year_ago:%Y-%m-%d}"
    everything = reverse("tracker:actions")
    programme = reverse("tracker:programme", args=[action.programme.slug])
    timeline = reverse("tracker:timeline", args=[action.programme.slug])
    client.get(everything)
    for page in (
        reverse("tracker:programmes"), everything, f"{everything}?{past}", f"{everything}?standing=disagree",
        f"{everything}?standing=overdue&rating=red&q=review", programme, f"{programme}?{past}", one, f"{one}?{past}",
        f"{one}history/", timeline, f"{timeline}?{past}", reverse("tracker:mine"), reverse("tracker:approvals"),
        reverse("tracker:board"), reverse("tracker:board_changes"), reverse("tracker:board_packs"),
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            response = client.get(page)
        assert response.status_code == 200
        assert len(captured) <= MOST, page


@pytest.mark.django_db
def test_seeding_twice_or_too_little_is_refused() -> None:
    call_command("seed_tracker", actions=32, updates=32, years=1, stdout=StringIO())
    with pytest.raises(CommandError, match="there already"):
        call_command("seed_tracker", actions=32, updates=32, years=1, stdout=StringIO())
    with pytest.raises(CommandError, match="at least an action a workstream"):
        call_command("seed_tracker", actions=3, updates=32, seed=2, stdout=StringIO())
