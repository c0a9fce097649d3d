"""What the directory's services refuse, in words for the person."""


class DirectoryRefused(Exception):
    """Nothing was changed; `str()` says why and what to do, `field` is the answer at fault (None: no single one)."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field
