"""The register by command, and as the content that a new portal starts with."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from essex_portal.organisations.models import District, HalfTermDates, Organisation, SchoolDetails, SchoolLink
from essex_portal.organisations.services.districts import set_quadrant
from essex_portal.organisations.services.starting_content import load_starting_content
from essex_portal.organisations.states import OrganisationKind
from tests.factories.register import FIRST, register_file, register_row
from tests.integration.register.conftest import everything

pytestmark = pytest.mark.django_db


def test_the_command_prints_the_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "edubasealldata20231116.csv"
    path.write_bytes(register_file([register_row(1), register_row("x")]).getvalue())
    call_command("import_register", str(path))
    printed = capsys.readouterr().out
    assert "The file is of 16 November 2023 (the file’s name)." in printed
    assert "       1  Schools added" in printed
    assert "  line 3, URN x: URN is “x”, which is not a whole number" in printed


def test_the_command_refuses_with_line_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(register_file([register_row(1), register_row(1)]).getvalue())
    with pytest.raises(
        CommandError, match=r"register.csv was refused and nothing was changed. Line 3: URN 1 is already"
    ):
        call_command("import_register", str(path))
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_register", str(tmp_path / "none.csv"))


def test_the_starting_content_is_the_real_register_and_loads_once() -> None:
    assert load_starting_content() is True
    authorities = SchoolDetails.objects.filter(local_authority__in=(881, 882, 883))
    assert (authorities.count(), Organisation.objects.open_schools().filter(school__local_authority=881).count()) == (
        1429,
        612,
    )
    assert set(SchoolDetails.objects.values_list("as_of", flat=True)) == {FIRST}
    quadrants = Organisation.objects.filter(kind=OrganisationKind.QUADRANT).values_list("name", flat=True)
    assert list(quadrants) == ["Mid", "North-East", "South", "West"]
    assert (SchoolLink.objects.count(), HalfTermDates.objects.count()) == (445, 12)
    before = everything()
    assert load_starting_content() is False
    assert everything() == before


def test_loading_the_starting_content_again_keeps_what_people_changed() -> None:
    load_starting_content()
    HalfTermDates.objects.filter(academic_year="2021/22", number=6).update(last_on=dt.date(2022, 7, 21))
    basildon, west = District.objects.get(name="Basildon"), Organisation.objects.get(name="West")
    set_quadrant(district=basildon, quadrant=west, by=None)
    load_starting_content()
    assert District.objects.get(name="Basildon").quadrant == west
    assert HalfTermDates.objects.get(academic_year="2021/22", number=6).last_on == dt.date(2022, 7, 21)
