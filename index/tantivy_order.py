"""The order of hits: by score or date, and among equals by case_id, which tantivy does not do itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jointcharge.index.base import Sort
from jointcharge.index.tantivy_folder import ID_KEYS, UNDATED

if TYPE_CHECKING:
    import tantivy

NumberedHits = list[tuple[float, Any]]
"""Score and place on disk of each hit."""
_LAST = 10**9


def ordered_page(searcher: tantivy.Searcher, hits: NumberedHits, sort: Sort, first: int, last: int) -> NumberedHits:
    """``hits[first:last]`` of all hits, ordered by ``sort``, then case_id.

    Numbers that sort as the ids' first bytes do are compared first; ids are read only where those are equal.
    """
    firsts = _first_keys(searcher, hits, sort)
    if sort is Sort.RELEVANCE:  # most of the equals of other scores need not be looked at
        bounds = sorted(firsts)[first:last]
        hits = [hit for hit, key in zip(hits, firsts, strict=True) if bounds[0] <= key <= bounds[-1]]
        skipped = sum(key < bounds[0] for key in firsts)
        firsts, first, last = [-score for score, _ in hits], first - skipped, last - skipped
    addresses = [address for _, address in hits]
    ids = (searcher.fast_field_values(name, addresses) for name in ID_KEYS)
    keys = list(zip(firsts, *ids, strict=True))
    order = sorted(range(len(hits)), key=keys.__getitem__)
    return [hits[n] for n in _told_apart(searcher, order, keys, addresses, first, last)[first:last]]


def _first_keys(searcher: tantivy.Searcher, hits: NumberedHits, sort: Sort) -> list[float]:
    if sort is Sort.RELEVANCE:
        return [-score for score, _ in hits]
    days = searcher.fast_field_values("sort_day", [address for _, address in hits])
    sign = -1 if sort is Sort.NEWEST else 1
    return [_LAST if not day or day == UNDATED else sign * int(day) for day in days]


def _told_apart(
    searcher: tantivy.Searcher, order: list[int], keys: Sequence[Any], addresses: Sequence[Any], first: int, last: int
) -> list[int]:
    """``order`` with those of equal keys that reach into the page ordered by their whole ids."""
    told: list[int] = []
    for _, group in groupby(order, key=keys.__getitem__):
        equals = list(group)
        if len(equals) > 1 and len(told) < last and len(told) + len(equals) > first:
            equals.sort(key=lambda n: str(searcher.doc(addresses[n])["case_id"][0]))
        told += equals
        if len(told) >= last:
            break
    return told
