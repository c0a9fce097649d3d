"""The public catalogue, for visitors who are not signed in."""

from tests.benchmarks import pages
from tests.benchmarks.parts import anybody


def main() -> None:
    visitors = [anybody() for _ in range(8)]
    pages.measure("/training/", visitors, pages=4_000, aim=400, what="catalogue pages")
