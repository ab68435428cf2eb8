"""The sentences on a brief: the facts, the passages marked for corruption, how the case was investigated and tried."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from jointcharge.analysis.factor_answers import ASSUMED_LANGUAGE, describes
from jointcharge.analysis.factors import factors, languages, open_vocabulary
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.labels import label_words
from jointcharge.analysis.phrases import cut_around, one_line
from jointcharge.records.answers import REVIEW_TAGGER
from jointcharge.records.case import Case, Passage, TagDimension
from jointcharge.records.raw import Record
from jointcharge.records.withheld import Withheld

FACTS = 5
"""Sentences of the facts."""
LINE = 360
"""Characters of a sentence; a longer one is cut with an ellipsis."""
MARKED = (TagDimension.FORM, TagDimension.SIGNAL)
"""What a passage is marked for, in the order of its weight; stages and actors only say where and by whom."""
FEWEST_WORDS, FEWEST_MASKED = 3, 8
"""Of a sentence among the facts, and of one in which the court hid a name ("xxxx"); a shorter one tells nothing."""
REPEATED = 0.6
"""Two sentences that share more of their long words than this tell the same."""
_MASKED = re.compile(r"\bx{4,}", re.IGNORECASE)
_LAW = re.compile(
    r"\b(?:refers? to|shall (?:be|mean|refer)|is (?:defined|punishable|deemed)|defined (?:as|and penali[sz]ed))\b"
)
"""Words of a law recited in a judgment."""
_TOLD = (*MARKED, TagDimension.ACTOR, TagDimension.STAGE)
_FACTS_FROM = ("fact_summary", "judgment", "commentary", "legal_reasoning", "proceeding", "attachment")
"""Sections that tell the facts; the first one that a case has is used."""
Label = tuple[str, str]
"""A dimension and a label."""
Marks = Mapping[str, Mapping[Label, str | None]]
"""By passage, the labels that stand, with the status of a form."""


class Quote(Record):
    """One sentence as it stands in a document."""

    text: str
    place: str
    passage_id: str
    says: str = ""
    """What it was marked for, in words."""


def marks_of(frames: Frames, case: Case) -> Marks:
    """The labels that stand in ``case``."""
    tags = frames.tags[frames.tags["case_id"] == case.case_id]
    found: dict[str, dict[Label, str | None]] = {}
    columns = (tags[name].astype(object) for name in ("passage_id", "dimension", "label", "status"))
    for passage, dimension, label, status in zip(*columns, strict=True):
        found.setdefault(passage, {})[dimension, label] = status if isinstance(status, str) else None
    return found


def marked_by(frames: Frames, case: Case) -> str:
    """Who marked the passages of ``case``, and how many of the marks a person has confirmed; empty where there is none."""
    tags = frames.tags[(frames.tags["case_id"] == case.case_id) & frames.tags["dimension"].isin(MARKED)]
    if tags.empty:
        return ""
    keys = zip(tags["passage_id"], tags["dimension"], tags["label"], strict=True)
    confirmed = sum(frames.answers.present.get(key, (False, ""))[0] for key in keys)
    programs = sorted({str(one) for one in tags["tagger"]} - {REVIEW_TAGGER})
    by = f"Marked by the program {', '.join(programs)}" if programs else "Marked by people"
    said = f"{confirmed} of the {len(tags)} marks" if confirmed else "none of the marks"
    return f"{by}; a person has confirmed {said}. A mark says what the text asserts, not what was proved."


def quote_of(case: Case, passage: Passage, withheld: Withheld, says: str = "", around: str = "") -> Quote:
    """The sentence and its place in the documents, without the names that are withheld; a long one is cut so that ``around`` is seen."""
    attached = "attached file, " if passage.span.document != case.sha256 else ""
    page = f"page {passage.span.page}, " if passage.span.page else ""
    place = (
        f"{attached}{passage.section.replace('_', ' ')}, {page}characters {passage.span.start} to {passage.span.end}"
    )
    text = cut_around(withheld.struck(one_line(passage.text)), around, LINE)
    return Quote(text=text, place=place, passage_id=passage.passage_id, says=says)


def facts_of(case: Case, marks: Marks, withheld: Withheld) -> Iterator[Quote]:
    """Five sentences in the order of the document; fragments, repetitions and what recites the law are passed over.

    The first; those that assert a corrupt form, then the sentence before each, which says who "he" is; those with signals;
    those that share most words with the others.
    """
    section = next((s for s in _FACTS_FROM if any(p.section == s for p in case.passages)), None)
    told = list(_telling(p for p in case.passages if p.section == section))
    usual = Counter(word for p in told for word in set(_long_words(p)))
    dimensions = [{d for d, _ in marks.get(p.passage_id, ())} for p in told]
    before = {n - 1 for n, found in enumerate(dimensions) if TagDimension.FORM in found}

    def rank(n: int) -> tuple[bool, bool, bool, bool, float, int]:
        words = set(_long_words(told[n]))
        likeness = sum(usual[word] - 1 for word in words) / (len(words) or 1) ** 0.5
        form, signal = (one in dimensions[n] for one in MARKED)
        return (n == 0, form, n in before, signal, likeness, -n)

    kept: list[int] = []
    for n in sorted(range(len(told)), key=rank, reverse=True):
        if len(kept) < FACTS and not any(_repeats(told[n], told[one]) for one in kept):
            kept.append(n)
    yield from (quote_of(case, told[n], withheld) for n in sorted(kept))


def _repeats(one: Passage, other: Passage) -> bool:
    """Whether two sentences share most of their long words, as two counts of one charge sheet do."""
    ours, theirs = set(_long_words(one)), set(_long_words(other))
    return len(ours & theirs) > REPEATED * max(1, len(ours | theirs))


def _telling(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages that can tell a fact: each sentence once, of some words, and none that states what the law says; the first always."""
    seen: set[str] = set()
    for passage in passages:
        fewest = FEWEST_MASKED if _MASKED.search(passage.text) else FEWEST_WORDS
        told = len(passage.text.split()) >= fewest and not _LAW.search(passage.text)
        if not seen or (told and passage.text not in seen):
            yield passage
        seen.add(passage.text)


def _long_words(passage: Passage) -> list[str]:
    return [word for word in passage.text.casefold().split() if len(word) > 4]


def marked_of(case: Case, marks: Marks, withheld: Withheld) -> Iterator[Quote]:
    """The passages marked for corruption: those with a form before those with signals, each kind in the document's order."""
    for dimension in MARKED:
        for passage in case.passages:
            found = marks.get(passage.passage_id, {})
            forms = any(d == TagDimension.FORM for d, _ in found)
            if any(d == dimension for d, _ in found) and not (forms and dimension is TagDimension.SIGNAL):
                yield quote_of(case, passage, withheld, _said(found))


def _said(found: Mapping[Label, str | None]) -> str:
    """ "form: bribery (alleged); actor: police; stage: exploitation"."""
    told = []
    for dimension in _TOLD:
        labels = sorted((label, status) for (d, label), status in found.items() if d == dimension)
        words = ", ".join(f"{label_words(label)}{f' ({status})' if status else ''}" for label, status in labels)
        told += [f"{dimension}: {words}"] if words else []
    return "; ".join(told)


def techniques_of(case: Case, marks: Marks, withheld: Withheld) -> Iterator[Quote]:
    """What the text says of how the case was investigated and tried: the first passage of each, and how many more."""
    vocabularies = {language: open_vocabulary(language) for language in languages()}
    found: dict[str, list[tuple[Passage, str]]] = {}
    for passage in case.passages:
        vocabulary = vocabularies.get(passage.language or case.language or ASSUMED_LANGUAGE)
        for factor in vocabulary.factors if vocabulary else ():
            told = not factor.only_described or describes(set(marks.get(passage.passage_id, ())))
            span = vocabulary.find(factor.id, passage.text) if vocabulary and told else None
            if span is not None:
                found.setdefault(factor.id, []).append((passage, withheld.struck(passage.text[slice(*span)])))
    for factor in factors():
        if passages := found.get(factor.id):
            more = f" (and {len(passages) - 1} more)" if len(passages) > 1 else ""
            passage, words = passages[0]
            yield quote_of(case, passage, withheld, f"{factor.title}{more}", around=one_line(words))
