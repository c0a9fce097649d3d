from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much is made; the same `seed` makes the same history."""

    actions: int = 2000
    updates: int = 40_000
    years: int = 5
    programmes: int = 8
    workstreams: int = 4
    seed: int = 1

    def __post_init__(self) -> None:
        if self.actions < self.programmes * self.workstreams or self.updates < self.actions or self.years < 1:
            raise ValueError("Ask for at least an action a workstream, an update an action, and a year.")
