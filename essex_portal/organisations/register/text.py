"""From an uploaded file to lines of text: what kind of file it is, and how its letters are written."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from essex_portal.organisations.register.refusals import RegisterRefusedError

MOST_BYTES = 250 * 1024 * 1024
CHUNK = 1024 * 1024

OTHER_KINDS = (
    (b"PK\x03\x04", "This is a ZIP file or an Excel workbook. Unpack it, or save the sheet as CSV."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook. Save the sheet as CSV."),
    (b"%PDF", "This is a PDF. The register comes as a CSV file."),
    (b"\xff\xfe", "This is Excel’s “Unicode text”. Save it as “CSV UTF-8”."),
    (b"\xfe\xff", "This is Excel’s “Unicode text”. Save it as “CSV UTF-8”."),
)
HTML = "This is a web page, not a CSV file. Open the register’s download page and save the file itself."
NOT_TEXT = "This is not a text file. The register comes as a CSV file."


@dataclass(frozen=True)
class TextFile:
    """A file that can be read as text, as often as need be. `line_count` counts line breaks."""

    file: BinaryIO
    encoding: str
    line_count: int
    ends_with_line_break: bool

    def lines(self) -> Iterator[str]:
        self.file.seek(0)
        first = next(iter(self.file), b"").removeprefix(codecs.BOM_UTF8)
        yield first.decode(self.encoding, "replace")
        for line in self.file:
            yield line.decode(self.encoding, "replace")


def open_text(file: BinaryIO) -> TextFile:
    """Look the file over: UTF-8 with or without its mark, else cp1252 as the register serves it; gzip is unpacked.

    Raises RegisterRefusedError for what is no CSV at all, is empty, cut off in its packing, or too big.
    """
    try:
        plain = _unpacked(file)
        _refuse_other_kinds(plain)
        return _looked_over(plain)
    except (OSError, EOFError, zlib.error) as error:
        raise RegisterRefusedError(f"The file is packed with gzip, and the packing is damaged: {error}.") from None


def _unpacked(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file


def _refuse_other_kinds(file: BinaryIO) -> None:
    start = file.read(4096)
    for mark, words in OTHER_KINDS:
        if start.startswith(mark):
            raise RegisterRefusedError(words)
    if b"\x00" in start:
        raise RegisterRefusedError(NOT_TEXT)
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text:
        raise RegisterRefusedError("The file is empty.")
    if text.startswith(b"<"):
        raise RegisterRefusedError(HTML)


def _looked_over(file: BinaryIO) -> TextFile:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, size, line_count, end = "utf-8", 0, 0, b""
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise RegisterRefusedError(f"The file is bigger than {MOST_BYTES // CHUNK} MB.")
        if encoding == "utf-8" and not _decodes(decoder, chunk):
            encoding = "cp1252"
        line_count += chunk.count(b"\n")
        end = chunk[-1:]
    return TextFile(file, encoding, line_count, ends_with_line_break=end == b"\n")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True
