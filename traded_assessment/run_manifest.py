"""The signed list of what an invoice run issued. Pure, but for the key, which comes from the server's secret.

The last line signs all lines before it, so that a list and the files beside it can be checked years later.
"""

import csv
import hmac
import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from decimal import Decimal

from django.conf import settings
from django.utils.crypto import salted_hmac

from traded_assessment.services.exports import defused

SALT = "traded_assessment.invoice_run.manifest"
SIGNATURE = "signature hmac-sha256,"


class NotGenuine(Exception):
    """`str()` says what is wrong with the list, for the person who checks it."""


@dataclass(frozen=True)
class ManifestRow:
    """One issued document; the sha256 is of its PDF."""

    number: str
    kind: str
    issued_on: str
    payer: str
    school: str
    references: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    file_name: str
    sha256: str


def signed(rows: Sequence[ManifestRow]) -> bytes:
    """The list as CSV with its signature. The same rows and key are the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([field.name for field in fields(ManifestRow)])
    writer.writerows([defused(value) for value in astuple(row)] for row in rows)
    content = out.getvalue().encode()
    return content + f"{SIGNATURE}{_signature(content, settings.SECRET_KEY)}\r\n".encode()


def files_of(manifest: bytes) -> dict[str, str]:
    """The sha256 of each document by its number. Raises NotGenuine for a list that was changed or is none."""
    content, mark, signature = manifest.rpartition(SIGNATURE.encode())
    if not mark:
        raise NotGenuine("This is no manifest of an invoice run: it has no signature.")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    given = signature.strip().decode(errors="replace")
    if not any(hmac.compare_digest(_signature(content, key), given) for key in keys):
        raise NotGenuine("The signature does not fit. The list was changed, or another portal signed it.")
    return {row["number"]: row["sha256"] for row in csv.DictReader(io.StringIO(content.decode()))}


def _signature(content: bytes, key: str) -> str:
    return salted_hmac(SALT, content, secret=key, algorithm="sha256").hexdigest()
