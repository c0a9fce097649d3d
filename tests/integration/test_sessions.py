"""Sessions are kept as Django keeps them, with fewer statements."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session

from essex_portal.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> SessionStore:
    store = SessionStore()
    store["basket"] = [1]
    store.save()
    return store


def test_what_is_kept_is_found_again(store):
    assert SessionStore(store.session_key)["basket"] == [1]


def test_a_change_is_one_statement(store, django_assert_num_queries):
    store["basket"] = [1, 2]
    with django_assert_num_queries(1):
        store.save()
    assert SessionStore(store.session_key)["basket"] == [1, 2]


def test_one_that_was_ended_meanwhile_is_not_brought_back(store):
    other = SessionStore(store.session_key)
    other.delete()
    store["basket"] = [3]
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()
