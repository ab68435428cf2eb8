"""Which search index a command works with: the one in the data folder, or one in Elasticsearch."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from jointcharge.cli.options import open_folder
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import SearchIndexError

if TYPE_CHECKING:
    from jointcharge.index.base import CaseIndex
    from jointcharge.index.elastic import ElasticIndex
    from jointcharge.index.elastic_address import ElasticAccess, ElasticAddress
    from jointcharge.index.run import IndexState

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
            ca_file=self.ca_file or _file_of("CA_FILE") or (kept.ca_file if kept else None),
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

        file = self.key_file or _file_of("KEY_FILE")
        if file is not None:
            return ElasticAccess(api_key=read_key_file(file))
        return ElasticAccess(api_key=_told("API_KEY"), user=_told("USER"), password=_told("PASSWORD"))


def _told(name: str) -> str | None:
    return os.environ.get(f"JOINTCHARGE_ELASTIC_{name}", "").strip() or None


def _file_of(name: str) -> Path | None:
    return Path(told) if (told := _told(name)) else None


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
                click.option("--key-file", type=file, help="File with the API key."),
                click.option("--ca-file", type=file, help="Authority that signed the server's certificate."),
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


def index_standing(data: Path, corpus: Corpus) -> IndexState:
    """How the index that ``data`` works with stands to its corpus; what is wrong with it is told, not raised."""
    from jointcharge.index.run import IndexState, index_state

    address = Engine().address(data)
    if address is None:
        return index_state(corpus, open_folder(data).index)
    from jointcharge.index.elastic import ElasticIndex

    try:
        with closing(ElasticIndex(address, Engine().access())) as index:
            return elastic_standing(corpus, index)
    except SearchIndexError as error:
        return IndexState(exists=True, problem=str(error))


def elastic_standing(corpus: Corpus, index: ElasticIndex) -> IndexState:
    """The same of an open index; its cases are compared one by one only where its revision is not the corpus's."""
    from jointcharge.index.run import IndexState, case_digests, compare_digests, revision_of

    wanted = case_digests(corpus)
    if index.version.revision == revision_of(wanted):
        return IndexState(exists=True, cases=len(wanted))
    return compare_digests(wanted, index.digests())
