"""What the portal needs from the operating system: installed when we may, else named with the command."""

import ctypes
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
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


def ensure(needs: Sequence[Need]) -> None:
    """Install what is missing, or say how. Raises PortalError when something required stays missing."""
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    if unprivileged.is_root() and shutil.which("apt-get"):
        install([package for need in missing for package in need.packages])
        missing = [need for need in missing if not need.is_there()]
    for need in missing:
        if need.required:
            raise PortalError(how_to_get(need))
        say(how_to_get(need))


def install(packages: Sequence[str]) -> None:
    say(f"Installing {', '.join(packages)} with apt-get…")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    wanted = f"Please install it yourself: apt-get install {' '.join(packages)}"
    run(["apt-get", "update", "-q"], env=env, failure=f"apt-get could not read its package lists. {wanted}")
    run(
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
        env=env,
        failure=f"apt-get could not install {', '.join(packages)}. {wanted}",
    )


def how_to_get(need: Need) -> str:
    if shutil.which("apt-get"):
        sudo = "" if unprivileged.is_root() else "sudo "
        command = f"{sudo}apt-get install -y {' '.join(need.packages)}"
    elif shutil.which("brew"):
        command = f"brew install {need.elsewhere}"
    else:
        command = f"install “{need.elsewhere}” with this system's package manager"
    return f"{'Missing' if need.required else 'Better with'}: {need.what}. To get it: {command}"
