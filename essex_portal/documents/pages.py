"""What a page shows of a document."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from essex_portal.documents.models import Document


def status_of(document: Document) -> dict[str, Any]:
    """The context of `ui/job_status.html`: being made, or the link, or what went wrong."""
    return {
        "job": document,
        "name": document.filename,
        "status_url": reverse("documents:status", args=[document.pk]),
        "ready_url": reverse("documents:download", args=[document.pk]),
        "ready_text": f"Download {document.filename} ({filesizeformat(document.size)})",
        "retry_url": reverse("documents:retry", args=[document.pk]),
    }
