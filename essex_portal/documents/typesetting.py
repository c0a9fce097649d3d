"""Typesetting accessible PDFs (PDF/UA-1) in the portal's fonts, quickly and always to the same bytes.

A worker process reads fonts and style sheets once. What a page costs after that is mostly its number of boxes,
so a print style sheet begins from `print.css` instead of the browsers' long default sheet.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from essex_portal.documents.archiving import VARIANT, Carried, attachment_of, finisher

FAMILIES = {"Portal": "latin", "Portal Extended": "latin-ext"}
FACES = (("400", "normal"), ("700", "normal"), ("400", "italic"))
NOTHING_ELSE = URLFetcher(allowed_protocols=())
"""A document names no file and no address; one that slips in is not read."""


def typeset(html: str, *, style: Path, identifier: str, carried: Carried | None = None) -> bytes:
    """The PDF of a whole HTML page with `lang`, `<title>` and dates in its `<meta>` elements.

    `identifier` names the document inside the file. One that carries a file is PDF/A-3 as well. The same arguments
    give the same bytes.
    """
    variant: dict[str, Any] = {"pdf_variant": "pdf/ua-1"}
    if carried:
        variant = {"pdf_variant": VARIANT, "attachments": [attachment_of(carried)], "finisher": finisher(carried)}
        variant["output_intent"] = ""  # the finisher brings it
    with _nothing_collected():
        return _Page(string=html, url_fetcher=NOTHING_ELSE).write_pdf(
            font_config=_fonts(), stylesheets=[_style(style)], pdf_identifier=identifier.encode(), **variant
        )


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """All boxes of a document live until it is written: looking for garbage among them takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Page(HTML):
    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_style(Path(__file__).with_name("print.css"))]


@cache
def _style(path: Path) -> CSS:
    return CSS(filename=path, font_config=_fonts())


@cache
def _fonts() -> FontConfiguration:
    fonts = FontConfiguration()
    CSS(string="".join(_faces()), font_config=fonts, url_fetcher=URLFetcher(allowed_protocols=("file",)))
    return fonts


def _faces() -> list[str]:
    return [
        f"@font-face {{ font-family: '{family}'; font-weight: {weight}; font-style: {style};"
        f" src: url({_font_file(subset, weight, style)}) }}"
        for family, subset in FAMILIES.items()
        for weight, style in FACES
    ]


def _font_file(subset: str, weight: str, style: str) -> str:
    name = f"fonts/atkinson-{subset}-{weight}-{style}.woff2"
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not built. Run `npm run build`; bin/run does.")
    return Path(str(found)).as_uri()
