"""Choices of the tracker, and the moves between them. What a programme may reword is data, not here."""

from django.db import models


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", "Being prepared"
    ACTIVE = "active", "Under way"
    CLOSED = "closed", "Closed"


class RatingKind(models.TextChoices):
    """What a rating means to the portal, whatever a programme calls it. Source: domain.md J6."""

    COMPLETE = "complete", "Complete, evidence accepted"
    ON_TRACK = "on_track", "On track"
    SLIPPING = "slipping", "Slipping, recovery keeps the outcome"
    OFF_TRACK = "off_track", "Off track"
    NOT_DUE = "not_due", "Not due yet"


class Tone(models.TextChoices):
    """The colour of a rating's tag; the tag always carries the rating's name too."""

    INFO = "info", "Blue"
    GOOD = "good", "Green"
    WARN = "warn", "Amber"
    BAD = "bad", "Red"
    NEUTRAL = "neutral", "Grey"


class Stage(models.TextChoices):
    """How far an action is, apart from how well it goes. Source: domain.md J5."""

    NOT_STARTED = "not_started", "Not started"
    UNDER_WAY = "under_way", "Under way"
    COMPLETE = "complete", "Complete"
    DROPPED = "dropped", "Dropped"


CLOSED = frozenset({Stage.COMPLETE, Stage.DROPPED})


class PartyRole(models.TextChoices):
    LEAD = "lead", "Lead"
    PARTNER = "partner", "Partner"


class Handshake(models.TextChoices):
    """Whether a party has said that the action is theirs. Only an accepted one owns it."""

    NOT_ASKED = "not_asked", "Not asked yet"
    ASKED = "asked", "Asked"
    ACCEPTED = "accepted", "Accepted"
    AMENDED = "amended", "Wants it changed"
    DECLINED = "declined", "Declined"


class UpdateState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    SENT_BACK = "sent_back", "Sent back"
    APPROVED = "approved", "Approved"
    REPLACED = "replaced", "Replaced"


UPDATE_MOVES: dict[str, frozenset[str]] = {
    UpdateState.DRAFT: frozenset({UpdateState.SUBMITTED, UpdateState.APPROVED, UpdateState.REPLACED}),
    UpdateState.SUBMITTED: frozenset({UpdateState.SENT_BACK, UpdateState.APPROVED}),
    UpdateState.SENT_BACK: frozenset({UpdateState.REPLACED}),
    UpdateState.APPROVED: frozenset(),
    UpdateState.REPLACED: frozenset(),
}
"""An approved update counts and stays. What was sent back is written anew, and the new one replaces it."""


class Frequency(models.TextChoices):
    WEEKLY = "weekly", "Each week"
    MONTHLY = "monthly", "Each month"
    HALF_TERMLY = "half_termly", "Each half term"
    TERMLY = "termly", "Each term"
    YEARLY = "yearly", "Each year"
    ONCE = "once", "Once"


class Direction(models.TextChoices):
    UP = "up", "Higher is better"
    DOWN = "down", "Lower is better"


class EvidenceKind(models.TextChoices):
    FILE = "file", "File"
    LINK = "link", "Link"


class DecisionOutcome(models.TextChoices):
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SheetStep(models.TextChoices):
    """What the worker does with a filled-in spreadsheet: look what would happen, then do it."""

    CHECK = "check", "Check"
    SAVE = "save", "Save"


class RowState(models.TextChoices):
    """What became, or would become, of one line of a spreadsheet."""

    READY = "ready", "Ready to save"
    SAVED = "saved", "Saved"
    CONFLICT = "conflict", "Somebody else updated it"
    REFUSED = "refused", "Cannot be saved"


class ActionField(models.TextChoices):
    """What a column of an imported table can say of an action."""

    REFERENCE = "reference", "Reference"
    WORKSTREAM = "workstream", "Workstream"
    TITLE = "title", "What will be done"
    DETAIL = "detail", "More about it"
    DIFFERENCE = "difference", "What will be different"
    COPRODUCTION = "coproduction", "How families and practitioners shape it"
    WHEN = "when", "When, in words"
    STARTS = "starts", "First day"
    DUE = "due", "Last day"
    LEADS = "leads", "Who leads it"
    PARTNERS = "partners", "With whom"
    QUADRANT = "quadrant", "Where"
    AIM = "aim", "Strategic aim"


class DraftState(models.TextChoices):
    """What became of one row of an imported table."""

    DRAFT = "draft", "To be confirmed"
    CONFIRMED = "confirmed", "In the tracker"
    DISCARDED = "discarded", "Discarded"
