"""One case on one page for a prosecutor: facts, charges, what corruption charge was used and could have been, evidence.

Everything is extracted: sentences stand as in the document, with their places. Names of victims and witnesses are withheld.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from jointcharge import __version__
from jointcharge.analysis.citation import Citation, cite
from jointcharge.analysis.evidence_view import links_text
from jointcharge.analysis.factor_answers import ASSUMED_LANGUAGE, describes
from jointcharge.analysis.factors import factors, languages, open_vocabulary
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.phrases import cut_within, one_line
from jointcharge.analysis.pointers import Pointer, find_pointers
from jointcharge.analysis.provisions import NOTICE
from jointcharge.analysis.similar import Comparable, profile_of, similar_cases
from jointcharge.records.case import Actor, Case, Charge, Passage, Sentence, TagDimension
from jointcharge.records.links import read_links
from jointcharge.records.offences import CORRUPTION_CLASSES, OffenceClass
from jointcharge.records.raw import Record
from jointcharge.records.withheld import WITHHELD_ROLES, Withheld

FACTS, QUOTES, CHARGES, COMPARABLE = 5, 3, 14, 3
"""How many of each stand on the page; what is left out is counted there."""
LINE = 360
"""Characters of a sentence; a longer one is cut with an ellipsis."""
_FACTS_FROM = ("fact_summary", "judgment", "commentary", "legal_reasoning", "proceeding", "attachment")
"""Sections that tell the facts; the first one that a case has is used."""
_MARKED = (TagDimension.FORM, TagDimension.SIGNAL)


class Quote(Record):
    """One sentence as it stands in a document."""

    text: str
    place: str
    passage_id: str
    says: str = ""
    """What it was marked for, in words."""


class ChargeLine(Record):
    """One offence alleged against one person, with what stands."""

    who: str
    offence: str
    provision: str
    disposition: str
    sentence: str
    corruption: bool


class Brief(Record):
    """The page."""

    case_id: str
    title: str
    heading: str
    country: str | None
    facts: tuple[Quote, ...]
    charges: tuple[ChargeLine, ...]
    charges_left_out: int
    used: str
    """The corruption charge used, in words."""
    pointers: tuple[Pointer, ...]
    pointers_left_out: int
    pointer_notes: tuple[str, ...]
    described: tuple[Quote, ...]
    described_left_out: int
    techniques: tuple[Quote, ...]
    described_note: str
    outcome: tuple[str, ...]
    comparable: tuple[Comparable, ...]
    sources: tuple[str, ...]
    citation: Citation
    notice: str
    made: str
    make_again: str


def build_brief(frames: Frames, case: Case) -> Brief:
    """The page of one case of the corpus that ``frames`` reads."""
    labels = _labels(frames, case)
    every = {label for found in labels.values() for label in found}
    withheld = Withheld(case)
    forms, signals = ({label for d, label in every if d == dimension} for dimension in _MARKED)
    pointers, left_out, notes = find_pointers(case, forms, signals)
    marked = tuple(_described(case, labels, withheld))
    snapshot = frames.snapshot.snapshot
    return Brief(
        case_id=case.case_id,
        title=one_line(withheld.struck(case.title.value)) if case.title else "(no title)",
        heading=_heading(case),
        country=case.country.value if case.country else None,
        facts=tuple(_facts(case, labels, withheld)),
        charges=tuple(_charge_lines(case, withheld))[:CHARGES],
        charges_left_out=max(0, len(case.charges) - CHARGES),
        used=_used(case),
        pointers=pointers,
        pointers_left_out=left_out,
        pointer_notes=notes,
        described=marked[:QUOTES],
        described_left_out=max(0, len(marked) - QUOTES),
        described_note=_described_note(frames, case, every),
        techniques=tuple(_techniques(case, labels, withheld)),
        outcome=tuple(_outcome(case)),
        comparable=similar_cases(frames, profile_of(case, every), limit=COMPARABLE),
        sources=(*_sources(case, withheld), *links_text(case.case_id, read_links(frames.corpus, case.case_id))),
        citation=cite(case),
        notice=NOTICE,
        made=f"jointcharge {__version__}, snapshot {snapshot}, rules {frames.snapshot.rules or 'none'}, tagger {frames.snapshot.tagger or 'none'}",
        make_again=f'jointcharge brief "{case.case_id}" --as-of {snapshot}',
    )


def _labels(frames: Frames, case: Case) -> dict[str, set[tuple[str, str]]]:
    """By passage, the labels that stand as (dimension, label)."""
    tags = frames.tags[frames.tags["case_id"] == case.case_id]
    found: dict[str, set[tuple[str, str]]] = {}
    for passage, dimension, label in zip(tags["passage_id"], tags["dimension"], tags["label"], strict=True):
        found.setdefault(passage, set()).add((dimension, label))
    return found


def _heading(case: Case) -> str:
    when = case.decision_date.value.isoformat() if case.decision_date else str(case.decision_year or "no date stated")
    country, court = case.country.value if case.country else None, case.court.value if case.court else None
    return ", ".join(one_line(part) for part in (case.number, country, court, when) if part)


def _quote(case: Case, passage: Passage, withheld: Withheld, says: str = "") -> Quote:
    attached = "attached file, " if passage.span.document != case.sha256 else ""
    page = f"page {passage.span.page}, " if passage.span.page else ""
    place = (
        f"{attached}{passage.section.replace('_', ' ')}, {page}characters {passage.span.start} to {passage.span.end}"
    )
    text = one_line(withheld.struck(one_line(passage.text)), LINE)
    return Quote(text=text, place=place, passage_id=passage.passage_id, says=says)


def _facts(case: Case, labels: dict[str, set[tuple[str, str]]], withheld: Withheld) -> Iterator[Quote]:
    """Five sentences in the order of the document: the first, those marked for corruption, those most like the whole."""
    section = next((s for s in _FACTS_FROM if any(p.section == s for p in case.passages)), None)
    told = [p for p in case.passages if p.section == section]
    usual = Counter(word for p in told for word in set(_long_words(p)))

    def rank(n: int) -> tuple[bool, bool, bool, float, int]:
        dimensions = {d for d, _ in labels.get(told[n].passage_id, ())}
        words = set(_long_words(told[n]))
        likeness = sum(usual[word] - 1 for word in words) / (len(words) or 1) ** 0.5
        return (n == 0, TagDimension.FORM in dimensions, TagDimension.SIGNAL in dimensions, likeness, -n)

    kept = sorted(sorted(range(len(told)), key=rank, reverse=True)[:FACTS])
    yield from (_quote(case, told[n], withheld) for n in kept)


def _long_words(passage: Passage) -> list[str]:
    return [word for word in passage.text.casefold().split() if len(word) > 4]


def _charge_lines(case: Case, withheld: Withheld) -> Iterator[ChargeLine]:
    people = {actor.actor_id: actor for actor in case.actors}
    for charge in case.charges:
        actor = people.get(charge.actor_id or "")
        yield ChargeLine(
            who=_person(actor) if actor else "no person named",
            offence=_classes(charge),
            provision=withheld.struck(_provision(charge)),
            disposition=charge.disposition.value,
            sentence=_sentence(charge.sentence),
            corruption=_corrupt(charge),
        )


def _provision(charge: Charge) -> str:
    stated = charge.provision or charge.wording
    return cut_within(stated.value, 110) if stated else "provision not stated"


def _person(actor: Actor) -> str:
    name = str(actor.role) if actor.role in WITHHELD_ROLES or not actor.label else one_line(actor.label.value, 60)
    official = "official" if actor.is_official and actor.is_official.value else ""
    office = (
        one_line(actor.office.value.replace("_", " "), 60)
        if actor.office and actor.role not in WITHHELD_ROLES
        else official
    )
    return f"{name} ({office})" if office else name


def _classes(charge: Charge) -> str:
    return ", ".join(m.offence_class.value.replace("_", " ") for m in charge.classes) or "unclassified"


def _corrupt(charge: Charge) -> bool:
    return any(match.offence_class in CORRUPTION_CLASSES for match in charge.classes)


def _sentence(sentence: Sentence | None) -> str:
    """The penalty in the document's words for the term, and amounts as numbers."""
    if sentence is None:
        return ""
    term = one_line(sentence.imprisonment.value, 80) if sentence.imprisonment else "life" if sentence.life else ""
    money = [
        f"{what} {stated.value.amount:,.2f} {stated.value.currency or '(currency not stated)'}"
        for what, stated in (("fine", sentence.fine), ("compensation", sentence.compensation))
        if stated
    ]
    return "; ".join(filter(None, ["death" if sentence.death else term, *money]))


def _used(case: Case) -> str:
    corrupt = [charge for charge in case.charges if _corrupt(charge)]
    if corrupt:
        told = dict.fromkeys(f"{_classes(c)}: {c.disposition.value}" for c in corrupt)
        return f"Corruption was charged ({'; '.join(told)})."
    if case.observability.charges and case.observability.corruption_charges:
        return "No corruption was charged." if case.charges else "No charges are stated for this case."
    return "Whether corruption was charged is not observable in this source."


def _described(case: Case, labels: dict[str, set[tuple[str, str]]], withheld: Withheld) -> Iterator[Quote]:
    """The passages marked for corruption: those with a form before those with signals, each kind in the document's order."""
    for dimension in _MARKED:
        for passage in case.passages:
            found = labels.get(passage.passage_id, set())
            forms = any(d == TagDimension.FORM for d, _ in found)
            if any(d == dimension for d, _ in found) and not (forms and dimension is TagDimension.SIGNAL):
                marks = sorted(f"{d} {label.replace('_', ' ')}" for d, label in found if d != TagDimension.ELEMENT)
                yield _quote(case, passage, withheld, ", ".join(marks))


def _described_note(frames: Frames, case: Case, labels: Collection[tuple[str, str]]) -> str:
    if any(d in _MARKED for d, _ in labels):
        return ""
    if not case.observability.text:
        return "The source has no text, so that nothing can be described."
    if not frames.corpus.is_tagged(case.case_id):
        return "No tagger has read this case; run  jointcharge tag"
    return "Neither the tagger nor a reviewer marked a passage for corruption."


def _techniques(case: Case, labels: dict[str, set[tuple[str, str]]], withheld: Withheld) -> Iterator[Quote]:
    """What the text says of how the case was investigated and tried: the first passage of each, and how many more."""
    vocabularies = {language: open_vocabulary(language) for language in languages()}
    found: dict[str, list[Passage]] = {}
    for passage in case.passages:
        vocabulary = vocabularies.get(passage.language or case.language or ASSUMED_LANGUAGE)
        for factor in vocabulary.factors if vocabulary else ():
            told = not factor.only_described or describes(labels.get(passage.passage_id, set()))
            if vocabulary and told and vocabulary.find(factor.id, passage.text):
                found.setdefault(factor.id, []).append(passage)
    for factor in factors():
        if passages := found.get(factor.id):
            more = f" (and {len(passages) - 1} more)" if len(passages) > 1 else ""
            yield _quote(case, passages[0], withheld, f"{factor.title}{more}")


def _outcome(case: Case) -> Iterator[str]:
    for what, charges in (
        (
            "trafficking",
            [c for c in case.charges if any(m.offence_class is OffenceClass.TRAFFICKING for m in c.classes)],
        ),
        ("corruption", [c for c in case.charges if _corrupt(c)]),
    ):
        counts = Counter(charge.disposition.value for charge in charges)
        if counts:
            yield f"Charges of {what}: {', '.join(f'{n} {name}' for name, n in sorted(counts.items()))}."
    if not case.observability.verdicts:
        yield "Verdicts are not observable in this source."
    elif not case.charges:
        yield "No verdict is stated."


def _sources(case: Case, withheld: Withheld) -> Iterator[str]:
    yield f"the page cited below, fetched on {case.fetched_at.date().isoformat()}, sha256 {case.sha256}"
    links: Sequence[tuple[str, str, str | None]] = [
        *(("source", one.text, one.url) for one in case.sources),
        *(("attached", one.text, one.url) for one in case.attachments),
    ]
    for what, text, url in links:
        yield f"{what}: {withheld.struck(one_line(text, 200))}{f' <{one_line(url)}>' if url else ''}"
