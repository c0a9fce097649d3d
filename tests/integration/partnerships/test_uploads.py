"""A list of members, from the file to the directory: nothing changes before it is confirmed."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from essex_portal.accounts.roles import Role
from essex_portal.audit.models import AuditEvent
from partnerships.models import MembershipUpload, PartnershipMember
from partnerships.queries import members_on
from partnerships.services.refusals import DirectoryRefused
from partnerships.services.uploads import choose, confirm, discard, preview_of, take_upload
from partnerships.states import MemberSource
from tests.factories.accounts import make_account, sign_in
from tests.factories.partnerships import add_school, make_partnership, make_quadrant
from tests.factories.people import make_person
from tests.factories.schools import make_school

pytestmark = pytest.mark.django_db
SEP = date(2021, 9, 1)


@pytest.fixture
def officer():
    return make_person(Role.QUADRANT_OFFICER, make_quadrant())


def send(by, now, *lines, complete=False):
    content = "\n".join(("Partnership,School,URN,From,Until", *lines)).encode()
    return take_upload(content=content, filename="members.csv", from_on=SEP, complete=complete, by=by, now=now)


def names(schools):
    return [one.school.name for one in schools]


def test_confirmed_it_is_what_was_shown(officer, now):
    marsh = make_partnership("Marsh", schools=[make_school(name="Elm Primary")])
    oak = make_school(name="Oak Primary")
    upload = send(officer, now, "Marsh,Oak Primary", complete=True)
    preview = preview_of(upload)
    assert names(members_on(marsh, SEP)) == ["Elm Primary"]
    done = confirm(upload=upload, digest=preview.digest, by=officer, now=now)
    assert done.outcome == {"added": 1, "ended": 1}
    assert names(members_on(marsh, SEP)) == ["Oak Primary"]
    assert names(members_on(marsh, date(2021, 8, 31))) == ["Elm Primary"]
    assert PartnershipMember.objects.get(school=oak).source == MemberSource.UPLOAD
    assert AuditEvent.objects.filter(event__startswith="partnership_member.").count() == 2
    again = confirm(upload=upload, digest=preview.digest, by=officer, now=now)
    assert (again.pk, PartnershipMember.objects.count()) == (upload.pk, 2)


def test_a_school_goes_from_one_trust_to_another_in_one_list(officer, now):
    oak = make_school(name="Oak Primary")
    make_partnership("Fen Trust", kind="trust", schools=[oak])
    marsh_trust = make_partnership("Marsh Trust", kind="trust")
    upload = send(officer, now, "Fen Trust,Oak Primary,,,31/12/2021", "Marsh Trust,Oak Primary,,1/1/2022")
    confirm(upload=upload, digest=preview_of(upload).digest, by=officer, now=now)
    assert names(members_on(marsh_trust, date(2022, 1, 1))) == ["Oak Primary"]


def test_a_long_list_takes_as_many_statements_as_a_short_one(officer, now):
    marsh, fen = make_partnership("Marsh"), make_partnership("Fen")
    counts = []
    for number in (10, 100):
        for at in range(number):
            make_school(name=f"Joins {number} {at}")
            add_school(fen, make_school(name=f"Leaves {number} {at}"))
        joins = [f"Marsh,Joins {number} {at}" for at in range(number)]
        leaves = [f"Fen,Leaves {number} {at},,,31/12/2021" for at in range(number)]
        upload = send(officer, now, *joins, *leaves)
        digest = preview_of(upload).digest
        with CaptureQueriesContext(connection) as caught:
            done = confirm(upload=upload, digest=digest, by=officer, now=now)
        assert done.outcome == {"added": number, "ended": number}
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 40
    assert marsh.partnership_members.count() == 110
    assert AuditEvent.objects.filter(event="partnership_member.added", after__source="upload").count() == 110
    ended = AuditEvent.objects.filter(event="partnership_member.ended", before__until=None)
    assert ended.filter(after__until="2022-01-01", target_label__endswith="in Fen").count() == 110


def test_what_changed_meanwhile_is_shown_anew(officer, now):
    marsh, oak = make_partnership("Marsh"), make_school(name="Oak Primary")
    make_school(name="Elm Primary")
    upload = send(officer, now, "Marsh,Oak Primary", "Marsh,Elm Primary")
    digest = preview_of(upload).digest
    add_school(marsh, oak)
    with pytest.raises(DirectoryRefused, match="has changed since you looked"):
        confirm(upload=upload, digest=digest, by=officer, now=now)
    assert PartnershipMember.objects.count() == 1


def test_another_quadrants_partnership_and_one_that_follows_the_register_are_conflicts(officer, now):
    make_partnership("Away", quadrant=make_quadrant("West"))
    make_school(name="Oak Primary")
    [conflict] = preview_of(send(officer, now, "Away,Oak Primary")).plan.conflicts
    assert "quadrant that you do not keep" in conflict.words


def test_a_name_of_two_schools_is_asked_about_unless_one_is_the_countys_open_one(officer, now):
    make_partnership("Marsh")
    make_school(name="St Mary's", la=883)
    ours = make_school(name="St Mary’s")
    assert preview_of(send(officer, now, "Marsh,St Mary's")).plan.adds[0].school.pk == ours.pk
    make_school(name="St Mary's")
    assert preview_of(send(officer, now, "Marsh,St Mary's")).plan.unknown[0].name == "St Mary's"


def test_a_discarded_list_cannot_be_confirmed(officer, now):
    make_partnership("Marsh")
    make_school(name="Oak Primary")
    upload = send(officer, now, "Marsh,Oak Primary")
    for _ in range(2):
        discard(upload=upload, by=officer)
    with pytest.raises(DirectoryRefused, match="thrown away already"):
        confirm(upload=upload, digest=preview_of(upload).digest, by=officer, now=now)
    with pytest.raises(DirectoryRefused, match="thrown away already"):
        choose(upload=upload, choices={}, by=officer)


class TestPages:
    @pytest.fixture(autouse=True)
    def on_the_day(self, now):
        with time_machine.travel(now, tick=False):
            yield

    @pytest.fixture
    def browser(self, client):
        return sign_in(client, make_account(Role.QUADRANT_OFFICER, make_quadrant()))

    def post(self, browser, *lines, name="members.csv", **more):
        content = "\n".join(lines).encode()
        return browser.post(
            "/partnerships/upload/", {"file": SimpleUploadedFile(name, content), "from_on": "2021-09-01"} | more
        )

    def test_an_unknown_name_gets_suggestions_and_a_choice(self, browser):
        marsh, oak = make_partnership("Marsh"), make_school(name="Oakfield Primary School")
        sent = self.post(browser, "Partnership,School", "Marsh,Oakfeild Primary")
        page = browser.get(sent["Location"])
        assert b"Names that the directory does not know" in page.content
        assert f'<option value="{oak.pk}">Oakfield Primary School'.encode() in page.content
        browser.post(sent["Location"], {"name_0": oak.pk})
        page = browser.get(sent["Location"])
        browser.post(f"{sent['Location']}confirm/", {"digest": page.context["digest"]})
        assert names(members_on(marsh, SEP)) == ["Oakfield Primary School"]
        assert b"Confirmed on" in browser.get(sent["Location"]).content

    @pytest.mark.parametrize(
        ("lines", "name", "words"),
        [
            (["Name", "Marsh"], "a.csv", "The file needs a heading “Partnership”"),
            (["Partnership,School", "Marsh,Oak"], "a.pdf", "must be a CSV file or a spreadsheet"),
            ([""], "a.csv", "The selected file is empty"),
        ],
    )
    def test_a_wrong_file_has_its_message_and_keeps_the_day(self, browser, lines, name, words):
        page = self.post(browser, *lines, name=name, from_on="2021-10-02")
        assert words in page.content.decode()
        assert b'value="10"' in page.content
        assert not MembershipUpload.objects.exists()

    def test_another_persons_list_is_not_found(self, browser, client, officer, now):
        upload = send(officer, now, "Marsh,Oak")
        for address in ("", "confirm/", "discard/"):
            page = f"/partnerships/upload/{upload.pk}/{address}"
            assert (browser.post(page) if address else browser.get(page)).status_code == 404

    def test_what_is_downloaded_can_be_sent_back_and_changes_nothing(self, browser):
        make_partnership("Marsh", schools=[make_school(name="Oak Primary")])
        content = browser.get("/partnerships/upload/template.csv").content
        sent = browser.post(
            "/partnerships/upload/", {"file": SimpleUploadedFile("a.csv", content), "from_on": "2021-09-01"}
        )
        plan = browser.get(sent["Location"]).context["plan"]
        assert (len(plan.same), plan.adds, plan.ends, plan.unknown, plan.conflicts) == (1, [], [], [], [])

    def test_a_list_of_300_asks_as_often_as_one_of_3(self, browser):
        for number in range(300):
            make_school(name=f"School {number}")
        make_partnership("Marsh")
        counts = []
        for size in (3, 300):
            lines = [f"Marsh,School {number}" for number in range(size)] + [
                f"Marsh,Skool {n}x" for n in range(size // 3)
            ]
            sent = self.post(browser, "Partnership,School", *lines)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(sent["Location"]).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15
