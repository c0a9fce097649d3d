"""The Education Task Force: its commitments, meetings and the Year of Reading."""

from tests.rules.matrix.rows import (
    ADMINISTRATOR,
    DIRECTOR,
    HEAD,
    HEAD_ELSEWHERE,
    MEMBER,
    PARTNERSHIP,
    QUADRANT,
    TRACKER_READERS,
    Page,
    of_role,
    signed_in,
)

TASKFORCE = (
    signed_in("taskforce:reading"),
    Page("taskforce:reach", {}, 404, what="before there is a year"),
    Page("taskforce:missing", {}, 404, what="before there is a year"),
    Page(
        "taskforce:add_activity",
        dict.fromkeys((HEAD, MEMBER, HEAD_ELSEWHERE, QUADRANT, PARTNERSHIP, ADMINISTRATOR), 404),
        what="before there is a year",
    ),
    *(
        Page(f"taskforce:{route}", {}, 404, lambda world: (0,), "that does not exist")
        for route in ("activity", "change_activity", "withdraw_activity", "book_file")
    ),
    *(
        Page(f"taskforce:{route}", {ADMINISTRATOR: 404}, what="before there is a year")
        for route in ("keep_reading", "change_reading_year")
    ),
    *of_role("taskforce:add_audience taskforce:add_book taskforce:add_meeting", ADMINISTRATOR),
    *of_role("taskforce:commitments taskforce:meetings", *TRACKER_READERS),
    *(
        Page(
            f"taskforce:{route}",
            dict.fromkeys((QUADRANT, DIRECTOR, ADMINISTRATOR), 404),
            args=lambda world: (0,),
            what="that does not exist",
        )
        for route in ("meeting", "paper")
    ),
    *(
        Page(f"taskforce:{route}", {ADMINISTRATOR: 404}, args=lambda world: (0,), what="that does not exist")
        for route in (
            "change_meeting",
            "add_paper",
            "withdraw_paper",
            "add_decision",
            "change_decision",
            "add_arisen",
            "remove_arisen",
            "change_audience",
            "withdraw_book",
        )
    ),
)
