"""The signed list of what an invoice run issued."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from essex_portal.documents.services import open_document
from tests.factories.invoices import make_order
from tests.integration.billing.runs.conftest import carried_out, monthly, rehearsed
from traded_assessment.models import Invoice
from traded_assessment.run_manifest import NotGenuine
from traded_assessment.services.run_manifests import check_manifest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fortnight_later")]


class TestManifest:
    @pytest.fixture
    def manifest(self, finance) -> bytes:
        make_order(monthly(finance))
        with open_document(carried_out(rehearsed(finance), finance).manifest) as stored:
            return stored.read()

    def test_a_changed_list_is_not_genuine(self, manifest):
        with pytest.raises(NotGenuine):
            check_manifest(manifest.replace(b"60.00", b"61.00"))
        with pytest.raises(NotGenuine):
            check_manifest(b"number,sha256\r\n")

    def test_another_key_does_not_sign_it_but_an_older_one_does(self, manifest, settings):
        old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key"
        with pytest.raises(NotGenuine):
            check_manifest(manifest)
        settings.SECRET_KEY_FALLBACKS = [old]
        assert check_manifest(manifest).faults == []

    def test_a_file_that_is_not_the_same_any_more_is_named(self, manifest):
        document = Invoice.objects.get().document
        default_storage.delete(document.storage_key)
        assert check_manifest(manifest).faults == ["The PDF of INV-2021-000001 is gone"]

    def test_the_command_says_so(self, manifest, tmp_path, capsys):
        file = tmp_path / "manifest.csv"
        file.write_bytes(manifest)
        call_command("verify_invoice_run", str(file))
        assert "genuine" in capsys.readouterr().out
        file.write_bytes(manifest + b"x")
        with pytest.raises(CommandError):
            call_command("verify_invoice_run", str(file))

    def test_the_page_says_so(self, manifest, as_finance: Client, tmp_path):
        file = tmp_path / "manifest.csv"
        file.write_bytes(manifest)
        with file.open("rb") as upload:
            page = as_finance.post(reverse("traded_assessment:check_run_manifest"), {"manifest": upload})
        assert "The manifest is genuine" in page.content.decode()
