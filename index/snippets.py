"""Why a case was found: the words of a passage that answer to a query, found by our own tokenisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from jointcharge.index.fields import DEFAULT_FIELDS
from jointcharge.index.tokens import Word, words_in_place
from jointcharge.index.tree import Code, Leaf, Prefix, Words

_GAP = 1
"""Positions left free between two passages or values, as the engines leave them: no phrase crosses."""


def shown_in_passages(leaf: Leaf) -> bool:
    """Whether a passage's text can show what ``leaf`` asked for."""
    return not isinstance(leaf, Code) and (leaf.field is None or leaf.field in ("text", *DEFAULT_FIELDS))


def highlights(text: str, leaves: Iterable[Leaf]) -> tuple[tuple[int, int], ...]:
    """The places of the words of ``text`` that answer to ``leaves``: a phrase's words where it stands whole."""
    found = words_in_place(text)
    places = {n for leaf in leaves if shown_in_passages(leaf) for n in _matches(found, leaf)}
    return tuple((found[n].start, found[n].end) for n in sorted(places))


def is_near(values: Sequence[Sequence[str]], wanted: Sequence[str], slop: int) -> bool:
    """Whether all of ``wanted`` stand in one stretch with at most ``slop`` other words between, in any order."""
    position, places = 0, []
    for value in values:
        places += [(position + n, word) for n, word in enumerate(value) if word in wanted]
        position += len(value) + _GAP
    return next(_stretches(places, wanted, slop), None) is not None


def _matches(found: Sequence[Word], leaf: Leaf) -> Iterator[int]:
    if isinstance(leaf, Prefix):
        yield from (n for n, word in enumerate(found) if word.form.startswith(leaf.start))
    elif isinstance(leaf, Words) and leaf.slop is not None:
        places = [(n, word.form) for n, word in enumerate(found) if word.form in leaf.words]
        for first, last in _stretches(places, leaf.words, leaf.slop):
            yield from (n for n, _ in places if first <= n <= last)
    elif isinstance(leaf, Words):
        length = len(leaf.words)
        forms = tuple(word.form for word in found)
        for n in range(len(forms) - length + 1):
            if forms[n : n + length] == leaf.words:
                yield from range(n, n + length)


def _stretches(places: Sequence[tuple[int, str]], wanted: Sequence[str], slop: int) -> Iterator[tuple[int, int]]:
    """The shortest stretches (first, last position) that hold all of ``wanted``."""
    need, inside, left = Counter(wanted), Counter[str](), 0
    for position, word in places:
        inside[word] += 1
        while all(inside[one] >= count for one, count in need.items()):
            first, leaving = places[left]
            if position - first + 1 <= len(wanted) + slop:
                yield first, position
            inside[leaving] -= 1
            left += 1
