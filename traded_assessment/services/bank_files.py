"""Taking in a bank's file: keep it as it was sent, then read its rows by the columns that finance chose."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from essex_portal.accounts.permissions import holds
from essex_portal.accounts.roles import Permission
from essex_portal.audit.services import record
from traded_assessment.matching import Columns, Sheet, bank_rows, read_sheet
from traded_assessment.models import BankFile, BankFormat, BankRow
from traded_assessment.states import BankRowState


class BankFileRefused(Exception):
    """Nothing was changed; `str()` says why, `field` is the answer at fault (None: it is about no single one)."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


def take_file(*, content: bytes, filename: str, by: Any, now: datetime) -> tuple[BankFile, bool]:
    """Keep a file that finance sent, and whether it is new: the same bytes again are the file that is there.

    Raises TableRefused for a file that is no table, PermissionDenied.
    """
    _may(by)
    read_sheet(content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        file, created = BankFile.objects.get_or_create(
            sha256=digest,
            defaults={
                "filename": filename[:200],
                "storage_key": _stored(digest, content),
                "sent_by": by,
                "sent_at": now,
            },
        )
        if created:
            record(event="bank_file.sent", target=file, by=by, after={"sha256": digest, "bytes": len(content)})
    return file, created


@transaction.atomic
def read_rows(*, file: BankFile, sheet: Sheet, columns: Columns, save_as: str, by: Any) -> int:
    """Read the rows of a file by these columns, and remember them as `save_as` unless that is empty.

    May be done again until a row is decided. Returns the number of rows. Raises BankFileRefused, PermissionDenied.
    """
    _may(by)
    BankFile.objects.select_for_update().get(pk=file.pk)
    if file.rows.exclude(state=BankRowState.OPEN).exists():
        raise BankFileRefused("Some rows of this file are decided. Its columns stay as they were chosen.")
    if not columns.fit(sheet):
        raise BankFileRefused("The file has no such columns. Choose again.")
    file.rows.all().delete()
    rows = [
        BankRow(file=file, line=row.line, day=row.day, amount=row.amount, words=row.words, key=row.key)
        for row in bank_rows(sheet, columns)
    ]
    BankRow.objects.bulk_create(rows, batch_size=1_000)
    if save_as:
        _remember(columns, save_as, by)
    BankFile.objects.filter(pk=file.pk).update(format_name=save_as)
    record(event="bank_file.read", target=file, by=by, after={"rows": len(rows), **_as_json(columns)})
    return len(rows)


def _remember(columns: Columns, name: str, by: Any) -> None:
    before = BankFormat.objects.filter(name=name).first()
    if before and before.columns == columns:
        return
    saved, _ = BankFormat.objects.update_or_create(name=name, defaults=_as_json(columns))
    record(
        event="bank_format.saved",
        target=saved,
        by=by,
        before=_as_json(before.columns) if before else None,
        after=_as_json(columns),
    )


def _as_json(columns: Columns) -> dict[str, Any]:
    return {
        "day": columns.day,
        "amount": columns.amount,
        "paid_out": columns.paid_out,
        "words": list(columns.words),
        "date_order": columns.date_order.value,
    }


def _stored(digest: str, content: bytes) -> str:
    key = f"bank-files/{digest}.csv"
    return key if default_storage.exists(key) else default_storage.save(key, ContentFile(content))


def _may(by: Any) -> None:
    if not holds(by, Permission.RECORD_PAYMENTS):
        raise PermissionDenied
