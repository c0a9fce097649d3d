"""A small load client: visitors with a connection that stays open and cookies, and what came back to them.

Raw sockets, because on two cores a heavier client would measure itself.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

T = TypeVar("T")

CSRF_TOKEN = "abcdefghijklmnopqrstuvwxyz012345"  # Django takes any, if the cookie and the form agree


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def expect(self, status: int) -> "Answer":
        """The answer itself; a benchmark of anything else would measure error pages."""
        if self.status != status:
            raise AssertionError(f"Answered {self.status} where {status} was expected:\n{self.text[:2000]}")
        return self


@dataclass
class Visitor:
    """Somebody with a browser at `url`, signed in when the cookies say so. `waits` are seconds, one a request."""

    url: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, {}, b"")

    async def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send a form, with the token that every page's form has."""
        body = urlencode({"csrfmiddlewaretoken": CSRF_TOKEN, **form}).encode()
        return await self._ask("POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, body)

    async def post_json(self, path: str, content: object) -> Answer:
        return await self._ask("POST", path, {"Content-Type": "application/json"}, json.dumps(content).encode())

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        place = urlsplit(self.url)
        cookies = "; ".join(f"{name}={value}" for name, value in {"csrftoken": CSRF_TOKEN, **self.cookies}.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: {place.netloc}", f"Cookie: {cookies}"]
        lines += [f"{name}: {value}" for name, value in {**self.headers, **headers}.items()]
        lines += [f"Content-Length: {len(body)}"] if body else []
        if self._streams is None:
            self._streams = await asyncio.open_connection(place.hostname, place.port)
        reader, writer = self._streams
        began = time.perf_counter()
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        answer = await _answer(reader)
        self.waits.append(time.perf_counter() - began)
        self.statuses[answer.status] += 1
        if answer.headers.get("connection") == "close":
            self.close()
        return answer


async def _answer(reader: asyncio.StreamReader) -> Answer:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join([chunk async for chunk in _chunks(reader)])
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Answer(int(first.split()[1]), headers, body)


async def _chunks(reader: asyncio.StreamReader):
    while size := int(await reader.readline(), 16):
        yield await reader.readexactly(size)
        await reader.readline()
    await reader.readline()


@dataclass(frozen=True)
class Outcome:
    """What came of a load: `done` is how often the work was done, in so many seconds."""

    done: int
    seconds: float
    waits: list[float]
    statuses: Counter[int]

    @property
    def per_second(self) -> float:
        return self.done / self.seconds

    def __str__(self) -> str:
        waits = sorted(self.waits)
        middle, most = (waits[int(len(waits) * part)] * 1000 for part in (0.5, 0.95))
        answers = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        return f"{middle:.0f} ms in the middle, 95% within {most:.0f} ms; answers: {answers}"


def share(visitors: Iterable[Visitor], work: Iterable[T], do: Callable[[Visitor, T], Awaitable[object]]) -> Outcome:
    """Each visitor takes the next piece of work and does it, until there is none; connections are made anew."""
    return asyncio.run(_share(list(visitors), list(work), do))


async def _share(visitors: list[Visitor], work: list[T], do: Callable[[Visitor, T], Awaitable[object]]) -> Outcome:
    waiting = iter(work)

    async def serve(visitor: Visitor) -> None:
        visitor.waits.clear()
        visitor.statuses.clear()
        for piece in waiting:
            await do(visitor, piece)
        visitor.close()

    began = time.perf_counter()
    await asyncio.gather(*(serve(visitor) for visitor in visitors))
    seconds = time.perf_counter() - began
    return Outcome(
        done=len(work),
        seconds=seconds,
        waits=[wait for visitor in visitors for wait in visitor.waits],
        statuses=sum((visitor.statuses for visitor in visitors), Counter()),
    )
