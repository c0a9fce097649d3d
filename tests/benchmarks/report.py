"""How a figure is printed: beside its aim, and whether it was met."""


def at_least(aim: float, figure: float, what: str) -> None:
    """A figure that should be high."""
    _print(figure, f"{what} ({_verdict(figure >= aim)}: at least {aim:,})")


def at_most(aim: float, figure: float, what: str) -> None:
    """A figure that should be low."""
    _print(figure, f"{what} ({_verdict(figure <= aim)}: at most {aim:,})")


def exactly(right: int, figure: int, what: str) -> None:
    """A figure that is either right or wrong."""
    _print(figure, f"{what} ({_verdict(figure == right)}: exactly {right:,})")


def plain(figure: float, what: str) -> None:
    """A figure without an aim."""
    _print(figure, what)


def note(words: object) -> None:
    """Something to know about the figure above."""
    print(f"            {words}", flush=True)  # noqa: T201


def _verdict(met: bool) -> str:
    return "aim met" if met else "AIM MISSED"


def _print(figure: float, words: str) -> None:
    written = f"{figure:,}" if isinstance(figure, int) else f"{figure:,.1f}"
    print(f"{written:>10}  {words}", flush=True)  # noqa: T201
