"""The register of makers: each app's `documents` room says how its kinds of document are made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from essex_portal.documents.models import Document
from essex_portal.jobs.services import Progress


@dataclass(frozen=True)
class MadeFile:
    """What a maker returns: bytes, or the path of a temporary file that is moved into storage."""

    content: bytes | Path
    content_type: str


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
