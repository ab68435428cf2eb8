"""Corpus to index: only what is new, changed or gone."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jointcharge.index.base import CaseIndex
from jointcharge.index.document import IndexDocument, build_document
from jointcharge.records.answers import REVIEW_TAGGER, Answer, answers_of
from jointcharge.records.case import Case, Review, Span, Tag, TagDimension
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import DataFolderError, SearchIndexError
from jointcharge.records.raw import Record

_DOCUMENT_VERSION = "2"
"""Changes when `build_document` would make something else of the same case."""
_CASES_PER_COMMIT = 1000
_CASES_AT_ONCE = 50

Progress = Callable[[int, int], None]
"""Called with the number of cases done and to do."""


class IndexSummary(Record):
    """What one run of ``jointcharge index`` did."""

    added: int
    replaced: int
    removed: int
    unchanged: int
    passages: int
    """Of the cases added and replaced."""
    seconds: float
    revision: str
    """Digest of all that the index now holds."""


class IndexState(Record):
    """How an index stands to its corpus."""

    exists: bool
    """False where there is no index; then every case is missing."""
    problem: str | None = None
    """Why the index cannot be read, and what to do; None where it can."""
    cases: int = 0
    missing: int = 0
    """Cases of the corpus that are not in the index."""
    changed: int = 0
    """Cases read, tagged, filed or reviewed anew since they were indexed."""
    ended: int = 0
    """Cases in the index that are no longer in the corpus."""

    @property
    def stale(self) -> bool:
        """Whether ``jointcharge index`` has something to do."""
        return bool(not self.exists or self.problem or self.missing or self.changed or self.ended)


def index_corpus(corpus: Corpus, index: CaseIndex, on_progress: Progress = lambda done, total: None) -> IndexSummary:
    """Bring ``index`` up to ``corpus``, committing every thousand cases; a run cut short goes on next time."""
    started = time.monotonic()
    wanted, held = case_digests(corpus), index.digests()
    ended = [case_id for case_id in held if case_id not in wanted]
    todo = [case_id for case_id, digest in wanted.items() if held.get(case_id) != digest]
    index.delete(ended)
    passages, filed, reviews = 0, corpus.crime_types(), _reviews_by_passage(corpus)
    on_progress(0, len(todo))
    for start in range(0, len(todo), _CASES_AT_ONCE):
        batch = [
            _document(corpus, one, wanted[one], filed.get(one, ()), reviews) for one in todo[start:][:_CASES_AT_ONCE]
        ]
        index.replace(batch)
        passages += sum(len(document.passages) for document in batch)
        if (start + _CASES_AT_ONCE) % _CASES_PER_COMMIT == 0:
            index.commit()
        on_progress(start + len(batch), len(todo))
    if todo or ended:
        index.commit()
    added = sum(case_id not in held for case_id in todo)
    return IndexSummary(
        added=added,
        replaced=len(todo) - added,
        removed=len(ended),
        unchanged=len(wanted) - len(todo),
        passages=passages,
        seconds=time.monotonic() - started,
        revision=revision_of(wanted),
    )


def index_state(corpus: Corpus, folder: Path) -> IndexState:
    """How the embedded index in ``folder`` stands to ``corpus``; reads no case, only digests."""
    from jointcharge.index.tantivy import TantivyIndex

    wanted = case_digests(corpus)
    if not folder.exists():
        return IndexState(exists=False, missing=len(wanted))
    try:
        held = TantivyIndex(folder).digests()
    except SearchIndexError as error:
        return IndexState(exists=True, problem=str(error), missing=len(wanted))
    return compare_digests(wanted, held)


def compare_digests(wanted: Mapping[str, str], held: Mapping[str, str]) -> IndexState:
    """How an index that holds ``held`` stands to a corpus of ``wanted``: both case_id -> digest."""
    return IndexState(
        exists=True,
        cases=len(held),
        missing=sum(case_id not in held for case_id in wanted),
        changed=sum(held.get(case_id, digest) != digest for case_id, digest in wanted.items()),
        ended=sum(case_id not in wanted for case_id in held),
    )


def remove_index(folder: Path) -> None:
    """Take the embedded index away, for ``jointcharge index --rebuild``; nothing there is no error."""
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise DataFolderError(
            f"cannot remove {folder} ({error.strerror}); make the folder writable and run this again"
        ) from error


def case_digests(corpus: Corpus) -> dict[str, str]:
    """case_id -> digest of all that is indexed of the case: record, tags, filing and reviews."""
    parts: defaultdict[str, Any] = defaultdict(hashlib.sha256)
    for case_id, record in corpus.select("SELECT case_id, record_sha256 FROM cases ORDER BY case_id"):
        parts[case_id].update(f"{_DOCUMENT_VERSION}|{record}".encode())
    for sql in (
        "SELECT case_id, passage_id, dimension, label FROM tags ORDER BY case_id, position",
        "SELECT DISTINCT case_id, crime_type FROM listings ORDER BY case_id, crime_type",
        "SELECT p.case_id, r.passage_id, r.dimension, r.label, r.present, r.reviewed_at, r.reviewer"
        " FROM current_reviews r JOIN passages p ON p.passage_id = r.passage_id AND p.text = r.passage_text"
        " ORDER BY p.case_id, r.review_row",
    ):
        for case_id, *values in corpus.select(sql):
            if case_id in parts:
                parts[case_id].update("\x1f".join(map(str, values)).encode() + b"\x1e")
    return {case_id: digest.hexdigest()[:32] for case_id, digest in parts.items()}


def revision_of(digests: Mapping[str, str]) -> str:
    """One digest of ``case_digests``."""
    return hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()[:32]


def _document(
    corpus: Corpus, case_id: str, digest: str, filed: tuple[str, ...], reviews: dict[str, list[Review]]
) -> IndexDocument:
    row = corpus.select("SELECT record FROM cases WHERE case_id = ?", (case_id,)).fetchone()
    case = Case.model_validate_json(row[0])
    tags = reviewed(case, tuple(corpus.tags(case_id)), reviews)
    return build_document(case, tags, filed).model_copy(update={"digest": digest})


def reviewed(case: Case, tags: Sequence[Tag], reviews: dict[str, list[Review]]) -> tuple[Tag, ...]:
    """The tags after people's answers: what they deny goes, what they affirm is there."""
    given = (one for passage in case.passages for one in reviews.get(passage.passage_id, ()))
    answers = answers_of(given).present
    kept = [tag for tag in tags if answers.get(_key(tag), (True, ""))[0]]
    standing = set(map(_key, tags))
    spans = {passage.passage_id: passage.span for passage in case.passages}
    affirmed = [key for key, (present, _) in answers.items() if present and key not in standing]
    return (*kept, *(_affirmed(case.case_id, key, answers[key][1], spans[key[0]]) for key in affirmed))


def _key(tag: Tag) -> Answer:
    return tag.passage_id, tag.dimension.value, tag.label


def _affirmed(case_id: str, answer: Answer, day: str, span: Span) -> Tag:
    passage_id, dimension, label = answer
    return Tag(
        tag_id=f"{passage_id}+{dimension}:{label}",
        passage_id=passage_id,
        case_id=case_id,
        dimension=TagDimension(dimension),
        label=label,
        score=1.0,
        tagger=REVIEW_TAGGER,
        version=day,
        span=span,
    )


def _reviews_by_passage(corpus: Corpus) -> dict[str, list[Review]]:
    return _grouped(corpus.reviews())


def _grouped(reviews: Iterable[Review]) -> dict[str, list[Review]]:
    found: dict[str, list[Review]] = {}
    for one in reviews:
        found.setdefault(one.passage_id, []).append(one)
    return found
