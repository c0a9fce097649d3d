"""Do the lock files say what pyproject.toml and package.json ask for? Runs in the venv, needs no network.

A newer release somewhere is no fault. After a change of pyproject.toml or package.json:

    lock="uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate"
    $lock -o requirements/base.txt
    $lock --group run --group test -o requirements/dev.txt
    npm install --package-lock-only
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def pins(lock: str) -> dict[str, Requirement]:
    """The pinned packages of a requirements file, by canonical name."""
    lines = [line.rstrip("\\ ") for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, lines)}


def unhashed(lock: str) -> list[str]:
    """Packages without a single hash."""
    blocks = re.split(r"\n(?=\S)", lock)
    return [block.split("==")[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]


def applies(requirement: Requirement, extras: Iterable[str] = ("",)) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def complaints(name: str, wanted: list[Requirement], locked: dict[str, Requirement]) -> list[str]:
    """What `wanted` needs, all the way down, that the lock lacks or pins wrongly; pins that nothing needs."""
    found, needed, queue = [], set(), list(wanted)
    while queue:
        requirement = queue.pop()
        key = canonicalize_name(requirement.name)
        pin = locked.get(key)
        version = str(pin.specifier).removeprefix("==") if pin else ""
        if not pin or not requirement.specifier.contains(version, prereleases=True):
            found.append(f"{name}: {requirement} is wanted, {pin or 'nothing'} is locked")
        elif (key, frozenset(requirement.extras)) not in needed:
            needed.add((key, frozenset(requirement.extras)))
            queue += below(requirement)
    used = {key for key, _ in needed}
    idle = [pin for key, pin in locked.items() if applies(pin) and key not in used]
    return found + [f"{name}: nothing needs {pin}" for pin in idle]


def below(requirement: Requirement) -> list[Requirement]:
    """What an installed package needs here, with the extras that were asked for."""
    try:
        lines = requires(requirement.name) or []
    except PackageNotFoundError:
        return []
    return [one for one in map(Requirement, lines) if applies(one, {"", *requirement.extras})]


def python_complaints(root: Path) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    texts = {name: (root / "requirements" / name).read_text() for name in ("base.txt", "dev.txt")}
    base, dev = pins(texts["base.txt"]), pins(texts["dev.txt"])
    wanted = [Requirement(line) for line in project["project"]["dependencies"]]
    groups = [Requirement(line) for group in project["dependency-groups"].values() for line in group]
    return [
        *(f"{name}: {package} has no hash" for name, text in texts.items() for package in unhashed(text)),
        *(f"{name}: names an address" for name, text in texts.items() if "://" in text),
        *(f"dev.txt lacks {pin} of base.txt" for pin in base.values() if str(pin) not in map(str, dev.values())),
        *complaints("base.txt", wanted, base),
        *complaints("dev.txt", wanted + groups, dev),
    ]


def node_complaints(root: Path) -> list[str]:
    package = json.loads((root / "package.json").read_text())
    lock = json.loads((root / "package-lock.json").read_text())["packages"]
    ours = lock.pop("")
    return [
        *(
            f"package-lock.json does not follow package.json's {kind}"
            for kind in ("dependencies", "devDependencies")
            if package.get(kind, {}) != ours.get(kind, {})
        ),
        *(f"package-lock.json: {name} names an address" for name in lock if "resolved" in lock[name]),
        *(f"package-lock.json: {name} has no hash" for name in lock if "integrity" not in lock[name]),
    ]


if __name__ == "__main__":
    wrong = python_complaints(ROOT) + node_complaints(ROOT)
    print("\n".join(wrong) if wrong else "The lock files agree with pyproject.toml and package.json.")
    if wrong:
        print(__doc__)
    sys.exit(bool(wrong))
