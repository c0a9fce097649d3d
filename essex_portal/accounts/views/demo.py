"""One press to sign in as a demo person. Answers 404 outside demo mode."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from essex_portal.accounts import demo
from essex_portal.accounts.access import public
from essex_portal.accounts.models import User
from essex_portal.accounts.signing_in import sign_in_fully


@public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO_MODE:
        raise Http404
    persona = next((one for one in demo.offered() if one.key == request.POST.get("persona")), None)
    if persona is None:
        raise Http404
    return sign_in_fully(request, User.objects.get(email=persona.email))
