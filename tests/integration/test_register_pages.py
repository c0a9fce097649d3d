"""The administrator's pages of register imports and districts."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from essex_portal.accounts.models import User
from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from essex_portal.jobs.states import JobState
from essex_portal.organisations.models import District, Organisation, RegisterImport
from essex_portal.organisations.queries import school_by_urn
from essex_portal.organisations.services.import_jobs import carry_out, request_import
from essex_portal.organisations.states import OrganisationKind
from tests.factories.accounts import make_account, sign_in
from tests.factories.register import register_file, register_row

pytestmark = pytest.mark.django_db

IMPORTS, NEW = reverse("organisations:imports"), reverse("organisations:new_import")
NAME = "edubasealldata20231116.csv"


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


@pytest.fixture
def administrator() -> User:
    return make_account(Role.ADMINISTRATOR)


@pytest.fixture
def office(client: Client, administrator: User) -> Client:
    return sign_in(client, administrator)


def upload(*rows: dict[str, str], name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, register_file(rows).getvalue(), "text/csv")


def requested(by: User, *rows: dict[str, str], **more: object) -> RegisterImport:
    return request_import(file=upload(*rows), by=by, **more)  # type: ignore[arg-type]


def page_of(office: Client, job: RegisterImport, **headers: str) -> str:
    return office.get(reverse("organisations:import", args=[job.pk]), headers=headers).content.decode()


@pytest.mark.parametrize("role", [Role.HEADTEACHER, Role.TRAINING_OFFICE, Role.FINANCE, Role.DIRECTOR])
def test_the_register_is_the_administrators(client: Client, role: Role) -> None:
    sign_in(client, make_account(role))
    assert [client.get(address).status_code for address in (IMPORTS, NEW)] == [403, 403]


def test_an_upload_is_kept_taken_in_by_a_worker_and_reported(office: Client, administrator: User) -> None:
    response = office.post(NEW, {"file": upload(register_row(1), register_row("x", EstablishmentName="Bad Row"))})
    job = RegisterImport.objects.get()
    assert response["Location"] == reverse("organisations:import", args=[job.pk])
    assert (job.state, job.filename, job.requested_by_id) == (JobState.PENDING, NAME, administrator.pk)
    assert "Waiting to start" in page_of(office, job)

    carry_out(job.pk)
    page = page_of(office, job)
    assert "The file is of 16 November 2023 (the file’s name)" in page
    assert "Bad Row" in page
    assert school_by_urn(1) is not None
    assert AuditEvent.objects.get(event="register.imported").actor_id == administrator.pk
    assert NAME in office.get(IMPORTS).content.decode()


def test_a_job_that_runs_twice_leaves_one_result(administrator: User) -> None:
    job = requested(administrator, register_row(1))
    carry_out(job.pk)
    RegisterImport.objects.update(state=JobState.RUNNING, finished_at=None)  # killed before it could say so
    carry_out(job.pk)
    job.refresh_from_db()
    assert (job.state, job.outcome["added"]) == (JobState.READY, 1)
    assert AuditEvent.objects.filter(event="register.imported").count() == 1


def test_a_dry_run_says_so_and_changes_nothing(office: Client, administrator: User) -> None:
    job = requested(administrator, register_row(1), dry_run=True)
    carry_out(job.pk)
    page = page_of(office, job)
    assert "Nothing was changed" in page
    assert "What would change" in page
    assert school_by_urn(1) is None


def test_a_refused_file_gives_its_line_and_reason_and_can_be_tried_again(office: Client, administrator: User) -> None:
    job = requested(administrator, register_row(1), register_row(1))
    carry_out(job.pk)
    page = page_of(office, job)
    assert "Line 3: URN 1 is already on line 2. A school may be there once. Nothing was changed." in page
    assert "Try again" in page
    retry = reverse("organisations:retry_import", args=[job.pk])
    assert office.get(retry).status_code == 405
    office.post(retry)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.PENDING, "")


def test_a_file_that_storage_has_lost_is_explained(administrator: User, tmp_path: Path) -> None:
    job = requested(administrator, register_row(1))
    (tmp_path / job.file_key).unlink()
    carry_out(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error.split(".")[0]) == (JobState.FAILED, "The uploaded file is no longer kept")


def test_links_and_trusts_may_come_along(office: Client) -> None:
    links = ContentFile(b"URN,LinkURN,LinkType,LinkEstablishedDate\r\n2,1,Predecessor,01-09-2012\r\n", "links.csv")
    office.post(NEW, {"file": upload(register_row(1), register_row(2)), "links": links})
    job = RegisterImport.objects.get()
    carry_out(job.pk)
    assert "Predecessor links added or changed" in page_of(office, job)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Select the register file"),
        ({"file": SimpleUploadedFile("register.xlsx", b"PK")}, "must be a CSV file"),
        ({"file": SimpleUploadedFile("register.csv", b"")}, "The selected file is empty"),
        ({"file": SimpleUploadedFile("register.csv", b"x" * 2000)}, "must be smaller than"),
        ({"file": upload(register_row(1)), "as_of": "2999-01-01"}, "must be today or in the past"),
        ({"file": upload(register_row(1)), "as_of_day": "31", "as_of_month": "2", "as_of_year": "2023"}, "real date"),
    ],
)
def test_a_wrong_upload_is_explained_beside_its_field(
    office: Client, settings: Any, fields: dict[str, object], words: str
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1500
    page = office.post(NEW, fields).content.decode()
    assert words in page
    assert "govuk-error-summary" in page
    assert not RegisterImport.objects.exists()


def test_htmx_asks_for_the_state_alone(office: Client, administrator: User) -> None:
    job = requested(administrator, register_row(1))
    part = page_of(office, job, **{"HX-Request": "true"})
    assert "Waiting to start" in part
    assert "<html" not in part


def test_rejected_rows_are_downloaded_without_formulas(office: Client, administrator: User) -> None:
    job = requested(administrator, register_row(1), register_row("=1+1", EstablishmentName="@SUM(A1)"))
    carry_out(job.pk)
    response = office.get(reverse("organisations:rejected_rows", args=[job.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][:3] == ["3", "'=1+1", "'@SUM(A1)"]


def test_schools_missing_from_the_file_are_listed(office: Client, administrator: User) -> None:
    for rows in ((register_row(1), register_row(2, EstablishmentName="Left Out")), (register_row(1),)):
        job = requested(administrator, *rows)
        carry_out(job.pk)
    assert "Left Out" in page_of(office, job)


def test_a_districts_quadrant_is_changed_with_a_reason(office: Client, administrator: User) -> None:
    carry_out(requested(administrator, register_row(1)).pk)
    mid = Organisation.objects.create(kind=OrganisationKind.QUADRANT, name="Mid")
    address = reverse("organisations:district", args=["E07000070"])
    assert "Chelmsford" in office.get(reverse("organisations:districts")).content.decode()
    assert "Enter why the quadrant changes" in office.post(address, {"quadrant": mid.pk}).content.decode()
    office.post(address, {"quadrant": mid.pk, "reason": "Decided by the board"})
    assert District.objects.get(pk="E07000070").quadrant == mid
    page = office.get(address).content.decode()
    assert "Quadrant: none → Mid" in page
    assert "Decided by the board" in page
    assert office.get(reverse("organisations:district", args=["nowhere"])).status_code == 404


def test_the_list_takes_the_same_queries_for_3_imports_as_for_23(
    office: Client, django_assert_num_queries: Any
) -> None:
    office.get(IMPORTS)  # allauth notes the session once
    for more in (3, 20):
        for number in range(more):
            RegisterImport.objects.create(
                filename=f"{number}.csv", state=JobState.READY, finished_at=dt.datetime.now(dt.UTC)
            )
        with django_assert_num_queries(4):
            office.get(IMPORTS)
