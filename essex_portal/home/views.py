from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from essex_portal.accounts.access import public


@public
def start(request: HttpRequest) -> HttpResponse:
    """The front page: what the portal is for, or what needs doing for the person signed in."""
    return render(request, "home/start.html")
