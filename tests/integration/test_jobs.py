"""A job leaves one result, whatever happens to its worker, its message or its broker."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery.fixups.django import DjangoWorkerFixup
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone
from kombu import pools

from essex_portal.celery import app as celery_app
from essex_portal.documents import makers
from essex_portal.documents.makers import MadeFile
from essex_portal.documents.models import Document
from essex_portal.documents.services import make, open_document, request_document
from essex_portal.jobs import services as jobs
from essex_portal.jobs.states import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch):
    """A maker for this test: how often it was called, and what it does."""
    calls = []

    def maker(document, progress):
        calls.append(document.pk)
        progress(1, 2)
        return MadeFile(b"the same bytes", "text/plain")

    monkeypatch.setitem(makers._makers, "test", maker)
    return calls


def ask(key="one", **values):
    return request_document(kind="test", key=key, parameters=values, filename="one.txt", by=None)


def test_a_document_is_made_and_stored_by_its_sha256(made, settings, tmp_path):
    document = ask()
    make(document.pk)
    document.refresh_from_db()
    assert (document.state, document.error, document.attempts) == (JobState.READY, "", 1)
    assert document.storage_key.endswith(document.sha256)
    with open_document(document) as stored:
        assert stored.read() == b"the same bytes"
    assert document.progress_done == 1


def test_making_it_twice_leaves_one_result(made):
    document = ask()
    make(document.pk)
    make(document.pk)
    assert made == [document.pk]


def test_the_same_key_is_the_same_document(made):
    assert ask().pk == ask().pk


def test_an_error_with_words_ends_the_job_and_is_shown(monkeypatch):
    def refuse(document, progress):
        raise jobs.JobError("The file has no rows.")

    monkeypatch.setitem(makers._makers, "test", refuse)
    document = ask()
    make(document.pk)
    document.refresh_from_db()
    assert (document.state, document.error) == (JobState.FAILED, "The file has no rows.")


def test_any_other_error_is_tried_again_and_in_the_end_given_up_with_words(monkeypatch):
    def break_down(document, progress):
        raise RuntimeError("disk full")

    monkeypatch.setitem(makers._makers, "test", break_down)
    document = ask()
    states = []
    for _ in range(jobs.MAX_ATTEMPTS):
        make(document.pk)
        document.refresh_from_db()
        states.append(document.state)
    assert states == [JobState.PENDING] * (jobs.MAX_ATTEMPTS - 1) + [JobState.FAILED]
    assert "Nothing is lost" in document.error
    assert "disk full" not in document.error


def test_a_person_can_try_a_failed_job_again(made, monkeypatch):
    document = ask()
    Document.objects.filter(pk=document.pk).update(
        state=JobState.FAILED, attempts=4, error="x", finished_at=timezone.now()
    )
    document.refresh_from_db()
    jobs.retry(document)
    make(document.pk)
    document.refresh_from_db()
    assert (document.state, document.attempts, document.error) == (JobState.READY, 1, "")


def test_retry_leaves_a_finished_job_alone(made):
    document = ask()
    make(document.pk)
    document.refresh_from_db()
    jobs.retry(document)
    document.refresh_from_db()
    assert document.state == JobState.READY


def test_the_sweeper_queues_what_was_left_behind_and_only_that(made, django_capture_on_commit_callbacks):
    now = timezone.now()
    left, fresh, done = ask("left"), ask("fresh"), ask("done")
    make(done.pk)
    Document.objects.filter(pk__in=[left.pk, done.pk]).update(queued_at=now - timedelta(minutes=5))
    with django_capture_on_commit_callbacks() as queued:
        assert jobs.sweep(now=now) == 1
    assert len(queued) == 1
    left.refresh_from_db()
    fresh.refresh_from_db()
    assert left.queued_at == now
    assert fresh.queued_at != now


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "ready", "finished_at": None},
        {"state": "running", "finished_at": timezone.now()},
        {"state": "ready", "finished_at": timezone.now(), "sha256": ""},
    ],
)
def test_the_database_refuses_a_state_that_cannot_be(made, wrong):
    document = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_a_job_in_another_workers_hands_is_left_alone(made):
    document = ask()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [jobs._lock_class(Document), document.pk])
        make(document.pk)
        assert made == []
        other.connection.close()  # as when the worker that held it is killed
        wait_for_lock_to_go()
    finally:
        other.close()
    make(document.pk)
    assert made == [document.pk]


def test_a_job_that_is_finished_between_reading_and_locking_it_is_left_alone(made, monkeypatch):
    document, start = ask(), jobs._start

    def start_too_late(job):
        ready = {"state": JobState.READY, "finished_at": timezone.now(), "sha256": "other", "storage_key": "other"}
        Document.objects.filter(pk=job.pk).update(**ready)
        return start(job)

    monkeypatch.setattr(jobs, "_start", start_too_late)
    make(document.pk)
    assert made == []
    document.refresh_from_db()
    assert (document.state, document.sha256) == (JobState.READY, "other")
    wait_for_lock_to_go()


def wait_for_lock_to_go() -> None:
    """Postgres notices a moment later that a connection is gone."""
    deadline = time.monotonic() + 5
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            if cursor.fetchone() is None:
                return
            time.sleep(0.05)


@pytest.fixture
def dead_broker(monkeypatch):
    """Nobody listens there; connections to it are forgotten before and after."""
    from essex_portal.celery import app

    def forget_connections() -> None:
        pools.reset()
        app._pool = app.amqp._producer_pool = None

    with monkeypatch.context() as patch:
        patch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
        forget_connections()
        yield
    forget_connections()


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_does_not_break_the_request(made, dead_broker):
    began = time.monotonic()
    with transaction.atomic():
        document = ask()
    assert time.monotonic() - began < 2
    document.refresh_from_db()
    assert document.state == JobState.PENDING
    assert connection.is_usable()


def test_a_worker_keeps_its_pool_of_connections_from_task_to_task(made):
    worker = DjangoWorkerFixup(celery_app)
    worker.worker = SimpleNamespace(pool_cls="prefork")
    pool = connection.pool
    worker.close_database()
    assert connection.pool is pool
    assert not pool.closed
    assert connection.is_usable()
