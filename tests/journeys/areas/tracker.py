"""Everything under /tracker/."""

from tests.journeys.areas.area import Area

NOT_WALKED = {
    "tracker:board_pack": "journey_director_sends_the_board_pack ends there",
    "tracker:board_pack_by_link": "a link in a mail: journey_director_sends_the_board_pack looks at it",
    "tracker:board_pack_file": "a file, not a page",
    "tracker:decision": "looked at in journey_rating_and_facts_disagree_and_the_board_sees_it",
    "tracker:ask_about_action": "looked at in journey_rating_and_facts_disagree_and_the_board_sees_it",
    "tracker:ask_about_programme": "the page of ask_about_action",
}

AREA = Area(
    name="tracker",
    namespaces=frozenset({"tracker"}),
    roles=("quadrant_officer", "director", "administrator"),
    not_walked=NOT_WALKED,
)
