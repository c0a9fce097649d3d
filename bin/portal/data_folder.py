"""The data folder: everything a portal on this machine keeps, and nothing else."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.console import PortalError, say
from portal.processes import GENTLY, POSTGRES_FAST, Identity

MARKER = "portal-data-folder"
_MARKER_TEXT = "A data folder of the Essex Education Portal. bin/run --fresh deletes what is in it.\n"
_NAME_ANOTHER = "Name another data folder with --data or PORTAL_DATA."
_SECRETS = ("secret_key", "mfa_encryption_key", "database_password", "broker_password")


class InUseError(PortalError):
    """Another command of the portal is using the data folder."""

    def __init__(self, folder: "DataFolder") -> None:
        self.owner = folder.owner()
        super().__init__(f"{self.owner or 'Another command'} is using the data folder {folder.path}.")


@dataclass(frozen=True)
class DataFolder:
    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @property
    def documents(self) -> Path:
        return self.path / "documents"

    @property
    def mail(self) -> Path:
        return self.path / "mail"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def _state_file(self) -> Path:
        return self.path / "state.json"

    @property
    def _secrets_file(self) -> Path:
        return self.path / "secrets.json"

    def make(self) -> None:
        """Make what is missing of it. Raises PortalError when `path` holds something else."""
        if self.path.exists() and not self.path.is_dir():
            raise PortalError(f"{self.path} is a file, not a folder. {_NAME_ANOTHER}")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if any(self.path.iterdir()) and not (self.path / MARKER).exists():
                raise PortalError(f"{self.path} holds other things and is not a portal data folder. {_NAME_ANOTHER}")
            (self.path / MARKER).write_text(_MARKER_TEXT)
            for folder in (self.documents, self.mail, self.logs, self.valkey):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise PortalError(f"The data folder {self.path} cannot be used: {error.strerror}.") from None

    def _empty(self) -> None:
        for child in self.path.iterdir():
            if child.is_dir() and not child.is_symlink():
                shutil.rmtree(child)
            elif child.name != MARKER:
                child.unlink()
        self.make()

    @contextlib.contextmanager
    def claimed(self, command: str, *, fresh: bool = False) -> Iterator[None]:
        """Hold the folder for this command, emptied first when `fresh`. Raises InUseError.

        The system itself lets go of it, however the command ends.
        """
        with _locked(self.path, fcntl.LOCK_EX | fcntl.LOCK_NB) as ours:
            if not ours:
                raise InUseError(self)
            self._end_leftovers()
            if fresh:
                self._empty()
            me = Identity.of(os.getpid())
            self._write_state({"owner": {"command": command, "pid": me.pid, "started": me.started}})
            yield

    @contextlib.contextmanager
    def visited(self, *, wait_for_visitors: bool = False) -> Iterator[None]:
        """Held by a command that uses another's servers; exclusively by the one about to stop them."""
        how = fcntl.LOCK_EX if wait_for_visitors else fcntl.LOCK_SH
        with _locked(self.logs, how):
            yield

    def owner(self) -> str:
        """Who has claimed the folder, in words; empty when nobody is known."""
        owner = self._state().get("owner")
        return f"{owner['command']} (process {owner['pid']})" if owner else ""

    def remember(self, service: str, pid: int, **facts: object) -> None:
        state = self._state()
        process = Identity.of(pid)
        services = state.setdefault("services", {})
        services[service] = {"pid": process.pid, "started": process.started, **facts}
        self._write_state(state)

    def forget_services(self) -> None:
        self._write_state({key: value for key, value in self._state().items() if key != "services"})

    def service(self, name: str) -> dict | None:
        """What is remembered of a service, while its process lives."""
        facts = self._state().get("services", {}).get(name)
        return facts if facts and Identity(facts["pid"], facts["started"]).is_alive() else None

    def _end_leftovers(self) -> None:
        """End what a killed earlier command left running."""
        for name, facts in self._state().get("services", {}).items():
            process = Identity(facts["pid"], facts["started"])
            if process.is_alive():
                say(f"Ending {name}, left behind by an earlier run…")
                process.end(POSTGRES_FAST if name == "postgres" else GENTLY)

    def secrets(self) -> dict[str, str]:
        """This folder's own secrets, made on first use. Raises PortalError when they are lost."""
        if self._secrets_file.exists():
            known = _read_json(self._secrets_file)
            if all(known.get(name) for name in _SECRETS):
                return known
        if self.postgres.exists():
            raise PortalError(f"{self._secrets_file} is missing or damaged. Put it back, or start over with --fresh.")
        made = {name: secrets.token_urlsafe(48) for name in _SECRETS}
        made["mfa_encryption_key"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        _write_json(self._secrets_file, made)
        return made

    def _state(self) -> dict:
        return _read_json(self._state_file)

    def _write_state(self, state: dict) -> None:
        _write_json(self._state_file, state)


@contextlib.contextmanager
def _locked(folder: Path, how: int) -> Iterator[bool]:
    """A lock on a folder, given back by the system itself when this process is gone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _read_json(file: Path) -> dict:
    """What the file holds; nothing when it is missing or was cut short."""
    try:
        found = json.loads(file.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_json(file: Path, content: dict) -> None:
    """Whole or not at all, readable by its owner alone."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        json.dump(content, handle, indent=2)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(file)
