from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from essex_portal.accounts.access import public, requires
from essex_portal.accounts.roles import Permission
from essex_portal.home import jobs, queries
from essex_portal.jobs import services


@public
def start(request: HttpRequest) -> HttpResponse:
    """What the portal is for, or what needs doing today by the person signed in."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    school, now = request.acting_for, timezone.now()
    return render(
        request,
        "home/start.html",
        {
            "todos": queries.todos_for(request.user, school, today=timezone.localdate(now)),
            "coming": queries.coming_for(request.user, school, now=now),
        },
    )


@requires(Permission.MANAGE_JOBS)
def job_list(request: HttpRequest) -> HttpResponse:
    """Background work that failed or is under way, for the administrator."""
    return render(request, "home/jobs.html", {"jobs": jobs.unfinished_or_failed()})


@requires(Permission.MANAGE_JOBS)
@require_POST
def retry_job(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Put one failed job back at the start."""
    services.retry(jobs.job_or_404(kind, pk))
    return redirect("home:jobs")
