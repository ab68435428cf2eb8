"""Changes to an index in Elasticsearch: sent in bulk, side by side, sent again while the server is busy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jointcharge.index.document import IndexDocument
from jointcharge.index.elastic_address import ElasticAddress
from jointcharge.index.elastic_errors import kind_and_reason, refusal, told
from jointcharge.index.elastic_schema import document_id, source_of
from jointcharge.records.raw import Record

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

Changes = Mapping[str, IndexDocument | None]
"""case_id -> what takes its place; None takes it away."""

_SENDERS = 4
"""Requests under way at once; as many more wait, then the caller does."""
_CASES_PER_REQUEST = 200
_BYTES_PER_REQUEST = 5_000_000
_BUSY = (429, 503)
_BAD_DOCUMENT = (400, 413)
_TRIES = 6


class RefusedCase(Record):
    """A case that Elasticsearch would not take, and why."""

    case_id: str
    reason: str


def write_changes(
    client: Elasticsearch, address: ElasticAddress, index: str, changes: Changes
) -> tuple[RefusedCase, ...]:
    """Send ``changes`` to ``index`` (its alias), and return the cases that were refused for what they hold.

    A case that the server was too busy for is sent again, later and later. Raises `SearchIndexError` where the
    index as a whole does not take changes; what was taken until then stays.
    """
    by_id = {document_id(case_id): case_id for case_id in changes}
    refused, busy = [], []
    with told(address):
        for one, failure in _failures(_send(client, _actions(index, changes))):
            case_id = by_id[one]
            if failure["status"] in _BUSY and not _is_block(failure):
                busy.append(case_id)
            else:
                refused.append(_refused(address, case_id, failure))
        if busy:
            again = _actions(index, {case_id: changes[case_id] for case_id in busy})
            for one, failure in _failures(_send_again(client, again)):
                refused.append(_refused(address, by_id[one], failure))
    return tuple(refused)


def _actions(index: str, changes: Changes) -> Iterator[dict[str, Any]]:
    for case_id, document in changes.items():
        action = {"_index": index, "_id": document_id(case_id)}
        if document is None:
            yield {**action, "_op_type": "delete"}
        else:
            yield {**action, "_op_type": "index", "_source": source_of(document)}


def _send(client: Elasticsearch, actions: Iterable[dict[str, Any]]) -> Iterable[tuple[bool, Any]]:
    from elasticsearch.helpers import parallel_bulk

    return parallel_bulk(
        client,
        actions,
        thread_count=_SENDERS,
        queue_size=_SENDERS,
        chunk_size=_CASES_PER_REQUEST,
        max_chunk_bytes=_BYTES_PER_REQUEST,
        raise_on_error=False,
        require_alias=True,  # an index that is gone is an error, and not made by the way
        ignore_status=_BUSY,  # a request refused whole is sent again like a case refused alone
    )


def _send_again(client: Elasticsearch, actions: Iterable[dict[str, Any]]) -> Iterable[tuple[bool, Any]]:
    """More patiently: one request at a time, doubling the wait from one second to half a minute."""
    from elasticsearch.helpers import streaming_bulk

    return streaming_bulk(
        client,
        actions,
        chunk_size=_CASES_PER_REQUEST,
        max_chunk_bytes=_BYTES_PER_REQUEST,
        max_retries=_TRIES,
        initial_backoff=1,
        max_backoff=30,
        retry_on_status=_BUSY,
        raise_on_error=False,
        require_alias=True,
    )


def _failures(results: Iterable[tuple[bool, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The id and the answer for everything that was not done; a case to delete that is not there is no failure."""
    for done, answer in results:
        ((action, told_of),) = answer.items()
        if not done and not (action == "delete" and told_of["status"] == 404 and "error" not in told_of):
            yield told_of["_id"], told_of


def _refused(address: ElasticAddress, case_id: str, failure: dict[str, Any]) -> RefusedCase:
    kind, reason = kind_and_reason(failure)
    if failure["status"] in _BAD_DOCUMENT:
        return RefusedCase(case_id=case_id, reason=reason or kind)
    raise refusal(address, failure["status"], kind, reason)


def _is_block(failure: dict[str, Any]) -> bool:
    return "cluster_block" in kind_and_reason(failure)[0]
