"""Answers of any length: a view of the index at one moment, read on from where the last batch ended."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jointcharge.index.elastic_errors import BUSY

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_BATCH = 5_000
_KEPT = "5m"
_WAITS = (0, 1, 2, 4, 8, 16)
"""Seconds before each new try: another node needs a few to take over from one that ended."""


def iter_hits(
    client: Elasticsearch, alias: str, query: dict[str, Any], sort: list[Any], **wanted: Any
) -> Iterator[dict[str, Any]]:
    """Every hit of ``query`` in the order of ``sort``, which must tell any two cases apart.

    Where the view is lost (its node ended, or the index was replaced), a new one is opened and read on from the
    last hit, so that no case is missed or given twice.
    """
    from elasticsearch import ApiError, TransportError

    view, after, last, tries = "", None, None, 0
    try:
        while True:
            try:
                view = view or str(client.open_point_in_time(index=alias, keep_alive=_KEPT)["id"])
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
            except (ApiError, TransportError) as error:
                lost = isinstance(error, ApiError) and error.status_code == 404 and bool(view)
                if tries == len(_WAITS) or not (lost or _passes(error)):
                    raise
                time.sleep(_WAITS[tries])
                view, tries = "", tries + 1
                continue
            view, hits, tries = answer["pit_id"], answer["hits"]["hits"], 0
            yield from (hit for hit in hits if hit["_id"] != last)
            if len(hits) < _BATCH:
                return
            after, last = hits[-1]["sort"], hits[-1]["_id"]
    finally:
        if view:
            with contextlib.suppress(TransportError):  # it ends by itself
                client.options(ignore_status=(404, *BUSY)).close_point_in_time(id=view)


def _passes(error: Exception) -> bool:
    """Whether it may go well a little later."""
    from elasticsearch import ApiError, ConnectionError, ConnectionTimeout

    if isinstance(error, ApiError):
        return error.status_code in BUSY
    return isinstance(error, ConnectionError | ConnectionTimeout)
