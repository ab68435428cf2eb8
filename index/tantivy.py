"""TantivyIndex: the embedded search index, two tantivy indexes in one folder.

``cases`` has one document per case with all its words and facets, so that AND reaches over the passages of a case
and every count counts cases. ``passages`` has one document per passage and is asked for snippets only. They are two
so that passages do not enter the statistics that BM25 ranks cases by. Passages are committed first: a case that is
found always has its passages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
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
from jointcharge.index.query import parse_query
from jointcharge.index.snippets import highlights, is_near
from jointcharge.index.tantivy_folder import damage, index_documents, open_folder
from jointcharge.index.tantivy_order import NumberedHits, ordered_page
from jointcharge.index.tantivy_queries import TantivyCompiler
from jointcharge.index.tokens import words
from jointcharge.index.tree import Leaf, is_scored, positive_leaves
from jointcharge.records.errors import LockedError

if TYPE_CHECKING:
    import tantivy

_HEAP = 64_000_000
_MANY = 65_000


class TantivyIndex:
    """A `CaseIndex` in a folder.

    With ``create`` an empty index is made where there is none. Raises `SearchIndexError` for a missing (without
    ``create``), damaged or differently built index, naming the command that builds it.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        import tantivy

        self.folder = folder
        self._cases, self._passages = open_folder(folder, create=create)
        self._writers: tuple[tantivy.IndexWriter, tantivy.IndexWriter] | None = None
        self._ascending = tantivy.Order.Asc
        self._case_queries = TantivyCompiler(self._cases.schema, self._find_near)
        self._passage_queries = TantivyCompiler(self._passages.schema, self._find_near)

    # ---- writing ----

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """Add cases that are not in the index."""
        passages, cases = self._open_writers()
        with damage(self.folder):
            for document in documents:
                index_documents(document, cases, passages)

    def replace(self, documents: Sequence[IndexDocument]) -> None:
        """Add cases, in place of what the index holds under their ids."""
        self.delete([document.case_id for document in documents])
        self.add(documents)

    def delete(self, case_ids: Sequence[str]) -> None:
        """Take cases out; ids that are not in the index are no error."""
        with damage(self.folder):
            for writer in self._open_writers():
                for case_id in case_ids:
                    writer.delete_documents_by_term("case_id", case_id)

    def commit(self) -> None:
        """Make all changes since the last commit lasting and visible; passages first."""
        with damage(self.folder):
            for writer in self._open_writers():
                writer.commit()
            self._passages.reload()
            self._cases.reload()

    def close(self) -> None:
        """End merging and let go of the folder; what was not committed is lost."""
        writers, self._writers = self._writers, None
        for writer in writers or ():
            with damage(self.folder):
                writer.rollback()
                writer.wait_merging_threads()

    def _open_writers(self) -> tuple[tantivy.IndexWriter, tantivy.IndexWriter]:
        if self._writers is None:
            try:
                self._writers = (self._passages.writer(_HEAP, 1), self._cases.writer(_HEAP, 1))
            except ValueError as error:
                if "lock" not in str(error).lower():
                    raise
                raise LockedError(
                    f"another command is writing to {self.folder}; wait for it to end and run this again"
                ) from error
        return self._writers

    # ---- searching ----

    def search(self, query: SearchQuery) -> SearchPage:
        """The page asked for. Raises `QueryError` for a query that cannot be read."""
        tree = parse_query(query.text)
        with damage(self.folder):
            compiled = self._compiled(query)
            hits, total = self._ranked(compiled, query)
            leaves = positive_leaves(tree)
            return SearchPage(
                query=query.text,
                total=total,
                facets=self._counted(compiled, query),
                hits=tuple(self._shown(score, address, leaves, query.snippets) for score, address in hits),
            )

    def iter_case_ids(self, query: SearchQuery) -> Iterator[str]:
        """The ids of all cases found, ordered by id, paging set aside."""
        with damage(self.folder):
            return iter(sorted(str(stored["case_id"][0]) for stored in self._stored(self._compiled(query))))

    def digests(self) -> dict[str, str]:
        """case_id -> digest of what was indexed, for every case in the index."""
        with damage(self.folder):
            everything = self._stored(self._case_queries.everything())
            return {str(stored["case_id"][0]): str(stored["digest"][0]) for stored in everything}

    def stats(self) -> IndexStats:
        """How much the index holds."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        with damage(self.folder):
            return IndexStats(
                cases=self._cases.searcher().num_docs,
                passages=self._passages.searcher().num_docs,
                size_bytes=sum(path.stat().st_size for path in files),
            )

    def _compiled(self, query: SearchQuery) -> tantivy.Query:
        refuse_unknown_facets(query)
        compiled = self._case_queries.compile(parse_query(query.text))
        return self._case_queries.with_filters(compiled, query.filters)

    def _ranked(self, compiled: tantivy.Query, query: SearchQuery) -> tuple[NumberedHits, int]:
        """The hits of the page asked for, and how many there are on all pages."""
        searcher, total = self._cases.searcher(), self._count(compiled)
        first, last = (query.page - 1) * query.per_page, query.page * query.per_page
        if first >= total:
            return [], total
        if query.sort is Sort.RELEVANCE and is_scored(parse_query(query.text)):
            top = searcher.search(compiled, limit=last + 1, count=False).hits
            if len({score for score, _ in top}) == len(top):
                return top[first:last], total
        hits = searcher.search(compiled, limit=total, count=False).hits
        return ordered_page(searcher, hits, query.sort, first, last), total

    def _count(self, compiled: tantivy.Query) -> int:
        return int(self._cases.searcher().search(compiled, limit=1).count)  # type: ignore[attr-defined]  # missing in its stubs

    def _stored(self, compiled: tantivy.Query) -> Iterator[Any]:
        """The stored fields of every case found, in no order."""
        searcher = self._cases.searcher()
        found = searcher.search(compiled, limit=max(1, searcher.num_docs), count=False)
        return (searcher.doc(address) for _, address in found.hits)

    def _counted(self, compiled: tantivy.Query, query: SearchQuery) -> dict[str, tuple[FacetCount, ...]]:
        if not query.facets:
            return {}
        asked = {name: {"terms": {"field": f"facet_{name}", "size": _MANY}} for name in query.facets}
        answer = self._cases.searcher().aggregate(compiled, asked)
        return {name: _sorted_counts(answer[name]["buckets"], query.facet_size) for name in query.facets}

    # ---- snippets and nearness ----

    def _shown(self, score: float, address: Any, leaves: Sequence[Leaf], snippets: int) -> SearchHit:
        stored = self._cases.searcher().doc(address)
        shown = json.loads(bytes(stored["shown"][0]))
        case_id = str(stored["case_id"][0])
        return SearchHit(
            case_id=case_id,
            score=round(score, 4),
            snippets=self._snippets(case_id, leaves, snippets) if snippets else (),
            **shown,
        )

    def _snippets(self, case_id: str, leaves: Sequence[Leaf], most: int) -> tuple[SearchSnippet, ...]:
        """The passages of a case that answer best; its first one where none does."""
        searcher = self._passages.searcher()
        new, wanted = self._passage_queries, self._passage_queries.passages(leaves)
        own = new.unscored(new.term("case_id", case_id))
        found = searcher.search(new.boolean(must=[own, wanted]), limit=most, count=False).hits if wanted else []
        if not found:
            found = searcher.search(own, 1, count=False, order_by_field="position", order=self._ascending).hits
        return tuple(_snippet(searcher.doc(address), leaves) for _, address in found)

    def _find_near(self, candidates: tantivy.Query, field: str, wanted: Sequence[str], slop: int) -> Iterator[str]:
        for stored in self._stored(candidates):
            case_id = str(stored["case_id"][0])
            values = self._passages_of(case_id) if field == "text" else stored.get_all(field)
            cut = [words(value) if field == "text" else str(value).split() for value in values]
            if is_near(cut, wanted, slop):
                yield case_id

    def _passages_of(self, case_id: str) -> list[str]:
        searcher = self._passages.searcher()
        own = self._passage_queries.term("case_id", case_id)
        found = searcher.search(
            own, max(1, searcher.num_docs), count=False, order_by_field="position", order=self._ascending
        )
        return [json.loads(bytes(searcher.doc(address)["shown"][0]))["text"] for _, address in found.hits]


def _snippet(stored: Any, leaves: Sequence[Leaf]) -> SearchSnippet:
    shown = json.loads(bytes(stored["shown"][0]))
    return SearchSnippet(**shown, highlights=highlights(shown["text"], leaves))


def _sorted_counts(buckets: Sequence[dict[str, Any]], most: int) -> tuple[FacetCount, ...]:
    counts = [FacetCount(value=str(one["key"]), count=int(one["doc_count"])) for one in buckets]
    return tuple(sorted(counts, key=lambda one: (-one.count, one.value))[:most])
