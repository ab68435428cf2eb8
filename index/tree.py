"""The tree of a query: what the parser makes and every engine compiles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Everything:
    """Every case."""


@dataclass(frozen=True)
class Words:
    """One word, several in a row (a phrase), or several near each other where ``slop`` is given."""

    field: str | None
    words: tuple[str, ...]
    slop: int | None = None


@dataclass(frozen=True)
class Prefix:
    """Any word that begins so."""

    field: str | None
    start: str


@dataclass(frozen=True)
class Code:
    """One value of a code field, or all that begin so."""

    field: str
    value: str
    prefix: bool = False


@dataclass(frozen=True)
class Exists:
    """Any value of a field."""

    field: str


@dataclass(frozen=True)
class Between:
    """Years, or days as proleptic ordinals, both bounds included; None is open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True)
class And:
    """All of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """Any of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """The cases that do not answer to it."""

    part: Node


Node = Everything | Words | Prefix | Code | Exists | Between | And | Or | Not
Leaf = Words | Prefix | Code
"""What a passage can show as the reason of a hit."""


def positive_leaves(node: Node) -> tuple[Leaf, ...]:
    """The words, prefixes and codes that a hit was found by, each once; what stands under NOT is left out."""
    if isinstance(node, Words | Prefix | Code):
        return (node,)
    if isinstance(node, And | Or):
        return tuple(dict.fromkeys(leaf for part in node.parts for leaf in positive_leaves(part)))
    return ()


def is_scored(node: Node) -> bool:
    """Whether the cases found differ in score: words, phrases and prefixes that are looked for, not denied."""
    return any(not isinstance(leaf, Code) for leaf in positive_leaves(node))
