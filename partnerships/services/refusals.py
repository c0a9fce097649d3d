"""What services of this app refuse, in words for the person."""


class _Refused(Exception):
    """Nothing was changed; `str()` says why and what to do, `field` is the answer at fault (None: no single one)."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class DirectoryRefused(_Refused):
    """A change of the directory."""


class OfferRefused(_Refused):
    """A change of an offer or an application."""


class ForumRefused(_Refused):
    """A change of a forum, its dates or its list."""


class VisitRefused(_Refused):
    """A change of a peer review visit."""
