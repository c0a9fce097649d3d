"""What the local area promised and how it stands, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from essex_portal.accounts.access import public
from send.access import published_or_404
from send.models import PublicStatement
from send.queries.public import published, tables_seen
from send.standing import TONES


@public
def progress(request: HttpRequest) -> HttpResponse:
    """The newest published version."""
    newest = published().first()
    if newest is None:
        return render(request, "send/public/none.html")
    return _shown(request, newest, newest)


@public
def version(request: HttpRequest, number: int) -> HttpResponse:
    """An earlier version, as it was published."""
    return _shown(request, published_or_404(number), published().first())


def _shown(request: HttpRequest, statement: PublicStatement, newest: PublicStatement | None) -> HttpResponse:
    context = {
        "statement": statement,
        "is_newest": statement == newest,
        "lines": [(line, TONES[line.standing]) for line in statement.lines.all()],
        "tables": tables_seen(statement.tables.all()),
        "versions": published(),
    }
    return render(request, "send/public/progress.html", context)
