"""Finance's rules: how VAT applies, and what invoices print of the council."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from essex_portal.accounts.access import requires
from essex_portal.accounts.permissions import holds
from essex_portal.accounts.requests import posted
from essex_portal.accounts.roles import Permission
from essex_portal.ui.words import date_words
from traded_assessment.forms.finance import EndVatRuleForm, SupplierForm, VatRuleForm
from traded_assessment.models import SupplierDetails, VatRule
from traded_assessment.queries.vat_rules import history_of_rules, rules_by_state
from traded_assessment.services.supplier import SupplierRefused, change_supplier
from traded_assessment.services.vat_rules import VatRuleRefused, add_rule, end_rule


@requires(Permission.VIEW_INVOICES)
def vat_rules(request: HttpRequest) -> HttpResponse:
    """The rules in force, to come and past, and who changed them."""
    context = {
        "states": rules_by_state(timezone.localdate()),
        "history": history_of_rules(),
        "may_rule": holds(request.user, Permission.MANAGE_VAT_RULES),
    }
    return render(request, "traded_assessment/finance/vat_rules.html", context)


@requires(Permission.MANAGE_VAT_RULES)
def add_vat_rule(request: HttpRequest) -> HttpResponse:
    """Add a rule."""
    form = VatRuleForm(posted(request), initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            rule = add_rule(rule=form.rule(), by=request.user)
        except VatRuleRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"Rule added. It counts from {date_words(rule.valid_from)}.")
            return redirect("traded_assessment:vat_rules")
    return render(request, "traded_assessment/finance/vat_rule.html", {"form": form})


@requires(Permission.MANAGE_VAT_RULES)
def end_vat_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a rule end."""
    rule = get_object_or_404(VatRule, pk=pk)
    form = EndVatRuleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ended = end_rule(rule=rule, by=request.user, **form.cleaned_data)
        except VatRuleRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"Rule ended. Its last day is {date_words(ended.valid_to)}.")
            return redirect("traded_assessment:vat_rules")
    return render(request, "traded_assessment/finance/end_vat_rule.html", {"form": form, "rule": rule})


@requires(Permission.VIEW_INVOICES)
def supplier(request: HttpRequest) -> HttpResponse:
    """What invoices print of the council, now and from a day on."""
    today = timezone.localdate()
    versions = list(SupplierDetails.objects.all())
    current = next((one for one in versions if one.valid_from <= today), None)
    form = SupplierForm(posted(request), initial={**(model_to_dict(current) if current else {}), "valid_from": today})
    if request.method == "POST" and form.is_valid():
        valid_from = form.cleaned_data["valid_from"]
        try:
            change_supplier(details=form.details(), valid_from=valid_from, by=request.user, today=today)
        except SupplierRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "The council’s details are saved")
            return redirect("traded_assessment:supplier")
    context = {
        "form": form,
        "versions": versions,
        "current": current,
        "today": today,
        "may_rule": holds(request.user, Permission.MANAGE_VAT_RULES),
    }
    return render(request, "traded_assessment/finance/supplier.html", context)
