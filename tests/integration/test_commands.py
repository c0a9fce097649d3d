"""bin/run, bin/test and bin/manage: what they keep, what they recover from, what they leave behind (nothing)."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from portal import locks, ports, postgres, processes, stamps, supervision, system, unprivileged
from portal.console import PortalError
from portal.data_folder import DataFolder, InUseError
from portal.processes import GENTLY, Identity
from portal.servers import Service


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "data")
    made.make()
    return made


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[subprocess.Popen]:
    process = processes.spawn(["sleep", "60"], log=tmp_path / "log")
    yield process
    processes.end(process, GENTLY)


class TestPorts:
    def test_a_taken_port_is_not_free_and_its_holder_is_named(self):
        with socket.socket() as listener:
            listener.bind((ports.HOST, 0))
            listener.listen()
            port = listener.getsockname()[1]

            assert not ports.is_free(port)
            assert f"process {os.getpid()}" in ports.holder(port)

    def test_a_chosen_port_is_free(self):
        assert ports.is_free(ports.choose())


class TestStamps:
    def test_a_step_is_done_once_for_a_value_and_again_for_another(self, tmp_path: Path):
        done: list[str] = []
        for value in ("one", "one", "two"):
            stamps.once(tmp_path / "stamp", value, lambda value=value: done.append(value))
        assert done == ["one", "two"]

    def test_an_interrupted_step_is_done_again(self, tmp_path: Path):
        stamp = tmp_path / "stamp"
        stamp.write_text("one")

        def interrupted() -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            stamps.once(stamp, "two", interrupted)
        assert not stamps.is_fresh(stamp, "one")
        assert not stamps.is_fresh(stamp, "two")

    def test_the_digest_follows_contents_and_leaves_out_what_is_built(self, tmp_path: Path):
        (tmp_path / "built").mkdir()
        source, built = tmp_path / "source.css", tmp_path / "built" / "source.css"
        source.write_text("a")

        def digest() -> str:
            return stamps.digest(stamps.files_under(tmp_path, leaving_out="built*"))

        before = digest()
        built.write_text("b")
        assert digest() == before
        source.write_text("c")
        assert digest() != before


class TestProcesses:
    def test_the_whole_group_ends(self, tmp_path: Path):
        log = tmp_path / "log"
        process = processes.spawn(["sh", "-c", "sleep 60 & echo $!; wait"], log=log)
        assert processes.wait_until(lambda: log.read_text().endswith("\n"), 5)
        child = Identity.of(int(log.read_text()))
        assert child.is_alive()

        processes.end(process, GENTLY)

        assert process.returncode == -signal.SIGTERM
        assert processes.wait_until(lambda: not child.is_alive(), 5)

    def test_one_that_ignores_the_asking_is_killed(self, tmp_path: Path):
        process = processes.spawn(["sh", "-c", "trap '' TERM; echo up; sleep 60 & wait"], log=tmp_path / "log")
        processes.wait_until(lambda: "up" in (tmp_path / "log").read_text(), 5)
        processes.end(process, ((signal.SIGTERM, 0.2),))
        assert process.returncode == -signal.SIGKILL

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
    def test_kill_9_of_the_parent_takes_the_child_with_it(self, tmp_path: Path):
        script = (
            "import sys, time; from pathlib import Path; from portal import processes\n"
            f"child = processes.spawn(['sleep', '60'], log=Path({str(tmp_path / 'log')!r}))\n"
            "print(child.pid, flush=True); time.sleep(60)"
        )
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(
            [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True
        ) as parent:
            assert parent.stdout
            child = Identity.of(int(parent.stdout.readline()))
            assert child.is_alive()
            parent.kill()
        assert processes.wait_until(lambda: not child.is_alive(), 5)

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans to whoever asks for them")
    def test_what_a_foreground_command_leaves_behind_is_killed(self, tmp_path: Path):
        script = (
            "import os; from portal.commands import foreground\n"
            f"foreground(['sh', '-c', 'setsid sleep 60 & echo $! > {tmp_path}/pid'], os.environ)"
        )
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=20)
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)

    def test_another_process_with_the_same_number_is_not_taken_for_it(self, sleeper: subprocess.Popen):
        assert Identity.of(sleeper.pid).is_alive()
        assert not Identity(sleeper.pid, "some other time").is_alive()

    def test_a_failed_step_shows_the_end_of_what_it_printed(self):
        with pytest.raises(PortalError, match=r"(?s)It failed\..*the reason"):
            processes.run(["sh", "-c", "echo the reason; exit 3"], failure="It failed.")


class TestDataFolder:
    def test_a_folder_with_other_things_is_refused(self, tmp_path: Path):
        (tmp_path / "thesis.txt").write_text("dear")
        with pytest.raises(PortalError, match="not a portal data folder"):
            DataFolder(tmp_path).make()
        assert (tmp_path / "thesis.txt").exists()

    def test_fresh_deletes_what_was_kept(self, folder: DataFolder):
        (folder.documents / "old.pdf").write_bytes(b"%PDF")
        with folder.claimed("bin/run", fresh=True):
            assert not (folder.documents / "old.pdf").exists()
            assert folder.documents.is_dir()

    def test_a_second_command_is_told_who_has_it(self, folder: DataFolder):
        with (
            folder.claimed("bin/run"),
            pytest.raises(InUseError, match=rf"bin/run \(process {os.getpid()}\)"),
            folder.claimed("bin/run"),
        ):
            raise AssertionError("claimed twice")

    def test_what_a_killed_run_left_behind_is_ended(self, folder: DataFolder, sleeper: subprocess.Popen):
        folder.remember("web", sleeper.pid)
        with folder.claimed("bin/run"):
            assert sleeper.wait(timeout=5) == -signal.SIGTERM

    def test_a_stranger_with_a_remembered_number_is_left_alone(self, folder: DataFolder, sleeper: subprocess.Popen):
        state = {"services": {"web": {"pid": sleeper.pid, "started": "last week"}}}
        (folder.path / "state.json").write_text(json.dumps(state))
        with folder.claimed("bin/run"):
            assert sleeper.poll() is None
            assert folder.service("web") is None

    def test_a_state_that_was_cut_short_counts_as_none(self, folder: DataFolder):
        (folder.path / "state.json").write_text('{"services": {"web"')
        with folder.claimed("bin/run"):
            assert folder.owner().startswith("bin/run")

    def test_secrets_are_made_once_and_for_the_owner_alone(self, folder: DataFolder):
        made = folder.secrets()
        assert folder.secrets() == made
        assert (folder.path / "secrets.json").stat().st_mode & 0o077 == 0
        assert len(set(made.values())) == len(made)

    def test_lost_secrets_are_not_made_up_for_existing_data(self, folder: DataFolder):
        folder.postgres.mkdir()
        with pytest.raises(PortalError, match=r"secrets\.json is missing or damaged"):
            folder.secrets()


class TestPostgres:
    def test_a_half_made_database_is_made_again(self, folder: DataFolder):
        folder.secrets()
        for name in ("postgres", "postgres.making"):
            (folder.path / name).mkdir()
            (folder.path / name / "half").write_text("made")

        postgres.ensure_made(folder, durable=False)

        assert (folder.postgres / "PG_VERSION").exists()
        assert not (folder.postgres / "half").exists()
        assert not (folder.path / "postgres.making").exists()

    def test_one_of_another_version_is_explained_and_kept(self, folder: DataFolder):
        folder.postgres.mkdir()
        (folder.postgres / "PG_VERSION").write_text("12\n")
        with pytest.raises(PortalError, match="was made by Postgres 12"):
            postgres.ensure_made(folder)
        assert (folder.postgres / "PG_VERSION").read_text() == "12\n"

    def test_a_closed_folder_is_seen(self, tmp_path: Path):
        closed = tmp_path / "closed"
        inside = closed / "inside"
        inside.mkdir(parents=True)
        closed.chmod(0o700)
        assert not unprivileged.is_open_to_everyone(inside)


class TestSystemPackages:
    MISSING = system.Need("Magic", ("libmagic1",), "magic", is_there=lambda: False)

    def test_what_cannot_be_installed_is_named_with_the_command(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(unprivileged, "is_root", lambda: False)
        monkeypatch.setattr(system.shutil, "which", lambda name: name == "apt-get")
        with pytest.raises(PortalError, match=r"Magic\. To get it: sudo apt-get install -y libmagic1$"):
            system.ensure([self.MISSING])

    def test_what_is_there_is_not_installed_again(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(system, "install", lambda packages: pytest.fail(f"installs {packages}"))
        system.ensure([system.Need("Sure", ("sure",), "sure", is_there=lambda: True)])


def test_a_service_that_keeps_dying_is_started_ever_later(folder: DataFolder):
    def launch() -> subprocess.Popen:
        process = processes.spawn(["false"], log=folder.logs / "web.log")
        process.wait()
        return process

    service = Service("web", launch)
    service.start(folder)
    watch = supervision.Watch(service, began=0.0)
    pauses, now = [], 0.0
    for _ in range(6):
        watch.look(folder, now)
        assert watch.restart_at is not None
        pauses.append(watch.restart_at - now)
        now = watch.restart_at
        watch.look(folder, now)
    assert pauses == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


class TestLocks:
    def test_ours_agree(self):
        assert locks.python_complaints(locks.ROOT) + locks.node_complaints(locks.ROOT) == []

    @pytest.mark.parametrize(
        ("wanted", "lock", "complaint"),
        [
            ("django>=5.2", "", "nothing is locked"),
            ("django>=5.2", "django==4.2\nasgiref==3.13.0\nsqlparse==0.6.1", "django==4.2 is locked"),
            ("django", "django==5.2.19\nsqlparse==0.6.1", "asgiref"),
            ("asgiref", "asgiref==3.13.0\nsqlparse==0.6.1", "nothing needs sqlparse==0.6.1"),
        ],
    )
    def test_a_lock_that_does_not_follow_is_told(self, wanted: str, lock: str, complaint: str):
        told = locks.complaints("dev.txt", [locks.Requirement(wanted)], locks.pins(lock))
        assert complaint in "\n".join(told)

    def test_a_pin_without_a_hash_is_told(self):
        assert locks.unhashed("a==1 \\\n    --hash=sha256:00\nb==2") == ["b"]
