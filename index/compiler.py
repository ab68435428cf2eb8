"""The tree of a query as an engine's own queries: which clauses it has and how they score is said once, here.

Only words and phrases score, by BM25; a prefix and nearness score 1, everything else 0, so that filters and
codes never change the order of the cases.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from jointcharge.index.fields import DEFAULT_FIELDS, FIELDS, PASSAGE_LABELS, FieldKind
from jointcharge.index.snippets import shown_in_passages
from jointcharge.index.tokens import NO_WORDS
from jointcharge.index.tree import And, Between, Code, Everything, Leaf, Node, Not, Or, Prefix, Words

Q = TypeVar("Q")


class Compiler(ABC, Generic[Q]):
    """Compiles trees to queries ``Q`` of one engine, which says only how the simplest of them are written."""

    # ---- how an engine writes them ----

    @abstractmethod
    def everything(self) -> Q:
        """Every case."""

    @abstractmethod
    def term(self, field: str, value: str) -> Q:
        """One word, or one whole value."""

    @abstractmethod
    def phrase(self, field: str, words: Sequence[str]) -> Q:
        """Words in a row."""

    @abstractmethod
    def near(self, field: str, words: Sequence[str], slop: int) -> Q:
        """All the words in any order, with at most ``slop`` others between; its score does not matter."""

    @abstractmethod
    def beginning(self, field: str, start: str) -> Q:
        """Any word or value that begins so; an empty beginning is any at all."""

    @abstractmethod
    def within(self, field: str, low: int | None, high: int | None) -> Q:
        """A number within bounds, both included; at least one is given."""

    @abstractmethod
    def numbered(self, field: str) -> Q:
        """Any number."""

    @abstractmethod
    def boolean(self, must: Sequence[Q] = (), should: Sequence[Q] = (), must_not: Sequence[Q] = ()) -> Q:
        """All of ``must`` and none of ``must_not``; or any of ``should``. Scores add up."""

    @abstractmethod
    def unscored(self, query: Q, score: float = 0.0) -> Q:
        """``query`` with one score for all."""

    # ---- what they are made into ----

    def compile(self, node: Node) -> Q:
        """The query that finds what ``node`` asks for."""
        if isinstance(node, Everything):
            return self.unscored(self.everything())
        if isinstance(node, And):
            return self.all_of(node.parts)
        if isinstance(node, Or):
            return self.any_of(self.compile(part) for part in node.parts)
        if isinstance(node, Not):
            return self.all_of((node,))
        if isinstance(node, Words | Prefix) and node.field is None:
            return self.any_of(self.leaf(node, field) for field in DEFAULT_FIELDS)
        return self.leaf(node, str(node.field))

    def with_filters(self, query: Q, filters: dict[str, tuple[str, ...]]) -> Q:
        """``query`` among the cases that have one of the chosen values of each facet."""
        chosen = [
            self.unscored(self.any_of(self.term(f"facet_{facet}", value) for value in values))
            for facet, values in filters.items()
            if values
        ]
        return self.boolean(must=[query, *chosen]) if chosen else query

    def passages(self, leaves: Sequence[Leaf]) -> Q | None:
        """The passages that show any of the leaves; None where no passage could."""
        queries = [query for leaf in leaves for query in self.shown(leaf)]
        return self.any_of(queries) if queries else None

    def all_of(self, parts: Sequence[Node]) -> Q:
        """What answers to all parts; parts under NOT alone are taken from every case."""
        wanted = [self.compile(part) for part in parts if not isinstance(part, Not)]
        denied = [self.compile(part.part) for part in parts if isinstance(part, Not)]
        return self.boolean(must=wanted or [self.compile(Everything())], must_not=denied)

    def any_of(self, queries: Iterable[Q]) -> Q:
        """What answers to any of the queries; the more, the higher the score."""
        return self.boolean(should=list(queries))

    def leaf(self, node: Node, field: str) -> Q:
        """A leaf in one field."""
        if isinstance(node, Words):
            return self.words(field, node.words) if node.slop is None else self.nearness(field, node.words, node.slop)
        if isinstance(node, Prefix):
            return self.unscored(self.beginning(field, node.start), 1.0)
        if isinstance(node, Code):
            return self.unscored(self.code(field, node))
        if isinstance(node, Between):
            return self.unscored(self.between(field, node))
        return self.unscored(self.exists(field))

    def words(self, field: str, words: Sequence[str]) -> Q:
        """A word, or a phrase."""
        return self.term(field, words[0]) if len(words) == 1 else self.phrase(field, words)

    def nearness(self, field: str, words: Sequence[str], slop: int) -> Q:
        """Words near each other, all with the same score."""
        return self.unscored(self.near(field, words, slop), 1.0)

    def code(self, field: str, node: Code) -> Q:
        """A code, or all codes that begin so."""
        place = f"facet_{field}" if FIELDS[field].facet else field
        return self.beginning(place, node.value) if node.prefix else self.term(place, node.value)

    def between(self, field: str, node: Between) -> Q:
        """Years or days within bounds."""
        if node.low is None and node.high is None:
            return self.exists(field)
        return self.within(_number_field(field), node.low, node.high)

    def exists(self, field: str) -> Q:
        """Any value."""
        if FIELDS[field].kind in (FieldKind.DATE, FieldKind.YEAR):
            return self.numbered(_number_field(field))
        if FIELDS[field].facet:
            return self.beginning(f"facet_{field}", "")
        if FIELDS[field].kind is FieldKind.WORDS:
            return self.boolean(must=[self.everything()], must_not=[self.term(field, NO_WORDS)])
        return self.beginning(field, "")

    def shown(self, leaf: Leaf) -> list[Q]:
        """The queries for one leaf among passages, none where no passage can show it."""
        if isinstance(leaf, Code):
            return [self.unscored(self.label(leaf), 1.0)] if leaf.field in PASSAGE_LABELS else []
        if not shown_in_passages(leaf):
            return []
        if isinstance(leaf, Words) and len(leaf.words) > 1:
            return [self.words("text", leaf.words), *(self.words("text", (word,)) for word in leaf.words)]
        return [self.leaf(leaf, "text")]

    def label(self, code: Code) -> Q:
        """Passages with a label of the codebook."""
        value = f"{code.field}:{code.value}"
        return self.beginning("label", value) if code.prefix else self.term("label", value)


def _number_field(field: str) -> str:
    return "day" if FIELDS[field].kind is FieldKind.DATE else "year_number"
