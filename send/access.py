"""The only way to fetch SEND's things for a person: it, or 404."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from essex_portal.accounts.permissions import organisations_with
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind
from essex_portal.tracker.access import programmes_for
from essex_portal.tracker.models import Programme
from send.models import PublicStatement, StatementPaper, VisitLetter, WorkstreamStatement
from send.states import STATEMENT, PublicState

M = TypeVar("M", bound=Model)


def seen_programme(user: Any, slug: str) -> Programme:
    """A programme of SEND that the person may see. Raises Http404, also before it is loaded."""
    found = programmes_for(user).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def row_or_404(model: type[M], pk: int) -> M:
    """Something that everybody who may open the page may see; the view asks for the permission."""
    found = model._default_manager.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def statement_of(workstream: int) -> WorkstreamStatement:
    """What the statement says of a workstream, new where nothing is said yet. Raises Http404 for other programmes."""
    programme = Programme.objects.filter(slug=STATEMENT, workstreams=workstream).first()
    if programme is None:
        raise Http404
    found = WorkstreamStatement.objects.filter(workstream=workstream).select_related("workstream").first()
    return found or WorkstreamStatement(workstream=programme.workstreams.get(pk=workstream))


def kept_or_404(model: type[VisitLetter] | type[StatementPaper], pk: int) -> Any:
    """A letter or paper that was not taken back. Raises Http404."""
    found = model.objects.filter(pk=pk, withdrawn_at=None).select_related("file").first()
    if found is None:
        raise Http404
    return found


def quadrant_seen_by(user: Any, pk: int) -> Organisation:
    """A quadrant whose actions the person may see: an officer the own one, the county all. Raises Http404."""
    return _quadrant_with(user, Permission.VIEW_TRACKER, pk)


def quadrant_kept_by(user: Any, pk: int) -> Organisation:
    """A quadrant whose actions the person makes. Raises Http404 for others."""
    return _quadrant_with(user, Permission.UPDATE_ACTIONS, pk)


def _quadrant_with(user: Any, permission: Permission, pk: int) -> Organisation:
    found = organisations_with(user, permission).filter(kind=OrganisationKind.QUADRANT, pk=pk).first()
    if found is None:
        raise Http404
    return found


def quadrants_seen_by(user: Any) -> QuerySet[Organisation]:
    """By name."""
    seen: QuerySet[Organisation] = organisations_with(user, Permission.VIEW_TRACKER)
    return seen.filter(kind=OrganisationKind.QUADRANT).order_by("name")


def published_or_404(number: int) -> PublicStatement:
    """A published version, for everybody. Raises Http404."""
    found = PublicStatement.objects.filter(state=PublicState.PUBLISHED, number=number).first()
    if found is None:
        raise Http404
    return found


def draft_or_404() -> PublicStatement:
    """The version that is being written or waits. Raises Http404."""
    found = PublicStatement.objects.filter(state=PublicState.DRAFT).first()
    if found is None:
        raise Http404
    return found
