"""Fixtures that every test may use. The servers come from `bin/test`; nothing here is mocked."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings

from essex_portal.celery import app as celery_app


@pytest.fixture(scope="session", autouse=True)
def broker_of_this_process() -> str:
    """Each of the two test processes has a Valkey database of its own, as it has a Postgres one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    base = settings.REDIS_URL.rsplit("/", 1)[0]
    url = f"{base}/{int(worker.removeprefix('gw')) + 1}"
    settings.REDIS_URL = settings.CELERY_BROKER_URL = url
    celery_app.conf.broker_url = url
    return url


@pytest.fixture(scope="session", autouse=True)
def folder_of_collected_files() -> None:
    """Tests serve the built files directly; the folder that collectstatic fills must be there all the same."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)


@pytest.fixture
def now() -> datetime:
    """A moment for services that take one: 10 November 2021, the day of the briefing."""
    return datetime(2021, 11, 10, 9, 30, tzinfo=UTC)


@pytest.fixture
def briefing_day(now: datetime) -> Iterator[None]:
    """The clock stands still at that moment."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture(autouse=True)
def sessions_begin_on_the_same_day() -> None:
    """The first session that a test makes is on 14 March 2022, however many other tests have made before."""
    from tests.factories.training import TrainingSessionFactory

    TrainingSessionFactory.reset_sequence(0)
