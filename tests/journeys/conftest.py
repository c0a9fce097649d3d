"""A journey runs in a real Chromium, against a live web server and a real Celery worker."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.demo_content import DemoContent
from tests.journeys.workers import Workers

CHROMIUM = os.environ.get("PORTAL_CHROMIUM")  # found by bin/test
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium; root needs no-sandbox, and nothing may phone home."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session", autouse=True)
def allow_database_beside_the_browser() -> None:
    """Playwright keeps an event loop in this thread, which Django would take for an async view."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def demo_content() -> DemoContent:
    return DemoContent()


@pytest.fixture(scope="session")
def workers(django_db_setup: None, live_server: LiveServer, broker_of_this_process: str) -> Iterator[Workers]:
    """Real workers on this process's own database and broker."""
    database = connection.settings_dict
    url = (
        f"postgresql://{quote(database['USER'])}:{quote(database['PASSWORD'] or '')}"
        f"@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    env = {"DATABASE_URL": url, "REDIS_URL": broker_of_this_process, "SITE_URL": live_server.url}
    workers = Workers(os.environ | env)
    yield workers
    workers.close()


@pytest.fixture
def portal(
    transactional_db, live_server, settings, tmp_path: Path, broker_of_this_process: str, demo_content, workers
) -> Iterator["Portal"]:
    """The whole portal with its demo content, served, with a worker beside it."""
    settings.DEMO_MODE = True
    settings.SITE_URL = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    redis.Redis.from_url(broker_of_this_process).flushdb()
    demo_content.load()
    with workers.one(mail_dir=tmp_path / "mail"):
        yield Portal(url=live_server.url, mail_dir=tmp_path / "mail")


@dataclass(frozen=True)
class Portal:
    """What a journey needs of the running portal."""

    url: str
    mail_dir: Path

    def new_page(self, browser: Browser) -> Page:
        """A visitor of their own: another browser window with other cookies."""
        return browser.new_context(base_url=self.url, locale="en-GB").new_page()

    def sign_in(self, page: Page, role: str) -> None:
        """One press on the sign-in page, as a demo visitor does it."""
        page.goto(f"{self.url}/accounts/login/")
        page.locator(f"[data-demo-role='{role}'] button").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    def mails_to(self, address: str, *, about: str = "", wait: float = 20) -> list[EmailMessage]:
        """The mails that a worker sent to an address with these words in them, the newest last; waits for the first."""
        until = time.monotonic() + wait
        while time.monotonic() < until:
            found = [mail for mail in self._mails() if address in str(mail["To"]) and about in words_of(mail)]
            if found:
                return found
            time.sleep(0.2)
        raise AssertionError(f"No mail to {address} about “{about}” within {wait} seconds")

    def _mails(self) -> Iterator[EmailMessage]:
        for path in sorted(self.mail_dir.glob("*.log"), key=lambda file: file.stat().st_mtime):
            for raw in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                if raw.strip():
                    yield message_from_bytes(raw, policy=policy.default)


def words_of(mail: EmailMessage) -> str:
    """Subject and text in one line, so that words are found across line breaks."""
    body = mail.get_body(("plain",))
    return " ".join(f"{mail['Subject']} {body.get_content() if body else ''}".split())


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Pages are asked for by their path alone."""
    return live_server.url


@pytest.fixture
def no_script_page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page in a browser without JavaScript."""
    context: BrowserContext = browser.new_context(java_script_enabled=False, locale="en-GB", base_url=base_url)
    yield context.new_page()
    context.close()
