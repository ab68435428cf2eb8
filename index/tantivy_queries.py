"""The queries of the embedded index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from jointcharge.index.compiler import Compiler

if TYPE_CHECKING:
    import tantivy

FindNear = Callable[["tantivy.Query", str, Sequence[str], int], "Iterable[str]"]
"""Which of the cases of a query have these words near each other in a field: ids of cases."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class TantivyCompiler(Compiler["tantivy.Query"]):
    """Compiles trees for one of the two indexes; ``find_near`` looks where tantivy cannot say it itself."""

    def __init__(self, schema: tantivy.Schema, find_near: FindNear) -> None:
        import tantivy

        self.schema = schema
        self.find_near = find_near
        self.new = tantivy.Query
        self.occur = tantivy.Occur
        self.integer = tantivy.FieldType.Integer

    def everything(self) -> tantivy.Query:
        """Every document."""
        return self.new.all_query()

    def term(self, field: str, value: str) -> tantivy.Query:
        """One word, or one whole value."""
        return self.new.term_query(self.schema, field, value)

    def phrase(self, field: str, words: Sequence[str]) -> tantivy.Query:
        """Words in a row."""
        return self.new.phrase_query(self.schema, field, list(words))

    def near(self, field: str, words: Sequence[str], slop: int) -> tantivy.Query:
        """Words near each other. tantivy's slop is exact for two different words in their order; what two
        orders of two words cannot say is looked up in the cases that could have it."""
        if len(words) == 2 and words[0] != words[1]:
            return self.pair(field, words, slop)
        pairs = [self.pair(field, two, slop + len(words) - 2) for two in combinations(dict.fromkeys(words), 2)]
        candidates = self.boolean(must=pairs or [self.words(field, words[:1])])
        cases = list(self.find_near(candidates, field, words, slop))
        return self.new.term_set_query(self.schema, "case_id", cases)

    def pair(self, field: str, words: Sequence[str], slop: int) -> tantivy.Query:
        """Two different words, either first, with at most ``slop`` others between."""
        orders = (words, words[::-1])
        return self.any_of(self.new.phrase_query(self.schema, field, [*order], slop) for order in orders)

    def beginning(self, field: str, start: str) -> tantivy.Query:
        """Any term that begins so."""
        escaped = "".join(one if one in _PLAIN or not one.isascii() or one.isupper() else f"\\{one}" for one in start)
        return self.new.regex_query(self.schema, field, f"{escaped}.*")

    def within(self, field: str, low: int | None, high: int | None) -> tantivy.Query:
        """A number within bounds."""
        return self.new.range_query(self.schema, field, self.integer, low, high)

    def numbered(self, field: str) -> tantivy.Query:
        """Any number."""
        return self.new.exists_query(field)

    def boolean(
        self,
        must: Sequence[tantivy.Query] = (),
        should: Sequence[tantivy.Query] = (),
        must_not: Sequence[tantivy.Query] = (),
    ) -> tantivy.Query:
        """All of ``must`` and none of ``must_not``; or any of ``should``."""
        occur = self.occur
        parts = ((occur.Must, must), (occur.Should, should), (occur.MustNot, must_not))
        return self.new.boolean_query([(kind, query) for kind, queries in parts for query in queries])

    def unscored(self, query: tantivy.Query, score: float = 0.0) -> tantivy.Query:
        """``query`` with one score for all."""
        return self.new.const_score_query(query, score)
