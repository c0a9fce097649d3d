"""Postgres refuses to run as root. For root it runs as `nobody`, with no more rights than it needs."""

import os
import pwd
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from portal.console import PortalError

# From linux/capability.h: read and pass through any folder; the second also write and execute any file.
_CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}


def is_root() -> bool:
    return os.geteuid() == 0


def give(path: Path) -> None:
    """Hand a folder to the user that Postgres runs as."""
    if is_root():
        nobody = _nobody()
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


def prefix(needed: Iterable[Path]) -> list[str]:
    """What to put before a command that must not run as root; empty when we are not root.

    `needed` are the files and folders that it has to reach. Raises PortalError when that cannot be arranged.
    """
    if not is_root():
        return []
    if not shutil.which("setpriv"):
        raise PortalError("Postgres cannot run as root. Run this as an ordinary user, or install setpriv (util-linux).")
    nobody = _nobody()
    command = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    command.append("--pdeathsig=SIGINT")  # the change of user forgets what the starter asked for
    if right := _missing_right(needed):
        # initdb asks access(2) for its own programs, which forgets the capability without this bit.
        command += ["--securebits=+no_setuid_fixup", f"--inh-caps=-all,+{right}", f"--ambient-caps=-all,+{right}"]
    return command


def _nobody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise PortalError(
            "Postgres cannot run as root and there is no user “nobody”. Run this as an ordinary user."
        ) from None


def _missing_right(needed: Iterable[Path]) -> str | None:
    """The smallest capability that lets `nobody` reach what it needs; None when none is missing."""
    closed = [path for path in needed if not is_open_to_everyone(path)]
    if not closed:
        return None
    only_reading = all(path.is_dir() or path.stat().st_mode & stat.S_IXOTH for path in closed)
    for right in _CAPABILITIES if only_reading else ["dac_override"]:
        if _held(_CAPABILITIES[right]):
            return right
    raise PortalError(
        f"Postgres runs as the user “nobody”, who may not enter {closed[0]}. Put the checkout where "
        "everyone may read it (for example /srv), or run this as an ordinary user."
    )


def is_open_to_everyone(path: Path) -> bool:
    """Can any user pass through every folder above `path`, and read and enter (or execute) `path` itself?"""
    wanted = stat.S_IROTH | stat.S_IXOTH
    passable = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)
    return passable and path.stat().st_mode & wanted == wanted


def _held(number: int) -> bool:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapPrm:"):
            return bool(int(line.split()[1], 16) >> number & 1)
    return False
