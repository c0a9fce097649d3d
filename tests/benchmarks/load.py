"""A small load client: so many keep-alive connections on loopback, so many requests, and what came back.

Raw sockets, because on two cores a heavier client would measure itself.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Outcome:
    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return sum(self.statuses.values()) / self.seconds

    def __str__(self) -> str:
        waits = sorted(self.waits)
        middle, most = waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.95)] * 1000
        answers = ", ".join(f"{count} x {status}" for status, count in sorted(self.statuses.items()))
        return f"{self.per_second:8.1f} a second   median {middle:6.1f} ms, 95% {most:6.1f} ms   ({answers})"


def get(url: str, *, requests: int, connections: int = 8, headers: dict[str, str] | None = None) -> Outcome:
    """Ask for one address over and over."""
    return asyncio.run(_run(url, [_message(url, "GET", headers or {}, b"")] * requests, connections))


def post(url: str, bodies: list[bytes], *, connections: int = 8, headers: list[dict[str, str]]) -> Outcome:
    """Send each body once, with its headers."""
    messages = [_message(url, "POST", head, body) for head, body in zip(headers, bodies, strict=True)]
    return asyncio.run(_run(url, messages, connections))


def _message(url: str, method: str, headers: dict[str, str], body: bytes) -> bytes:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}", "Accept-Encoding: gzip"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _run(url: str, messages: list[bytes], connections: int) -> Outcome:
    outcome, queue = Outcome(0), list(reversed(messages))
    began = time.perf_counter()
    await asyncio.gather(*(_connection(url, queue, outcome) for _ in range(connections)))
    outcome.seconds = time.perf_counter() - began
    return outcome


async def _connection(url: str, queue: list[bytes], outcome: Outcome) -> None:
    parts = urlsplit(url)
    reader = writer = None
    while queue:
        message = queue.pop()
        if writer is None or writer.is_closing() or reader.at_eof():
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        began = time.perf_counter()
        writer.write(message)
        status, keep = await _answer(reader)
        outcome.waits.append(time.perf_counter() - began)
        outcome.statuses[status] += 1
        if not keep:
            writer.close()
            writer = None
    if writer is not None:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    if "transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    elif "content-length:" in head:
        await reader.readexactly(int(head.split("content-length:", 1)[1].split("\r\n", 1)[0]))
    return status, "connection: close" not in head
