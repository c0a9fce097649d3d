"""A stamp says what a step was last done for. It is written last, so an interrupted step has none."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path


def digest(files: Iterable[Path]) -> str:
    """One hash over the names and contents of `files`; a file that is not there counts as such."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(str(file).encode() + b"\0")
        total.update(file.read_bytes() if file.is_file() else b"missing")
    return total.hexdigest()


def files_under(folder: Path, *, leaving_out: str = "") -> list[Path]:
    """All files below `folder`, but for its own children that match `leaving_out`."""
    children = [child for child in folder.iterdir() if not (leaving_out and child.match(leaving_out))]
    return [file for child in children for file in (child, *child.rglob("*")) if file.is_file()]


def is_fresh(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text() == value


def once(stamp: Path, value: str, step: Callable[[], None]) -> None:
    """Do `step` unless `stamp` says that it was done for `value`."""
    if is_fresh(stamp, value):
        return
    stamp.unlink(missing_ok=True)
    step()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
