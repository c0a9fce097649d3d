"""The front page and what has not succeeded."""

from tests.rules.matrix.rows import ADMINISTRATOR, everybody, of_role

HOME = (everybody("home:start"), *of_role("home:jobs", ADMINISTRATOR))
