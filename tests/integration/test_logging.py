import json
import logging
import sys

from celery import shared_task

from essex_portal.logging import JsonFormatter, request_id


def line(**values):
    record = logging.LogRecord("portal.test", logging.INFO, "file", 1, "done %s", ("well",), None)
    for name, value in values.items():
        setattr(record, name, value)
    return json.loads(JsonFormatter().format(record))


def test_a_log_line_is_one_json_object_with_the_request_id():
    token = request_id.set("request-1")
    written = line(job="documents.document:1")
    request_id.reset(token)
    assert (written["message"], written["request_id"], written["job"]) == (
        "done well",
        "request-1",
        "documents.document:1",
    )
    assert written["at"].endswith("+00:00")


def test_an_exception_stays_on_the_one_line():
    try:
        raise ValueError("broken")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "m", (), sys.exc_info())
    text = JsonFormatter().format(record)
    assert "\n" not in text
    assert "ValueError: broken" in json.loads(text)["exception"]


@shared_task(name="tests.which_request")
def which_request(seen):
    seen.append(request_id.get())


def test_a_request_id_follows_into_the_task():
    seen = []
    token = request_id.set("request-2")
    headers = {"portal_request_id": request_id.get()}
    request_id.reset(token)
    which_request.apply(args=[seen], headers=headers)
    which_request.apply(args=[seen])
    assert seen == ["request-2", ""]


def test_each_answer_is_logged_by_its_route_without_what_the_address_holds(client, caplog):
    with caplog.at_level(logging.INFO, logger="portal.web"):
        answer = client.get("/healthz?secret=yes")
    [record] = [record for record in caplog.records if record.name == "portal.web"]
    assert (record.method, record.path, record.status) == ("GET", "healthz", answer.status_code)
    assert "secret" not in str(record.__dict__)
