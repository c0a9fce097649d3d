"""The database that the tests copy: migrated once for what the migrations say, and kept as a dump beside the checkout.

Migrating takes most of a minute of a core, for each of the test processes; copying takes a second.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from portal import postgres
from portal.checkout import DEV_LOCK, PYTHON, ROOT
from portal.console import say
from portal.processes import run
from portal.servers import Servers
from portal.stamps import digest

NAME = "portal_template"
DUMPS = ROOT / ".portal-test-template"
VARIABLE = "TEST_DATABASE_TEMPLATE"


def ensure(servers: Servers, env: Mapping[str, str]) -> dict[str, str]:
    """Make the template in these servers. Returns the environment in which Django's tests copy it."""
    url = postgres.url(servers.folder, servers.postgres_port)
    _run("createdb", f"--maintenance-db={url}", NAME)
    template = f"{url.rpartition('/')[0]}/{NAME}"
    dump = _dump()
    if dump.exists():
        _load(dump, template)
    else:
        say("Migrating the database that the tests copy…")
        _migrate({**env, "DATABASE_URL": template})
        _keep(template, dump)
    return {**env, VARIABLE: NAME}


def fill(servers: Servers) -> None:
    """Bring the empty database of other servers to where the migrations lead; `ensure` has kept the dump."""
    _load(_dump(), servers.database_url)


def _dump() -> Path:
    return DUMPS / f"{_key()}.sql"


def _load(dump: Path, url: str) -> None:
    _run("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={dump}", url)


def _key() -> str:
    """What the template depends on: every migration, and the packages that bring their own."""
    migrations = [file for file in ROOT.glob("**/migrations/*.py") if ".venv" not in file.parts]
    return digest([*migrations, DEV_LOCK])


def _migrate(env: Mapping[str, str]) -> None:
    run([PYTHON, ROOT / "manage.py", "migrate", "--verbosity=0"], env=env, cwd=ROOT, failure="The migrations failed:")


def _keep(template: str, dump: Path) -> None:
    """Written whole or not at all; those of other migrations go."""
    DUMPS.mkdir(exist_ok=True)
    draft = dump.with_suffix(f".{os.getpid()}")
    _run("pg_dump", "--no-owner", "--no-comments", f"--file={draft}", template)
    draft.replace(dump)
    for other in DUMPS.glob("*.sql"):
        if other != dump:
            other.unlink(missing_ok=True)


def _run(program: str, *words: object) -> None:
    run([postgres.program(program), *map(str, words)], failure=f"{program} could not make the tests’ database:")
