"""bin/run: from a bare checkout to a portal that serves, until Ctrl-C."""

import argparse
import contextlib
import functools
import json
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence

from portal import environment, ports, servers, system, toolchain
from portal.checkout import BUILT, COLLECTED_STAMP, DEV_LOCK, PYTHON, ROOT
from portal.commands import data_folder
from portal.console import PortalError, say, tell
from portal.data_folder import DataFolder, InUseError
from portal.prepare import ANNOUNCEMENT
from portal.processes import last_lines, run, spawn
from portal.servers import Service, end_services
from portal.stamps import digest, files_under, is_fresh
from portal.supervision import supervise

_SECONDS_TO_SERVE = 60


def command(words: Sequence[str]) -> int:
    options = _options(words)
    folder = data_folder(options.data)
    folder.make()
    try:
        with folder.claimed("bin/run", fresh=options.fresh):
            _serve(folder, options.port or ports.choose())
    except InUseError as in_use:
        raise PortalError(f"{in_use} Stop it first, or name another data folder with --data.") from None
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="where the portal serves (8000; 0 takes any)")
    parser.add_argument("--data", help="data folder (PORTAL_DATA, else .portal)")
    parser.add_argument("--fresh", action="store_true", help="delete what is in the data folder first")
    return parser.parse_args(words)


def _serve(folder: DataFolder, port: int) -> None:
    _need_port(port)
    system.ensure(system.FOR_RUNNING)
    toolchain.ensure_python()
    toolchain.ensure_assets()
    say("Starting Postgres and Valkey…")
    with contextlib.ExitStack() as stack:
        running = stack.enter_context(servers.own(folder))
        env = environment.django("demo", running, web_port=port)
        prepare(env)
        say("Starting web, worker and beat…")
        started = portal_services(folder, port, env)
        stack.callback(end_services, started)
        for service in started:
            service.start(folder)
        accounts = _demo_accounts(env)
        wait_for_web(folder, started[0], port)
        _tell_address(port, accounts)
        with contextlib.suppress(KeyboardInterrupt):
            supervise(folder, [*running.services, *started])
        say("Stopping…")


def _need_port(port: int) -> None:
    if ports.is_free(port):
        return
    holder = ports.holder(port) or "another program"
    raise PortalError(f"Port {port} is in use by {holder}. Stop it, or take another port: bin/run --port {port + 1}")


def prepare(env: Mapping[str, str]) -> None:
    """Static files when they changed; the database and the demo content always, which is quick when all is there."""
    built = digest([*files_under(BUILT), DEV_LOCK])
    collected = is_fresh(COLLECTED_STAMP, built)
    steps = [*([] if collected else ["collectstatic"]), "migrate", "load_demo"]
    run(
        [str(PYTHON), "bin/portal/prepare.py", *steps],
        env=env,
        cwd=ROOT,
        failure="The portal could not be made ready.",
        on_line=lambda line: say(line.removeprefix(ANNOUNCEMENT).rstrip()) if line.startswith(ANNOUNCEMENT) else None,
    )
    COLLECTED_STAMP.write_text(built)


def _demo_accounts(env: Mapping[str, str]) -> list[dict]:
    words = [str(PYTHON), "manage.py", "demo_accounts", "--json", "--skip-checks"]
    return json.loads(run(words, env=env, cwd=ROOT, failure="The demo accounts could not be read."))


def portal_services(folder: DataFolder, port: int, env: Mapping[str, str]) -> list[Service]:
    celery = [PYTHON, "-m", "celery", "--app=essex_portal.celery:app"]
    schedule = folder.path / "celerybeat-schedule"
    commands: dict[str, list] = {
        "web": [PYTHON, "-m", "gunicorn", "--config=deploy/gunicorn.conf.py", f"--bind={ports.HOST}:{port}",
                "essex_portal.wsgi:application"],
        "worker": [*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", f"--schedule={schedule}", "--pidfile="],
    }  # fmt: skip
    return [
        Service(
            name,
            functools.partial(
                spawn,
                argv,
                log=folder.logs / f"{name}.log",
                env=env,
                cwd=ROOT,
                # Asked gently, an orphaned worker would first finish its task; the sweeper has it done again.
                on_parent_death=signal.SIGKILL if name == "worker" else signal.SIGTERM,
            ),
            facts={"port": port} if name == "web" else {},
        )
        for name, argv in commands.items()
    ]


def wait_for_web(folder: DataFolder, web: Service, port: int) -> None:
    deadline = time.monotonic() + _SECONDS_TO_SERVE
    while time.monotonic() < deadline and web.process and web.process.poll() is None:
        with contextlib.suppress(OSError, urllib.error.HTTPError):
            if urllib.request.urlopen(f"http://{ports.HOST}:{port}/healthz", timeout=5).status == 200:
                return
        time.sleep(0.1)
    log = folder.logs / "web.log"
    end_of_log = last_lines(log.read_text(errors="replace"))
    raise PortalError(f"The portal did not begin to serve. The end of {log} says:\n{end_of_log}")


def _tell_address(port: int, accounts: Sequence[Mapping[str, str]]) -> None:
    first_of_role: dict[str, Mapping[str, str]] = {}
    for account in accounts:
        first_of_role.setdefault(account["role"], account)
    tell(f"\nThe Essex Education Portal is at http://localhost:{port}\n")
    tell("Sign in (demonstration only):")
    for role, account in first_of_role.items():
        second = f"  authenticator secret {account['totp_secret']}" if account.get("totp_secret") else ""
        tell(f"  {role:<20} {account['email']:<48} {account['password']}{second}")
    tell("\nCtrl-C ends it.")
