"""What services of this app refuse. The text is for the person."""


class OfferRefused(Exception):
    """Nothing was changed; `str()` says why, `field` names the answer at fault."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field
