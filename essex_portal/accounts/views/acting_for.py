from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from essex_portal.accounts.access import signed_in
from essex_portal.accounts.acting_for import choose_school, schools_of


@signed_in
def acting_for(request: HttpRequest) -> HttpResponse:
    """Pick the school that one acts for, then go back to where one was."""
    schools = schools_of(request.user)
    if not schools:
        raise Http404
    error = ""
    if request.method == "POST":
        picked = request.POST.get("school", "")
        if picked.isdecimal() and choose_school(request, int(picked)):
            name = next(school.name for school in schools if school.pk == int(picked))
            messages.success(request, f"You now act for {name}.")
            return HttpResponseRedirect(_next_page(request))
        error = "Select the school you act for"
    context = {
        "schools": schools,
        "next": _next_page(request),
        "errors": [{"text": error, "href": "#school-1"}] if error else [],
    }
    return render(request, "accounts/acting_for.html", context)


def _next_page(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return address
    return resolve_url("home:start")
