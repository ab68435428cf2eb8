"""A client that is known to speak to an Elasticsearch we can use."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from jointcharge.index.elastic_address import ElasticAccess, ElasticAddress, refuse_open_transport
from jointcharge.index.elastic_errors import BUSY, told, too_old
from jointcharge.records.errors import MissingExtraError, SearchIndexError

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

SUPPORTED = (8, 9)
"""Major versions of the server that the client speaks to."""
_SECONDS = 60.0
_RETRIES = 3


def open_client(address: ElasticAddress, access: ElasticAccess | None = None) -> Elasticsearch:
    """A client for ``address`` that has asked the server for its version.

    Requests that time out, or that the server is too busy for, are sent again, to another node where there is
    one. Raises `SearchIndexError` in one line for whatever is wrong with the address, the key or the server.
    """
    access = access or ElasticAccess()
    refuse_open_transport(address, access)
    client = _client(address, access)
    with told(address):
        version = server_version(client)
    if version and int(version.split(".")[0]) not in SUPPORTED:
        raise too_old(address, version)
    return client


def server_version(client: Elasticsearch) -> str:
    """The server's version; empty where the key may not see it.

    Asks the node where ``GET /`` is not there, as in Elastic's distribution for integration tests.
    """
    from elasticsearch import ApiError

    try:
        return str(client.info()["version"]["number"])
    except ApiError as error:
        if error.status_code == 403:
            return ""
        if error.status_code not in (404, 405):
            raise
    (node,) = client.nodes.info(node_id="_local", metric="_none")["nodes"].values()
    return str(node["version"])


def _client(address: ElasticAddress, access: ElasticAccess) -> Elasticsearch:
    try:
        from elasticsearch import Elasticsearch, ElasticsearchWarning
    except ImportError as error:
        raise MissingExtraError("Elasticsearch", "elastic") from error
    import warnings

    warnings.filterwarnings("ignore", category=ElasticsearchWarning)  # a server's advice to its administrators
    try:
        return Elasticsearch(
            list(address.urls),
            request_timeout=_SECONDS,
            max_retries=_RETRIES,
            retry_on_timeout=True,
            retry_on_status=BUSY,
            **_authentication(access),
            **_tls(address),
        )
    except (ValueError, OSError) as error:
        raise SearchIndexError(
            f"cannot use {address} ({error}); check the address, and the CA file if there is one"
        ) from error


def _authentication(access: ElasticAccess) -> dict[str, Any]:
    if access.api_key:
        if not access.api_key.isascii() or not access.api_key.isprintable() or " " in access.api_key:
            raise SearchIndexError("the API key has characters that no key has; give its 'encoded' form as it is")
        return {"api_key": access.api_key}
    return {"basic_auth": (access.user, access.password or "")} if access.user else {}


def _tls(address: ElasticAddress) -> dict[str, Any]:
    if not any(url.startswith("https:") for url in address.urls):
        return {}
    given: dict[str, Any] = {"verify_certs": address.verify, "ssl_show_warn": False}
    if address.ca_file is None or not address.verify:
        return given
    try:
        ssl.create_default_context(cafile=address.ca_file)
    except OSError as error:  # ssl.SSLError too
        raise SearchIndexError(
            f"{address.ca_file} is no certificate; give that of the authority that signed the server's own with"
            " --ca-file FILE"
        ) from error
    return {**given, "ca_certs": str(address.ca_file)}
