"""Carries out what the demo content left for a worker, so that no benchmark measures it."""

from django.utils import timezone

from essex_portal.jobs import services
from tests.benchmarks.parts import running, wait_for_worker


def main() -> None:
    services.sweep(now=timezone.now() + services.LEFT_BEHIND_AFTER)
    with running("worker"):
        wait_for_worker()
