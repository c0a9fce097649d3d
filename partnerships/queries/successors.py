"""Who took over from a school that closed. Source: domain.md A7."""

from essex_portal.organisations.models import Organisation, SchoolLink
from essex_portal.organisations.states import OPEN_STATUSES


def open_successors(school: Organisation) -> list[Organisation]:
    """The open schools that the register names as its successors. One query."""
    links = SchoolLink.objects.filter(earlier=school.school, later__status__in=OPEN_STATUSES)
    return [link.later.organisation for link in links.select_related("later__organisation")]
