"""Where an Elasticsearch is and who asks it: addresses, keys, and what may be kept in the data folder."""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from jointcharge.records.errors import SearchIndexError
from jointcharge.records.raw import Record

SETTING = "elasticsearch.json"
"""The file of the data folder that holds an `ElasticAddress`."""
DEFAULT_NAME = "jointcharge"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


class ElasticAddress(Record):
    """Where the index is. Holds no key and no password, so that it can be shown and kept."""

    urls: tuple[str, ...]
    """``https://host:port`` of one node or more, without a path to the index."""
    name: str = DEFAULT_NAME
    """Of the alias that searches ask; the indices behind it are called ``NAME-…``."""
    ca_file: Path | None = None
    """Certificate of the authority that signed the server's own; None for those that the system trusts."""
    verify: bool = True
    """Whether the server's certificate is checked."""
    plain_http: bool = False
    """Whether a key may travel unencrypted to another machine."""

    def __str__(self) -> str:
        return f"{self.name} at {', '.join(self.urls)}"


class ElasticAccess(Record):
    """A key, or a user and a password; never shown, never written anywhere."""

    api_key: str | None = Field(default=None, repr=False)
    """As Elasticsearch gives it: the ``encoded`` form."""
    user: str | None = Field(default=None, repr=False)
    password: str | None = Field(default=None, repr=False)

    @property
    def given(self) -> bool:
        """Whether there is anything to show the server."""
        return bool(self.api_key or self.user)


def address_of(
    text: str,
    *,
    name: str = DEFAULT_NAME,
    ca_file: Path | None = None,
    verify: bool = True,
    plain_http: bool = False,
) -> ElasticAddress:
    """The address that a user wrote: one URL, or several with commas between. Raises `SearchIndexError`."""
    if not _NAME.fullmatch(name):
        raise SearchIndexError(f"{name!r} cannot name an index; use lower-case letters, digits and -, e.g. jointcharge")
    if ca_file is not None and not ca_file.is_file():
        raise SearchIndexError(f"no CA file at {ca_file}; give the certificate of the authority with --ca-file FILE")
    urls = tuple(_url(one.strip()) for one in text.split(","))
    where = ca_file.resolve() if ca_file else None
    return ElasticAddress(urls=urls, name=name, ca_file=where, verify=verify, plain_http=plain_http)


def refuse_open_transport(address: ElasticAddress, access: ElasticAccess) -> None:
    """Raises `SearchIndexError` where a key or password would leave this machine unencrypted."""
    if not access.given or address.plain_http:
        return
    for url in address.urls:
        parts = urlsplit(url)
        if parts.scheme == "http" and not _is_loopback(str(parts.hostname)):
            raise SearchIndexError(
                f"{url} would carry your key unencrypted; use https://, or --plain-http if the network itself is safe"
            )


def read_key_file(path: Path) -> str:
    """The API key in a file: as it is, or in the JSON that Elasticsearch answered when it was made."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not text"
        raise SearchIndexError(f"cannot read the key file {path} ({why}); give the file with the API key") from error
    if text.startswith("{"):
        try:
            text = str(json.loads(text)["encoded"])
        except (ValueError, KeyError):
            text = ""
    if not text or len(text.split()) != 1:
        raise SearchIndexError(f"no API key in {path}; it must hold the 'encoded' key alone, or the JSON around it")
    return text


def read_address(folder: Path) -> ElasticAddress | None:
    """The address kept in a data folder; None where there is none. Raises `SearchIndexError` for another file."""
    path = folder / SETTING
    if not path.exists():
        return None
    try:
        return ElasticAddress.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise SearchIndexError(
            f"cannot read {path}; remove it, or write it with  jointcharge index --to URL"
        ) from error


def keep_address(folder: Path, address: ElasticAddress) -> None:
    """Keep ``address`` in the data folder, for later commands."""
    (folder / SETTING).write_text(address.model_dump_json(indent=2) + "\n", encoding="utf-8")


def forget_address(folder: Path) -> None:
    """Go back to the embedded index of the data folder."""
    (folder / SETTING).unlink(missing_ok=True)


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise SearchIndexError(_not_an_address("what was given")) from None
    if parts.username is not None or parts.password is not None:
        raise SearchIndexError(
            f"the address of {parts.hostname} holds a user or password; take it out and put it in the environment:"
            " JOINTCHARGE_ELASTIC_USER and JOINTCHARGE_ELASTIC_PASSWORD"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SearchIndexError(_not_an_address(repr(text)))
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"


def _not_an_address(what: str) -> str:
    return f"{what} is not the address of an Elasticsearch; write it so: https://localhost:9200"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
