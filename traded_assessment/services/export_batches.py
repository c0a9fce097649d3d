"""Exports: keeping mappings, version by version, and making batches that are the same for ever."""

import io
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from essex_portal.documents.services import request_new_document
from essex_portal.jobs.services import JobError
from traded_assessment.export_mapping import (
    FIELDS,
    CannotWrite,
    Column,
    ColumnKind,
    Definition,
    FileFormat,
    FileMapping,
    Per,
    Subject,
    as_data,
    render,
)
from traded_assessment.models import ExportBatch, ExportMapping, ExportMappingVersion
from traded_assessment.queries.export_records import between, latest, records_of, records_of_row

PREVIEWED = 3


class ExportRefused(Exception):
    """Nothing was changed; `str()` says why, `field` is the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def create_mapping(*, name: str, subject: Subject, per: Per, by: Any, now: datetime) -> ExportMapping:
    """A mapping of one CSV file that begins with every column there is. Raises ExportRefused, PermissionDenied."""
    _check_permission(by)
    if (subject, per) not in FIELDS:
        raise ExportRefused(f"{subject.label} have no lines of their own. Choose one row each", field="per")
    columns = tuple(Column(field.label, ColumnKind.FIELD, field.name) for field in FIELDS[subject, per])
    one = FileMapping(f"{slugify(name) or 'export'}.csv", per, FileFormat(), columns)
    made = _write_mapping(name, subject, "", as_data(Definition(subject, (one,))), by, now)
    record(event="export_mapping.made", target=made, by=by, after={"subject": subject})
    return made


@transaction.atomic
def copy_mapping(*, source: ExportMapping, name: str, by: Any, now: datetime) -> ExportMapping:
    """A mapping of another name that begins as the source is now. Raises ExportRefused, PermissionDenied."""
    _check_permission(by)
    made = _write_mapping(name, source.subject, source.note, newest(source).data, by, now)
    record(event="export_mapping.copied", target=made, by=by, after={"from": source.name})
    return made


@transaction.atomic
def change_mapping(
    *, mapping: ExportMapping, file_number: int, changed: FileMapping, seen: int, by: Any, now: datetime
) -> ExportMappingVersion:
    """Keep a changed file, counted from 0, as the next version of its mapping; no version when nothing changed.

    `seen` is the number of the version that the person looked at. Raises ExportRefused, PermissionDenied.
    """
    _check_permission(by)
    mapping = ExportMapping.objects.select_for_update().get(pk=mapping.pk)
    before = newest(mapping)
    if before.number != seen:
        raise ExportRefused("Somebody changed this mapping meanwhile. Look at it as it is now, then change it again.")
    after = _with_file(before.definition, file_number, changed)
    if after == before.definition:
        return before
    version = ExportMappingVersion.objects.create(
        mapping=mapping, number=before.number + 1, data=as_data(after), made_by=by, made_at=now
    )
    record(
        event="export_mapping.changed",
        target=mapping,
        by=by,
        before={"version": before.number},
        after={"version": version.number, "file": changed.name},
    )
    return version


@transaction.atomic
def request_export(
    *, mapping: ExportMapping, first_on: date, last_on: date, only_new: bool, by: Any, now: datetime
) -> ExportBatch:
    """Freeze what the days hold, both inclusive, and let a worker write it.

    `only_new` leaves out what an earlier batch of this mapping holds. Raises ExportRefused, PermissionDenied.
    """
    _check_permission(by)
    if last_on < first_on:
        raise ExportRefused("Last day must be the first day or later", field="last_on")
    mapping = ExportMapping.objects.select_for_update().get(pk=mapping.pk)
    ids = list(between(Subject(mapping.subject), first_on, last_on).values_list("pk", flat=True))
    if only_new:
        sent = {pk for batch in _batches_of(mapping) for pk in batch}
        ids = [pk for pk in ids if pk not in sent]
    if not ids:
        raise ExportRefused("There is nothing to export from these days", field="first_on")
    version = newest(mapping)
    number = (ExportBatch.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    document = request_new_document(
        kind="export_batch",
        key=f"export_batch:{uuid.uuid4()}",
        parameters={"version": version.pk, "ids": ids},
        filename=_filename(mapping, version.definition, number),
        by=by,
    )
    batch = ExportBatch.objects.create(
        version=version, first_on=first_on, last_on=last_on, ids=ids, document=document, made_by=by, made_at=now
    )
    record(event="export.made", target=batch, by=by, after={"mapping": str(version), "rows": len(ids)})
    return batch


def content_of(version: ExportMappingVersion, ids: Sequence[int]) -> bytes:
    """The file of a batch, or its ZIP. Raises JobError with the words of what cannot be written."""
    definition = version.definition
    try:
        files = [(one.name, render(one, records_of(definition.subject, one.per, ids))) for one in definition.files]
    except CannotWrite as fault:
        raise JobError(f"{fault}. Change the mapping, then export again.") from fault
    return _zip_of(files) if definition.zipped else files[0][1]


def preview(definition: Definition, one: FileMapping) -> str:
    """How the newest rows would read in the file, three of them. Raises CannotWrite."""
    rows = latest(definition.subject, PREVIEWED)
    records = (record for row in rows for record in records_of_row(definition.subject, one.per, row))
    lines = render(one, records).decode(one.format.encoding).splitlines()
    return "\n".join(lines[: PREVIEWED + one.format.header])


def newest(mapping: ExportMapping) -> ExportMappingVersion:
    """The version that counts."""
    return mapping.versions.select_related("mapping").order_by("-number")[0]


def _write_mapping(name: str, subject: str, note: str, data: dict[str, Any], by: Any, now: datetime) -> ExportMapping:
    if ExportMapping.objects.filter(name__iexact=name).exists():
        raise ExportRefused("There is a mapping of this name. Choose another", field="name")
    made = ExportMapping.objects.create(name=name, subject=subject, note=note)
    ExportMappingVersion.objects.create(mapping=made, number=1, data=data, made_by=by, made_at=now)
    return made


def _check_permission(by: Any) -> None:
    if not holds(by, Permission.MANAGE_BILLING):
        raise PermissionDenied


def _with_file(definition: Definition, number: int, changed: FileMapping) -> Definition:
    files = list(definition.files)
    files[number] = changed
    return replace(definition, files=tuple(files))


def _batches_of(mapping: ExportMapping) -> QuerySet[ExportBatch, list[int]]:
    return ExportBatch.objects.filter(version__mapping=mapping).values_list("ids", flat=True)


def _filename(mapping: ExportMapping, definition: Definition, number: int) -> str:
    ending = "zip" if definition.zipped else definition.files[0].name.rpartition(".")[2]
    return f"{slugify(mapping.name)}-{number:06d}.{ending}"


def _zip_of(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Without the time of day, which would make other bytes each time."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files:
            entry = ZipInfo(name)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()
