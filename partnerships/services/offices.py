"""The list of offices, and what schools call them about."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from essex_portal.accounts.permissions import holds_for_county
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from partnerships.models import Office
from partnerships.services.refusals import DirectoryRefused
from partnerships.states import OfficeScope


@dataclass(frozen=True)
class OfficeFacts:
    name: str
    scope: OfficeScope
    about: str
    call_about: str
    position: int
    in_use: bool = True


@transaction.atomic
def keep_office(*, office: Office | None, facts: OfficeFacts, by: Any) -> Office:
    """Add an office (None) or change one. Raises PermissionDenied; DirectoryRefused for a name that there is, or
    another scope once it has holders.
    """
    if not holds_for_county(by, Permission.KEEP_PARTNERSHIPS):
        raise PermissionDenied
    kept = Office.objects.select_for_update().get(pk=office.pk) if office else Office()
    if office and kept.scope != facts.scope and kept.holders.exists():
        raise DirectoryRefused("Somebody holds or held this office, so what it is held for stays.", field="scope")
    for name, value in vars(facts).items():
        setattr(kept, name, value)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise DirectoryRefused(f"There is an office called {facts.name} already.", field="name") from None
    record(event="office.changed" if office else "office.added", target=kept, by=by, after=vars(facts))
    return kept
