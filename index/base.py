"""What every search engine takes and gives: SearchQuery, SearchPage, CaseIndex."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from jointcharge.index.document import IndexDocument
from jointcharge.index.fields import FACETS
from jointcharge.records.errors import QueryError
from jointcharge.records.raw import Record


class Sort(StrEnum):
    """The order of hits; cases that are equal in it follow each other by case_id."""

    RELEVANCE = "relevance"  # BM25, best first
    OLDEST = "date"  # by decision date; cases without one come last
    NEWEST = "-date"


class SearchQuery(Record):
    """What is looked for, and which part of the answer is wanted."""

    text: str = ""
    """In the query language of ``docs/search.md``; empty for every case."""
    filters: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Facet to chosen values, as the facet shows them: any value of one facet, all of the facets."""
    sort: Sort = Sort.RELEVANCE
    page: int = Field(default=1, ge=1)
    per_page: int = Field(default=10, ge=1, le=1000)
    snippets: int = Field(default=3, ge=0, le=20)
    """Passages shown per hit, at most."""
    facets: tuple[str, ...] = FACETS
    """The facets to count."""
    facet_size: int = Field(default=50, ge=1, le=10_000)
    """Values shown per facet, the most frequent first."""


def refuse_unknown_facets(query: SearchQuery) -> None:
    """Raises `QueryError` where ``query`` filters by or counts a facet that is none."""
    unknown = [name for name in (*query.filters, *query.facets) if name not in FACETS]
    if unknown:
        raise QueryError(f"there is no facet {unknown[0]!r}; use one of: {', '.join(FACETS)}")


class FacetCount(Record):
    """How many of the cases found have this value."""

    value: str
    count: int


class SearchSnippet(Record):
    """A passage that shows why its case was found."""

    passage_id: str
    text: str
    highlights: tuple[tuple[int, int], ...]
    """Start and end of each word found, in code points of ``text``; ends are exclusive."""


class SearchHit(Record):
    """One case found."""

    case_id: str
    title: str | None
    country: str | None
    decision_date: dt.date | None
    score: float
    """BM25; 0 where only filters and codes were asked for. Comparable within one answer only."""
    snippets: tuple[SearchSnippet, ...]


class SearchPage(Record):
    """One page of an answer: the shape of ``jointcharge search --json``."""

    query: str
    total: int
    """Cases found, on all pages."""
    facets: dict[str, tuple[FacetCount, ...]]
    """Counts of cases, over all cases found."""
    hits: tuple[SearchHit, ...]


class IndexStats(Record):
    """What an index holds."""

    cases: int
    passages: int
    size_bytes: int


class CaseIndex(Protocol):
    """Cases one can search.

    Changes are seen by searches after `commit`, and survive a crash from then on.
    """

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """Add cases that are not in the index."""

    def replace(self, documents: Sequence[IndexDocument]) -> None:
        """Add cases, in place of what the index holds under their ids."""

    def delete(self, case_ids: Sequence[str]) -> None:
        """Take cases out; ids that are not in the index are no error."""

    def commit(self) -> None:
        """Make all changes since the last commit lasting and visible."""

    def search(self, query: SearchQuery) -> SearchPage:
        """The page asked for. Raises `QueryError` for a query that cannot be read."""

    def iter_case_ids(self, query: SearchQuery) -> Iterator[str]:
        """The ids of all cases found, ordered by id, paging set aside."""

    def digests(self) -> dict[str, str]:
        """case_id -> digest of what was indexed, for every case in the index."""

    def stats(self) -> IndexStats:
        """How much the index holds."""

    def close(self) -> None:
        """End background work and let go of the files; what was not committed is lost."""
