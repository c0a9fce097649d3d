"""Partnerships: directory, offers, forums, visits, self-evaluation and its results."""

from tests.rules.matrix.rows import (
    ADMINISTRATOR,
    DIRECTOR,
    HEAD,
    HEAD_ELSEWHERE,
    MEMBER,
    PARTNERSHIP,
    QUADRANT,
    VISITOR,
    Page,
    of_object,
    of_role,
    signed_in,
)

A_DATE = "2021-11-16"  # of the forum

DIRECTORY = (
    signed_in("partnerships:directory"),
    signed_in("partnerships:directory_sheet", args=lambda world: ("csv",)),
    Page("partnerships:directory_sheet", {}, 404, lambda world: ("pdf",), "of another form"),
    signed_in("partnerships:partnership", args=lambda world: (world.partnership.pk,)),
    Page("partnerships:partnership", {}, 404, lambda world: (world.school.pk,), "that is a school"),
    signed_in("partnerships:members_sheet", args=lambda world: (world.partnership.pk, "xlsx")),
    *of_role("partnerships:new_partnership", QUADRANT, ADMINISTRATOR),
    *of_role("partnerships:own_partnerships partnerships:propose", HEAD, HEAD_ELSEWHERE),
    signed_in("partnerships:proposals"),
    *of_role("partnerships:upload partnerships:upload_template partnerships:isolation", QUADRANT, ADMINISTRATOR),
    Page("partnerships:upload_preview", {QUADRANT: 404, ADMINISTRATOR: 404}, 403, lambda world: (0,), "not their own"),
    *of_role("partnerships:stated_counts partnerships:new_office partnerships:new_kind", ADMINISTRATOR),
    *of_role("partnerships:offices partnerships:new_board partnerships:kinds", QUADRANT, ADMINISTRATOR),
    Page("partnerships:kind", {ADMINISTRATOR: 200}, args=lambda world: ("local_cluster",)),
    *(signed_in(f"partnerships:{name}") for name in ("boards", "contacts", "who_to_call", "new_holder")),
    Page("partnerships:who_to_call_for", {}, 404, lambda world: (1,), "that does not exist"),
    Page("partnerships:change_holder", {}, 404, lambda world: (0,), "that does not exist"),
    Page("partnerships:confirm_contact", {VISITOR: 404}, 404, lambda world: ("x",), "that was not signed"),
    signed_in("partnerships:quadrant", args=lambda world: (world.partnership.partnership_facts.get().quadrant_id,)),
    Page(
        "partnerships:match_trust",
        dict.fromkeys((QUADRANT, ADMINISTRATOR), 404),
        args=lambda world: (world.partnership.pk,),
        what="of a cluster",
    ),
    Page("partnerships:proposal", {}, 404, lambda world: (0,), "that does not exist"),
    *(
        Page(
            f"partnerships:{route}",
            dict.fromkeys((QUADRANT, ADMINISTRATOR), 200),
            args=lambda world: (world.partnership.pk,),
            what="of the officer's quadrant",
        )
        for route in ("change_partnership", "end_partnership")
    ),
    *(
        Page(
            f"partnerships:{route}",
            dict.fromkeys((QUADRANT, ADMINISTRATOR, PARTNERSHIP), 200),
            404,
            lambda world: (world.partnership.pk,),
            "of the lead",
        )
        for route in ("add_school", "page_text", "record_meeting")
    ),
    *(
        Page(
            f"partnerships:{route}",
            dict.fromkeys((QUADRANT, ADMINISTRATOR, PARTNERSHIP), 200),
            404,
            lambda world: (world.partnership.partnership_members.get(school=world.school).pk,),
            "of the lead",
        )
        for route in ("end_membership", "move_school")
    ),
)

RESULTS = (
    *(
        Page(
            f"partnerships:{route}",
            dict.fromkeys((PARTNERSHIP, QUADRANT, DIRECTOR), 200),
            404,
            lambda world, more=more: (world.review.pk, *more),
        )
        for route, more in (("round_results", ()), ("round_results_sheet", ("csv",)), ("results_report", ()))
    ),
    Page("partnerships:round_results", {}, 404, lambda world: (0,), "that does not exist"),
    *(
        Page(f"partnerships:{route}", {PARTNERSHIP: 200}, 403, lambda world, more=more: (world.review.pk, *more))
        for route, more in (("meeting", ()), ("meeting_statement", (1,)), ("results_links", ()))
    ),
    Page("partnerships:meeting_statement", {PARTNERSHIP: 404}, 403, lambda world: (world.review.pk, 99), "beyond"),
    Page("partnerships:withdraw_results_link", {PARTNERSHIP: 404}, 403, lambda world: (0,), "that does not exist"),
    Page("partnerships:change_step", {PARTNERSHIP: 404}, 403, lambda world: (0,), "that does not exist"),
    Page(
        "partnerships:next_steps",
        dict.fromkeys((PARTNERSHIP, QUADRANT, DIRECTOR, HEAD, MEMBER), 200),
        404,
        lambda world: (world.partnership.pk,),
    ),
    *of_role("partnerships:school_results", HEAD, MEMBER, HEAD_ELSEWHERE),
    Page(
        "partnerships:school_round_results",
        {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 404},
        args=lambda world: (world.review.pk,),
    ),
    *of_role("partnerships:compared_results", QUADRANT, DIRECTOR),
    Page("partnerships:compared_results_sheet", dict.fromkeys((QUADRANT, DIRECTOR), 200), args=lambda world: ("csv",)),
    *of_role("partnerships:thresholds", ADMINISTRATOR),
    Page("partnerships:shared_results", {VISITOR: 404}, 404, lambda world: ("no-such-link",), "that never was"),
)

OFFERS = (
    signed_in("partnerships:offers"),
    signed_in("partnerships:offer", args=lambda world: (world.application.offer_id,)),
    Page("partnerships:offer", {}, 404, lambda world: (0,), "that does not exist"),
    *of_object("partnerships:apply_for_offer", lambda world: (world.application.offer_id,), 200, HEAD),
    *of_object(
        "partnerships:application partnerships:withdraw_application partnerships:accept_places "
        "partnerships:decline_places",
        lambda world: (world.application.pk,),
        404,
        HEAD,
    ),
    *of_role(
        "partnerships:office_offers partnerships:offers_money partnerships:offers_money_csv",
        QUADRANT,
        DIRECTOR,
        ADMINISTRATOR,
    ),
    *of_role("partnerships:new_offer", QUADRANT, ADMINISTRATOR),
    *of_object(
        "partnerships:office_offer partnerships:edit_offer partnerships:end_offer partnerships:award_places",
        lambda world: (world.application.offer_id,),
        403,
        QUADRANT,
        ADMINISTRATOR,
    ),
    *of_object(
        "partnerships:office_application partnerships:turn_down_application",
        lambda world: (world.application.pk,),
        403,
        QUADRANT,
        ADMINISTRATOR,
    ),
)

FORUMS = (
    signed_in("partnerships:forums"),
    signed_in("partnerships:forum", args=lambda world: (world.forum.pk,)),
    signed_in("partnerships:forum_calendar", args=lambda world: (world.forum.pk,)),
    signed_in("partnerships:forum_meeting", args=lambda world: (world.forum.pk, A_DATE)),
    Page("partnerships:forum_meeting", {}, 404, lambda world: (world.forum.pk, "never"), "that is no day"),
    *of_role("partnerships:new_forum", QUADRANT, ADMINISTRATOR),
    *of_object(
        "partnerships:edit_forum partnerships:forum_members partnerships:add_forum_date",
        lambda world: (world.forum.pk,),
        403,
        QUADRANT,
        ADMINISTRATOR,
    ),
    *of_object(
        "partnerships:move_forum_date partnerships:cancel_forum_date partnerships:record_forum_date",
        lambda world: (world.forum.pk, A_DATE),
        403,
        QUADRANT,
        ADMINISTRATOR,
    ),
    Page(
        "partnerships:forum_report",
        dict.fromkeys((HEAD, MEMBER, QUADRANT, ADMINISTRATOR), 200),
        404,
        lambda world: (world.forum.pk,),
        "whose list the school is on",
    ),
    Page("partnerships:leave_forum", {HEAD: 200, HEAD_ELSEWHERE: 302}, args=lambda world: (world.forum.pk,)),
)

EVALUATION = (
    Page("partnerships:led_partnerships", {PARTNERSHIP: 302}),
    *(
        Page(route, {PARTNERSHIP: 200}, args=lambda world: (world.partnership.pk,))
        for route in (
            "partnerships:rounds",
            "partnerships:new_round",
            "partnerships:own_statements",
            "partnerships:add_own_statement",
        )
    ),
    Page("partnerships:rounds", {PARTNERSHIP: 404}, args=lambda world: (0,), what="of no partnership"),
    *(
        Page(f"partnerships:{name}", {PARTNERSHIP: 200}, args=lambda world: (world.self_review.draft.pk,))
        for name in ("round", "change_round", "discard_round", "open_round")
    ),
    *(
        Page(f"partnerships:{name}", {PARTNERSHIP: 200}, args=lambda world: (world.self_review.open.pk,))
        for name in ("extend_round", "close_round")
    ),
    *(
        Page(f"partnerships:{name}", {PARTNERSHIP: 200}, args=lambda world: (world.self_review.closed.pk,))
        for name in ("publish_round", "reopen_round")
    ),
    *(
        Page(f"partnerships:{name}", {PARTNERSHIP: 200}, args=lambda world: (world.self_review.own.pk,))
        for name in ("reword_own_statement", "remove_own_statement")
    ),
    Page("partnerships:move_own_statement", {PARTNERSHIP: 405}, args=lambda world: (world.self_review.own.pk,)),
    Page("partnerships:school_rounds", {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 200}),
    Page(
        "partnerships:school_round",
        {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 404},
        args=lambda world: (world.self_review.asked.pk,),
    ),
    Page(
        "partnerships:answer_part",
        {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 404},
        args=lambda world: (world.self_review.asked.pk, 1),
    ),
    Page(
        "partnerships:answer_part",
        {HEAD: 404, MEMBER: 404, HEAD_ELSEWHERE: 404},
        args=lambda world: (world.self_review.asked.pk, 9),
        what="that does not exist",
    ),
    Page(
        "partnerships:school_answers",
        {HEAD: 302, MEMBER: 302, HEAD_ELSEWHERE: 404},
        args=lambda world: (world.self_review.asked.pk,),
        what="before the hand-in",
    ),
    Page(
        "partnerships:settle_part",
        {HEAD: 200, HEAD_ELSEWHERE: 404},
        args=lambda world: (world.self_review.asked.pk, 1),
    ),
    Page(
        "partnerships:check_answers",
        {HEAD: 200, HEAD_ELSEWHERE: 404},
        args=lambda world: (world.self_review.asked.pk,),
    ),
    Page("partnerships:question_sets", {ADMINISTRATOR: 200}),
    Page("partnerships:add_question_set", {ADMINISTRATOR: 200}),
    Page("partnerships:round_reminders", {ADMINISTRATOR: 200}),
    Page("partnerships:begin_version", {ADMINISTRATOR: 405}, args=lambda world: (world.self_review.version.pk,)),
    *(
        Page(f"partnerships:{name}", {ADMINISTRATOR: 200}, args=lambda world: (world.self_review.version.pk,))
        for name in ("question_set_version", "change_scale", "publish_version", "discard_version", "add_dimension")
    ),
    *(
        Page(f"partnerships:{name}", {ADMINISTRATOR: 200}, args=lambda world: (world.self_review.dimension.pk,))
        for name in ("change_dimension", "remove_dimension", "add_statement")
    ),
    *(
        Page(f"partnerships:{name}", {ADMINISTRATOR: 200}, args=lambda world: (world.self_review.statement.pk,))
        for name in ("change_statement", "remove_statement")
    ),
    Page(
        "partnerships:change_statement",
        {ADMINISTRATOR: 404},
        args=lambda world: (world.self_review.own.pk,),
        what="that is a partnership's own",
    ),
)

VISITS = (
    signed_in("partnerships:visits"),
    signed_in("partnerships:visits_calendar"),
    Page("partnerships:new_visit", dict.fromkeys((HEAD, PARTNERSHIP), 200)),
    Page(
        "partnerships:visit",
        dict.fromkeys((HEAD, MEMBER, PARTNERSHIP), 200),
        404,
        lambda world: (world.visit.pk,),
        "of the school",
    ),
    *(
        Page(
            f"partnerships:{name}",
            dict.fromkeys((HEAD, PARTNERSHIP), 200),
            404,
            lambda world: (world.visit.pk,),
            "of the school",
        )
        for name in ("change_visit", "write_findings", "cancel_visit")
    ),
)

PARTNERSHIPS = (*DIRECTORY, *OFFERS, *FORUMS, *VISITS, *EVALUATION, *RESULTS)
