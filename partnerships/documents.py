"""How a worker makes the directory's documents, and who may open them."""

from typing import Any

from django.utils import timezone

from essex_portal.documents.access import may_open
from essex_portal.documents.makers import MadeFile, maker
from essex_portal.documents.models import Document
from essex_portal.jobs.services import Progress
from partnerships.forum_access import may_read_notes
from partnerships.forum_report_pdf import forum_report_pdf
from partnerships.models import Forum, Round
from partnerships.profile_pdf import profile_pdf
from partnerships.report_pdf import report_pdf
from partnerships.results_access import may_see_results


@maker("partnership_profile")
def make_partnership_profile(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: all that it prints."""
    return MadeFile(profile_pdf(document.parameters, f"partnership-profile-{document.pk}"), "application/pdf")


@may_open("partnership_profile")
def may_open_partnership_profile(user: Any, document: Document) -> bool:
    """Whoever may read the directory."""
    return bool(user.is_authenticated)


@maker("evaluation_report")
def make_evaluation_report(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: the round, and what `services.reports` froze of its meeting and of the thresholds."""
    return MadeFile(report_pdf(document.parameters, f"evaluation-report-{document.pk}"), "application/pdf")


@may_open("evaluation_report")
def may_open_evaluation_report(user: Any, document: Document) -> bool:
    """Whoever sees the results of the partnership."""
    review = Round.objects.select_related("partnership").filter(pk=document.parameters["round"]).first()
    return review is not None and may_see_results(user, review.partnership, timezone.localdate())


@maker("forum_report")
def make_forum_report(document: Document, progress: Progress) -> MadeFile:
    """`parameters`: all that it prints, as `services.forum_reports` froze it."""
    return MadeFile(forum_report_pdf(document.parameters, f"forum-report-{document.pk}"), "application/pdf")


@may_open("forum_report")
def may_open_forum_report(user: Any, document: Document) -> bool:
    """The schools on the list, and those who keep the forum."""
    forum = Forum.objects.select_related("quadrant").filter(pk=document.parameters["forum"]).first()
    return forum is not None and may_read_notes(user, forum)
