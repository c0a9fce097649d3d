from essex_portal.organisations.models import Organisation
from essex_portal.organisations.states import OrganisationKind

COUNCIL = "Essex County Council"


def the_council() -> Organisation:
    """The organisation that county roles are bound to; made when the first of them is given."""
    council, _ = Organisation.objects.get_or_create(kind=OrganisationKind.COUNCIL_TEAM, name=COUNCIL)
    return council
