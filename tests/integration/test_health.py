import pytest


def test_alive_needs_nothing(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_database_broker_and_storage_answer(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": True, "broker": True, "storage": True}


@pytest.mark.django_db
def test_not_ready_without_the_broker_and_says_which(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": True, "broker": False, "storage": True}


def test_each_answer_carries_a_request_id(client):
    assert len(client.get("/healthz")["X-Request-Id"]) == 32


@pytest.mark.parametrize(("offered", "kept"), [("abc-12345678", True), ("no spaces allowed", False), ("x" * 99, False)])
def test_the_proxys_request_id_is_kept_when_it_is_sane(client, offered, kept):
    answered = client.get("/healthz", headers={"X-Request-Id": offered})["X-Request-Id"]
    assert (answered == offered) is kept
