"""Forms of the portal as a browser gets them, and a reader of their HTML."""

from html.parser import HTMLParser

from django import forms

from essex_portal.ui.forms import PortalForm


class Page(HTMLParser):
    """The elements of a piece of HTML, each with its attributes and the text inside."""

    VOID = {"input", "meta", "link", "br"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[dict] = []
        self._open: list[dict] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", **dict(attrs)}
        self.elements.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        while self._open and self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def one(self, tag: str, **wanted: str) -> dict:
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} of {tag} {wanted}"
        return found[0]

    def all(self, tag: str, **wanted: str) -> list[dict]:
        fits = [e for e in self.elements if e["tag"] == tag]
        return [e for e in fits if all(e.get(key.rstrip("_")) == value for key, value in wanted.items())]

    def by_id(self, id_: str) -> dict:
        found = [element for element in self.elements if element.get("id") == id_]
        assert len(found) == 1, f"{len(found)} elements have the id {id_}"
        return found[0]


def rendered(field: forms.Field, data: dict | None = None, files: dict | None = None, **attributes) -> Page:
    form_class = type("SampleForm", (PortalForm,), {"thing": field, **attributes})
    return Page(str(form_class(data, files)))
