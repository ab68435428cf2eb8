"""The queries of Elasticsearch, as its query language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jointcharge.index.compiler import Compiler

ElasticQuery = dict[str, Any]


class ElasticCompiler(Compiler[ElasticQuery]):
    """Compiles trees for cases, or with ``path`` for the passages nested in them."""

    def __init__(self, path: str = "") -> None:
        self.path = f"{path}." if path else ""

    def everything(self) -> ElasticQuery:
        """Every document."""
        return {"match_all": {}}

    def term(self, field: str, value: str) -> ElasticQuery:
        """One word, or one whole value."""
        return {"term": {self.path + field: {"value": value}}}

    def phrase(self, field: str, words: Sequence[str]) -> ElasticQuery:
        """Words in a row."""
        return {"match_phrase": {self.path + field: {"query": " ".join(words)}}}

    def near(self, field: str, words: Sequence[str], slop: int) -> ElasticQuery:
        """Words near each other, which an interval says exactly."""
        return {
            "intervals": {
                self.path + field: {"match": {"query": " ".join(words), "max_gaps": slop, "ordered": False}},
            }
        }

    def beginning(self, field: str, start: str) -> ElasticQuery:
        """Any word or value that begins so."""
        if not start:
            return {"exists": {"field": self.path + field}}
        return {"prefix": {self.path + field: {"value": start}}}

    def within(self, field: str, low: int | None, high: int | None) -> ElasticQuery:
        """A number within bounds."""
        bounds = {"gte": low, "lte": high}
        return {"range": {field: {name: bound for name, bound in bounds.items() if bound is not None}}}

    def numbered(self, field: str) -> ElasticQuery:
        """Any number."""
        return {"exists": {"field": field}}

    def boolean(
        self,
        must: Sequence[ElasticQuery] = (),
        should: Sequence[ElasticQuery] = (),
        must_not: Sequence[ElasticQuery] = (),
    ) -> ElasticQuery:
        """All of ``must`` and none of ``must_not``; or any of ``should``."""
        parts = {"must": must, "should": should, "must_not": must_not}
        return {"bool": {name: list(queries) for name, queries in parts.items() if queries}}

    def unscored(self, query: ElasticQuery, score: float = 0.0) -> ElasticQuery:
        """``query`` with one score for all."""
        return {"constant_score": {"filter": query, "boost": score}}
