"""Which figures may be shown, so that none over fewer than three answers can be found out, also not by subtraction.

Source: domain.md P8, T8; docs/adr/0022-withholding-small-numbers.md.
"""

from collections.abc import Mapping, Set


def shown_groups(sizes: Mapping[str, int], fewest: int, among: Set[str] | None = None) -> frozenset[str]:
    """The groups whose figure may stand beside the figure over all of them; only those `among`, where that is given.

    `sizes` says how many answers each group has; no answer is in two. Too small groups are withheld. What is left
    of the whole when the shown groups are subtracted must be nothing or itself large enough: as long as it is not,
    the smallest shown group is withheld too (by name, where two are of a size, so that the choice is always the same).
    """
    may = {name for name, size in sizes.items() if size >= fewest and (among is None or name in among)}
    shown = sorted(may, key=lambda name: (sizes[name], name))
    hidden = sum(size for name, size in sizes.items() if name not in may)
    while shown and 0 < hidden < fewest:
        hidden += sizes[shown.pop(0)]
    return frozenset(shown)
