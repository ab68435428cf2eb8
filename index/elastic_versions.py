"""The indices behind an alias: one is served, another can be built beside it and take its place at once.

``NAME`` is the alias that searches ask, ``NAME-next`` that of an index being built beside it, which is how a
later run finds it again. The indices themselves are called ``NAME-DATE-…``.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any

from jointcharge.index.elastic_address import ElasticAddress
from jointcharge.index.elastic_errors import kind_and_reason, no_index
from jointcharge.index.elastic_schema import index_version, mappings, settings
from jointcharge.records.errors import SearchIndexError
from jointcharge.records.raw import Record

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_PLACED_WITHIN = "30s"
"""How long the server may look for a node with space for a new index."""


class IndexVersion(Record):
    """One index behind an alias."""

    index: str
    """Its own name."""
    alias: str
    """Whose writes must name it, so that a missing index is an error and never made by the way."""
    version: str
    """What it was built by; empty where nothing is said."""
    revision: str = ""
    """Digest of the corpus it was last brought up to; empty while a run is under way."""
    shards: int = 1


def next_alias(address: ElasticAddress) -> str:
    """The alias of an index that is being built beside the one served."""
    return f"{address.name}-next"


def find_version(client: Elasticsearch, address: ElasticAddress, alias: str) -> IndexVersion | None:
    """The index behind ``alias``; None where there is no such alias."""
    from elasticsearch import NotFoundError

    try:
        found = client.indices.get(index=alias, features=("mappings", "settings")).body
    except NotFoundError:
        return None
    if len(found) > 1 or alias in found:
        what = f"{len(found)} indices answer to" if len(found) > 1 else "an index itself is called"
        raise SearchIndexError(
            f"{what} {alias!r} at {', '.join(address.urls)}, where one behind an alias was expected; choose another"
            " name with --name"
        )
    ((index, told),) = found.items()
    meta = told["mappings"].get("_meta", {}).get("jointcharge", {})
    return IndexVersion(
        index=index,
        alias=alias,
        version=str(meta.get("version", "")),
        revision=str(meta.get("revision", "")),
        shards=int(told["settings"]["index"]["number_of_shards"]),
    )


def served_version(client: Elasticsearch, address: ElasticAddress) -> IndexVersion:
    """The index that searches ask. Raises `SearchIndexError` where it is missing or of another version."""
    found = find_version(client, address, address.name)
    if found is None:
        raise no_index(address)
    if found.version != index_version():
        raise SearchIndexError(
            f"the search index {address} was built by another version ({found.version or 'unknown'}, now"
            f" {index_version()}); build it again with  jointcharge index --rebuild --to {','.join(address.urls)}"
        )
    return found


def open_served(client: Elasticsearch, address: ElasticAddress, shards: int) -> IndexVersion:
    """The index that searches ask, made where there is none."""
    if find_version(client, address, address.name) is None:
        _make(client, address, address.name, shards)
    return served_version(client, address)


def open_next(client: Elasticsearch, address: ElasticAddress, shards: int) -> IndexVersion:
    """The index being built beside the one served: the one that an earlier run left, or a new one."""
    alias = next_alias(address)
    found = find_version(client, address, alias)
    if found is not None and found.version != index_version():
        client.indices.delete(index=found.index)
        found = None
    if found is None:
        _make(client, address, alias, shards)
        found = find_version(client, address, alias)
    assert found is not None  # noqa: S101 - just made
    return found


def serve(client: Elasticsearch, address: ElasticAddress, built: IndexVersion) -> None:
    """Let searches ask ``built`` from now on, in one step, and take away the index they asked before."""
    from elasticsearch import NotFoundError

    old = find_version(client, address, address.name)
    actions: list[dict[str, Any]] = [
        {"remove": {"index": built.index, "alias": built.alias}},
        {"add": {"index": built.index, "alias": address.name}},
    ]
    if old is not None:
        actions.append({"remove_index": {"index": old.index}})
    try:
        client.indices.update_aliases(actions=actions)
    except NotFoundError:
        done = find_version(client, address, address.name)
        if (
            done is None or done.index != built.index
        ):  # it is where the first answer was late and the request sent again
            raise


def note_revision(client: Elasticsearch, version: IndexVersion, revision: str) -> None:
    """Write into the index which state of the corpus it holds; empty while it is being changed."""
    meta = {"jointcharge": {"version": version.version, "revision": revision}}
    client.indices.put_mapping(index=version.index, meta=meta)


def _make(client: Elasticsearch, address: ElasticAddress, alias: str, shards: int) -> None:
    from elasticsearch import BadRequestError

    now = dt.datetime.now(dt.UTC)
    name = f"{address.name}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    try:
        made = client.indices.create(
            index=name, settings=settings(shards), mappings=mappings(), aliases={alias: {}}, timeout=_PLACED_WITHIN
        )
    except BadRequestError as error:
        if kind_and_reason(error.body)[0] != "resource_already_exists_exception":
            raise
        return  # the first answer was late and the request sent again: nobody else uses this name
    if not made["shards_acknowledged"]:
        raise SearchIndexError(
            f"Elasticsearch at {', '.join(address.urls)} found no place for a new index in {_PLACED_WITHIN}: its disks are"
            " nearly full, nodes are missing or it is overloaded; see to that, then run the same command again"
        )
