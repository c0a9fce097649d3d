"""Asking for a statement as a PDF. What it says is frozen when it is asked for."""

import hashlib
import json
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.documents.models import Document
from essex_portal.documents.services import request_document
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries import address_lines
from essex_portal.organisations.states import OrganisationKind
from traded_assessment.access import sees
from traded_assessment.queries.statements import Standing
from traded_assessment.services.printed import as_printed, supplier_on
from traded_assessment.statements import Statement


def may_see_statement(user: Any, organisation: Organisation) -> bool:
    """A school's is for its own people who see invoices; another payer's for the county's finance alone."""
    if organisation.kind == OrganisationKind.SCHOOL:
        return sees(user, Permission.VIEW_SCHOOL_INVOICES, organisation)
    return holds(user, Permission.VIEW_INVOICES)


def request_statement(
    *, organisation: Organisation, statement: Statement, standing: Standing, by: Any, today: date
) -> Document:
    """Ask a worker for the PDF of a statement as it stands `today`; the same statement is one document.

    Raises NoSupplierDetails.
    """
    if not may_see_statement(by, organisation):
        raise PermissionDenied
    parameters = _frozen(organisation, statement, standing, today)
    digest = hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()
    return request_document(
        kind="statement_pdf",
        key=f"statement:{digest}",
        parameters=parameters,
        filename=f"statement-{statement.first_on}-{statement.last_on}.pdf",
        by=by,
    )


def _frozen(organisation: Organisation, statement: Statement, standing: Standing, today: date) -> dict[str, Any]:
    """All that the PDF prints, as plain JSON values."""
    supplier = as_printed(supplier_on(today))
    is_school = organisation.kind == OrganisationKind.SCHOOL
    return {
        "organisation": organisation.pk,
        "name": organisation.name,
        "address": address_lines(organisation) if is_school else [],
        "supplier": {name: supplier[name] for name in ("name", "address", "contact", "bank")},
        "made_on": str(today),
        "first_on": str(statement.first_on),
        "last_on": str(statement.last_on),
        "opening": str(statement.opening),
        "closing": str(statement.closing),
        "owed": str(standing.owed),
        "overdue": str(standing.overdue),
        "in_credit": str(standing.in_credit),
        "rows": [
            [str(row.entry.on), row.entry.number, row.entry.words, str(row.entry.amount), str(row.balance)]
            for row in statement.rows
        ],
    }
