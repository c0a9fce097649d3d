"""What the portal needs from the operating system: installed when we may, else named with the command."""

import ctypes
import dataclasses
import os
import shutil
from collections.abc import Callable, Sequence

from portal import unprivileged
from portal.console import PortalError, say
from portal.processes import run

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def loads(*libraries: str) -> bool:
    """Can all these shared libraries be loaded? Asked as WeasyPrint will ask."""
    try:
        for name in libraries:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def browser() -> str | None:
    """The Chromium that the tests drive."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@dataclasses.dataclass(frozen=True)
class Need:
    what: str
    packages: tuple[str, ...]  # Debian's and Ubuntu's names
    elsewhere: str  # what other systems call it
    is_there: Callable[[], bool]
    required: bool = True


PANGO = Need(
    what="Pango, which lays out the PDFs",
    packages=("libpango-1.0-0", "libpangoft2-1.0-0"),
    elsewhere="pango",
    is_there=lambda: loads("libpango-1.0.so.0", "libpangoft2-1.0.so.0") or loads("libpango-1.0.dylib"),
)
SUBSETTER = Need(
    what="the HarfBuzz subsetter, which makes PDFs five times faster",
    packages=("libharfbuzz-subset0",),
    elsewhere="harfbuzz",
    is_there=lambda: loads("libharfbuzz-subset.so.0") or loads("libharfbuzz-subset.dylib"),
    required=False,
)
CHROMIUM = Need(
    what="Chromium, which the tests drive",
    packages=("chromium",),
    elsewhere="chromium",
    is_there=lambda: browser() is not None,
)
FOR_RUNNING = (PANGO, SUBSETTER)
FOR_TESTING = (*FOR_RUNNING, CHROMIUM)
FOR_SOME_TESTS = (*FOR_RUNNING, dataclasses.replace(CHROMIUM, required=False))


def ensure(needs: Sequence[Need]) -> None:
    """Install what is missing, or say how. Raises PortalError when something required stays missing."""
    missing = _missing(needs)
    if missing and unprivileged.is_root() and shutil.which("apt-get"):
        install([package for need in missing for package in need.packages])
        missing = _missing(needs)
    if any(need.required for need in missing):
        raise PortalError(f"Missing: {_and_how_to_get(missing)}")
    if missing:
        say(f"Better with: {_and_how_to_get(missing)}")


def _missing(needs: Sequence[Need]) -> list[Need]:
    return [need for need in needs if not need.is_there()]


def install(packages: Sequence[str]) -> None:
    """Install Debian packages, as many as there are: what is still missing is told by the caller."""
    say(f"Installing {', '.join(packages)} with apt-get…")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt_get = ["apt-get", "-q", "-y", "--no-install-recommends"]
    for words in (["update"], *(["install", package] for package in packages)):
        try:
            run([*apt_get, *words], env=env, failure=f"apt-get {' '.join(words)} failed:")
        except PortalError as failed:
            say(str(failed))


def _and_how_to_get(needs: Sequence[Need]) -> str:
    what = "; ".join(need.what for need in needs)
    return f"{what}. To get {'it' if len(needs) == 1 else 'them'}: {_command(needs)}"


def _command(needs: Sequence[Need]) -> str:
    if shutil.which("apt-get"):
        packages = " ".join(package for need in needs for package in need.packages)
        return f"{'' if unprivileged.is_root() else 'sudo '}apt-get install -y {packages}"
    names = " ".join(need.elsewhere for need in needs)
    if shutil.which("brew"):
        return f"brew install {names}"
    return f"install {names} with this system's package manager"
