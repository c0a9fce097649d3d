"""What a page costs over the wire: at most 100 KB the first time and 20 KB after that (design.md section 8)."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import Storage
from django.test import Client

from essex_portal.ui.storage import PortalStaticStorage

KB = 1024
PAGES = ["/contact/", "/accessibility-statement/", "/cookies/", "/privacy/", "/no-such-page/"]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All files of the project and its libraries as production serves them: hashed and compressed."""
    folder = tmp_path_factory.mktemp("collected")
    found = [(path, storage) for finder in get_finders() for path, storage in finder.list([])]
    files: dict[str, tuple[Storage, str]] = {path: (storage, path) for path, storage in found}
    target = PortalStaticStorage(location=folder, base_url="/static/")
    for path, (storage, name) in files.items():
        with storage.open(name) as source:
            target.save(path, source)
    problems = [outcome for _, _, outcome in target.post_process(files) if isinstance(outcome, Exception)]
    assert not problems
    return folder


def served_name(collected: Path, name: str) -> str:
    return json.loads((collected / "staticfiles.json").read_text())["paths"][name]


def wire_bytes(collected: Path, name: str) -> int:
    """The size that a browser of today receives."""
    path = collected / served_name(collected, name)
    compressed = path.with_name(path.name + ".br")
    return (compressed if compressed.exists() else path).stat().st_size


def static_files_of(html: str) -> set[str]:
    """What the page loads by itself: scripts and their imports, style sheet, preloaded fonts, icon."""
    named = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html))
    scripts = [Path("static/js", name) for name in named if Path("static/js", name).exists()]
    return named.union(*(re.findall(r'from "\./([^"]+)"', script.read_text()) for script in scripts))


@pytest.mark.parametrize("address", PAGES)
def test_the_first_load_is_light(address: str, client: Client, collected: Path):
    html = client.get(address).content
    files = static_files_of(html.decode())
    assert {"portal.css", "portal.js", "govuk-frontend.min.js", "htmx.min.js"} <= files
    assert len([name for name in files if name.endswith(".woff2")]) == 2
    weights = {name: wire_bytes(collected, name) for name in files} | {"the page": len(gzip.compress(html))}
    assert sum(weights.values()) <= 100 * KB, weights


@pytest.mark.parametrize("address", PAGES)
def test_a_later_page_is_lighter(address: str, client: Client):
    assert len(gzip.compress(client.get(address).content)) <= 20 * KB


def test_everything_a_page_loads_may_be_kept_for_ever(collected: Path):
    hashed = re.compile(r"\.[0-9a-f]{12}\.\w+$")
    script = (collected / served_name(collected, "portal.js")).read_text()
    style = (collected / served_name(collected, "portal.css")).read_text()
    imports = re.findall(r'from "\./([^"]+)"', script)
    addresses = re.findall(r'url\("?([^")]+)"?\)', style)
    assert imports
    assert addresses
    for address in imports + addresses:
        assert hashed.search(address), address
        assert (collected / address).exists()


def test_fonts_and_scripts_come_from_the_portal_itself(client: Client):
    html = client.get("/contact/").content.decode()
    style = Path("static/built/portal.css").read_text()
    assert not re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//', html)
    assert not re.findall(r"url\([\"']?(?:https?:)?//", style)
    assert "sourceMappingURL" not in Path("static/built/govuk-frontend.min.js").read_text()


def test_pages_need_no_inline_style_or_script(client: Client):
    for page in PAGES:
        html = client.get(page).content.decode()
        assert not re.findall(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", html), page
