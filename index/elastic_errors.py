"""What a user is told when Elasticsearch does not answer, or answers no: one line that ends with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jointcharge.index.elastic_address import ElasticAddress
from jointcharge.records.errors import JointchargeError, SearchIndexError

_AGAIN = "then run the same command again: it goes on where it stopped"
BUSY = (429, 502, 503, 504)
"""Statuses of a server, or of a proxy before it, that may do it when it is asked again."""
_BLOCKS = (
    ("read-only-allow-delete", f"its disk is nearly full; free space there or add a node, {_AGAIN}"),
    ("flood", f"its disk is nearly full; free space there or add a node, {_AGAIN}"),
    ("index read-only", f"the index is read-only; let it be written to (index.blocks.read_only: null), {_AGAIN}"),
    ("index write", f"the index is closed to writing; let it be written to (index.blocks.write: null), {_AGAIN}"),
    ("cluster read-only", f"the cluster is read-only; let it be written to (cluster.blocks.read_only: null), {_AGAIN}"),
)
"""Part of the reason of a ``cluster_block_exception``, and what is the matter."""


@contextmanager
def told(address: ElasticAddress) -> Iterator[None]:
    """Turn what the client raises into `SearchIndexError`."""
    import elastic_transport
    import elasticsearch

    try:
        yield
    except JointchargeError:
        raise
    except elasticsearch.UnsupportedProductError as error:
        raise _not_elasticsearch(address) from error
    except elasticsearch.ApiError as error:
        if isinstance(error.body, str) and error.status_code not in (401, *BUSY):  # a page of some other server
            raise _not_elasticsearch(address) from error
        kind, reason = kind_and_reason(error.body)
        raise refusal(address, error.status_code, kind, reason) from error
    except elastic_transport.TransportError as error:
        raise SearchIndexError(_unreached(address, error)) from error


def kind_and_reason(body: Any) -> tuple[str, str]:
    """The type and the innermost reason of an error as Elasticsearch tells it."""
    if isinstance(body, str):
        return "", ""
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return "", " ".join(str(error or "").split())[:300]
    inner = error
    for key in ("root_cause", "failed_shards"):
        if inner.get(key):
            first = inner[key][0]
            inner = first.get("reason", first) if isinstance(first.get("reason"), dict) else first
            break
    reasons = [str(one.get("reason") or "") for one in (inner, inner.get("caused_by") or {})]
    reason = ": ".join(one.partition(" Preview of field")[0] for one in reasons if one)  # never the text of a case
    return str(inner.get("type") or ""), " ".join(reason.split())[:300]


def refusal(address: ElasticAddress, status: int, kind: str, reason: str) -> SearchIndexError:
    """The error for one answer with an HTTP status that is no success."""
    place, text = _places(address), f"{kind} {reason}".lower()
    if status == 401:
        return SearchIndexError(
            f"Elasticsearch at {place} does not accept the key, or user and password; check JOINTCHARGE_ELASTIC_API_KEY,"
            " or --key-file, or JOINTCHARGE_ELASTIC_USER and JOINTCHARGE_ELASTIC_PASSWORD"
        )
    if "cluster_block" in kind:
        what = next((what for part, what in _BLOCKS if part in text), f"it does not take changes ({reason}); {_AGAIN}")
        return SearchIndexError(f"Elasticsearch at {place} refused to write {address.name}: {what}")
    if status == 403:
        return SearchIndexError(
            f"Elasticsearch at {place} does not let this key do it ({reason}); give the key the privileges read, write,"
            f" maintenance, manage and view_index_metadata on the indices '{address.name}*'"
        )
    if status == 406 or "media_type" in kind or "compatible-with" in text:
        return too_old(address, "")
    if "index_not_found" in kind:
        return no_index(address)
    if status in BUSY or "no_shard_available" in kind:
        return SearchIndexError(
            f"Elasticsearch at {place} cannot answer now ({reason or status}); see  jointcharge index --status,"
            f" wait until it is well, {_AGAIN}"
        )
    return SearchIndexError(
        f"Elasticsearch at {place} answered {status} ({kind}: {reason}); check the address and that it is an"
        " Elasticsearch 8 or 9"
    )


def too_old(address: ElasticAddress, version: str) -> SearchIndexError:
    """For a server whose version this client does not speak."""
    found = f"is version {version}" if version else "does not speak this version's language"
    return SearchIndexError(f"Elasticsearch at {_places(address)} {found}; use version 8 or 9")


def no_index(address: ElasticAddress) -> SearchIndexError:
    """For a server without our index."""
    return SearchIndexError(
        f"no search index {address}; build it with  jointcharge index --to {','.join(address.urls)}"
    )


def _not_elasticsearch(address: ElasticAddress) -> SearchIndexError:
    return SearchIndexError(
        f"what answers at {_places(address)} is not an Elasticsearch of version 8 or 9; check the address and port"
    )


def _places(address: ElasticAddress) -> str:
    return ", ".join(address.urls)


def _unreached(address: ElasticAddress, error: Exception) -> str:
    import elastic_transport

    place, text = _places(address), " ".join(str(error).split())
    if isinstance(error, elastic_transport.ConnectionTimeout):
        return f"Elasticsearch at {place} did not answer in time; see whether it is overloaded, {_AGAIN}"
    if "WRONG_VERSION_NUMBER" in text or "record layer" in text:
        return f"{place} does not speak TLS; write the address with http://, or turn TLS on there"
    if any(sign in text for sign in ("doesn't match", "ismatch", "not valid for")):
        return f"the certificate at {place} is for another name; use the name it was made for"
    if "CERTIFICATE_VERIFY_FAILED" in text or isinstance(error, elastic_transport.TlsError):
        return f"the certificate at {place} is not trusted; give the authority that signed it with --ca-file FILE"
    if any(sign in text for sign in ("RemoteDisconnected", "closed connection", "Connection aborted", "reset by peer")):
        return f"{place} broke the connection off; if it speaks TLS write https://, else see whether it runs, {_AGAIN}"
    why = next((f" ({sign})" for sign in ("Connection refused", "Name or service not known") if sign in text), "")
    return f"cannot reach Elasticsearch at {place}{why}; check the address and port and that it runs, {_AGAIN}"
