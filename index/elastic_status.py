"""How an Elasticsearch and the index in it are doing, for ``jointcharge index --status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jointcharge.index.elastic_address import ElasticAddress
from jointcharge.index.elastic_client import server_version
from jointcharge.index.elastic_errors import told
from jointcharge.index.elastic_versions import IndexVersion, find_version, next_alias
from jointcharge.records.raw import Record

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_MEANING = {
    "green": "well",
    "yellow": "answers, but some shards have no second copy",
    "red": "some shards are missing: searches fail until their nodes are back",
}


class ElasticHealth(Record):
    """A server, and the indices behind our aliases."""

    address: str
    version: str
    """Of the server; empty where the key may not see it."""
    status: str | None
    """``green``, ``yellow`` or ``red``, for our index where there is one; None where the key may not see it."""
    nodes: int | None
    served: IndexVersion | None
    """What searches ask; None where there is no index."""
    building: IndexVersion | None
    """What a rebuild has begun and not ended."""

    def to_text(self) -> str:
        """For a terminal."""
        lines = [f"Elasticsearch {self.version or '(version not shown to this key)'}, {self.address}"]
        if self.status is None:
            lines.append("  health    not shown to this key; the privilege  monitor  shows it")
        else:
            lines.append(f"  health    {self.status} ({_MEANING.get(self.status, 'unknown')}), {self.nodes} nodes")
        if self.served:
            lines.append(f"  served    {self.served.index} ({self.served.version}), {self.served.shards} shards")
        if self.building:
            lines.append(f"  building  {self.building.index}; go on with  jointcharge index --rebuild")
        return "\n".join(lines)


def read_health(client: Elasticsearch, address: ElasticAddress) -> ElasticHealth:
    """Ask the server how it is; nothing is changed."""
    with told(address):
        served = find_version(client, address, address.name)
        status, nodes = _cluster(client, address.name if served else None)
        return ElasticHealth(
            address=str(address),
            version=server_version(client),
            status=status,
            nodes=nodes,
            served=served,
            building=find_version(client, address, next_alias(address)),
        )


def _cluster(client: Elasticsearch, alias: str | None) -> tuple[str | None, int | None]:
    from elasticsearch import AuthorizationException

    try:
        health = client.cluster.health(index=alias)
    except AuthorizationException:
        return None, None
    return str(health["status"]), int(health["number_of_nodes"])
