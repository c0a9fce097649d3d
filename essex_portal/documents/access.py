"""Who may open a document: each app says so for its kinds, beside their makers. A kind without a word is closed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404

from essex_portal.documents.models import Document

Opener = Callable[[Any, Document], bool]
_openers: dict[str, Opener] = {}


def may_open(kind: str) -> Callable[[Opener], Opener]:
    """Register the function below as the answer to "may this person open this document?" for the kind."""

    def register(function: Opener) -> Opener:
        if kind in _openers:
            raise ValueError(f"Two answers to who may open {kind!r}")
        _openers[kind] = function
        return function

    return register


def document_for(user: Any, pk: int) -> Document:
    """The document, when the person may open it. Raises Http404 otherwise."""
    document = Document.objects.filter(pk=pk).first()
    opener = _openers.get(document.kind) if document else None
    if document is None or opener is None or not opener(user, document):
        raise Http404
    return document
