"""What a field of a SHERLOC page is, by its class or its label, from ``vocabulary/sherloc.yml``."""

from __future__ import annotations

from functools import lru_cache

from jointcharge.parsing.sherloc_page import Field, Piece
from jointcharge.parsing.wordings import folded, read_vocabulary


def key_of(one: Field, group: str) -> str | None:
    """The key of a field among the labels of ``group``; None where neither class nor label is known."""
    by_class = next((_by_class()[c] for c in one.classes if c in _by_class()), None)
    return by_class or key_of_label(one.label, group)


@lru_cache(maxsize=1024)
def key_of_label(label: str, group: str) -> str | None:
    """The key of a label among the labels of ``group``."""
    return _labels(group).get(folded(label).strip(" :"))


@lru_cache(maxsize=8)
def _labels(group: str) -> dict[str, str]:
    listed = read_vocabulary("sherloc")[group]
    return {folded(label).strip(" :"): key for key, labels in listed.items() for label in labels}


@lru_cache(maxsize=1)
def _by_class() -> dict[str, str]:
    listed = read_vocabulary("sherloc")["field_classes"]
    return {one: key for key, classes in listed.items() for one in classes}


def keyed(piece: Piece, group: str) -> tuple[dict[str, Field], list[Field]]:
    """The fields of ``piece`` by key, the first of each, and those that are unknown or repeated."""
    known: dict[str, Field] = {}
    rest: list[Field] = []
    for one in piece.fields:
        key = key_of(one, group)
        if key is None or key in known:
            rest.append(one)
        else:
            known[key] = one
    return known, rest
