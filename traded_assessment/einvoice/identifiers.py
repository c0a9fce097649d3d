"""Numbers that others gave: what they look like, and how the standards write them."""

import re

from traded_assessment.einvoice.facts import SCHEMES, ElectronicAddress

GLN = "0088"
UK_VAT = "9932"
UK_VAT_NUMBER = re.compile(r"GB([0-9]{9}|[0-9]{12}|(GD|HA)[0-9]{3})")


def address_fault(address: ElectronicAddress) -> str:
    """What is wrong with an electronic address, for the person who enters it; nothing when it is right or empty."""
    if not address.scheme and not address.identifier:
        return ""
    if not address.scheme:
        return "Select the kind of electronic address"
    if not address.identifier:
        return "Enter the electronic address"
    if address.scheme == GLN and not is_gln(address.identifier):
        return "A Global Location Number has 13 digits, and the last one checks the others. Check it for a slip"
    if address.scheme == UK_VAT and not UK_VAT_NUMBER.fullmatch(address.identifier):
        return "Enter the VAT number as GB and 9 or 12 digits, without spaces"
    return ""


def address_choices() -> list[tuple[str, str]]:
    """The kinds of electronic address that forms offer, after none."""
    return [("", "None"), *SCHEMES.items()]


def is_gln(text: str) -> bool:
    """Thirteen digits of which the last checks the others, weighted 1 and 3 by turns. Source: PEPPOL-COMMON-R040."""
    if len(text) != 13 or not (text.isascii() and text.isdigit()):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text)) % 10 == 0


def vat_identifier(number: str) -> str:
    """`GB 123 4567 89` as the standard writes it: the country, then no spaces. Source: BR-CO-09."""
    compact = re.sub(r"[^0-9A-Z]", "", number.upper())
    return compact if not compact or compact[:2].isalpha() else f"GB{compact}"
