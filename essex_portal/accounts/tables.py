"""Tables of people, invitations, tokens and audit events."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from essex_portal.accounts.filters import event_words
from essex_portal.accounts.models import ApiToken, Invitation, Membership, User
from essex_portal.accounts.queries import role_words
from essex_portal.accounts.states import PENDING, InvitationState, Scope
from essex_portal.audit.models import AuditEvent
from essex_portal.ui.tables import DayColumn, MomentColumn, PortalTable

LINK = '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>'
BREAK = SafeString("<br>")
INVITATION_TONES = {
    InvitationState.OPEN: "info",
    InvitationState.EXPIRED: "warn",
    InvitationState.ACCEPTED: "good",
    InvitationState.WITHDRAWN: "neutral",
}


def _links(*links: tuple[str, str, Any]) -> str:
    """Links side by side: address, words, and whom or what they are about for people who hear them."""
    return format_html_join(" ", LINK, links)


class PeopleTable(PortalTable):
    caption = "People"
    caption_hidden = True

    name = tables.Column(verbose_name="Name", empty_values=())
    email = tables.Column(verbose_name="Email address")
    roles = tables.Column(empty_values=(), orderable=False)
    last_login = MomentColumn(verbose_name="Last sign-in", default="Never")

    class Meta:
        order_by = ("name", "email")
        empty_text = "No one fits these filters."

    def render_name(self, record: User) -> str:
        address = reverse("accounts:person", args=[record.pk])
        return format_html('<a class="govuk-link" href="{}">{}</a>', address, record.name or record.email)

    def render_roles(self, record: Any) -> str:
        return format_html_join(BREAK, "{}", ((role_words(one),) for one in record.current)) or "None"


class SchoolPeopleTable(PortalTable):
    caption = "People"
    row_header = "user"

    user = tables.Column(verbose_name="Name", orderable=False)
    email = tables.Column(accessor="user__email", verbose_name="Email address", orderable=False)
    role = tables.Column(verbose_name="Role", orderable=False)
    created_at = DayColumn(verbose_name="Since", orderable=False)
    last_login = MomentColumn(
        accessor="user__last_login", verbose_name="Last sign-in", default="Never", orderable=False
    )
    actions = tables.Column(empty_values=(), orderable=False, verbose_name="Actions")

    def render_actions(self, record: Membership) -> str:
        return _links(
            (reverse("accounts:change_role", args=[record.pk]), "Change role", f"of {record.user}"),
            (reverse("accounts:end_membership", args=[record.pk]), "Remove", record.user),
        )


class InvitationTable(PortalTable):
    caption = "Invitations"

    email = tables.Column(verbose_name="Email address", orderable=False)
    role = tables.Column(orderable=False)
    created_at = DayColumn(verbose_name="Invited", orderable=False)
    expires_at = DayColumn(verbose_name="Expires", orderable=False)
    state_now = tables.Column(verbose_name="State", orderable=False)
    actions = tables.Column(empty_values=(), orderable=False, verbose_name="Actions", default="")

    class Meta:
        empty_text = "No invitations."

    def render_state_now(self, value: str) -> str:
        state = InvitationState(value)
        return format_html('<strong class="govuk-tag portal-tag--{}">{}</strong>', INVITATION_TONES[state], state.label)

    def render_actions(self, record: Invitation) -> str:
        if record.state_now not in PENDING:  # type: ignore[attr-defined]
            return ""
        return _links(
            (reverse("accounts:renew_invitation", args=[record.pk]), "Send again", f"to {record.email}"),
            (reverse("accounts:withdraw_invitation", args=[record.pk]), "Withdraw", f"for {record.email}"),
        )


class AllInvitationsTable(InvitationTable):
    caption_hidden = True

    organisation = tables.Column(orderable=False)

    class Meta(InvitationTable.Meta):
        sequence = ("email", "role", "organisation", "...")
        empty_text = "No invitation fits these filters."


class TokenTable(PortalTable):
    caption = "API tokens"
    caption_hidden = True

    name = tables.Column(verbose_name="For", orderable=False)
    prefix = tables.Column(verbose_name="Begins with", orderable=False)
    user = tables.Column(verbose_name="Acts as", orderable=False)
    scopes = tables.Column(verbose_name="May", orderable=False)
    last_used_on = DayColumn(verbose_name="Last used", default="Never", orderable=False)
    expires_on = DayColumn(verbose_name="Last day", default="No end", orderable=False)
    actions = tables.Column(empty_values=(), orderable=False, verbose_name="Actions")

    def render_prefix(self, value: str) -> str:
        return f"{value}…"

    def render_scopes(self, value: list[str]) -> str:
        return format_html_join(BREAK, "{}", ((Scope(scope).label,) for scope in value))

    def render_actions(self, record: ApiToken) -> str:
        if record.revoked_at is not None:
            return "Revoked"
        return _links((reverse("accounts:revoke_token", args=[record.pk]), "Revoke", record.name))


class AllTokensTable(TokenTable):
    organisation = tables.Column(verbose_name="School", default="Every one", orderable=False)

    class Meta:
        sequence = ("name", "prefix", "user", "organisation", "...")


class AuditTable(PortalTable):
    caption = "Audit trail"
    caption_hidden = True

    at = MomentColumn(verbose_name="When")
    actor_label = tables.Column(verbose_name="Who")
    event = tables.Column()
    target_label = tables.Column(verbose_name="What")
    changes = tables.Column(empty_values=(), orderable=False, verbose_name="Before and after")
    reason = tables.Column(orderable=False, default="")

    class Meta:
        order_by = ("-at",)
        empty_text = "No event fits these filters."

    def render_event(self, value: str) -> str:
        return event_words(value)

    def render_changes(self, record: AuditEvent) -> str:
        """Each changed thing on a line of its own: `role: headteacher → school_member`."""
        names = dict.fromkeys([*record.before, *record.after])
        return format_html_join(BREAK, "{}", ((_change(name, record),) for name in names))


def _change(name: str, event: AuditEvent) -> str:
    words = name.replace("_", " ")
    if name not in event.before:
        return f"{words}: {_shown(event.after[name])}"
    if name not in event.after:
        return f"{words}: was {_shown(event.before[name])}"
    return f"{words}: {_shown(event.before[name])} → {_shown(event.after[name])}"


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "nothing" if value in (None, "") else str(value)
