"""Tag what the corpus holds and this version of the tagger has not read."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from jointcharge.classify.base import NO_WORDS, OTHER_SCRIPT, Tagger, why_unread
from jointcharge.records.case import Case, Tag, TagDimension
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import UnreadCaseError
from jointcharge.records.levels import CorruptionLevel, level_of

Progress = Callable[[int, int | None], None]
"""Told how many cases are done, and of how many."""
SHOWN = 10
"""Failed cases that a summary names."""
NOT_NARRATIVE = frozenset({"charge_details"})
"""Sections that state what is charged. What the text describes is read elsewhere: were the wording of a charge read as
a description too, each corruption charge would vouch for itself in the charging gap."""


@dataclass
class TagSummary:
    """What one run of a tagger did."""

    tagger: str
    version: str
    cases: int = 0
    passages: int = 0
    tags: int = 0
    levels: Counter[CorruptionLevel] = field(default_factory=Counter)
    labels: Counter[tuple[TagDimension, str]] = field(default_factory=Counter)
    """How many passages got each label."""
    unread: Counter[str] = field(default_factory=Counter)
    """By reason (`classify.base.why_unread`), how many passages were not read; they got no tag and count as unknown."""
    failed: list[str] = field(default_factory=list)
    """Cases that could not be read, each with the reason; they stay untagged and the next run tries them again."""

    def to_text(self) -> str:
        """The summary in a few lines."""
        if not self.cases and not self.failed:
            return f"Nothing new to tag: {self.tagger} {self.version} has read every case."
        levels = ", ".join(f"{self.levels[level]} {level}" for level in CorruptionLevel)
        lines = [
            f"{self.cases} cases, {self.passages} passages read by {self.tagger} {self.version}; {self.tags} tags.",
            f"Cases: {levels}.",
        ]
        for dimension in (TagDimension.FORM, TagDimension.SIGNAL):
            found = [f"{label} {n}" for (d, label), n in self.labels.most_common() if d is dimension]
            if found:
                lines.append(f"Passages by {dimension}: {', '.join(found)}.")
        return "\n".join([*lines, *self._unread_lines(), *self._failed_lines()])

    def _unread_lines(self) -> Iterator[str]:
        reasons = (NO_WORDS, OTHER_SCRIPT)
        languages = [f"{language} {n}" for language, n in self.unread.most_common() if language not in reasons]
        if languages:
            yield f"Not read, for want of a vocabulary in their language: {', '.join(languages)} passages."
        if others := [f"{reason} {self.unread[reason]}" for reason in reasons if self.unread[reason]]:
            yield f"Not read: {', '.join(others)} passages."

    def _failed_lines(self) -> Iterator[str]:
        if self.failed:
            yield f"{len(self.failed)} cases could not be read and stay untagged; run the command again to try them again:"
            yield from (f"  {reason}" for reason in self.failed[:SHOWN])


def tag_corpus(corpus: Corpus, tagger: Tagger, on_progress: Progress = lambda done, total: None) -> TagSummary:
    """Tag every case that this version of ``tagger`` has not read, each in a transaction of its own.

    Stopped at any moment, the cases done stay done and the next run goes on with the others.
    """
    summary = TagSummary(tagger.name, tagger.version)
    total = corpus.count_untagged(tagger.name, tagger.version)
    on_progress(0, total)
    for case, given in _ahead(tagger, corpus.untagged(tagger.name, tagger.version)):
        try:
            tags = given()
        except UnreadCaseError as error:
            summary.failed.append(str(error))
            continue
        corpus.add_tags(case.case_id, tagger.name, tagger.version, tags)
        _count(summary, case, tags, tagger.languages)
        on_progress(summary.cases, total)
    return summary


def _ahead(tagger: Tagger, cases: Iterable[Case]) -> Iterator[tuple[Case, Callable[[], tuple[Tag, ...]]]]:
    """Each case in order, and what waits for its tags; as many cases are read ahead as the tagger gains by.

    The order in which tags are stored is that of the cases, however many are read at once.
    """
    if tagger.at_once == 1:
        yield from ((case, partial(tagger.tag, narrative_of(case))) for case in cases)
        return
    waiting: deque[tuple[Case, Future[tuple[Tag, ...]]]] = deque()
    with ThreadPoolExecutor(tagger.at_once, thread_name_prefix="tag-case") as pool:
        try:
            for case in cases:
                waiting.append((case, pool.submit(tagger.tag, narrative_of(case))))
                if len(waiting) > tagger.at_once:
                    done, future = waiting.popleft()
                    yield done, future.result
            yield from ((done, future.result) for done, future in waiting)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def narrative_of(case: Case) -> Case:
    """The case with the passages that describe, and without those that only state a charge."""
    kept = tuple(passage for passage in case.passages if passage.section not in NOT_NARRATIVE)
    return case if len(kept) == len(case.passages) else case.model_copy(update={"passages": kept})


def _count(summary: TagSummary, case: Case, tags: tuple[Tag, ...], languages: tuple[str, ...]) -> None:
    summary.cases += 1
    summary.passages += len(case.passages)
    summary.tags += len(tags)
    summary.levels[level_of(tags)] += 1
    summary.labels.update((tag.dimension, tag.label) for tag in tags)
    reasons = (why_unread(passage, case, languages) for passage in case.passages)
    summary.unread.update(reason for reason in reasons if reason is not None)
