"""`verify_invoice_run FILE`: whether a run's manifest is genuine and its PDFs are unchanged."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from traded_assessment.run_manifest import NotGenuine
from traded_assessment.services.run_manifests import check_manifest


class Command(BaseCommand):
    help = "Checks the signature of an invoice run's manifest, and each PDF that it lists."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the manifest, as downloaded")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            check = check_manifest(file.read_bytes())
        except (NotGenuine, OSError) as fault:
            raise CommandError(str(fault)) from fault
        if check.faults:
            raise CommandError("\n".join(check.faults))
        self.stdout.write(f"The manifest is genuine and its {check.count} PDFs are unchanged.")
