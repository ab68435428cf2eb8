"""The index in Elasticsearch: its mapping, its version, and a case as one of its documents.

A case is one document: all its words and facets at the top, so that AND reaches over its passages and every count
counts cases; its passages nested inside, asked for snippets only. So a case is written, replaced and deleted whole.
Nested passages do not enter the statistics that BM25 ranks cases by: their words lie in a field of their own.
"""

from __future__ import annotations

import hashlib
from typing import Any

from jointcharge.index.document import IndexDocument, cut_fields, cut_passages
from jointcharge.index.fields import FACETS, WORD_FIELDS
from jointcharge.index.tokens import TOKENS_VERSION

_SCHEMA_VERSION = "2"
_LONGEST_ID = 512
_MOST_PASSAGES = 100_000
_LONGEST_VALUE = 8191
"""Of a facet, in characters; Lucene's limit is 32,766 bytes."""

_WORDS = {"type": "text", "analyzer": "whitespace", "position_increment_gap": 1}
_NUMBER = {"type": "integer"}
_VALUE = {"type": "keyword", "ignore_above": _LONGEST_VALUE}


def index_version() -> str:
    """What an index must have been built by to be read by this code."""
    return f"schema {_SCHEMA_VERSION}, words {TOKENS_VERSION}"


def settings(shards: int) -> dict[str, Any]:
    """Settings of a new index. Changes are seen after a refresh only, which `commit` asks for; a copy of every
    shard is kept where there is a second node."""
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "-1",
        "mapping": {"nested_objects": {"limit": _MOST_PASSAGES}},
    }


def mappings() -> dict[str, Any]:
    """The mapping: every field is named, an unknown one is refused; only what a hit shows is kept as source."""
    fields = {
        "case_id": {"type": "keyword"},
        "digest": {"type": "keyword", "index": False},
        "shown": {"type": "object", "enabled": False},
        **dict.fromkeys(("sort_day", "year_number", "day"), _NUMBER),
        **dict.fromkeys(WORD_FIELDS, _WORDS),
        **{f"facet_{name}": _VALUE for name in FACETS},
        "passages": {"type": "nested", "dynamic": "strict", "properties": _passage_fields()},
    }
    return {
        "dynamic": "strict",
        "_source": {"includes": ["case_id", "shown"]},
        "_meta": {"jointcharge": {"version": index_version()}},
        "properties": fields,
    }


def _passage_fields() -> dict[str, Any]:
    return {
        "text": {**_WORDS, "copy_to": "text"},
        "label": _VALUE,
        "shown": {"type": "text", "index": False, "store": True},
    }


def document_id(case_id: str) -> str:
    """The id of a case's document: always the same for the same case, so that no case is there twice."""
    if len(case_id.encode()) <= _LONGEST_ID:
        return case_id
    return "sha256:" + hashlib.sha256(case_id.encode()).hexdigest()


def source_of(document: IndexDocument) -> dict[str, Any]:
    """One case as Elasticsearch is handed it; its ``text`` is copied from the passages there."""
    cut = cut_passages(document)
    words = cut_fields(document, cut)
    if any(cut):
        del words["text"]
    numbers = {
        "sort_day": document.sort_day,
        "year_number": document.decision_year,
        "day": document.decision_date.toordinal() if document.decision_date else None,
    }
    passages = [
        {"text": text, "label": passage.labels, "shown": passage.model_dump_json(include={"passage_id", "text"})}
        for passage, text in zip(document.passages, cut, strict=True)
    ]
    return {
        "case_id": document.case_id,
        "digest": document.digest,
        "shown": document.model_dump(mode="json", include={"title", "country", "decision_date"}),
        **{name: number for name, number in numbers.items() if number is not None},
        **words,
        **{f"facet_{name}": values for name, values in document.facets.items()},
        "passages": passages,
    }
