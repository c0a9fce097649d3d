"""Confirming certificates: for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from essex_portal.accounts.access import public
from traded_assessment.forms.delivery import CodeForm
from traded_assessment.queries.certificates import certificate_by_code


@public
def certificates(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and lead to what it confirms."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        found = certificate_by_code(form.cleaned_data["code"])
        if found is not None:
            return redirect("traded_assessment:certificate", found.code)
        form.add_error("code", "No certificate has this code. Check each letter and figure.")
    return render(request, "traded_assessment/certificates/confirm.html", {"form": form})


@public
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What the certificate says, and whether it is valid; nothing that is not printed on it."""
    found = certificate_by_code(code)
    if found is None:
        raise Http404
    response = render(request, "traded_assessment/certificates/confirmed.html", {"certificate": found})
    response.headers["X-Robots-Tag"] = "noindex"
    return response
