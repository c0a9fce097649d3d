"""How schools are billed: the list, finding a school, and its terms."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.organisations.models import Organisation
from essex_portal.organisations.queries.search import OPEN, SchoolFilters, search_schools
from traded_assessment.billing_tables import BillingTermsFilter, BillingTermsTable
from traded_assessment.billing_words import terms_in_words
from traded_assessment.forms.billing import BillingTermsForm
from traded_assessment.queries.billing import history_of_terms, terms_list, terms_of
from traded_assessment.services.billing_exports import terms_csv
from traded_assessment.services.billing_terms import BillingTermsRefused, change_billing_terms
from traded_assessment.tables import PER_PAGE

MOST_FOUND = 10


@requires(Permission.VIEW_INVOICES)
@require_GET
def billing_terms(request: HttpRequest) -> HttpResponse:
    """The schools with terms of their own, and a search for any other."""
    found = BillingTermsFilter(request.GET, queryset=terms_list())
    table = BillingTermsTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    wanted = request.GET.get("school", "").strip()
    schools = search_schools(SchoolFilters(q=wanted, status=OPEN))[:MOST_FOUND] if wanted else None
    context = {"table": table, "filter_form": found.form, "wanted": wanted, "schools": schools}
    return render(request, "traded_assessment/finance/billing_terms.html", context)


@requires(Permission.VIEW_INVOICES)
@require_GET
def billing_terms_csv(request: HttpRequest) -> HttpResponse:
    """The filtered list as CSV."""
    found = BillingTermsFilter(request.GET, queryset=terms_list())
    headers = {"Content-Disposition": f'attachment; filename="billing-terms-{timezone.localdate()}.csv"'}
    return HttpResponse(terms_csv(found.qs), content_type="text/csv; charset=utf-8", headers=headers)


@requires(Permission.VIEW_INVOICES)
def school_billing(request: HttpRequest, urn: int) -> HttpResponse:
    """One school's terms, and who changed them."""
    school = _school(urn)
    kept = terms_of(school)
    form = BillingTermsForm(posted(request), school=school, kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            change_billing_terms(school=school, terms=form.terms(), by=request.user)
        except BillingTermsRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"Billing terms of {school.name} saved")
            return redirect("traded_assessment:school_billing", urn)
    context = {
        "form": form,
        "school": school,
        "history": history_of_terms(kept),
        "rows": [{"key": key, "value": value} for key, value in terms_in_words(kept)],
        "may_bill": holds(request.user, Permission.MANAGE_BILLING),
    }
    return render(request, "traded_assessment/finance/school_billing.html", context)


def _school(urn: int) -> Organisation:
    school = Organisation.objects.select_related("school__trust").filter(school__urn=urn).first()
    if school is None:
        raise Http404
    return school
