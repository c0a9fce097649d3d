"""What several colleagues think of one statement, told in a few figures. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Opinions:
    """Levels from 1 to 4, and how many said that they don't know."""

    levels: tuple[int, ...]
    dont_know: int = 0

    @classmethod
    def of(cls, answers: Iterable[tuple[int | None, bool]]) -> "Opinions":
        """Out of (level, don't know); words alone say no opinion."""
        given = list(answers)
        levels = tuple(sorted(level for level, _ in given if level is not None))
        return cls(levels, sum(dont_know for _, dont_know in given))

    @property
    def count(self) -> int:
        return len(self.levels) + self.dont_know

    @property
    def lowest(self) -> int | None:
        return self.levels[0] if self.levels else None

    @property
    def highest(self) -> int | None:
        return self.levels[-1] if self.levels else None

    @property
    def spread(self) -> int:
        """From the lowest to the highest level, 0 to 3. Source: domain.md P8."""
        return self.levels[-1] - self.levels[0] if self.levels else 0

    @property
    def unanimous(self) -> int | None:
        """The level that everybody who answered gave, when two or more did."""
        return self.levels[0] if self.count > 1 and not self.dont_know and not self.spread else None

    @property
    def disagree(self) -> bool:
        """Two steps apart or more: colleagues should talk before the school answers."""
        return self.spread > 1
