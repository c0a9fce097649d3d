"""Filters, tags and parts of pages."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import django_tables2 as tables
import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.generic import TemplateView

from essex_portal.jobs.states import UNFINISHED, JobState
from essex_portal.ui.access import declare, public, signed_in
from essex_portal.ui.tables import (
    DayColumn,
    MoneyColumn,
    NumberColumn,
    PortalTable,
    SelectColumn,
    TagColumn,
)


def rendered(source: str, path: str = "/", **context) -> str:
    request = RequestFactory().get(path)
    template = Template("{% load portal django_tables2 %}" + source)
    return template.render(Context(context | {"request": request}))


@pytest.mark.parametrize(
    ("amount", "words"),
    [(Decimal("1234.50"), "£1,234.50"), (Decimal("55.00"), "£55"), (Decimal("-5.5"), "−£5.50"), (None, ""), (0, "£0")],
)
def test_pounds(amount, words):
    assert rendered("{{ amount|pounds }}", amount=amount) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2022, 3, 14, 16, 0, tzinfo=dt.UTC), "14 March 2022 at 4pm"),
        (dt.datetime(2022, 6, 14, 14, 30, tzinfo=dt.UTC), "14 June 2022 at 3:30pm"),
        (dt.datetime(2022, 6, 30, 23, 0, tzinfo=dt.UTC), "1 July 2022 at midnight"),
        (dt.datetime(2022, 3, 1, 12, 0, tzinfo=dt.UTC), "1 March 2022 at midday"),
        (dt.datetime(2022, 3, 1, 0, 5, tzinfo=dt.UTC), "1 March 2022 at 12:05am"),
        (None, ""),
    ],
)
def test_moments_are_told_in_local_time(moment, words):
    assert rendered("{{ moment|moment_words }}", moment=moment) == words


def test_dates_times_and_counts():
    assert rendered("{{ day|date_words }}", day=dt.date(2022, 3, 14)) == "14 March 2022"
    assert rendered("{{ at|time_words }}", at=dt.time(9, 5)) == "9:05am"
    assert rendered("{{ n|plural:'place,places' }}", n=1) == "1 place"
    assert rendered("{{ n|plural:'place,places' }}", n=1200) == "1,200 places"
    assert rendered("{{ day|date_words }}{{ day|time_words }}", day=None) == ""


def test_a_tag_carries_words_and_escapes_them():
    assert rendered('{% tag "Paid" "good" %}') == '<strong class="govuk-tag portal-tag--good">Paid</strong>'
    assert "&lt;b&gt;" in rendered("{% tag text %}", text="<b>")
    with pytest.raises(TemplateSyntaxError):
        rendered('{% tag "Paid" "green" %}')


# --- Pagination ------------------------------------------------------------------------------------


def test_pagination_keeps_the_filters():
    page = Paginator(range(500), 10).page(7)
    html = rendered('{% include "ui/pagination.html" %}', "/?status=paid&page=7&q=a%26b", page=page)
    assert 'href="?status=paid&amp;page=8&amp;q=a%26b" rel="next"' in html
    assert 'aria-label="Page 7" aria-current="page"' in html
    assert html.count("govuk-pagination__item--ellipsis") == 2
    assert "Showing 61 to 70 of 500" in html


def test_one_page_needs_no_pagination():
    page = Paginator(range(5), 10).page(1)
    assert rendered('{% include "ui/pagination.html" %}', page=page).strip() == ""


# --- Summary lists, empty pages, jobs --------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "css", "heading"),
    [
        ("success", "govuk-notification-banner--success", "Success"),
        ("error", "portal-banner--error", "There is a problem"),
    ],
)
def test_messages_become_banners_whatever_else_the_page_names(level, css, heading):
    message = SimpleNamespace(level_tag=level)
    html = rendered('{% include "ui/messages.html" %}', messages=[message], title="Invoices", tone="good")
    assert css in html
    assert heading in html
    assert "Invoices" not in html


def test_a_notice_needs_no_level():
    assert "Important" in rendered('{% include "ui/notice.html" with text="Closed in August" %}')


def test_a_summary_list_says_what_can_be_changed():
    rows = [
        {"key": "School", "value": "A & B", "change_url": "/school", "change_what": "the school"},
        {"key": "Purchase order number", "value": ""},
        {"key": "Places", "value": 0},
    ]
    html = render_to_string("ui/summary_list.html", {"rows": rows})
    assert 'href="/school">Change<span class="govuk-visually-hidden"> the school</span>' in html
    assert "A &amp; B" in html
    assert html.count("Not provided") == 1
    assert html.count("govuk-summary-list__row--no-actions") == 2


def job(state: JobState, **attributes) -> SimpleNamespace:
    shown = {"progress_total": 0, "progress_done": 0, "percent": 0, "error": ""} | attributes
    return SimpleNamespace(
        pk=7, state=state, is_finished=state not in UNFINISHED, get_state_display=lambda: state.label, **shown
    )


def job_html(state: JobState, *, htmx: bool = False, **attributes) -> str:
    request = RequestFactory().get("/")
    request.htmx = htmx
    context = {
        "job": job(state, **attributes),
        "status_url": "/jobs/7",
        "name": "Invoice PDF",
        "ready_url": "/file",
        "ready_text": "Download",
        "retry_url": "/jobs/7/again",
    }
    return render_to_string("ui/job_status.html", context, request)


@pytest.mark.parametrize("state", UNFINISHED)
def test_unfinished_work_is_asked_for_again_with_and_without_javascript(state):
    html = job_html(state, progress_total=40, progress_done=10, percent=25)
    assert 'hx-get="/jobs/7" hx-trigger="every 2s"' in html
    assert '<a class="govuk-link govuk-link--no-visited-state" href="/jobs/7">Check again</a>' in html
    assert '<progress class="portal-progress" max="40" value="10"' in html


def test_finished_work_is_not_asked_for_again_and_is_announced_once():
    html = job_html(JobState.READY, htmx=True)
    assert "hx-get" not in html
    assert 'href="/file">Download</a>' in html
    assert '<div id="job-7-said" hx-swap-oob="innerHTML">Invoice PDF: Ready.</div>' in html
    assert "hx-swap-oob" not in job_html(JobState.RUNNING, htmx=True)
    assert 'role="status"' in job_html(JobState.RUNNING)


def test_failed_work_says_why_and_offers_another_try():
    html = job_html(JobState.FAILED, error="The storage is full. <b>")
    assert "The storage is full. &lt;b&gt;" in html
    assert '<form method="post" action="/jobs/7/again">' in html


# --- Tables ----------------------------------------------------------------------------------------


class InvoiceTable(PortalTable):
    caption = "Invoices of March"
    number = tables.Column(verbose_name="Number", linkify=lambda record: f"/invoices/{record['number']}")
    issued_on = DayColumn()
    places = NumberColumn(orderable=False)
    status = TagColumn(tones={"Paid": "good"})
    gross = MoneyColumn(footer="£1,285.50")


ROWS = [
    {"number": "INV-1", "issued_on": dt.date(2022, 3, 14), "places": 3, "status": "Paid", "gross": Decimal("1230.5")},
    {"number": "INV-2", "issued_on": dt.date(2022, 3, 15), "places": 1, "status": "Issued", "gross": Decimal("55")},
]


def table_html(path: str = "/", table_class: type = InvoiceTable, rows: list = ROWS, per_page: int = 25) -> str:
    request = RequestFactory().get(path)
    table = table_class(rows, request=request)
    tables.RequestConfig(request, paginate={"per_page": per_page}).configure(table)
    return rendered("{% render_table table %}", path, table=table)


def test_a_table_names_itself_and_its_rows():
    html = table_html()
    assert 'role="region" aria-labelledby="table-caption" tabindex="0"' in html
    assert 'id="table-caption">Invoices of March</caption>' in html
    assert '<th scope="row" class="govuk-table__header"><a href="/invoices/INV-1">INV-1</a></th>' in html


def test_figures_stand_on_the_right():
    html = table_html()
    assert '<td class="govuk-table__cell govuk-table__cell--numeric portal-nowrap">£1,230.50</td>' in html
    assert '<th scope="col" class="govuk-table__header govuk-table__header--numeric portal-nowrap">' in html
    assert "£1,285.50" in html
    assert '<td class="govuk-table__cell portal-nowrap">14 March 2022</td>' in html
    assert '<strong class="govuk-tag portal-tag--good">Paid</strong>' in html
    assert '<strong class="govuk-tag portal-tag--neutral">Issued</strong>' in html


def test_sorting_keeps_the_filters_forgets_the_page_and_is_announced():
    html = table_html("/?status=paid&sort=-gross&page=1")
    assert 'aria-sort="descending"><a class="portal-sort" href="?status=paid&amp;sort=gross">' in html
    assert 'href="?status=paid&amp;sort=number"' in html
    assert html.index("INV-1") < html.index("INV-2")
    assert html.count("aria-sort") == 1
    assert "sort=places" not in html


def test_only_the_first_of_several_sort_keys_is_announced():
    html = table_html("/?sort=status&sort=-gross")
    assert html.count("aria-sort") == 1
    assert 'aria-sort="ascending"><a class="portal-sort" href="?sort=-status' in html


def test_a_table_in_pages_and_an_empty_one():
    assert "Showing 2 to 2 of 2" in table_html("/?page=2", per_page=1)
    assert "There is nothing to show." in table_html(rows=[])


def test_rows_can_be_selected_by_name():
    class Selectable(InvoiceTable):
        select = SelectColumn(label="number", accessor="number")

        class Meta:
            sequence = ("select", "...")

    html = table_html(table_class=Selectable)
    assert 'id="selected-INV-1" name="selected" value="INV-1"' in html
    assert '<span class="govuk-visually-hidden">Select INV-1</span>' in html
    assert '<th scope="row" class="govuk-table__header"><a href="/invoices/INV-1">' in html


# --- Access marks ----------------------------------------------------------------------------------


def test_access_is_marked_on_functions():
    @public
    def open_page(request): ...

    @signed_in
    def closed_page(request): ...

    assert (open_page.access, open_page.login_required) == ("public", False)
    assert closed_page.access == "signed_in"
    assert not hasattr(closed_page, "login_required")


def test_access_is_marked_on_classes_without_touching_their_parents():
    class Page(TemplateView):
        pass

    assert declare(Page, "invoices.view") is Page
    assert Page.as_view().access == "invoices.view"
    assert not hasattr(TemplateView.as_view(), "access")
    assert public(TemplateView.as_view()).login_required is False

    class Child(Page):
        pass

    declare(Child, "public")
    assert Child.as_view().login_required is False
    assert not hasattr(Page.as_view(), "login_required")
