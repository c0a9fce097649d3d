from django.http import HttpResponse
from django.shortcuts import render
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.filters import AuditFilter
from essex_portal.accounts.queries import kinds_of_event
from essex_portal.accounts.requests import PersonRequest
from essex_portal.accounts.roles import Permission
from essex_portal.accounts.tables import AuditTable
from essex_portal.audit.models import AuditEvent


@requires(Permission.VIEW_AUDIT)
def audit(request: PersonRequest) -> HttpResponse:
    """Who did what to what, and when."""
    found = AuditFilter(request.GET, queryset=AuditEvent.objects.all(), events=kinds_of_event())
    table = AuditTable(found.qs)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "accounts/audit.html", {"table": table, "filter_form": found.form})
