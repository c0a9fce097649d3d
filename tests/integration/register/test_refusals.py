"""Register files that are refused change nothing."""

import datetime as dt
import io
import threading

import pytest
from django.db import connection, transaction

from essex_portal.organisations.register.refusals import RegisterRefusedError
from essex_portal.organisations.services import imports
from essex_portal.organisations.services.imports import import_register
from tests.factories.register import FIRST, LATER, register_file, register_row, take_in
from tests.integration.register.conftest import counts, everything, trusts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "files",
    [
        {"file": io.BytesIO(b"<html>")},
        {"file": register_file([register_row(1, Town="Moved"), register_row(1)])},
        {"file": register_file([register_row(1, Town="Moved")]), "links": io.BytesIO(b"field,code\r\n1,2\r\n")},
        {"file": register_file([register_row(1, Town="Moved")]), "trusts": trusts((0, "T", "", "", 1))},
        {"file": register_file([register_row(1, Town="Moved")]), "trusts": trusts((9, "T", "soon", "", 1))},
    ],
)
def test_a_refused_file_changes_nothing(files: dict[str, io.BytesIO]) -> None:
    take_in(register_row(1))
    before = everything()
    with pytest.raises(RegisterRefusedError):
        import_register(**files, filename="register.csv", as_of=LATER, by=None)
    assert everything() == before


def test_a_failure_in_the_middle_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(register_row(1))
    before = everything()
    monkeypatch.setattr(imports, "write_links", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take_in(register_row(1, Town="Moved"), register_row(2), as_of=LATER)
    assert everything() == before


def test_an_older_file_is_refused() -> None:
    take_in(register_row(1), as_of=LATER)
    with pytest.raises(RegisterRefusedError, match=r"of 16 November 2023.* 1 of its schools as of 20 September 2024"):
        take_in(register_row(1, Town="Back"), as_of=FIRST)


def test_an_older_file_without_a_date_is_refused_by_its_rows() -> None:
    take_in(register_row(1, LastChangedDate="01-06-2023"))
    with pytest.raises(RegisterRefusedError, match="Line 2: URN 1 was last changed on 1 May 2023 here"):
        take_in(register_row(1, LastChangedDate="01-05-2023"), as_of=None)


def test_a_file_with_changes_after_its_own_date_is_refused() -> None:
    with pytest.raises(RegisterRefusedError, match="holds changes of 1 September 2023"):
        take_in(register_row(1), as_of=dt.date(2023, 8, 1))


def test_the_day_of_a_file_comes_from_its_name_or_from_its_newest_change() -> None:
    file = register_file([register_row(1)])
    outcome = import_register(file=file, filename="edubasealldata20231116.csv", by=None, dry_run=True)
    assert (outcome.as_of, outcome.as_of_from) == (FIRST, "the file’s name")
    outcome = import_register(file=file, filename="register.csv", by=None)
    assert (outcome.as_of, outcome.as_of_from) == (dt.date(2023, 9, 1), "the newest change in the file")


def test_a_file_without_any_date_is_refused() -> None:
    with pytest.raises(RegisterRefusedError, match="Give its date"):
        take_in(register_row(1, LastChangedDate=""), as_of=None)


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_exclude_one_another() -> None:
    taken, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            imports._exclude_others()
            taken.set()
            may_end.wait(10)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert taken.wait(10)
    try:
        with pytest.raises(RegisterRefusedError, match="Another register import is running"):
            take_in(register_row(1))
    finally:
        may_end.set()
        other.join()
    assert counts(take_in(register_row(1))) == {"added": 1}
