"""`{% load delivery %}`: personal links, and whether somebody came."""

from django import template

from traded_assessment import place_links
from traded_assessment.models import Attendee
from traded_assessment.office_tables import ATTENDANCE_TONES
from traded_assessment.states import Attendance
from traded_assessment.templatetags.training import tag_of

register = template.Library()


@register.simple_tag
def place_address(attendee: Attendee, route: str = "place") -> str:
    """The path of the person's own page."""
    return place_links.place_address(attendee, route)


@register.simple_tag
def attendance_tag(attendee: Attendee) -> str:
    """`Attended`, `Did not attend`, `Not recorded`."""
    attendance = Attendance(attendee.attendance)
    return tag_of(str(attendance.label), ATTENDANCE_TONES[attendance])
