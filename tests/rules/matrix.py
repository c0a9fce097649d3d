"""Who gets what: the table that `test_access_matrix` drives. Each app adds its pages in a list of its own.

A row is a page and, for each of the PEOPLE, the answer expected of a GET:
200 they see it, 302 they are sent elsewhere (a visitor to sign-in), 403 the page is another role's, 404 the object is
someone else's or does not exist. People not named in `answers` are expected to get `others`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from essex_portal.accounts.roles import Role
from tests.rules.world import World

VISITOR = "visitor"
HEAD, MEMBER = "headteacher", "school_member"
HEAD_ELSEWHERE = "headteacher of another school"
OFFICE, FINANCE, DIRECTOR = Role.TRAINING_OFFICE.value, Role.FINANCE.value, Role.DIRECTOR.value
ADMINISTRATOR, ADMISSIONS = Role.ADMINISTRATOR.value, Role.ADMISSIONS_OFFICER.value
QUADRANT, PARTNERSHIP = Role.QUADRANT_OFFICER.value, Role.PARTNERSHIP_LEAD.value
NEWCOMER = "administrator without a second factor"
PEOPLE = (
    VISITOR, HEAD, MEMBER, HEAD_ELSEWHERE, OFFICE, FINANCE, DIRECTOR, ADMINISTRATOR, ADMISSIONS, QUADRANT,
    PARTNERSHIP, NEWCOMER,
)  # fmt: skip
A_DATE = "2021-11-16"  # of the forum
ALWAYS = {VISITOR: 302, NEWCOMER: 302}


@dataclass(frozen=True)
class Page:
    """One page. `args` makes the address's arguments out of the world of the test."""

    route: str
    answers: Mapping[str, int] = field(default_factory=dict)
    others: int = 403
    args: Callable[[World], tuple[object, ...]] = lambda world: ()
    what: str = ""

    def expected(self, person: str) -> int:
        return self.answers.get(person, ALWAYS.get(person, self.others))

    def __str__(self) -> str:
        return f"{self.route} {self.what}".strip()


def everybody(route: str, **more: object) -> Page:
    """A public page."""
    return Page(route, {VISITOR: 200}, 200, **more)  # type: ignore[arg-type]


def signed_in(route: str, **more: object) -> Page:
    return Page(route, {}, 200, **more)  # type: ignore[arg-type]


ACCOUNTS = (
    everybody("ui:cookies"),
    signed_in("accounts:account"),
    signed_in("accounts:change_name"),
    Page("accounts:set_up_second_factor", {NEWCOMER: 200}, 200),
    Page("account_logout", {VISITOR: 302, NEWCOMER: 200}, 200),
    Page("account_login", {VISITOR: 200}, 302),
    Page("accounts:acting_for", {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 200}, 404),
    Page("accounts:school_people", {HEAD: 200, HEAD_ELSEWHERE: 200}),
    Page("accounts:invite_colleague", {HEAD: 200, HEAD_ELSEWHERE: 200}),
    Page("accounts:school_tokens", {HEAD: 200, HEAD_ELSEWHERE: 200}),
    Page("accounts:new_school_token", {HEAD: 200, HEAD_ELSEWHERE: 200}),
    *(
        Page(route, {HEAD: 200, ADMINISTRATOR: 200}, 404, lambda world: (world.membership.pk,), "of a colleague")
        for route in ("accounts:end_membership", "accounts:change_role")
    ),
    *(
        Page(route, {HEAD: 200, ADMINISTRATOR: 200}, 404, lambda world: (world.invitation.pk,), "to the school")
        for route in ("accounts:renew_invitation", "accounts:withdraw_invitation")
    ),
    Page("accounts:end_membership", {ADMINISTRATOR: 200}, 404, lambda world: (world.council_membership.pk,), "council"),
    Page("accounts:end_membership", {}, 404, lambda world: (0,), "that does not exist"),
    Page(
        "accounts:revoke_token", {HEAD: 200, ADMINISTRATOR: 200}, 404, lambda world: (world.token.pk,), "the school's"
    ),
    Page("accounts:revoke_token", {ADMINISTRATOR: 200}, 404, lambda world: (world.council_token.pk,), "the council's"),
    Page("accounts:people", {ADMINISTRATOR: 200}),
    Page("accounts:person", {ADMINISTRATOR: 200}, 403, lambda world: (world.membership.user_id,)),
    Page("accounts:person", {ADMINISTRATOR: 404}, 403, lambda world: (0,), "that does not exist"),
    Page("accounts:invite", {ADMINISTRATOR: 200}),
    Page("accounts:invitations", {ADMINISTRATOR: 200}),
    Page("accounts:tokens", {ADMINISTRATOR: 200}),
    Page("accounts:new_token", {ADMINISTRATOR: 200}),
    Page("accounts:audit", {ADMINISTRATOR: 200}),
    Page("accounts:invitation", {VISITOR: 404}, 404, lambda world: ("no-such-link",), "that never was"),
)


def of_role(routes: str, *people: str) -> tuple[Page, ...]:
    """Pages without an object, for these people only. The routes are separated by blanks."""
    return tuple(Page(route, dict.fromkeys(people, 200)) for route in routes.split())


HOME = (everybody("home:start"), *of_role("home:jobs", ADMINISTRATOR))

ORGANISATIONS = (
    signed_in("organisations:search"),
    signed_in("organisations:school", args=lambda world: (world.school.school.urn,)),
    Page("organisations:school", {}, 404, lambda world: (1,), "that does not exist"),
    *of_role(
        "organisations:imports organisations:new_import organisations:districts organisations:calendar", ADMINISTRATOR
    ),
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
    *of_role("traded_assessment:school_invoices", HEAD, HEAD_ELSEWHERE),
    Page(
        "traded_assessment:order",
        {HEAD: 200, MEMBER: 200, HEAD_ELSEWHERE: 404, OFFICE: 200, DIRECTOR: 200},
        args=lambda world: (world.invoice.references[0],),
        what="of the school",
    ),
    Page(
        "traded_assessment:school_invoice",
        {HEAD: 200, HEAD_ELSEWHERE: 404, FINANCE: 200, DIRECTOR: 200},
        args=lambda world: (world.invoice.number,),
        what="of the school",
    ),
    Page(
        "traded_assessment:invoice",
        {FINANCE: 200, DIRECTOR: 200},
        args=lambda world: (world.invoice.number,),
        what="of the school",
    ),
    Page(
        "traded_assessment:invoice", {FINANCE: 404, DIRECTOR: 404}, 403, lambda world: ("INV-1999-000001",), "unknown"
    ),
    Page(
        "documents:status",
        {HEAD: 200, FINANCE: 200, DIRECTOR: 200},
        404,
        lambda world: (world.invoice.document_id,),
        "of the school's invoice",
    ),
    *of_role("traded_assessment:invoices", FINANCE, DIRECTOR),
    *of_role(
        "traded_assessment:vat_rules traded_assessment:supplier"
        " traded_assessment:billing_terms traded_assessment:billing_terms_csv"
        " traded_assessment:invoice_runs traded_assessment:check_run_manifest"
        " traded_assessment:journals traded_assessment:journal_codes traded_assessment:export_batches",
        FINANCE,
        DIRECTOR,
    ),
    *of_role(
        "traded_assessment:add_vat_rule traded_assessment:new_mapping"
        " traded_assessment:pay_invoices traded_assessment:invoices_csv traded_assessment:invoices_xlsx",
        FINANCE,
    ),
    Page(
        "traded_assessment:school_billing",
        {FINANCE: 200, DIRECTOR: 200},
        args=lambda world: (world.school.school.urn,),
    ),
    *(
        Page(
            f"traded_assessment:{route}", {FINANCE: 404, DIRECTOR: 404}, 403, lambda world: (0,), "that does not exist"
        )
        for route in ("journal", "journal_csv", "export_batch", "export_mapping", "rehearsal")
    ),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist")
        for route in ("discard_journal", "copy_mapping")
    ),
    Page("traded_assessment:change_mapping", {FINANCE: 404}, 403, lambda world: (0, 0), "that does not exist"),
    Page("traded_assessment:unbilled_order", {FINANCE: 200}, args=lambda world: (world.invoice.references[0],)),
    Page("traded_assessment:nothing_to_bill", {FINANCE: 200}, args=lambda world: (world.invoice.references[0], 1)),
    Page("traded_assessment:unbilled_order", {FINANCE: 404}, 403, lambda world: ("TB-NONE",), "that does not exist"),
    Page(
        "traded_assessment:school_billing",
        {FINANCE: 404, DIRECTOR: 404},
        403,
        lambda world: (1,),
        "that does not exist",
    ),
    Page("traded_assessment:pay_invoice", {FINANCE: 200}, args=lambda world: (world.invoice.number,)),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist")
        for route in ("end_vat_rule", "invoices_export")
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

MONEY = (
    *of_role("traded_assessment:school_credit_notes", HEAD, HEAD_ELSEWHERE),
    *of_role("traded_assessment:credit_notes", FINANCE, DIRECTOR),
    *of_role("traded_assessment:bank_files", FINANCE),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 200}, 403, lambda world: (world.bank_file.pk,))
        for route in ("bank_file", "bank_columns")
    ),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 200}, 403, lambda world: (world.bank_file.rows.get().pk,))
        for route in ("bank_row", "set_bank_row_aside")
    ),
    Page("traded_assessment:bank_file", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist"),
    Page("traded_assessment:bank_row", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist"),
    *of_role("traded_assessment:aged_debt traded_assessment:aged_debt_invoices", FINANCE, DIRECTOR),
    *of_role("traded_assessment:aged_debt_csv", FINANCE),
    *of_role("traded_assessment:payment_reminders", FINANCE, DIRECTOR),
    *of_role("traded_assessment:add_reminder_step", FINANCE),
    Page("traded_assessment:change_reminder_step", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist"),
    Page("traded_assessment:pause_invoice", {FINANCE: 200}, args=lambda world: (world.invoice.number,)),
    Page("traded_assessment:pause_payer", {FINANCE: 200}, args=lambda world: (world.school.pk,)),
    *of_role("traded_assessment:school_statement", HEAD, HEAD_ELSEWHERE),
    Page("traded_assessment:statement", {FINANCE: 200, DIRECTOR: 200}, 403, lambda world: (world.school.pk,)),
    Page("traded_assessment:statement", {FINANCE: 404, DIRECTOR: 404}, 403, lambda world: (0,), "that does not exist"),
    *of_role("traded_assessment:disputes traded_assessment:write_offs", FINANCE, DIRECTOR),
    *(
        Page(f"traded_assessment:{route}", {FINANCE: 200}, args=lambda world: (world.invoice.number,))
        for route in ("credit_invoice", "refund_invoice", "use_credit", "write_off_invoice")
    ),
    Page(
        "traded_assessment:dispute_invoice",
        {HEAD: 200, HEAD_ELSEWHERE: 404, FINANCE: 200},
        args=lambda world: (world.invoice.number,),
    ),
    Page("traded_assessment:answer_dispute", {FINANCE: 404}, 403, lambda world: (0,), "that does not exist"),
    Page(
        "traded_assessment:decide_write_off",
        {FINANCE: 404, DIRECTOR: 404},
        403,
        lambda world: (0,),
        "that does not exist",
    ),
    Page(
        "traded_assessment:credit_note",
        {HEAD: 200, HEAD_ELSEWHERE: 404, FINANCE: 200, DIRECTOR: 200},
        args=lambda world: (world.credit_note.number,),
        what="of the school",
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
    *of_role("partnerships:stated_counts partnerships:new_office", ADMINISTRATOR),
    *of_role("partnerships:offices partnerships:new_board", QUADRANT, ADMINISTRATOR),
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


def of_object(
    routes: str, args: Callable[[World], tuple[object, ...]], elsewhere: int, *people: str
) -> tuple[Page, ...]:
    """Pages of one object, for these people; `elsewhere` is the answer to the headteacher of another school."""
    answers = {HEAD_ELSEWHERE: elsewhere} | dict.fromkeys(people, 200)
    return tuple(Page(route, answers, args=args) for route in routes.split())


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

PARTNERSHIPS: tuple[Page, ...] = (*DIRECTORY, *OFFERS, *FORUMS, *VISITS, *EVALUATION, *RESULTS)

ACTION_PAGES = (
    *((route, ()) for route in ("update", "edit_action", "drop_action", "reopen_action", "add_dependency")),
    ("add_evidence", ()),
    *(("add_part", (kind,)) for kind in ("milestones", "parties", "measures", "risks")),
)
"""What is asked about an action, by those who may update or change it."""

TRACKER: tuple[Page, ...] = (
    *of_role("tracker:programmes tracker:actions tracker:mine", QUADRANT, DIRECTOR, ADMINISTRATOR),
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
TRACKER = (*TRACKER, *BOARD, *SHEETS_AND_LINKS)
_TRACKER_READERS = (QUADRANT, DIRECTOR, ADMINISTRATOR)
SEND = (
    everybody("send:progress"),
    Page("send:version", {VISITOR: 404}, 404, lambda world: (1,), "that is not published"),
    *of_role("send:statement send:plan send:risks send:visits send:strategy send:public_page", *_TRACKER_READERS),
    Page("send:quadrants", {QUADRANT: 302, DIRECTOR: 200, ADMINISTRATOR: 200}, what="of which an officer has one"),
    *(
        Page(
            f"send:{route}",
            dict.fromkeys(_TRACKER_READERS, 404),
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
    *of_role("taskforce:commitments taskforce:meetings", *_TRACKER_READERS),
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

PAGES = (
    *ACCOUNTS,
    *HOME,
    *ORGANISATIONS,
    *TRAINING,
    *MONEY,
    *CHANGES,
    *DELIVERY,
    *WAITING,
    *PARTNERSHIPS,
    *TRACKER,
    *SEND,
    *TASKFORCE,
)
