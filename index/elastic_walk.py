"""Answers of any length: a view of the index at one moment, read on from where the last batch ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_BATCH = 5_000
_KEPT = "5m"
_TRIES = 3


def iter_hits(
    client: Elasticsearch, alias: str, query: dict[str, Any], sort: list[Any], **wanted: Any
) -> Iterator[dict[str, Any]]:
    """Every hit of ``query`` in the order of ``sort``, which must tell any two cases apart.

    Where the view is lost (its node ended, or the index was replaced), a new one is opened and read on from the
    last hit, so that no case is missed or given twice.
    """
    from elasticsearch import ApiError

    view, after, last, tries = _open(client, alias), None, None, 0
    try:
        while True:
            try:
                answer = client.search(
                    pit={"id": view, "keep_alive": _KEPT},
                    query=query,
                    sort=sort,
                    size=_BATCH,
                    search_after=after,
                    track_total_hits=False,
                    track_scores=True,
                    allow_partial_search_results=False,
                    **wanted,
                )
            except ApiError as error:
                tries += 1
                if error.status_code not in (404, 503) or tries > _TRIES:
                    raise
                view = _open(client, alias)
                continue
            view, hits, tries = answer["pit_id"], answer["hits"]["hits"], 0
            yield from (hit for hit in hits if hit["_id"] != last)
            if len(hits) < _BATCH:
                return
            after, last = hits[-1]["sort"], hits[-1]["_id"]
    finally:
        client.options(ignore_status=(404, 503)).close_point_in_time(id=view)


def _open(client: Elasticsearch, alias: str) -> str:
    return str(client.open_point_in_time(index=alias, keep_alive=_KEPT)["id"])
