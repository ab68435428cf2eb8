"""Tag what the corpus holds and this version of the tagger has not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from jointcharge.classify.base import Tagger
from jointcharge.records.case import Case, Tag, TagDimension
from jointcharge.records.corpus import Corpus
from jointcharge.records.levels import CorruptionLevel, level_of

Progress = Callable[[int, int | None], None]
"""Told how many cases are done, and of how many."""
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
    """By language, how many passages the tagger has no words for; they got no tag and count as unknown."""

    def to_text(self) -> str:
        """The summary in a few lines."""
        if not self.cases:
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
        if self.unread:
            languages = ", ".join(f"{language} {n}" for language, n in self.unread.most_common())
            lines.append(f"Not read, for want of a vocabulary in their language: {languages} passages.")
        return "\n".join(lines)


def tag_corpus(corpus: Corpus, tagger: Tagger, on_progress: Progress = lambda done, total: None) -> TagSummary:
    """Tag every case that this version of ``tagger`` has not read, each in a transaction of its own.

    Stopped at any moment, the cases done stay done and the next run goes on with the others.
    """
    summary = TagSummary(tagger.name, tagger.version)
    total = corpus.count_untagged(tagger.name, tagger.version)
    on_progress(0, total)
    for case in corpus.untagged(tagger.name, tagger.version):
        tags = tagger.tag(narrative_of(case))
        corpus.add_tags(case.case_id, tagger.name, tagger.version, tags)
        _count(summary, case, tags, tagger.languages)
        on_progress(summary.cases, total)
    return summary


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
    spoken = (passage.language or case.language for passage in case.passages)
    summary.unread.update(language for language in spoken if language and language not in languages)
