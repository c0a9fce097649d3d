"""Who may do what: roles, the permissions each gives, and what a role is bound to. Keys are stored."""

from enum import StrEnum

from django.db import models

from essex_portal.accounts.states import Scope
from essex_portal.organisations.states import OrganisationKind


class Role(models.TextChoices):
    SCHOOL_MEMBER = "school_member", "School member"
    HEADTEACHER = "headteacher", "Headteacher"
    PARTNERSHIP_LEAD = "partnership_lead", "Partnership lead"
    QUADRANT_OFFICER = "quadrant_officer", "Quadrant officer"
    TRAINING_OFFICE = "training_office", "Training office"
    FINANCE = "finance", "Finance"
    ADMISSIONS_OFFICER = "admissions_officer", "Admissions officer"
    DIRECTOR = "director", "Director"
    ADMINISTRATOR = "administrator", "Administrator"


class Permission(StrEnum):
    # for one school
    VIEW_SCHOOL_BOOKINGS = "view_school_bookings"
    BOOK_TRAINING = "book_training"
    BUY_SUBSCRIPTION = "buy_subscription"
    APPROVE_BOOKINGS = "approve_bookings"  # of others at the school, and say whether they need it
    VIEW_SCHOOL_INVOICES = "view_school_invoices"
    DISPUTE_INVOICES = "dispute_invoices"
    MANAGE_SCHOOL_PEOPLE = "manage_school_people"
    MANAGE_SCHOOL_TOKENS = "manage_school_tokens"
    ANSWER_EVALUATION = "answer_evaluation"  # the school's part of a partnership's evaluation
    HAND_IN_EVALUATION = "hand_in_evaluation"
    PROPOSE_PARTNERSHIP_CHANGE = "propose_partnership_change"
    APPLY_FOR_OFFERS = "apply_for_offers"  # funded places, places on a forum's list
    SHARE_READING = "share_reading"  # what the school does for the Year of Reading
    # for one partnership
    LEAD_PARTNERSHIP = "lead_partnership"  # run its evaluation rounds, see its results, keep its page
    # for one quadrant, or for all
    KEEP_PARTNERSHIPS = "keep_partnerships"  # members, offices, boards and forums of the quadrant
    VIEW_QUADRANT_EVALUATION = "view_quadrant_evaluation"  # its partnerships' aggregates
    KEEP_OFFERS = "keep_offers"  # funded places, drop-ins
    VIEW_OFFERS = "view_offers"  # who applied for funded places, and the money
    UPDATE_ACTIONS = "update_actions"
    # for the county
    VIEW_COUNTY_EVALUATION = "view_county_evaluation"
    KEEP_QUESTION_SETS = "keep_question_sets"
    KEEP_PROGRAMMES = "keep_programmes"  # programmes, workstreams, their rules and imports
    APPROVE_UPDATES = "approve_updates"  # of actions, evidence, what is published
    SEND_BOARD_PACKS = "send_board_packs"
    MANAGE_TRAINING = "manage_training"  # courses, sessions, prices, price requests
    VIEW_TRAINING = "view_training"  # figures: what is sold, who is trained, what is not used
    VIEW_INVOICES = "view_invoices"
    RECORD_PAYMENTS = "record_payments"
    CREDIT_INVOICES = "credit_invoices"
    MANAGE_DEBT = "manage_debt"  # disputes, refunds, reminders; propose write-offs
    APPROVE_WRITE_OFFS = "approve_write_offs"
    EXPORT_INVOICES = "export_invoices"
    MANAGE_VAT_RULES = "manage_vat_rules"
    MANAGE_BILLING = "manage_billing"  # who is billed how, invoice runs, journals, export mappings
    MANAGE_PEOPLE = "manage_people"
    MANAGE_TOKENS = "manage_tokens"
    IMPORT_REGISTER = "import_register"
    MANAGE_CALENDAR = "manage_calendar"
    VIEW_AUDIT = "view_audit"
    MANAGE_JOBS = "manage_jobs"  # background work that failed: see it, try it again
    VIEW_TRACKER = "view_tracker"


_MEMBER = frozenset(
    {
        Permission.VIEW_SCHOOL_BOOKINGS,
        Permission.BOOK_TRAINING,
        Permission.ANSWER_EVALUATION,
        Permission.SHARE_READING,
    }
)
_HEAD = _MEMBER | {
    Permission.BUY_SUBSCRIPTION,
    Permission.APPROVE_BOOKINGS,
    Permission.VIEW_SCHOOL_INVOICES,
    Permission.DISPUTE_INVOICES,
    Permission.MANAGE_SCHOOL_PEOPLE,
    Permission.MANAGE_SCHOOL_TOKENS,
    Permission.HAND_IN_EVALUATION,
    Permission.PROPOSE_PARTNERSHIP_CHANGE,
    Permission.APPLY_FOR_OFFERS,
}

SCHOOL_PERMISSIONS = _HEAD
"""Permissions that are about one school: their pages need to know which."""

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SCHOOL_MEMBER: _MEMBER,
    Role.HEADTEACHER: _HEAD,
    Role.PARTNERSHIP_LEAD: frozenset({Permission.LEAD_PARTNERSHIP}),
    Role.QUADRANT_OFFICER: frozenset(
        {
            Permission.KEEP_PARTNERSHIPS,
            Permission.VIEW_QUADRANT_EVALUATION,
            Permission.KEEP_OFFERS,
            Permission.VIEW_OFFERS,
            Permission.VIEW_TRACKER,
            Permission.UPDATE_ACTIONS,
        }
    ),
    Role.TRAINING_OFFICE: frozenset(
        {
            Permission.MANAGE_TRAINING,
            Permission.VIEW_TRAINING,
            Permission.BOOK_TRAINING,
            Permission.VIEW_SCHOOL_BOOKINGS,
        }
    ),
    Role.FINANCE: frozenset(
        {
            Permission.VIEW_INVOICES,
            Permission.VIEW_SCHOOL_INVOICES,
            Permission.RECORD_PAYMENTS,
            Permission.CREDIT_INVOICES,
            Permission.DISPUTE_INVOICES,
            Permission.MANAGE_DEBT,
            Permission.APPROVE_WRITE_OFFS,
            Permission.EXPORT_INVOICES,
            Permission.MANAGE_VAT_RULES,
            Permission.MANAGE_BILLING,
        }
    ),
    Role.ADMISSIONS_OFFICER: frozenset(),
    Role.DIRECTOR: frozenset(
        {
            Permission.VIEW_TRAINING,
            Permission.VIEW_INVOICES,
            Permission.APPROVE_WRITE_OFFS,
            Permission.VIEW_SCHOOL_INVOICES,
            Permission.VIEW_SCHOOL_BOOKINGS,
            Permission.VIEW_QUADRANT_EVALUATION,
            Permission.VIEW_COUNTY_EVALUATION,
            Permission.VIEW_OFFERS,
            Permission.VIEW_TRACKER,
            Permission.APPROVE_UPDATES,
            Permission.SEND_BOARD_PACKS,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_TOKENS,
            Permission.IMPORT_REGISTER,
            Permission.MANAGE_CALENDAR,
            Permission.VIEW_AUDIT,
            Permission.MANAGE_JOBS,
            Permission.KEEP_PARTNERSHIPS,
            Permission.KEEP_OFFERS,
            Permission.VIEW_OFFERS,
            Permission.KEEP_QUESTION_SETS,
            Permission.VIEW_TRACKER,
            Permission.UPDATE_ACTIONS,
            Permission.KEEP_PROGRAMMES,
        }
    ),
}

BOUND_TO: dict[Role, OrganisationKind] = {
    Role.SCHOOL_MEMBER: OrganisationKind.SCHOOL,
    Role.HEADTEACHER: OrganisationKind.SCHOOL,
    Role.PARTNERSHIP_LEAD: OrganisationKind.PARTNERSHIP,
    Role.QUADRANT_OFFICER: OrganisationKind.QUADRANT,
    Role.TRAINING_OFFICE: OrganisationKind.COUNCIL_TEAM,
    Role.FINANCE: OrganisationKind.COUNCIL_TEAM,
    Role.ADMISSIONS_OFFICER: OrganisationKind.COUNCIL_TEAM,
    Role.DIRECTOR: OrganisationKind.COUNCIL_TEAM,
    Role.ADMINISTRATOR: OrganisationKind.COUNCIL_TEAM,
}

SCHOOL_ROLES = (Role.SCHOOL_MEMBER, Role.HEADTEACHER)
COUNTY_ROLES = tuple(role for role, kind in BOUND_TO.items() if kind == OrganisationKind.COUNCIL_TEAM)
SECOND_FACTOR_ROLES = (*COUNTY_ROLES, Role.QUADRANT_OFFICER)
"""Council roles must sign in with a second factor (design.md section 4)."""

SCOPE_PERMISSIONS: dict[Scope, frozenset[Permission]] = {
    Scope.BOOKINGS: frozenset({Permission.VIEW_SCHOOL_BOOKINGS, Permission.BOOK_TRAINING}),
    Scope.INVOICES: frozenset({Permission.VIEW_INVOICES, Permission.VIEW_SCHOOL_INVOICES}),
    Scope.TRACKER: frozenset({Permission.VIEW_TRACKER}),
}
"""A person can give a token those scopes for which their roles hold one of these permissions."""
