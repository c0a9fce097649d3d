"""How a workstream stands, proposed from the ratings of its actions; a person says it in plain words. Pure."""

from collections.abc import Iterable

from send.states import Standing

PLAIN: dict[str, Standing] = {
    "complete": Standing.DONE,
    "on_track": Standing.ON_TRACK,
    "slipping": Standing.LATE,
    "off_track": Standing.OFF_TRACK,
    "not_due": Standing.NOT_YET,
}
"""By the kind of a rating in the tracker."""
WORST_FIRST = (Standing.OFF_TRACK, Standing.LATE, Standing.ON_TRACK, Standing.NOT_YET, Standing.DONE)
TONES = {"done": "info", "on_track": "good", "late": "warn", "off_track": "bad", "not_yet": "neutral"}


def proposed(kinds: Iterable[str]) -> tuple[Standing, str]:
    """The standing of the action that stands worst, and a sentence that counts them. Without actions nothing is due."""
    found = [PLAIN[kind] for kind in kinds]
    worst = next((one for one in WORST_FIRST if one in found), Standing.NOT_YET)
    counted = [(one, found.count(one)) for one in WORST_FIRST if one in found]
    words = ", ".join(f"{count} {one.label.lower()}" for one, count in counted)
    noun = "action" if len(found) == 1 else "actions"
    return worst, f"{len(found)} {noun}: {words}." if found else "Nothing has begun yet."
