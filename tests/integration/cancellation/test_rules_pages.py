"""The office's page of the rules: versions in words, and a new version after a look at it."""

from datetime import date

import pytest
from django.urls import reverse

from essex_portal.audit.models import AuditEvent
from traded_assessment.models import CancellationPolicy

pytestmark = pytest.mark.usefixtures("briefing_day")

RULES = reverse("traded_assessment:cancellation_rules")
CHANGE = reverse("traded_assessment:change_cancellation_rules", args=["event"])


def answers(*bands: tuple[object, ...], **changes: object) -> dict[str, object]:
    rows = {
        f"bands-{number}-{name}": value
        for number, band in enumerate(bands)
        for name, value in zip(("at_least", "charge_percent", "may_move"), band, strict=False)
    }
    return {
        "valid_from": "2021-12-01", "days": "school", "reason": "Simpler",
        "bands-TOTAL_FORMS": len(bands), "bands-INITIAL_FORMS": 0, **rows, **changes,
    }  # fmt: skip


NEW = answers((10, 0, "on"), ("", ""), (0, 80))


def test_the_rules_are_in_words(as_office, rules):
    html = as_office.get(RULES).content.decode()
    assert html.count("20 working days or more before the session: free of charge.") == 2
    assert "In force" in html


def test_a_new_version_is_seen_in_words_before_it_is_published(as_office, rules):
    looked = as_office.post(CHANGE, NEW).content.decode()
    assert "10 school days or more before the session: free of charge." in looked
    assert CancellationPolicy.objects.count() == 2
    seen = looked.split('name="seen" value="')[1].split('"')[0]
    assert as_office.post(CHANGE, NEW | {"publish": "1", "seen": seen})["Location"] == RULES
    row = CancellationPolicy.objects.get(valid_from=date(2021, 12, 1))
    assert [(band["at_least"], band["charge_percent"], band["may_move"]) for band in row.bands] == [
        (10, 0, True),
        (0, 80, False),
    ]
    assert AuditEvent.objects.get(event="cancellation_policy.published").reason == "Simpler"
    assert "To come" in as_office.get(RULES).content.decode()


def test_what_was_not_seen_is_not_published(as_office, rules):
    as_office.post(CHANGE, NEW | {"publish": "1", "seen": "something else"})
    assert CancellationPolicy.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (answers((10, 0)), "One band must begin 0 days before"),
        (answers((10, 50), (0, 20)), "the charge must not fall"),
        (answers((0, 120)), "100 or less"),
        (answers((0, "")), "Enter the charge"),
        (answers((0, 10), reason=""), "Say why the rules change"),
    ],
)
def test_rules_that_make_no_sense(as_office, rules, given, words):
    html = as_office.post(CHANGE, given).content.decode()
    assert words.lower() in html.lower()
    assert "Publish these rules" not in html


def test_rules_never_begin_in_the_past(as_office, rules):
    given = NEW | {"valid_from": "2021-11-10"}
    looked = as_office.post(CHANGE, given).content.decode()
    seen = looked.split('name="seen" value="')[1].split('"')[0]
    assert "tomorrow or later" in as_office.post(CHANGE, given | {"publish": "1", "seen": seen}).content.decode()
    assert CancellationPolicy.objects.count() == 2
