"""The tree of a query as tantivy's queries.

Only words and phrases score, by BM25; a prefix and nearness score 1, everything else 0, so that filters and
codes never change the order of the cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from jointcharge.index.fields import DEFAULT_FIELDS, FIELDS, PASSAGE_LABELS, FieldKind
from jointcharge.index.snippets import shown_in_passages
from jointcharge.index.tree import And, Between, Code, Everything, Leaf, Node, Not, Or, Prefix, Words

if TYPE_CHECKING:
    import tantivy

FindNear = Callable[["tantivy.Query", str, Sequence[str], int], "Iterable[str]"]
"""Which of the cases of a query have these words near each other in a field: ids of cases."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class TreeCompiler:
    """Compiles trees for the index of cases; ``find_near`` looks where tantivy cannot say it itself."""

    def __init__(self, schema: tantivy.Schema, find_near: FindNear) -> None:
        import tantivy

        self.schema = schema
        self.find_near = find_near
        self.new = tantivy.Query
        self.must, self.should, self.must_not = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
        self.integer = tantivy.FieldType.Integer

    def compile(self, node: Node) -> tantivy.Query:
        """The query that finds what ``node`` asks for."""
        if isinstance(node, Everything):
            return self.unscored(self.new.all_query())
        if isinstance(node, And):
            return self.all_of(node.parts)
        if isinstance(node, Or):
            return self.any_of(self.compile(part) for part in node.parts)
        if isinstance(node, Not):
            return self.all_of((node,))
        if isinstance(node, Words | Prefix) and node.field is None:
            return self.any_of(self.leaf(node, field) for field in DEFAULT_FIELDS)
        return self.leaf(node, str(node.field))

    def all_of(self, parts: Sequence[Node]) -> tantivy.Query:
        """What answers to all parts; parts under NOT alone are taken from every case."""
        clauses = [(self.must, self.compile(part)) for part in parts if not isinstance(part, Not)]
        denied = [(self.must_not, self.compile(part.part)) for part in parts if isinstance(part, Not)]
        return self.new.boolean_query((clauses or [(self.must, self.compile(Everything()))]) + denied)

    def any_of(self, queries: Iterable[tantivy.Query]) -> tantivy.Query:
        """What answers to any of the queries; the more, the higher the score."""
        return self.new.boolean_query([(self.should, query) for query in queries])

    def with_filters(self, query: tantivy.Query, filters: dict[str, tuple[str, ...]]) -> tantivy.Query:
        """``query`` among the cases that have one of the chosen values of each facet."""
        chosen = [
            (
                self.must,
                self.unscored(self.any_of(self.new.term_query(self.schema, f"facet_{facet}", v) for v in values)),
            )
            for facet, values in filters.items()
            if values
        ]
        return self.new.boolean_query([(self.must, query), *chosen]) if chosen else query

    def unscored(self, query: tantivy.Query, score: float = 0.0) -> tantivy.Query:
        """``query`` with one score for all."""
        return self.new.const_score_query(query, score)

    def leaf(self, node: Node, field: str) -> tantivy.Query:
        """A leaf in one field."""
        if isinstance(node, Words):
            return self.words(field, node.words) if node.slop is None else self.near(field, node.words, node.slop)
        if isinstance(node, Prefix):
            return self.unscored(self.beginning(field, node.start), 1.0)
        if isinstance(node, Code):
            return self.unscored(self.code(field, node))
        if isinstance(node, Between):
            return self.unscored(self.between(field, node))
        return self.unscored(self.exists(field))

    def words(self, field: str, words: Sequence[str]) -> tantivy.Query:
        """A word, or a phrase."""
        if len(words) == 1:
            return self.new.term_query(self.schema, field, words[0])
        return self.new.phrase_query(self.schema, field, list(words))

    def near(self, field: str, words: Sequence[str], slop: int) -> tantivy.Query:
        """Words near each other. tantivy's slop is exact for two different words in their order; what two
        orders of two words cannot say is looked up in the cases that could have it."""
        if len(words) == 2 and words[0] != words[1]:
            return self.unscored(self.pair(field, words, slop), 1.0)
        pairs = [self.pair(field, two, slop + len(words) - 2) for two in combinations(dict.fromkeys(words), 2)]
        candidates = [(self.must, query) for query in pairs or [self.words(field, words[:1])]]
        cases = list(self.find_near(self.new.boolean_query(candidates), field, words, slop))
        return self.unscored(self.new.term_set_query(self.schema, "case_id", cases), 1.0)

    def pair(self, field: str, words: Sequence[str], slop: int) -> tantivy.Query:
        """Two different words, either first, with at most ``slop`` others between."""
        orders = (words, words[::-1])
        return self.any_of(self.new.phrase_query(self.schema, field, [*order], slop) for order in orders)

    def code(self, field: str, node: Code) -> tantivy.Query:
        """A code, or all codes that begin so."""
        place = f"facet_{field}" if FIELDS[field].facet else field
        if node.prefix:
            return self.beginning(place, node.value)
        return self.new.term_query(self.schema, place, node.value)

    def beginning(self, field: str, start: str) -> tantivy.Query:
        """Any term that begins so."""
        escaped = "".join(one if one in _PLAIN or not one.isascii() or one.isupper() else f"\\{one}" for one in start)
        return self.new.regex_query(self.schema, field, f"{escaped}.*")

    def between(self, field: str, node: Between) -> tantivy.Query:
        """Years or days within bounds."""
        place = "day" if FIELDS[field].kind is FieldKind.DATE else "year_number"
        if node.low is None and node.high is None:
            return self.exists(field)
        return self.new.range_query(self.schema, place, self.integer, node.low, node.high)

    def exists(self, field: str) -> tantivy.Query:
        """Any value."""
        if FIELDS[field].kind in (FieldKind.DATE, FieldKind.YEAR):
            return self.new.exists_query("day" if field == "date" else "year_number")
        return self.beginning(f"facet_{field}" if FIELDS[field].facet else field, "")


class PassageCompiler(TreeCompiler):
    """Compiles what a hit was found by for the index of passages."""

    def compile_leaves(self, case_id: str, leaves: Sequence[Leaf]) -> tantivy.Query | None:
        """The passages of one case that show any of the leaves; None where no passage could."""
        queries = [query for leaf in leaves for query in self.shown(leaf)]
        if not queries:
            return None
        own = self.unscored(self.new.term_query(self.schema, "case_id", case_id))
        return self.new.boolean_query([(self.must, own), (self.must, self.any_of(queries))])

    def shown(self, leaf: Leaf) -> list[tantivy.Query]:
        """The queries for one leaf, none where no passage can show it."""
        if isinstance(leaf, Code):
            label = Code("label", f"{leaf.field}:{leaf.value}", leaf.prefix)
            return [self.unscored(self.label(label), 1.0)] if leaf.field in PASSAGE_LABELS else []
        if not shown_in_passages(leaf):
            return []
        if isinstance(leaf, Words) and len(leaf.words) > 1:
            return [self.words("text", leaf.words), *(self.words("text", (word,)) for word in leaf.words)]
        return [self.leaf(leaf, "text")]

    def label(self, code: Code) -> tantivy.Query:
        """Passages with a label of the codebook."""
        if code.prefix:
            return self.beginning("label", code.value)
        return self.new.term_query(self.schema, "label", code.value)
