"""The register of makers: each app's `documents` room says how its kinds of document are made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from essex_portal.documents.models import Document
from essex_portal.jobs.services import Progress


@dataclass(frozen=True)
class MadeFile:
    """What a maker returns: bytes, or an open `tempfile.TemporaryFile`, of which a killed worker leaves nothing.

    `when_stored` is called once the bytes are kept; a second try calls it again.
    """

    content: bytes | IO[bytes]
    content_type: str
    when_stored: Callable[[], object] = lambda: None


Maker = Callable[[Document, Progress], MadeFile]
_makers: dict[str, Maker] = {}


def maker(kind: str) -> Callable[[Maker], Maker]:
    """Register the function below as the maker of documents of this kind."""

    def register(function: Maker) -> Maker:
        if kind in _makers:
            raise ValueError(f"Two makers for {kind!r}")
        _makers[kind] = function
        return function

    return register


def maker_of(kind: str) -> Maker:
    """The maker of a kind. Raises KeyError for a kind that no app makes."""
    return _makers[kind]
