from django import template
from django.conf import settings

from essex_portal.accounts import demo

register = template.Library()

# The first that fits counts: most browsers also claim to be others.
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """`Firefox on Windows`, as near as the browser's own word allows."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


@register.simple_tag
def demo_people() -> list[demo.Persona]:
    """Whom the sign-in page offers; nobody outside demo mode."""
    return demo.offered() if settings.DEMO_MODE else []
