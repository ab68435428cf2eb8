"""ElasticIndex: the search index in Elasticsearch, for those whom one machine does not suffice.

The same cases for the same query as the embedded index: both compile the same tree by the same rules, are handed
the same words, and rank by BM25 over the same fields (`jointcharge.index.compiler`, `jointcharge.index.tokens`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from jointcharge.index.base import (
    FacetCount,
    IndexStats,
    SearchHit,
    SearchPage,
    SearchQuery,
    SearchSnippet,
    Sort,
    refuse_unknown_facets,
)
from jointcharge.index.document import IndexDocument
from jointcharge.index.elastic_address import ElasticAccess, ElasticAddress
from jointcharge.index.elastic_client import open_client
from jointcharge.index.elastic_errors import told
from jointcharge.index.elastic_queries import ElasticCompiler, ElasticQuery
from jointcharge.index.elastic_versions import note_revision, open_next, open_served, serve, served_version
from jointcharge.index.elastic_walk import iter_hits
from jointcharge.index.elastic_writer import RefusedCase, write_changes
from jointcharge.index.query import parse_query
from jointcharge.index.snippets import highlights
from jointcharge.index.tree import Leaf, positive_leaves

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_AT_ONCE = 500
"""Cases kept in memory before they are sent."""
_WINDOW = 10_000
"""How far into an answer one request can look (``index.max_result_window``)."""
_MANY = 50_000
_BY_ID = {"case_id": "asc"}


class ElasticIndex:
    """A `CaseIndex` in Elasticsearch.

    With ``create`` an empty index is made where there is none; with ``rebuild`` an index is built beside the one
    that is served, and takes its place when `finish` is called. Raises `SearchIndexError` for whatever is wrong
    with the address, the key, the server or the index.
    """

    def __init__(
        self,
        address: ElasticAddress,
        access: ElasticAccess | None = None,
        *,
        create: bool = False,
        rebuild: bool = False,
        shards: int = 1,
    ) -> None:
        self.address = address
        self.client: Elasticsearch = open_client(address, access)
        with told(address):
            if rebuild:
                self.version = open_next(self.client, address, shards)
            elif create:
                self.version = open_served(self.client, address, shards)
            else:
                self.version = served_version(self.client, address)
        self.refused: list[RefusedCase] = []
        """The cases that Elasticsearch would not take, so far."""
        self._changes: dict[str, IndexDocument | None] = {}
        self._cases, self._passages = ElasticCompiler(), ElasticCompiler("passages")

    # ---- writing ----

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """Add cases that are not in the index."""
        self.replace(documents)

    def replace(self, documents: Sequence[IndexDocument]) -> None:
        """Add cases, in place of what the index holds under their ids."""
        self._change({document.case_id: document for document in documents})

    def delete(self, case_ids: Sequence[str]) -> None:
        """Take cases out; ids that are not in the index are no error."""
        self._change(dict.fromkeys(case_ids))

    def commit(self) -> None:
        """Make all changes since the last commit lasting and visible. What was sent before is lasting already."""
        self._send()
        with told(self.address):
            self.client.indices.refresh(index=self.version.alias)

    def finish(self, revision: str) -> None:
        """Note that the index now holds the corpus of digest ``revision``; an index built beside is served from now on."""
        self.commit()
        with told(self.address):
            if self.version.alias != self.address.name:
                serve(self.client, self.address, self.version)
                self.version = served_version(self.client, self.address)
            note_revision(self.client, self.version, "" if self.refused else revision)

    def close(self) -> None:
        """Let go of the connection; changes that were not committed may be lost."""
        self._changes.clear()
        self.client.close()

    def _change(self, changes: Mapping[str, IndexDocument | None]) -> None:
        self._changes.update(changes)
        if len(self._changes) >= _AT_ONCE:
            self._send()

    def _send(self) -> None:
        changes, self._changes = self._changes, {}
        if not changes:
            return
        if self.version.revision:
            with told(self.address):
                note_revision(self.client, self.version, "")
            self.version = self.version.model_copy(update={"revision": ""})
        self.refused += write_changes(self.client, self.address, self.version.alias, changes)

    # ---- searching ----

    def search(self, query: SearchQuery) -> SearchPage:
        """The page asked for. Raises `QueryError` for a query that cannot be read."""
        leaves, compiled = positive_leaves(parse_query(query.text)), self._compiled(query)
        with told(self.address):
            answer = self._answer(compiled, query)
            hits = answer["hits"]["hits"]
            snippets = self._snippets(hits, leaves, query.snippets)
        return SearchPage(
            query=query.text,
            total=answer["hits"]["total"]["value"],
            facets={name: _counts(found["buckets"]) for name, found in answer.get("aggregations", {}).items()},
            hits=tuple(_hit(hit, snippets.get(hit["_id"], ())) for hit in hits),
        )

    def iter_case_ids(self, query: SearchQuery) -> Iterator[str]:
        """The ids of all cases found, ordered by id, paging set aside."""
        found = self._hits(self._compiled(query), [_BY_ID], source=["case_id"])
        return (str(hit["_source"]["case_id"]) for hit in found)

    def digests(self) -> dict[str, str]:
        """case_id -> digest of what was indexed, for every case in the index."""
        every = self._hits(self._cases.everything(), [_BY_ID], source=["case_id"], docvalue_fields=["digest"])
        return {hit["_source"]["case_id"]: hit["fields"]["digest"][0] for hit in every}

    def stats(self) -> IndexStats:
        """How much the index holds; its size is that of one copy."""
        with told(self.address):
            aggregations = {"passages": {"nested": {"path": "passages"}}}
            answer = self._ask(size=0, aggs=aggregations)
            size = self.client.indices.stats(index=self.version.alias, metric="store")["_all"]["primaries"]["store"]
        return IndexStats(
            cases=answer["hits"]["total"]["value"],
            passages=answer["aggregations"]["passages"]["doc_count"],
            size_bytes=size["size_in_bytes"],
        )

    def _compiled(self, query: SearchQuery) -> ElasticQuery:
        refuse_unknown_facets(query)
        return self._cases.with_filters(self._cases.compile(parse_query(query.text)), query.filters)

    def _answer(self, compiled: ElasticQuery, query: SearchQuery) -> dict[str, Any]:
        """Total, facets and the hits of the page asked for."""
        first, last, sort = (query.page - 1) * query.per_page, query.page * query.per_page, _sort(query.sort)
        within = last <= _WINDOW
        answer = self._ask(
            query=compiled,
            sort=sort,
            from_=first if within else 0,
            size=query.per_page if within else 0,
            aggs={name: {"terms": self._terms(name, query.facet_size)} for name in query.facets} or None,
            preference=hashlib.sha256(query.text.encode()).hexdigest()[:16],  # every page from the same copies
        )
        if not within and first < answer["hits"]["total"]["value"]:
            answer["hits"]["hits"] = list(islice(self._hits(compiled, sort), first, last))
        return answer

    def _terms(self, facet: str, size: int) -> dict[str, Any]:
        terms = {"field": f"facet_{facet}", "size": size, "order": [{"_count": "desc"}, {"_key": "asc"}]}
        return terms if self.version.shards == 1 else {**terms, "shard_size": _MANY}

    def _ask(self, **asked: Any) -> dict[str, Any]:
        """One search; a shard that cannot answer is an error, never fewer cases."""
        answer = self.client.search(
            index=self.version.alias,
            track_total_hits=True,
            track_scores=True,
            allow_partial_search_results=False,
            search_type=self._search_type,
            **asked,
        )
        return dict(answer.body)

    def _hits(self, query: ElasticQuery, sort: list[Any], **wanted: Any) -> Iterator[dict[str, Any]]:
        with told(self.address):
            yield from iter_hits(self.client, self.version.alias, query, sort, search_type=self._search_type, **wanted)

    @property
    def _search_type(self) -> str:
        """With several shards, one that counts words over all of them first, so that scores can be compared."""
        return "query_then_fetch" if self.version.shards == 1 else "dfs_query_then_fetch"

    def _snippets(
        self, hits: Sequence[dict[str, Any]], leaves: Sequence[Leaf], most: int
    ) -> dict[str, tuple[SearchSnippet, ...]]:
        """Id of a hit -> the passages of its case that answer best; its first one where none does."""
        if not hits or not most:
            return {}
        wanted = self._passages.passages(leaves)
        asked = {"first": _nested("first", self._passages.everything(), 1)}
        if wanted is not None:
            asked["best"] = _nested("best", wanted, most)
        ids = {"ids": {"values": [hit["_id"] for hit in hits]}}
        answer = self._ask(
            query={"bool": {"filter": ids, "should": list(asked.values())}}, size=len(hits), source=False
        )
        return {hit["_id"]: _shown(hit["inner_hits"], leaves) for hit in answer["hits"]["hits"]}


def _sort(sort: Sort) -> list[Any]:
    if sort is Sort.RELEVANCE:
        return [{"_score": "desc"}, _BY_ID]
    return [{"sort_day": {"order": "asc" if sort is Sort.OLDEST else "desc", "missing": "_last"}}, _BY_ID]


def _nested(name: str, query: ElasticQuery, size: int) -> ElasticQuery:
    shown = {"name": name, "size": size, "_source": False, "stored_fields": ["passages.shown"]}
    return {"nested": {"path": "passages", "query": query, "score_mode": "none", "inner_hits": shown}}


def _hit(hit: dict[str, Any], snippets: tuple[SearchSnippet, ...]) -> SearchHit:
    source = hit["_source"]
    return SearchHit(
        case_id=source["case_id"], score=round(hit["_score"] or 0.0, 4), snippets=snippets, **source["shown"]
    )


def _shown(inner: dict[str, Any], leaves: Sequence[Leaf]) -> tuple[SearchSnippet, ...]:
    passages: list[dict[str, Any]] = []
    with contextlib.suppress(KeyError):
        passages = inner["best"]["hits"]["hits"]
    return tuple(
        _snippet(one["fields"]["passages.shown"][0], leaves) for one in passages or inner["first"]["hits"]["hits"]
    )


def _snippet(stored: str, leaves: Sequence[Leaf]) -> SearchSnippet:
    shown = json.loads(stored)
    return SearchSnippet(**shown, highlights=highlights(shown["text"], leaves))


def _counts(buckets: Sequence[dict[str, Any]]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(value=one["key"], count=one["doc_count"]) for one in buckets)
