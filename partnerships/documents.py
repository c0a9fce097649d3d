"""How a worker makes the directory's documents, and who may open them."""

from typing import Any

from essex_portal.documents.access import may_open
from essex_portal.documents.makers import MadeFile, maker
from essex_portal.documents.models import Document
from essex_portal.jobs.services import Progress
from partnerships.profile_pdf import profile_pdf


@maker("partnership_profile")
def make_partnership_profile(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: all that it prints."""
    return MadeFile(profile_pdf(document.parameters, f"partnership-profile-{document.pk}"), "application/pdf")


@may_open("partnership_profile")
def may_open_partnership_profile(user: Any, document: Document) -> bool:
    """Whoever may read the directory."""
    return bool(user.is_authenticated)
