from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from essex_portal.ui.access import public


@public
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/accessibility_statement.html")


@public
def cookies(request: HttpRequest) -> HttpResponse:
    names = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return render(request, "ui/cookies.html", {"names": names})


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/privacy.html")


@public
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/contact.html")
