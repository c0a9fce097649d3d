from essex_portal.organisations.models import Organisation

PARTS = ("street", "locality", "address_3", "town", "county", "postcode")


def address_lines(school: Organisation) -> list[str]:
    """The school's postal address, a line each, without its name; what the register leaves out is left out."""
    lines = (getattr(school.school, part).strip() for part in PARTS)
    return list(dict.fromkeys(line for line in lines if line))
