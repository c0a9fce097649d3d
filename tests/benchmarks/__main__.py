"""Prints how fast the portal is, against its real parts: `python3 -m tests.benchmarks [NAME…]` (docs/benchmarks.md).

Makes a portal of its own in `.portal-benchmarks`, with the demo content, and gives each benchmark a copy of it.
The standard library only, as everything that runs before the packages are there.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin"))

from portal import environment, ports, postgres, servers, system, toolchain  # noqa: E402
from portal.checkout import PYTHON  # noqa: E402
from portal.commands import data_folder, foreground  # noqa: E402
from portal.console import PortalError, say, tell  # noqa: E402
from portal.processes import run  # noqa: E402
from portal.run import prepare  # noqa: E402

BENCHMARKS = {
    "catalogue": "the public catalogue, pages a second",
    "finance_list": "finance's list of 5,000 invoices, pages a second",
    "one_booking": "requests and SQL statements of one booking, worker included",
    "bookings": "bookings a second with 8 clients, and the memory after 1,000",
    "last_seats": "100 buyers at once for 20 seats",
    "invoice_pdfs": "invoice PDFs a second with two worker processes",
    "e_invoices": "what an e-invoice takes of a core, written and checked",
    "invoice_run": "an invoice run of 500 documents, and its rate a worker process",
    "board_pack": "a board pack of 200 actions by one worker",
    "quotes": "quotes a second by API",
    "register_import": "time and memory of importing the register of England",
}


def main() -> int:
    options = _options()
    system.ensure(system.FOR_RUNNING)
    toolchain.ensure_python()
    toolchain.ensure_assets()
    folder = data_folder(suffix="-benchmarks")
    folder.make()
    with folder.claimed("tests.benchmarks", fresh=True):
        postgres.ensure_made(folder)
        # One benchmark counts statements in Postgres's log, which only Postgres's own user may ask it to write.
        postgres.run_alone(folder, folder.postgres, "grant set on parameter log_statement to portal")
        with servers.own(folder) as running:
            surroundings = environment.django("demo", running)
            prepare(surroundings)
            foreground([PYTHON, "-m", "tests.benchmarks.measure", "demo_jobs"], _with_tools(surroundings))
            failed = [name for name in options.names if _measure(name, running)]
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return bool(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m tests.benchmarks", description="Prints how fast the portal is.")
    names = "\n".join(f"{name}: {what}" for name, what in BENCHMARKS.items())
    parser.add_argument("names", nargs="*", metavar="NAME", default=list(BENCHMARKS), help=names)
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"There is no {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}")
    return options


def _measure(name: str, running: servers.Servers) -> int:
    """One benchmark in a process, a database and a broker's database of its own. Its exit code."""
    tell(f"\n{name}: {BENCHMARKS[name]}")
    address, original = running.database_url.rsplit("/", 1)
    broker = running.redis_url.rsplit("/", 1)[0]
    surroundings = environment.django("demo", running, web_port=ports.choose()) | {
        "DATABASE_URL": f"{address}/{name}",
        "REDIS_URL": f"{broker}/{1 + list(BENCHMARKS).index(name)}",
    }
    _database("createdb", address, f"--template={original}", name)
    try:
        return foreground([PYTHON, "-m", "tests.benchmarks.measure", name], _with_tools(surroundings))
    finally:
        _database("dropdb", address, "--force", name)


def _with_tools(surroundings: dict[str, str]) -> dict[str, str]:
    """A benchmark starts the portal's processes by the tools in bin."""
    return surroundings | {"PYTHONPATH": str(ROOT / "bin")}


def _database(command: str, address: str, *words: str) -> None:
    run(
        [postgres.program(command), f"--maintenance-db={address}/postgres", *words],
        failure=f"{command} failed.",
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PortalError as problem:
        say(str(problem))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
