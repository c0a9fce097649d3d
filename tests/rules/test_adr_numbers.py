"""Each decision has one number, and its heading says the same as its file name."""

import re
from pathlib import Path

ADRS = sorted((Path(__file__).parents[2] / "docs" / "adr").glob("*.md"))


def test_numbers_are_unique_and_match_the_headings():
    numbers = [int(path.name[:4]) for path in ADRS]
    headings = [int(re.match(r"# (\d+)\. ", path.read_text()).group(1)) for path in ADRS]
    assert numbers == list(range(1, len(ADRS) + 1))
    assert headings == numbers
