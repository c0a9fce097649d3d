"""The coverage map: who is trained for which duty, and writing to schools that have nobody."""

import csv
import io
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django_tables2 import RequestConfig

from essex_portal.accounts.access import requires
from essex_portal.accounts.roles import Permission
from essex_portal.school_calendar import academic_year_of
from essex_portal.ui.words import date_words
from traded_assessment.coverage_picture import coverage_map
from traded_assessment.coverage_tables import GroupTable, SchoolCoverageTable
from traded_assessment.forms.coverage import CoverageForm
from traded_assessment.forms.messages import LetterForm
from traded_assessment.groupings import Group, groupings
from traded_assessment.models import Duty, DutyWindow
from traded_assessment.queries import coverage as queries
from traded_assessment.queries.audiences import audience_of_schools
from traded_assessment.queries.coverage import Asked, CoverageOfYear, GroupWithNobody, SchoolCoverage
from traded_assessment.services.exports import BYTE_ORDER_MARK, defused
from traded_assessment.states import Coverage
from traded_assessment.views.messages import compose, first_words
from traded_assessment.views.reading import reads_only

manages_training = requires(Permission.MANAGE_TRAINING)
views_training = requires(Permission.VIEW_TRAINING)


@views_training
def coverage(request: HttpRequest) -> HttpResponse:
    """Table and picture of the county for one duty and year; the address says what is looked at."""
    if not queries.duties().exists():
        return render(request, "traded_assessment/coverage/none.html", {"reads_only": reads_only(request)})
    form, asked, window = _asked(request)
    year = CoverageOfYear(asked.academic_year, asked.by, timezone.localdate())
    duties = list(form.duties.values())
    of_duties = [year.of(duty) for duty in duties]
    found = of_duties[duties.index(asked.duty)]
    listed = queries.narrowed(found, group=asked.group, state=asked.state)
    grouping, address = groupings()[asked.by], CoverageForm.address_of(asked)
    table = SchoolCoverageTable(listed, words=grouping.words)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    context = {
        "filter_form": form,
        "asked": asked,
        "window": window,
        "duties": [(duty, urlencode({**address, "duty": duty.pk, "group": "", "state": ""})) for duty in duties],
        "with_nobody": _with_nobody(queries.with_nobody(of_duties), duties, address),
        "by": grouping,
        "reads_only": reads_only(request),
        "groups": GroupTable(queries.counts(found), address=address, words=grouping.words, prefix="groups-"),
        "group": _group(asked, found),
        "state": Coverage(asked.state) if asked.state else None,
        "table": table,
        "count": len(listed),
        "picture": coverage_map(listed, title=f"{asked.duty}: who is trained"),
        "address": urlencode(address),
        "write_address": urlencode({**address, "state": asked.state or Coverage.NOBODY}),
    }
    return render(request, "traded_assessment/coverage/coverage.html", context)


@views_training
def coverage_csv(request: HttpRequest) -> HttpResponse:
    """The schools that the page lists, as CSV."""
    asked, listed = _listed(request)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(("School", "URN", groupings()[asked.by].words, "Attended", "Booked", "Trained", "Telephone"))
    for one in listed:
        details = one.school.school
        row = (
            one.school.name,
            details.urn,
            one.in_words,
            one.trained,
            one.booked,
            one.state.label,
            details.telephone,
        )
        writer.writerow([defused(value) for value in row])
    name = f"coverage-{slugify(asked.duty.name)}-{slugify(asked.academic_year)}.csv"
    return HttpResponse(
        BYTE_ORDER_MARK + lines.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@manages_training
def write_to_schools(request: HttpRequest) -> HttpResponse:
    """A message to the headteachers of the schools that the page lists."""
    asked, listed = _listed(request)
    window = queries.window_of(asked.duty, asked.academic_year)
    schools = [one.school for one in listed]
    about = _about(asked, listed)
    form = LetterForm(request.POST or None, initial=first_words() | _suggested(asked, window))
    back = f"{reverse('traded_assessment:coverage')}?{urlencode(CoverageForm.address_of(asked))}"
    context = {"title": "Write to schools", "about": about, "back_url": back}
    return compose(request, form, lambda: audience_of_schools(schools, about=about), context)


def _asked(request: HttpRequest) -> tuple[CoverageForm, Asked, DutyWindow | None]:
    """What the address asks for. Raises Http404 while there is no duty."""
    this_year = academic_year_of(timezone.localdate())
    duties = list(queries.duties())
    if not duties:
        raise Http404
    form = CoverageForm(request.GET, duties=duties, years=queries.years_of_coverage(this_year))
    asked = form.asked(this_year)
    shown = CoverageForm(CoverageForm.address_of(asked), duties=duties, years=form.years)
    return shown, asked, queries.window_of(asked.duty, asked.academic_year)


def _listed(request: HttpRequest) -> tuple[Asked, list[SchoolCoverage]]:
    _, asked, _ = _asked(request)
    found = CoverageOfYear(asked.academic_year, asked.by, timezone.localdate()).of(asked.duty)
    return asked, queries.narrowed(found, group=asked.group, state=asked.state)


def _group(asked: Asked, found: Sequence[SchoolCoverage]) -> Group | None:
    """The part of the county that is looked at; None for all of it, or one that nobody is in."""
    return next((group for one in found for group in one.groups if group.key == asked.group), None)


def _with_nobody(
    rows: Sequence[GroupWithNobody], duties: Sequence[Duty], address: Mapping[str, str]
) -> list[tuple[str, list[tuple[int | None, str]]]]:
    """Each group's name with its figures, each with the address of its schools."""
    return [
        (
            row.group.name,
            [
                (figure, urlencode({**address, "duty": duty.pk, "group": row.group.key, "state": Coverage.NOBODY}))
                for duty, figure in zip(duties, row.nobody, strict=True)
            ],
        )
        for row in rows
    ]


def _about(asked: Asked, listed: list[SchoolCoverage]) -> str:
    """`Phonics screening check, 2021/22: nobody trained, in Mid`"""
    words = {
        "": "all schools",
        Coverage.NOBODY: "nobody trained",
        Coverage.BOOKED: "booked",
        Coverage.TRAINED: "trained",
    }
    group = _group(asked, listed)
    where = f", in {group.name}" if group else ""
    return f"{asked.duty}, {asked.academic_year}: {words[asked.state]}{where}"


def _suggested(asked: Asked, window: DutyWindow | None) -> dict[str, str]:
    """Words to begin with."""
    opens = f" It begins on {date_words(window.opens_on)}." if window else ""
    catalogue = settings.SITE_URL + reverse("traded_assessment:catalogue")
    return {
        "subject": f"Training for the {_lower(asked.duty.name)}",
        "text": (
            "Dear headteacher\n\n"
            f"As far as we know, nobody at your school has been trained yet for the {_lower(asked.duty.name)} "
            f"of {asked.academic_year}.{opens}\n\n"
            f"See the sessions and book places: {catalogue}"
        ),
    }


def _lower(name: str) -> str:
    """`phonics screening check`, but `KS1 assessment`."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
