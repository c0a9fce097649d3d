"""Production started as a container starts it: a process of its own with an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STRONG = "k3J9-vQ2x_Zr8LwPfT6yHn1BdMs5GcAe7UoXiRjKqWzNpYtVbC"
SAFE = {
    "SECRET_KEY": STRONG,
    "MFA_ENCRYPTION_KEY": STRONG[:43] + "=",
    "SITE_URL": "https://portal.essex.example",
    "ALLOWED_HOSTS": "portal.essex.example",
    "TRUSTED_PROXY_COUNT": "1",
    "EMAIL_URL": "smtp://mail.essex.example",
    "DATABASE_URL": "postgresql://portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def start(**environment: str) -> subprocess.CompletedProcess:
    path = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup(); print('started')"],
        cwd=ROOT,
        env=path | {"DJANGO_SETTINGS_MODULE": "essex_portal.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_its_own_secrets():
    result = start(**SAFE)
    assert result.stdout.strip() == "started", result.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "MFA_ENCRYPTION_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_does_not_start_without(missing):
    result = start(**{name: value for name, value in SAFE.items() if name != missing})
    assert result.returncode != 0
    assert missing in result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    "wrong",
    [{"DEBUG": "yes"}, {"SECRET_KEY": "demo-" + STRONG}, {"SITE_URL": "http://portal.essex.example"}],
)
def test_production_does_not_start_with(wrong):
    result = start(**(SAFE | wrong))
    assert result.returncode != 0
    assert "does not start in production" in result.stderr
