"""SEND: the Joint Written Statement of Action, the strategy and the public page."""

from tests.rules.matrix.rows import (
    ADMINISTRATOR,
    DIRECTOR,
    QUADRANT,
    TRACKER_READERS,
    VISITOR,
    Page,
    everybody,
    of_role,
)

SEND = (
    everybody("send:progress"),
    Page("send:version", {VISITOR: 404}, 404, lambda world: (1,), "that is not published"),
    *of_role("send:statement send:plan send:risks send:visits send:strategy send:public_page", *TRACKER_READERS),
    Page("send:quadrants", {QUADRANT: 302, DIRECTOR: 200, ADMINISTRATOR: 200}, what="of which an officer has one"),
    *(
        Page(
            f"send:{route}",
            dict.fromkeys(TRACKER_READERS, 404),
            args=lambda world: (0,),
            what="that does not exist",
        )
        for route in ("quadrant", "letter", "paper")
    ),
    Page("send:add_action", {QUADRANT: 404, ADMINISTRATOR: 404}, args=lambda world: (0,), what="that does not exist"),
    *of_role("send:add_visit send:add_paper send:add_stage", ADMINISTRATOR),
    Page("send:add_part", {ADMINISTRATOR: 200}, args=lambda world: ("theme",)),
    *(
        Page(f"send:{route}", {ADMINISTRATOR: 404}, args=lambda world: (0,), what="that does not exist")
        for route in (
            "change_statement",
            "change_visit",
            "add_letter",
            "withdraw_letter",
            "withdraw_paper",
            "change_part",
            "change_stage",
            "public_line",
            "change_table",
            "remove_table",
        )
    ),
    *(
        Page(f"send:{route}", {ADMINISTRATOR: 404}, what="while nothing is drafted")
        for route in ("introduction", "add_table")
    ),
    *(Page(f"send:{route}", {DIRECTOR: 404}, what="while nothing is drafted") for route in ("publish", "send_back")),
    *(Page(f"send:{route}", {ADMINISTRATOR: 405}, what="asked for by a link") for route in ("begin_draft", "hand_in")),
)
