"""The embedded index on disk: its schemas, its version, and what is said when it is damaged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jointcharge.index.document import IndexDocument, cut_fields, cut_passages
from jointcharge.index.fields import FACETS, WORD_FIELDS
from jointcharge.index.tokens import TOKENS_VERSION
from jointcharge.records.errors import DataFolderError, JointchargeError, SearchIndexError

if TYPE_CHECKING:
    import tantivy

ID_KEYS = ("id_key_1", "id_key_2")
UNDATED = 0
"""The ``sort_day`` of cases without a date; no date has it."""
_SCHEMA_VERSION = "3"
_REBUILD = "build it again with  jointcharge index --rebuild"


def index_version() -> str:
    """What an index must have been built by to be read by this code."""
    import tantivy

    engine = str(tantivy.__version__).split("index_format ")[-1].split()[0]  # type: ignore[attr-defined]  # missing in its stubs
    return f"schema {_SCHEMA_VERSION}, words {TOKENS_VERSION}, tantivy {engine}"


def open_folder(folder: Path, *, create: bool) -> tuple[tantivy.Index, tantivy.Index]:
    """The indexes of cases and of passages. Raises `SearchIndexError` for a missing or foreign folder."""
    import tantivy

    version = folder / "version.json"
    if create and not version.exists():
        _make(folder, version)
    if not version.exists():
        raise SearchIndexError(f"no search index at {folder}; build it with  jointcharge index")
    with damage(folder):
        built = json.loads(version.read_text(encoding="utf-8"))["version"]
    if built != index_version():
        raise SearchIndexError(
            f"the search index at {folder} was built by another version ({built}, now {index_version()}); {_REBUILD}"
        )
    with damage(folder):
        return (
            tantivy.Index(_case_schema(), str(folder / "cases")),
            tantivy.Index(_passage_schema(), str(folder / "passages")),
        )


def id_keys(case_id: str) -> tuple[int, int]:
    """The first sixteen bytes of an id as two numbers that sort as ids do; tantivy reads numbers much faster."""
    start = case_id.encode()[:16].ljust(16, b"\0")
    return int.from_bytes(start[:8], "big"), int.from_bytes(start[8:], "big")


@contextmanager
def damage(folder: Path) -> Iterator[None]:
    """Turn what tantivy raises, panics included, into `SearchIndexError` or `DataFolderError`."""
    try:
        yield
    except JointchargeError:
        raise
    except Exception as error:
        raise _told(folder, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a panic of tantivy arrives
            raise
        raise _told(folder, error) from error


def _told(folder: Path, error: BaseException) -> JointchargeError:
    text = " ".join(str(error).split())
    if "No space left" in text:
        return DataFolderError(
            f"the disk of {folder} is full; free some space and run  jointcharge index  again, nothing is lost"
        )
    if "Permission denied" in text or "Read-only" in text:
        return DataFolderError(f"cannot write {folder}; make the folder writable or choose another with --data")
    return SearchIndexError(f"the search index at {folder} cannot be read ({text[:200]}); {_REBUILD}")


def _make(folder: Path, version: Path) -> None:
    try:
        for part in ("cases", "passages"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        version.write_text(json.dumps({"version": index_version()}) + "\n", encoding="utf-8")
    except OSError as error:
        raise DataFolderError(
            f"cannot write {folder} ({error.strerror}); make the folder writable or choose another with --data"
        ) from error


def _case_schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in ("case_id", "digest"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ID_KEYS:
        builder.add_unsigned_field(name, fast=True)
    builder.add_integer_field("sort_day", fast=True)
    for name in WORD_FIELDS:
        builder.add_text_field(name, stored=name != "text", tokenizer_name="whitespace")
    for name in FACETS:
        builder.add_text_field(f"facet_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("year_number", indexed=True, fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


def _passage_schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("case_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("label", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="whitespace")
    builder.add_integer_field("position", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


def index_documents(document: IndexDocument, cases: tantivy.IndexWriter, passages: tantivy.IndexWriter) -> None:
    """Hand one case and its passages to the writers, each text cut into words once."""
    import tantivy

    cut = cut_passages(document)
    for position, (passage, text) in enumerate(zip(document.passages, cut, strict=True)):
        one = tantivy.Document()
        one.add_text("case_id", document.case_id)
        one.add_text("text", text)
        for label in passage.labels:
            one.add_text("label", label)
        one.add_integer("position", position)
        one.add_bytes("shown", passage.model_dump_json(include={"passage_id", "text"}).encode())
        passages.add_document(one)
    cases.add_document(_case_document(document, cut))


def _case_document(document: IndexDocument, passages: list[str]) -> tantivy.Document:
    import tantivy

    one = tantivy.Document()
    one.add_text("case_id", document.case_id)
    one.add_text("digest", document.digest)
    for name, key in zip(ID_KEYS, id_keys(document.case_id), strict=True):
        one.add_unsigned(name, key)
    one.add_integer("sort_day", UNDATED if document.sort_day is None else document.sort_day)
    for name, cut in cut_fields(document, passages).items():
        for text in cut:
            one.add_text(name, text)
    for name, values in document.facets.items():
        for value in values:
            one.add_text(f"facet_{name}", value)
    if document.decision_year is not None:
        one.add_integer("year_number", document.decision_year)
    if document.decision_date is not None:
        one.add_integer("day", document.decision_date.toordinal())
    one.add_bytes("shown", document.model_dump_json(include={"title", "country", "decision_date"}).encode())
    return one
