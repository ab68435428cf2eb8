"""How many cases to review in each stratum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LEAST = 10
"""Cases reviewed among those that the tagger marks, where there are so many and the sample allows it."""


def allocate(cases: Sequence[int], n: int) -> tuple[int, ...]:
    """Of ``n`` cases to review, how many from each stratum; the last stratum holds what the tagger does not mark.

    Whatever the tagger, the interval's width is ruled by the cases it does not mark: there one missed case stands for
    ``cases / reviewed`` others, and even without one the upper limit is three times that. So the marked strata
    together take the number that minimises the variance of a cautious plan (half of the marks right, and the
    uncertainty of one missed case), at least `LEAST`; among themselves they share it by size.
    """
    *marked, unmarked = cases
    n = min(n, sum(cases))
    of_marked = _of_marked(sum(marked), unmarked, n)
    return (*_by_size(marked, of_marked), n - of_marked)


def _of_marked(marked: int, unmarked: int, n: int) -> int:
    if marked == 0 or n < 2:
        return min(marked, n) if unmarked == 0 else 0
    numbers = np.arange(1, n)
    share = marked / (marked + unmarked)
    variance = 0.2 * share**2 / numbers + 2 * (1 - share) ** 2 / (n - numbers) ** 2
    best = max(int(numbers[variance.argmin()]), min(LEAST, n // 2))
    return max(min(best, marked), n - unmarked)


def _by_size(sizes: Sequence[int], n: int) -> tuple[int, ...]:
    """``n`` shared out in proportion to ``sizes``, the largest remainders first; none above its size, one each at least if ``n`` allows."""
    total = sum(sizes)
    if not total:
        return tuple(0 for _ in sizes)
    exact = [n * size / total for size in sizes]
    given = [min(size, max(int(x), min(1, size))) for x, size in zip(exact, sizes, strict=True)]
    while sum(given) > n:
        given[max(range(len(given)), key=lambda h: given[h] - exact[h])] -= 1
    while sum(given) < n:
        open_ones = [h for h in range(len(given)) if given[h] < sizes[h]]
        given[max(open_ones, key=lambda h: exact[h] - given[h])] += 1
    return tuple(given)


def evenly(sizes: Sequence[int], n: int) -> tuple[int, ...]:
    """``n`` shared out as evenly as the sizes allow; all there is where that is less."""
    given = [0] * len(sizes)
    for _ in range(min(n, sum(sizes))):
        given[min((h for h, size in enumerate(sizes) if given[h] < size), key=lambda h: given[h])] += 1
    return tuple(given)
