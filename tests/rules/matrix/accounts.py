"""Sign-in, people, invitations, tokens and the audit trail."""

from tests.rules.matrix.rows import (
    ADMINISTRATOR,
    HEAD,
    HEAD_ELSEWHERE,
    MEMBER,
    NEWCOMER,
    VISITOR,
    Page,
    everybody,
    signed_in,
)

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
