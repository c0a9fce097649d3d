"""The tracker: programmes, actions, the board and its packs, sheets and links."""

from tests.rules.matrix.rows import ADMINISTRATOR, DIRECTOR, QUADRANT, VISITOR, Page, of_role

ACTION_PAGES = (
    *((route, ()) for route in ("update", "edit_action", "drop_action", "reopen_action", "add_dependency")),
    ("add_evidence", ()),
    *(("add_part", (kind,)) for kind in ("milestones", "parties", "measures", "risks")),
)
"""What is asked about an action, by those who may update or change it."""
ACTIONS = (
    *of_role("tracker:programmes tracker:actions tracker:mine tracker:digest", QUADRANT, DIRECTOR, ADMINISTRATOR),
    *of_role("tracker:approvals", DIRECTOR),
    Page("tracker:send_back_update", {DIRECTOR: 404}, args=lambda world: (0,), what="that does not exist"),
    Page(
        "tracker:programme",
        dict.fromkeys((QUADRANT, DIRECTOR, ADMINISTRATOR), 200),
        args=lambda world: (world.action.programme.slug,),
    ),
    Page(
        "tracker:timeline",
        dict.fromkeys((QUADRANT, DIRECTOR, ADMINISTRATOR), 200),
        args=lambda world: (world.action.programme.slug,),
    ),
    Page("tracker:programme", dict.fromkeys((QUADRANT, DIRECTOR, ADMINISTRATOR), 404), args=lambda world: ("none",)),
    *(
        Page(
            f"tracker:{route}",
            dict.fromkeys((QUADRANT, DIRECTOR, ADMINISTRATOR), 200),
            args=lambda world: (world.action.programme.slug, world.action.reference),
            what="of the officer's quadrant",
        )
        for route in ("action", "action_history")
    ),
    *of_role("tracker:new_programme tracker:aims", ADMINISTRATOR),
    Page("tracker:aim", {ADMINISTRATOR: 404}, args=lambda world: (99,), what="that does not exist"),
    *(
        Page(f"tracker:{route}", {ADMINISTRATOR: 200}, args=lambda world: (world.action.programme.slug,))
        for route in ("programme_settings", "ratings", "new_workstream")
    ),
    Page("tracker:workstream", {ADMINISTRATOR: 200}, args=lambda world: (world.action.programme.slug, 1)),
    Page(
        "tracker:new_action",
        {QUADRANT: 200, ADMINISTRATOR: 200},
        args=lambda world: (world.action.programme.slug,),
    ),
    *(
        Page(
            f"tracker:{route}",
            {QUADRANT: 200, ADMINISTRATOR: 200},
            args=lambda world, more=more: (world.action.programme.slug, world.action.reference, *more),
            what=f"of the officer's quadrant {' '.join(more)}",
        )
        for route, more in ACTION_PAGES
    ),
    *(
        Page(
            f"tracker:{route}",
            {QUADRANT: 404, DIRECTOR: 403, ADMINISTRATOR: 200},
            args=lambda world, more=more: (
                world.action_elsewhere.programme.slug,
                world.action_elsewhere.reference,
                *more,
            ),
            what=f"of another quadrant {' '.join(more)}",
        )
        for route, more in ACTION_PAGES
    ),
    *(
        Page(
            f"tracker:{route}",
            {DIRECTOR: 200, ADMINISTRATOR: 200, QUADRANT: 404},
            args=lambda world: (world.action_elsewhere.programme.slug, world.action_elsewhere.reference),
            what="of another quadrant",
        )
        for route in ("action", "action_history")
    ),
)

BOARD = (
    *of_role("tracker:board tracker:board_changes tracker:decisions", QUADRANT, DIRECTOR, ADMINISTRATOR),
    *of_role("tracker:board_packs tracker:new_board_pack", DIRECTOR),
    Page("tracker:board_pack", {DIRECTOR: 404}, args=lambda world: (0,), what="that does not exist"),
    Page("tracker:board_pack_by_link", {VISITOR: 404}, 404, lambda world: ("x",), "that was not signed"),
    Page("tracker:board_pack_file", {VISITOR: 404}, 404, lambda world: ("x", "pdf"), "that was not signed"),
    Page(
        "tracker:ask_about_action",
        {QUADRANT: 200, ADMINISTRATOR: 200},
        args=lambda world: (world.action.programme.slug, world.action.reference),
        what="of the officer's quadrant",
    ),
    Page(
        "tracker:ask_about_action",
        {QUADRANT: 404, ADMINISTRATOR: 200},
        args=lambda world: (world.action_elsewhere.programme.slug, world.action_elsewhere.reference),
        what="of another quadrant",
    ),
    Page("tracker:ask_about_programme", {ADMINISTRATOR: 200}, args=lambda world: (world.action.programme.slug,)),
    Page(
        "tracker:decision",
        dict.fromkeys((QUADRANT, DIRECTOR, ADMINISTRATOR), 200),
        args=lambda world: (world.decision.pk,),
        what="about the officer's quadrant",
    ),
    Page(
        "tracker:decision",
        {QUADRANT: 404, DIRECTOR: 200, ADMINISTRATOR: 200},
        args=lambda world: (world.decision_elsewhere.pk,),
        what="about another quadrant",
    ),
)

SHEETS_AND_LINKS = (
    Page(
        "tracker:upload_sheet", {QUADRANT: 200, ADMINISTRATOR: 200}, args=lambda world: (world.action.programme.slug,)
    ),
    Page(
        "tracker:download_sheet", {QUADRANT: 200, ADMINISTRATOR: 200}, args=lambda world: (world.action.programme.slug,)
    ),
    Page("tracker:sheet", {QUADRANT: 404, ADMINISTRATOR: 404}, args=lambda world: (0,), what="of somebody else"),
    Page("tracker:new_import", {QUADRANT: 200, ADMINISTRATOR: 200}, args=lambda world: (world.action.programme.slug,)),
    *(
        Page(
            f"tracker:{route}",
            {QUADRANT: 404, ADMINISTRATOR: 404},
            args=lambda world, more=more: (0, *more),
            what="that does not exist",
        )
        for route, more in (
            ("import", ()),
            ("import_columns", ()),
            ("import_offices", ()),
            ("discard_import", ()),
            ("import_row", (2,)),
        )
    ),
    Page("tracker:answer_by_link", {VISITOR: 404}, 404, lambda world: ("x",), "that was not signed"),
    Page("tracker:update_by_link", {VISITOR: 404}, 404, lambda world: ("x",), "that was not signed"),
    Page(
        "tracker:ask_party",
        {QUADRANT: 404, ADMINISTRATOR: 404},
        args=lambda world: (world.action.programme.slug, world.action.reference, 0),
        what="that does not exist",
    ),
)

TRACKER = (*ACTIONS, *BOARD, *SHEETS_AND_LINKS)
