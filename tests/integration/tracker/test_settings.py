"""Keeping programmes, their ratings and workstreams."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import Programme, StrategicAim
from essex_portal.tracker.services.aims import add_aim
from essex_portal.tracker.services.programmes import DEFAULT_LEVELS, LevelFacts, create_programme, save_levels
from essex_portal.tracker.services.refusals import TrackerRefused
from essex_portal.tracker.starting_content import load as load_aims
from essex_portal.tracker.states import ProgrammeState, RatingKind, Stage, Tone
from tests.factories.accounts import make_account, sign_in
from tests.factories.tracker import NOW, make_action, make_officer, make_programme, make_update, make_workstream

pytestmark = pytest.mark.django_db
WHITE = LevelFacts("white", "White", "Being developed", RatingKind.NOT_DUE, Tone.NEUTRAL)


@pytest.fixture
def administrator(client: Client) -> Client:
    return sign_in(client, make_account(Role.ADMINISTRATOR))


def names(programme: Programme) -> list[str]:
    return list(programme.rating_levels.order_by("order").values_list("name", flat=True))


def test_a_programme_is_begun_with_the_usual_ratings_and_its_workstreams(administrator: Client) -> None:
    said = {
        "title": "Disadvantage Strategy", "slug": "disadvantage", "owner_office": "Head of Inclusion",
        "state": "active", "update_interval_days": "14",
    }  # fmt: skip
    administrator.post(reverse("tracker:new_programme"), said)
    programme = Programme.objects.get()
    assert names(programme) == ["Blue", "Green", "Amber", "Red", "Grey"]
    taken = administrator.post(reverse("tracker:new_programme"), said).content.decode()
    assert "There is a programme at “disadvantage” already" in taken
    page = reverse("tracker:new_workstream", args=["disadvantage"])
    workstream = {
        "number": "1",
        "title": "Attendance",
        "prefix": "at",
        "leads": "Head of Attendance\n\nHead of Inclusion",
    }
    administrator.post(page, workstream)
    made = programme.workstreams.get()
    assert (made.prefix, made.leads) == ("AT", ["Head of Attendance", "Head of Inclusion"])
    assert "There is a workstream 1 already" in administrator.post(page, workstream).content.decode()
    changed = {"title": "Being there", "leads": ""}
    administrator.post(reverse("tracker:workstream", args=["disadvantage", 1]), changed)
    assert programme.workstreams.get().title == "Being there"
    administrator.post(reverse("tracker:programme_settings", args=["disadvantage"]), said | {"needs_approval": "on"})
    programme.refresh_from_db()
    assert programme.needs_approval


def test_ratings_are_renamed_reordered_and_added() -> None:
    programme = make_programme()
    blue, green, amber, red, _ = DEFAULT_LEVELS
    swapped = [LevelFacts(green.code, "Amber", green.meaning, green.kind, green.tone),
               LevelFacts(amber.code, "Green", amber.meaning, amber.kind, amber.tone)]  # fmt: skip
    save_levels(programme=programme, levels=[blue, *swapped, red, WHITE], by=None, now=NOW)
    assert names(programme) == ["Blue", "Amber", "Green", "Red", "White"]


@pytest.mark.parametrize(
    ("levels", "why"),
    [
        (DEFAULT_LEVELS[:3], "Off track"),
        ((*DEFAULT_LEVELS, LevelFacts("too", "GREEN", "Again", RatingKind.ON_TRACK, Tone.GOOD)), "same name"),
        ((*DEFAULT_LEVELS[:2], *DEFAULT_LEVELS[3:]), "“Amber” is used by updates"),
        (
            tuple(
                LevelFacts(level.code, level.name, level.meaning, RatingKind.NOT_DUE, level.tone)
                if level.code == "amber" else level
                for level in DEFAULT_LEVELS
            ),
            "keeps what it means",
        ),
    ],
)  # fmt: skip
def test_ratings_that_would_mislead_are_refused(levels, why) -> None:
    programme = make_programme()
    make_update(make_action(make_workstream(programme), stage=Stage.UNDER_WAY), "amber")
    with pytest.raises(TrackerRefused, match=why):
        save_levels(programme=programme, levels=levels, by=None, now=NOW)
    assert names(programme) == ["Blue", "Green", "Amber", "Red", "Grey"]


def test_a_rating_that_only_impact_uses_stays_too() -> None:
    programme = make_programme()
    action = make_action(make_workstream(programme), stage=Stage.UNDER_WAY)
    make_update(action, "amber", impact=programme.rating_levels.get(code="grey"))
    with pytest.raises(TrackerRefused, match="“Grey” is used by updates"):
        save_levels(programme=programme, levels=DEFAULT_LEVELS[:-1], by=None, now=NOW)


def test_the_ratings_page_keeps_what_was_typed(administrator: Client) -> None:
    programme = make_programme()
    page = reverse("tracker:ratings", args=[programme.slug])
    said = {"ratings-TOTAL_FORMS": "6", "ratings-INITIAL_FORMS": "5"}
    rows = [*DEFAULT_LEVELS, LevelFacts("", "White", "", RatingKind.NOT_DUE, Tone.NEUTRAL)]
    for number, level in enumerate(rows):
        said |= {f"ratings-{number}-{name}": value for name, value in vars(level).items()}
    refused = administrator.post(page, said).content.decode()
    assert "Say what the rating means" in refused
    assert 'value="White"' in refused
    administrator.post(page, said | {"ratings-5-meaning": "Being developed"})
    assert programme.rating_levels.get(code="white").meaning == "Being developed"


def test_only_keepers_keep_programmes_and_see_drafts(client: Client) -> None:
    officer = make_officer()
    with pytest.raises(PermissionDenied):
        create_programme(slug="mine", title="Mine", owner_office="Mine", by=officer, now=NOW)
    draft = make_programme(state=ProgrammeState.DRAFT)
    sign_in(client, make_account(Role.DIRECTOR))
    assert client.get(reverse("tracker:programme", args=[draft.slug])).status_code == 404


def test_aims_are_data_that_administrators_keep(administrator: Client) -> None:
    load_aims()
    load_aims()
    assert StrategicAim.objects.count() == 6
    administrator.post(reverse("tracker:aims"), {"text": "Every child a reader"})
    aim = StrategicAim.objects.get(number=7)
    page = reverse("tracker:aim", args=[7])
    assert "Enter the aim" in administrator.post(page, {"text": ""}).content.decode()
    administrator.post(page, {"text": "Every child reads", "retired": "on"})
    aim.refresh_from_db()
    assert (aim.text, aim.retired_on is not None) == ("Every child reads", True)
    workstream = make_workstream()
    new_action = administrator.get(reverse("tracker:new_action", args=[workstream.programme.slug])).content.decode()
    assert "Place-based working" in new_action
    assert "Every child reads" not in new_action
    with pytest.raises(PermissionDenied):
        add_aim(text="Mine", by=make_officer())
