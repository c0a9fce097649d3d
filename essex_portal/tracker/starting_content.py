"""What the tracker begins with: the directorate's aims, read from `data/`. Safe to run again."""

from pathlib import Path

import yaml
from django.db import transaction

from essex_portal.tracker.models import StrategicAim

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    """Add the aims that are missing; those that people reworded stay as they are."""
    aims = yaml.safe_load((DATA / "aims.yaml").read_text(encoding="utf-8"))["aims"]
    for number, text in enumerate(aims, start=1):
        StrategicAim.objects.get_or_create(number=number, defaults={"text": text})
