"""Aged debt on a day: a table whose every figure opens its invoices, a chart, and CSV."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.money import ZERO, Money, pounds
from essex_portal.ui.charts import bar_chart
from essex_portal.ui.words import date_words
from traded_assessment.aged_debt_tables import AgedDebtTable, DebtTable
from traded_assessment.ageing import WAYS, Bucket, Debt, aged, of_row
from traded_assessment.forms.money import AgedDebtForm
from traded_assessment.queries.aged_debt import debts_on
from traded_assessment.services.aged_debt_csv import debts_csv
from traded_assessment.tables import PER_PAGE


@requires(Permission.VIEW_INVOICES)
@require_GET
def aged_debt(request: HttpRequest) -> HttpResponse:
    """The debts of a day by school, payer, quadrant or tier."""
    form, as_at, by = _asked(request)
    rows = aged(debts_on(as_at), as_at, by)

    def address(**figure: str) -> str:
        return f"{reverse('traded_assessment:aged_debt_invoices')}?{urlencode({'as_at': as_at, 'by': by} | figure)}"

    table = AgedDebtTable(rows, address=address, heading=WAYS[by][0])
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    sums = [(bucket, sum((row.amounts[bucket] for row in rows), ZERO)) for bucket in Bucket]
    context = {
        "table": table,
        "filter_form": form,
        "as_at": as_at,
        "sums": [(bucket.words, amount, address(bucket=bucket)) for bucket, amount in sums],
        "total": sum((amount for _, amount in sums), ZERO),
        "all_of_it": address(),
        "chart": _chart(dict(sums), as_at) if rows else "",
        "csv": _csv_address(as_at, by, "", "") if holds(request.user, Permission.EXPORT_INVOICES) else "",
    }
    return render(request, "traded_assessment/finance/aged_debt.html", context)


@requires(Permission.VIEW_INVOICES)
@require_GET
def aged_debt_invoices(request: HttpRequest) -> HttpResponse:
    """The invoices behind one figure."""
    _, as_at, by = _asked(request)
    key, bucket = request.GET.get("key", ""), request.GET.get("bucket", "")
    debts = of_row(debts_on(as_at), as_at, by=by, key=key, bucket=bucket)
    table = DebtTable(debts)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {
        "table": table,
        "as_at": as_at,
        "about": _about(debts, by, key, bucket),
        "count": len(debts),
        "total": sum((debt.owed for debt in debts), ZERO),
        "back": f"{reverse('traded_assessment:aged_debt')}?{urlencode({'as_at': as_at, 'by': by})}",
        "csv": _csv_address(as_at, by, key, bucket) if holds(request.user, Permission.EXPORT_INVOICES) else "",
    }
    return render(request, "traded_assessment/finance/aged_debt_invoices.html", context)


@requires(Permission.EXPORT_INVOICES)
@require_GET
def aged_debt_csv(request: HttpRequest) -> HttpResponse:
    """The invoices behind a figure, or all of them, as CSV."""
    _, as_at, by = _asked(request)
    debts = debts_on(as_at)
    found = of_row(debts, as_at, by=by, key=request.GET.get("key", ""), bucket=request.GET.get("bucket", ""))
    headers = {"Content-Disposition": f'attachment; filename="aged-debt-{as_at}.csv"'}
    return HttpResponse(debts_csv(found, as_at), content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: HttpRequest) -> tuple[AgedDebtForm, date, str]:
    """The day and the way that the address asks for; today and by school when it does not say."""
    usual: dict[str, Any] = {"as_at": timezone.localdate(), "by": "school"}
    asked = usual.keys() & {name.removesuffix("_day") for name in request.GET}
    form = AgedDebtForm(request.GET if asked else None, initial=usual)
    answers = form.cleaned_data if form.is_valid() else {}
    return form, answers.get("as_at") or usual["as_at"], answers.get("by") or usual["by"]


def _about(debts: list[Debt], by: str, key: str, bucket: str) -> str:
    """`Oak Primary School, 31 to 60 days`"""
    name = WAYS[by][1](debts[0])[1] if key and debts else ""
    age = Bucket(bucket).words if bucket in set(Bucket) else ""
    return ", ".join(filter(None, (name, age))) or "All debts"


def _chart(sums: dict[Bucket, Money], as_at: date) -> SafeString:
    values = [sums[bucket] for bucket in Bucket]
    said = ", ".join(f"{bucket.words} {pounds(sums[bucket])}" for bucket in Bucket)
    return bar_chart(
        key="aged-debt",
        title=f"Debt by age on {date_words(as_at)}",
        description=said,
        categories=[bucket.words for bucket in Bucket],
        values=values,
        words=lambda value: pounds(Money(value)),
    )


def _csv_address(as_at: date, by: str, key: str, bucket: str) -> str:
    asked = {"as_at": as_at, "by": by, "key": key, "bucket": bucket}
    return f"{reverse('traded_assessment:aged_debt_csv')}?{urlencode(asked)}"
