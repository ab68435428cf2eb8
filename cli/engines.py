"""Which search index a command works with: the one in the data folder, or one in Elasticsearch."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from jointcharge.cli.options import open_folder

if TYPE_CHECKING:
    from jointcharge.index.base import CaseIndex
    from jointcharge.index.elastic_address import ElasticAccess, ElasticAddress

F = TypeVar("F", bound=Callable[..., Any])
EMBEDDED = "embedded"
"""What ``--to`` and ``--from`` call the index in the data folder."""


class Engine(NamedTuple):
    """What was given on the command line about the index; None where nothing was."""

    where: str | None = None
    name: str | None = None
    key_file: Path | None = None
    ca_file: Path | None = None
    no_verify: bool = False
    plain_http: bool = False

    def address(self, data: Path) -> ElasticAddress | None:
        """Where the Elasticsearch is; None for the embedded index. What is not given is as the data folder keeps it."""
        from jointcharge.index.elastic_address import DEFAULT_NAME, address_of, read_address

        if self.where == EMBEDDED:
            return None
        kept = read_address(data)
        if self.where is None and kept is None:
            return None
        return address_of(
            self.where or ",".join(kept.urls if kept else ()),
            name=self.name or (kept.name if kept else DEFAULT_NAME),
            ca_file=self.ca_file or (kept.ca_file if kept else None),
            verify=not self.no_verify and (kept.verify if kept else True),
            plain_http=self.plain_http or (kept.plain_http if kept else False),
        )

    def keep(self, data: Path) -> None:
        """Let later commands with the data folder ``data`` work with the same index; no key is kept."""
        from jointcharge.index.elastic_address import forget_address, keep_address

        address = self.address(data)
        if address is None:
            forget_address(data)
        else:
            keep_address(data, address)

    def access(self) -> ElasticAccess:
        """The key, or user and password: of the key file, else of the environment."""
        from jointcharge.index.elastic_address import ElasticAccess, read_key_file

        if self.key_file is not None:
            return ElasticAccess(api_key=read_key_file(self.key_file))
        names = {"api_key": "API_KEY", "user": "USER", "password": "PASSWORD"}
        found = {field: os.environ.get(f"JOINTCHARGE_ELASTIC_{name}", "").strip() for field, name in names.items()}
        return ElasticAccess(**{field: value or None for field, value in found.items()})


def engine_options(flag: str, meaning: str) -> Callable[[F], F]:
    """``--to`` or ``--from``, and the options that go with an address; the command takes them as one ``engine``."""

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def wrapped(**given: Any) -> Any:
            engine = Engine(**{name: given.pop(name) for name in Engine._fields})
            return command(**given, engine=engine)

        file = click.Path(dir_okay=False, path_type=Path)
        for option in reversed(
            (
                click.option(flag, "where", metavar="URL", help=f"{meaning}; 'embedded' for that in the data folder."),
                click.option("--name", metavar="NAME", help="Name of the index there (jointcharge)."),
                click.option("--key-file", type=file, envvar="JOINTCHARGE_ELASTIC_KEY_FILE", help="File with the API key."),
                click.option("--ca-file", type=file, envvar="JOINTCHARGE_ELASTIC_CA_FILE", help="Authority that signed the server's certificate."),
                click.option("--no-verify", is_flag=True, help="Do not check the server's certificate."),
                click.option("--plain-http", is_flag=True, help="Let the key travel unencrypted to another machine."),
            )
        ):  # fmt: skip
            wrapped = option(wrapped)
        return wrapped  # type: ignore[return-value]  # the same command, with more options

    return decorate


def open_search_index(data: Path, engine: Engine | None = None) -> CaseIndex:
    """The index that a search asks: as given, else as the data folder keeps it, else the embedded one there."""
    engine = engine or Engine()
    address = engine.address(data)
    if address is None:
        from jointcharge.index.tantivy import TantivyIndex

        return TantivyIndex(open_folder(data).index)
    from jointcharge.index.elastic import ElasticIndex

    return ElasticIndex(address, engine.access())
