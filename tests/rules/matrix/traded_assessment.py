"""Training: courses, bookings, changes, waiting lists and delivery. Its money has a file of its own."""

from tests.rules.matrix.rows import (
    DIRECTOR,
    HEAD,
    HEAD_ELSEWHERE,
    MEMBER,
    OFFICE,
    VISITOR,
    Page,
    everybody,
    of_role,
    signed_in,
)

TRAINING = (
    everybody("traded_assessment:catalogue"),
    everybody("traded_assessment:package"),
    Page("traded_assessment:session", {VISITOR: 404}, 404, lambda world: (0,), "that does not exist"),
    *of_role("traded_assessment:bookings traded_assessment:check_order", HEAD, MEMBER, HEAD_ELSEWHERE),
    *of_role("traded_assessment:passport", HEAD, MEMBER, HEAD_ELSEWHERE),
    Page("traded_assessment:convert_singles", {HEAD: 302, HEAD_ELSEWHERE: 302}, what="with nothing to convert"),
    *of_role("traded_assessment:unused_places", OFFICE, DIRECTOR),
    Page(
        "traded_assessment:unused_places_of",
        {OFFICE: 404, DIRECTOR: 404},
        403,
        lambda world: (0, "none"),
        "that does not exist",
    ),
    *of_role("traded_assessment:book_subscription", HEAD, HEAD_ELSEWHERE),
    Page(
        "traded_assessment:book_session",
        dict.fromkeys((HEAD, MEMBER, HEAD_ELSEWHERE), 404),
        args=lambda world: (0,),
        what="that does not exist",
    ),
    Page(
        "traded_assessment:order",
        {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 404, OFFICE: 200, DIRECTOR: 200},
        args=lambda world: (world.invoice.references[0],),
        what="of the school",
    ),
    *of_role(
        "traded_assessment:office traded_assessment:office_sessions traded_assessment:add_session"
        " traded_assessment:plan_series traded_assessment:copy_year traded_assessment:office_messages"
        " traded_assessment:book_for_school traded_assessment:duties traded_assessment:add_duty"
        " traded_assessment:courses traded_assessment:add_course traded_assessment:packages"
        " traded_assessment:add_package traded_assessment:prices traded_assessment:price_requests",
        OFFICE,
    ),
    *of_role("traded_assessment:coverage traded_assessment:figures", OFFICE, DIRECTOR),
    Page("traded_assessment:coverage_csv", {OFFICE: 404, DIRECTOR: 404}, what="while there is no duty"),
    Page("traded_assessment:write_to_schools", {OFFICE: 404}, what="while there is no duty"),
    Page("traded_assessment:figure_rows", {OFFICE: 200, DIRECTOR: 200}, args=lambda world: ("income",)),
    Page(
        "traded_assessment:figure_rows",
        {OFFICE: 404, DIRECTOR: 404},
        args=lambda world: ("nothing",),
        what="that is none",
    ),
    Page("traded_assessment:write_to_attendees", {OFFICE: 302}, what="without a session"),
    *(
        Page(f"traded_assessment:{route}", {OFFICE: 404}, 403, lambda world: (0,), "that does not exist")
        for route in (
            "office_session",
            "change_session",
            "office_message",
            "attendance_sheet",
            "change_duty",
            "add_window",
            "change_window",
            "cancel_session",
            "session_call_off",
            "attendees",
            "change_course",
            "change_package",
            "price_list",
            "new_price_list",
            "edit_price_list",
            "preview_price_list",
            "discard_price_list",
            "price_request",
            "decline_price_request",
        )
    ),
)

CHANGES = (
    *(
        Page(
            f"traded_assessment:{route}",
            {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 404, OFFICE: 200},
            args=lambda world: (world.booking.pk,),
            what="of the school",
        )
        for route in ("change_booking", "cancel_booking")
    ),
    Page(
        "traded_assessment:move_booking",
        {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 404, OFFICE: 200},
        args=lambda world: (world.booking.pk, world.booking.training_session_id),
        what="of the school",
    ),
    Page(
        "traded_assessment:cancellation",
        {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 404, OFFICE: 200, DIRECTOR: 200},
        args=lambda world: (world.cancellation.pk,),
        what="of the school",
    ),
    *of_role("traded_assessment:cancellation_rules", OFFICE),
    Page("traded_assessment:change_cancellation_rules", {OFFICE: 200}, args=lambda world: ("event",)),
    Page("traded_assessment:change_cancellation_rules", {OFFICE: 404}, 403, lambda world: ("tea",), "unknown"),
)

DELIVERY = (
    *(
        Page(f"traded_assessment:{route}", {VISITOR: 404}, 404, lambda world: ("1-abc~no",), "of nobody")
        for route in ("place", "place_evaluation", "place_certificate", "place_certificate_file", "place_calendar")
    ),
    Page("traded_assessment:calendar_feed", {VISITOR: 404}, 404, lambda world: ("1-abc~no",), "of nobody"),
    everybody("traded_assessment:certificates"),
    Page("traded_assessment:certificate", {VISITOR: 404}, 404, lambda world: ("AAAA",), "that does not exist"),
    signed_in("traded_assessment:calendars"),
    *of_role("traded_assessment:training_record traded_assessment:training_record_file", HEAD, MEMBER, HEAD_ELSEWHERE),
    *of_role(
        "traded_assessment:office_settings traded_assessment:delivery_settings traded_assessment:evaluations"
        " traded_assessment:evaluation_questions",
        OFFICE,
    ),
    *(
        Page(f"traded_assessment:{route}", {OFFICE: 404}, 403, lambda world: (0,), "that does not exist")
        for route in ("attendance", "upload_attendance", "session_evaluation", "course_evaluation")
    ),
)

WAITING = (
    *(
        Page(
            f"traded_assessment:{route}",
            dict.fromkeys((HEAD, MEMBER, HEAD_ELSEWHERE, OFFICE), 404),
            args=lambda world: (0,),
            what="that does not exist",
        )
        for route in ("booking_people", "substitute")
    ),
    Page("traded_assessment:name_by_link", {VISITOR: 404}, 404, lambda world: ("x",), "that was not signed"),
    *of_role("traded_assessment:approvals", HEAD, MEMBER, HEAD_ELSEWHERE),
    *of_role("traded_assessment:approval_settings", HEAD, HEAD_ELSEWHERE),
    Page(
        "traded_assessment:approval",
        {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 404, OFFICE: 404},
        args=lambda world: (world.approval.pk,),
        what="asked by the member",
    ),
    Page("traded_assessment:decide_by_link", {VISITOR: 404}, 404, lambda world: ("x",), "that was not signed"),
    *of_role("traded_assessment:waiting_rules", OFFICE),
    *(
        Page(
            f"traded_assessment:{route}",
            dict.fromkeys((HEAD, MEMBER, OFFICE), 200) | {HEAD_ELSEWHERE: 404},
            args=lambda world: (world.waiting_entry.pk,),
            what="of the school",
        )
        for route in ("waiting_entry", "leave_waiting_list")
    ),
    *(
        Page(f"traded_assessment:{route}", {OFFICE: 200}, args=lambda world: (world.waiting_entry.pk,))
        for route in ("move_waiting", "offer_by_hand", "remove_waiting")
    ),
    Page(
        "traded_assessment:office_waiting_list",
        {OFFICE: 200},
        args=lambda world: (world.waiting_entry.training_session_id,),
    ),
    Page(
        "traded_assessment:join_waiting_list",
        {HEAD: 302, MEMBER: 302, HEAD_ELSEWHERE: 200},
        args=lambda world: (world.waiting_entry.training_session_id,),
        what="that the school waits for",
    ),
)

TRADED_ASSESSMENT = (*TRAINING, *CHANGES, *DELIVERY, *WAITING)
