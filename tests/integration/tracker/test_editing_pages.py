"""Making and changing actions and their parts in the pages: what is asked, what is refused, what is lost (nothing)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from essex_portal.accounts.roles import Role
from essex_portal.tracker.models import Action, Evidence, SavedFilter, Watch
from essex_portal.tracker.queries import parts_as_at
from essex_portal.tracker.services.actions import edit_action
from essex_portal.tracker.states import Stage
from tests.factories.accounts import make_account, sign_in
from tests.factories.calendar import make_half_terms
from tests.factories.tracker import make_action, make_measure, make_quadrant, make_workstream

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 what the board saw"


@pytest.fixture
def administrator(client: Client) -> Client:
    return sign_in(client, make_account(Role.ADMINISTRATOR))


def address(action: Action, route: str, *more: object) -> str:
    return reverse(f"tracker:{route}", args=[action.programme.slug, action.reference, *more])


def seen(action: Action):
    return parts_as_at([action.pk], timezone.now())[action.pk]


def test_the_words_of_a_plan_become_days(administrator: Client) -> None:
    make_half_terms()
    workstream = make_workstream(prefix="JC")
    page = reverse("tracker:new_action", args=[workstream.programme.slug])
    said = {"workstream": workstream.pk, "title": "Map services", "when_words": "summer term 2022"}
    administrator.post(page, said)
    version = Action.objects.get().versions.get()
    assert (version.when_words, version.starts_on, version.baseline_on, version.forecast_on) == (
        "summer term 2022", date(2022, 4, 19), date(2022, 7, 22), date(2022, 7, 22),
    )  # fmt: skip


def test_words_that_cannot_be_read_are_kept_and_dates_asked_for(administrator: Client) -> None:
    workstream = make_workstream()
    page = reverse("tracker:new_action", args=[workstream.programme.slug])
    said = {"workstream": workstream.pk, "title": "Support", "when_words": "with the government’s programme"}
    refused = administrator.post(page, said).content.decode()
    assert "names no day, month, term or year" in refused
    assert "with the government’s programme" in refused
    administrator.post(page, said | {"no_dates": "on"})
    assert Action.objects.get().versions.get().baseline_on is None


def test_a_change_meets_somebody_elses_and_keeps_what_was_typed(administrator: Client) -> None:
    action = make_action(title="Before")
    base = action.versions.get()
    page = address(action, "edit_action")
    edit_action(action=action, base=base, title="Theirs", by=None, now=timezone.now())
    said = {
        "title": "Mine",
        "base": base.pk,
        "when_words": "2021/22",
        "due_on": "2022-07-22",
        "starts_on": "2021-09-01",
    }
    refused = administrator.post(page, said).content.decode()
    assert "Somebody else changed" in refused
    assert 'value="Mine"' in refused
    administrator.post(page, said | {"base": action.versions.current().get().pk, "forecast_on": "2022-07-22"})
    assert action.versions.current().get().title == "Mine"
    without_reason = administrator.post(
        page, said | {"base": action.versions.current().get().pk, "due_on": "2022-07-29", "forecast_on": "2022-07-29"}
    )
    assert "Say why the agreed due date moves" in without_reason.content.decode()


def test_dropped_with_a_reason_and_reopened(administrator: Client) -> None:
    action = make_action()
    assert "Say why" in administrator.post(address(action, "drop_action"), {"reason": ""}).content.decode()
    administrator.post(address(action, "drop_action"), {"reason": "Merged"})
    assert action.versions.current().get().stage == Stage.DROPPED
    assert "Reopen" in administrator.get(address(action, "action")).content.decode()
    administrator.post(address(action, "reopen_action"), {"reason": "Needed after all"})
    assert action.versions.current().get().stage == Stage.UNDER_WAY


@pytest.mark.parametrize(
    ("kind", "said", "wrong"),
    [
        ("milestones", {"title": "Draft", "due_on": "2022-01-31"}, {"title": ""}),
        ("parties", {"role": "lead", "office": "Head of SEND"}, {"email": "nobody@people.example"}),
        ("measures", {"title": "In time", "unit": "%", "direction": "up", "frequency": "termly", "baseline": "50",
                      "target": "90"}, {"target": "40"}),
        ("risks", {"title": "Staff leave", "likelihood": "3", "impact": "4"}, {"likelihood": "6"}),
    ],
)  # fmt: skip
def test_parts_are_added_changed_and_taken_off(administrator: Client, kind: str, said: dict, wrong: dict) -> None:
    action = make_action()
    refused = administrator.post(address(action, "add_part", kind), said | wrong)
    assert refused.status_code == 200
    assert "There is a problem" in refused.content.decode()
    administrator.post(address(action, "add_part", kind), said)
    (version,) = getattr(seen(action), kind)
    version = getattr(version, "version", version)
    name = "office" if kind == "parties" else "title"
    administrator.post(address(action, "change_part", kind, version.of_id), said | {name: "Other words"})
    (changed,) = getattr(seen(action), kind)
    assert str(getattr(changed, "version", changed)) == "Other words"
    administrator.post(address(action, "end_part", kind, version.of_id), {"reason": "Not ours"})
    assert getattr(seen(action), kind) == []


def test_an_action_waits_for_another_of_its_programme(administrator: Client) -> None:
    action = make_action()
    other = make_action(action.workstream)
    wrong = administrator.post(address(action, "add_dependency"), {"needs": "XX-9"}).content.decode()
    assert "no action of that reference" in wrong
    administrator.post(address(action, "add_dependency"), {"needs": other.reference.lower(), "note": "Needs its data"})
    (waits,) = seen(action).dependencies
    assert waits.of.needs == other
    circular = administrator.post(address(other, "add_dependency"), {"needs": action.reference}).content.decode()
    assert "neither could ever begin" in circular


def test_a_reading_in_another_unit_is_refused_beside_its_field(administrator: Client) -> None:
    action = make_action()
    measure = make_measure(action)
    page = address(action, "add_reading", measure.pk)
    said = {"read_on": "2021-11-10", "value": "55", "unit": "days"}
    assert "not in “days”" in administrator.post(page, said).content.decode()
    administrator.post(page, said | {"unit": "%"})
    assert seen(action).measures[0].latest.value == 55


def test_evidence_by_link_or_by_a_file_of_the_right_kind(administrator: Client) -> None:
    action = make_action()
    page = address(action, "add_evidence")
    neither = administrator.post(page, {"title": "Minutes"}).content.decode()
    assert "Give a link or choose a file" in neither
    for name, content, words in (
        ("run.exe", b"MZ", "must be a PDF, Word, Excel"),
        ("sham.pdf", b"MZ not a pdf", "is called .pdf but is not one"),
        ("large.pdf", PDF + bytes(21 << 20), "up to 20 MB"),
    ):
        refused = administrator.post(page, {"title": "Minutes", "file": SimpleUploadedFile(name, content)})
        assert words in refused.content.decode()
    assert not Evidence.objects.exists()
    administrator.post(page, {"title": "Minutes", "file": SimpleUploadedFile("minutes.pdf", PDF)})
    evidence = Evidence.objects.get()
    file = administrator.get(reverse("tracker:evidence_file", args=[evidence.pk]))
    assert (b"".join(file.streaming_content), file["Content-Disposition"]) == (
        PDF, 'attachment; filename="minutes.pdf"',
    )  # fmt: skip
    own = administrator.post(reverse("tracker:accept_evidence", args=[evidence.pk]), follow=True).content.decode()
    assert "somebody else has to accept it" in own
    other = sign_in(Client(), make_account(Role.DIRECTOR))
    other.post(reverse("tracker:accept_evidence", args=[evidence.pk]))
    assert seen(action).has_accepted_evidence
    administrator.post(reverse("tracker:withdraw_evidence", args=[evidence.pk]), {"reason": "The wrong ones"})
    assert seen(action).evidence == []


def test_evidence_of_another_quadrant_is_not_there(client: Client, administrator: Client) -> None:
    action = make_action(quadrant=make_quadrant())
    administrator.post(address(action, "add_evidence"), {"title": "Minutes", "url": "https://minutes.example"})
    evidence = Evidence.objects.get()
    officer = sign_in(Client(), make_account(Role.QUADRANT_OFFICER, make_quadrant()))
    for route in ("evidence_file", "withdraw_evidence"):
        assert officer.get(reverse(f"tracker:{route}", args=[evidence.pk])).status_code == 404
    assert officer.post(reverse("tracker:accept_evidence", args=[evidence.pk])).status_code == 404


def test_an_officer_who_is_only_named_reports_but_does_not_change(client: Client) -> None:
    county = make_action()
    sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))
    for route, more in (("edit_action", ()), ("add_part", ("measures",)), ("add_part", ("milestones",))):
        assert client.get(address(county, route, *more)).status_code == 403


def test_watching_and_keeping_filters(administrator: Client) -> None:
    action = make_action()
    administrator.post(address(action, "watch"))
    administrator.post(address(action, "watch"))
    assert Watch.objects.count() == 1
    administrator.post(address(action, "watch"), {"stop": "yes"})
    assert not Watch.objects.exists()
    kept = {"name": "Late ones", "query": "standing=overdue&evil=<script>"}
    administrator.post(reverse("tracker:save_filter"), kept)
    saved = SavedFilter.objects.get()
    assert "?standing=overdue" in administrator.get(reverse("tracker:actions")).content.decode()
    assert (
        "give them a name"
        in administrator.post(reverse("tracker:save_filter"), kept | {"name": " "}, follow=True).content.decode()
    )
    stranger = sign_in(Client(), make_account(Role.DIRECTOR))
    stranger.post(reverse("tracker:remove_filter", args=[saved.pk]))
    assert SavedFilter.objects.exists()
    administrator.post(reverse("tracker:remove_filter", args=[saved.pk]))
    assert not SavedFilter.objects.exists()
