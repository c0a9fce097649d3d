"""What every page shows around its content: navigation, whom one acts for, demo mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from essex_portal.accounts.acting_for import schools_of
from essex_portal.home.navigation import menu_of, navigation_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template. Queries at most once: the person's memberships."""
    user = getattr(request, "user", None)
    navigation = navigation_for(request, user) if user is not None else []
    return {
        "navigation": navigation,
        "menu": menu_of(navigation),
        "acting_for": getattr(request, "acting_for", None),
        "booking_for": getattr(request, "booking_for", None),
        "memberships_count": len(schools_of(user)) if user is not None else 0,  # those one can choose among
        "demo_mode": settings.DEMO_MODE,
        "portal_name": settings.PORTAL_NAME,
        "contact_email": settings.CONTACT_EMAIL,
    }
