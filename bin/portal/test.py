"""bin/test: everything that can go wrong, in one command. Its last line is pytest's own."""

import contextlib
import itertools
from collections.abc import Iterator, Mapping, Sequence

from portal import environment, servers, system, template, toolchain
from portal.checkout import PYTHON, ROOT, VENV
from portal.commands import data_folder, foreground
from portal.console import PortalError, say
from portal.data_folder import DataFolder, InUseError
from portal.processes import run

CHECKS: dict[str, Sequence] = {
    "lock files": [PYTHON, ROOT / "bin" / "portal" / "locks.py"],
    "ruff": [VENV / "bin" / "ruff", "check"],
    "ruff format": [VENV / "bin" / "ruff", "format", "--check"],
    "import contracts": [VENV / "bin" / "lint-imports"],
    "mypy": [VENV / "bin" / "mypy"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}
TWO_PROCESSES = ("-n", "2", "--dist", "loadgroup")


def command(words: Sequence[str]) -> int:
    """With pytest arguments, only these tests; without, every check and every test."""
    system.ensure(system.FOR_SOME_TESTS if words else system.FOR_TESTING)
    toolchain.ensure_python()
    toolchain.ensure_assets()
    with _claimed_folder() as folder, servers.own(folder, durable=False) as running:
        env = environment.django("test", running)
        failed = [] if words else [name for name in CHECKS if not _passes(name, env)]
        if failed:
            say(f"\nFailed checks: {', '.join(failed)}. The tests follow.\n")
        env = template.ensure(running, env)
        code = foreground([PYTHON, "-m", "pytest", *(words or TWO_PROCESSES)], env)
    return code or bool(failed)


@contextlib.contextmanager
def _claimed_folder() -> Iterator[DataFolder]:
    """The first test folder that no other bin/test is using, emptied: runs side by side do not meet."""
    for number in itertools.count(1):
        folder = data_folder(suffix="-test" if number == 1 else f"-test-{number}")
        folder.make()
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(folder.claimed("bin/test", fresh=True))
            except InUseError:
                continue
            yield folder
            return


def _passes(name: str, env: Mapping[str, str]) -> bool:
    say(f"Checking {name}…")
    try:
        run(CHECKS[name], env=env, cwd=ROOT, failure=f"The check “{name}” failed:", lines=200)
    except PortalError as problem:
        say(str(problem))
        return False
    return True
