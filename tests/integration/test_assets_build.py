"""The same sources give the same bytes, so that two web servers name their files alike."""

import subprocess
from pathlib import Path


def built_into(folder: Path) -> dict[str, bytes]:
    subprocess.run(["node", "static/build.mjs", str(folder)], check=True, timeout=120)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_build_is_repeatable_and_leaves_nothing_else(tmp_path: Path):
    first, second = built_into(tmp_path / "one"), built_into(tmp_path / "two")
    assert first == second
    assert {"portal.css", "portal.js", "htmx.min.js", "govuk-frontend.min.js"} <= first.keys()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
