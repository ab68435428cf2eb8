"""Every value read out of a case's documents, beside the sentence and the page it was read from."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from jointcharge.analysis.phrases import counted, one_line, plain
from jointcharge.records.attachments import Attached
from jointcharge.records.case import Actor, Bribe, Case, Charge, Confidence, Money, Sentence, Span, Stated
from jointcharge.records.matching import CaseLink
from jointcharge.records.withheld import VICTIM_ROLES, WITHHELD, WITHHELD_ROLES, Withheld, told_diagnostics

WIDTH = 100
LOWER = "lower confidence"
AROUND = 160
"""Characters of the text on each side of a value that stands in no passage."""
TextOf = Callable[[str], str | None]
"""The text of a document by its digest; None where it is not known."""


class Value(NamedTuple):
    """One value with its name, as told, and where it was read."""

    name: str
    value: str
    wording: str
    span: Span


def to_text(case: Case, text_of: TextOf, attached: Sequence[Attached] = (), links: Sequence[CaseLink] = ()) -> str:
    """The case's values with their evidence, then those of the judgments attached to it; about 100 columns.

    Names of victims and witnesses are withheld, in the sentences too. Text from the documents cannot drive the terminal.
    """
    lines = [one_line(case.title.value) if case.title else "(no title)", f"case {case.case_id}, read from {case.url}"]
    lines += [*links_text(case.case_id, links), "", *_values_text(case, text_of)]
    for one in attached:
        lines += ["", *_attached_text(one, text_of)]
    return plain("\n".join(lines)).rstrip() + "\n"


def links_text(case_id: str, links: Sequence[CaseLink]) -> list[str]:
    """What is held of the case and others, one a line, with the reasons."""
    lines = []
    for link in links:
        other = link.case_b if link.case_a == case_id else link.case_a
        held = {"linked": "one matter with", "suggested": "perhaps one matter with", "apart": "set apart from"}[
            link.state
        ]
        lines.append(_wrapped(f"{held} {other}: {'; '.join(link.reasons)} (score {link.score:.2f}, {link.made_by})", 0))
    return lines


def _attached_text(one: Attached, text_of: TextOf) -> Iterator[str]:
    pages = f"{counted(one.pages, 'page')}, " if one.pages else ""
    yield f"Attached: {one_line(one.url)}"
    yield f"  {pages}{one.state.replace('_', ' ')}, {counted(len(one.sentences), 'sentence')}"
    if one.judgment is None:
        told = next((note for note in one.notes if note.startswith("judgment_not_read")), "no court module knows it")
        yield _wrapped(f"not read as a judgment: {told.partition(': ')[2] or told}", 2)
        return
    yield f"  read as a judgment by {one.court}; the charges of the case stay those of the portal"
    yield from _values_text(one.judgment, text_of, one.sentences)


def _values_text(
    case: Case, text_of: TextOf, sentences: Iterable[tuple[int | None, int, int, str]] = ()
) -> Iterator[str]:
    places = Places(case, text_of, sentences)
    for heading, values in _sections(case):
        told = list(values)
        if told:
            yield heading
            for value in told:
                yield from places.evidence(value)
    noted = [one for one in zip(case.diagnostics, told_diagnostics(case), strict=True) if one[0].wording]
    if noted:
        yield "Not understood, recorded"
        for one, (code, told_wording) in noted:
            where = f" ({_place(one.span)})" if one.span else ""
            yield _wrapped(f"{code}: {one_line(told_wording, 120)}{where}", 2)


class Places:
    """Finds the sentences of one case's values, and strikes out the names that are withheld."""

    def __init__(self, case: Case, text_of: TextOf, sentences: Iterable[tuple[int | None, int, int, str]] = ()) -> None:
        self._text_of = text_of
        self._sentences = [(p.span.document, p.span.start, p.span.end) for p in case.passages]
        self._sentences += [(case.sha256, start, end) for _, start, end, _ in sentences]
        self.struck = Withheld(case).struck

    def evidence(self, one: Value) -> Iterator[str]:
        """The value, and below it where it stands and the sentence around it, the wording in brackets."""
        withheld = one.value == WITHHELD
        yield _wrapped(f"{one.name}: {self.struck(one_line(one.value))}", 2)
        quoted = None if withheld else self._quoted(one)
        yield _wrapped(f"{_place(one.span)}: {quoted}" if quoted else _place(one.span), 6)

    def _quoted(self, one: Value) -> str:
        text = self._text_of(one.span.document)
        if text is None:
            return f"“{self.struck(one_line(one.wording))}” (the document's text is not kept)"
        start, end = self._around(text, one.span)
        told = text[one.span.start : one.span.end]
        before, behind = text[start : one.span.start], text[one.span.end : end]
        quoted = self.struck(one_line(f"{before}[{told}]{behind}", 600))
        differs = (
            ""
            if " ".join(told.split()) == " ".join(one.wording.split())
            else f" (read as “{one_line(one.wording, 80)}”)"
        )
        return f"“{quoted}”{self.struck(differs)}"

    def _around(self, text: str, span: Span) -> tuple[int, int]:
        """The sentence that holds the span; else its line, or what is near."""
        for document, start, end in self._sentences:
            if document == span.document and start <= span.start and span.end <= end:
                return start, end
        start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
        end = len(text) if end < 0 else end
        return max(start, span.start - AROUND), min(end, span.end + AROUND)


def _place(span: Span) -> str:
    page = f"page {span.page}, " if span.page else ""
    return f"{page}characters {span.start} to {span.end}"


def _wrapped(text: str, indent: int) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))


# --- what there is to show -------------------------------------------------------------------------------


def _sections(case: Case) -> Iterator[tuple[str, Iterable[Value]]]:
    yield "The case", _head_values(case)
    for actor in case.actors:
        yield f"{actor.role.value} {actor.actor_id.rpartition('#')[2]}", _actor_values(actor)
    for charge in case.charges:
        whom = charge.actor_id.rpartition("#")[2] if charge.actor_id else "no person named"
        classes = ", ".join(match.offence_class.value for match in charge.classes) or "unclassified"
        doubt = f" ({LOWER})" if charge.confidence is Confidence.LOWER else ""
        yield f"charge {charge.charge_id.rpartition('#')[2]} against {whom}: {classes}{doubt}", _charge_values(charge)
    yield "Bribes told of", (value for bribe in case.bribes for value in _stated(_sides(bribe), bribe.amount))


def _head_values(case: Case) -> Iterator[Value]:
    yield from _stated("title", case.title)
    yield from _stated("neutral citation", case.neutral_citation)
    yield from _stated("ECLI", case.ecli)
    yield from _stated("country", case.country)
    yield from _stated("court", case.court)
    yield from _stated("decision date", case.decision_date)
    for n, one in enumerate(case.proceedings, 1):
        yield from _stated(f"proceeding {n}, court", one.court)
        yield from _stated(f"proceeding {n}, instance", one.instance)
        yield from _stated(f"proceeding {n}, decision date", one.decision_date)
    for keyword in case.keywords:
        yield from _stated(f"keyword, {keyword.field}", keyword.value)


def _actor_values(actor: Actor) -> Iterator[Value]:
    withheld = actor.role in WITHHELD_ROLES
    for name in (
        "label",
        "group_size",
        "gender",
        "is_minor",
        "age",
        "birth_year",
        "is_official",
        "office",
        "is_organisation",
    ):
        hides = withheld and (name == "label" or (name == "office" and actor.role not in VICTIM_ROLES))
        for one in _stated(name.replace("_", " "), getattr(actor, name)):
            yield one._replace(value=WITHHELD) if hides else one
    for nationality in actor.nationalities:
        yield from _stated("nationality", nationality)
    for absence in actor.absences:
        yield from _stated("not before this court", absence)
    for note in () if withheld else actor.notes:
        yield from _stated("note", note)


def _sides(bribe: Bribe) -> str:
    """``bribe, defendant d1 to official``, as far as the text tells."""
    sides = ((bribe.payer, bribe.payer_id), (bribe.recipient, bribe.recipient_id))
    told = [
        f"{role.value} {actor_id.rpartition('#')[2] if actor_id else ''}".strip() if role else "?"
        for role, actor_id in sides
    ]
    return f"bribe, {' to '.join(told)}"


def _charge_values(charge: Charge) -> Iterator[Value]:
    yield from _stated("counts", charge.counts)
    yield from _stated("provision", charge.provision)
    yield from _stated("wording", charge.wording)
    yield from _stated("plea", charge.plea)
    for verdict in charge.verdicts:
        doubt = f" ({LOWER})" if verdict.confidence is Confidence.LOWER else ""
        yield Value(
            f"verdict, {verdict.instance.value}", f"{verdict.disposition.value}{doubt}", verdict.wording, verdict.span
        )
    if charge.sentence:
        yield from _sentence_values(charge.sentence)


def _sentence_values(sentence: Sentence) -> Iterator[Value]:
    for one in _stated("imprisonment", sentence.imprisonment):
        yield one._replace(value=f"{_term(sentence)} ({one_line(one.value, 80)})")
    yield from _stated("fine", sentence.fine)
    yield from _stated("fine in basic wages", sentence.fine_wages)
    yield from _stated("compensation", sentence.compensation)


def _term(sentence: Sentence) -> str:
    if sentence.death or sentence.life:
        return "death" if sentence.death else "life"
    low, high = sentence.imprisonment_months_min, sentence.imprisonment_months_max
    if low is None and high is None:
        return "term not understood"
    term = f"{low:g} months" if low == high and low is not None else f"{_months(low)} to {_months(high)} months"
    suspended = f", {sentence.suspended_months:g} of them suspended" if sentence.suspended_months else ""
    return f"{term}{suspended}{f', {sentence.concurrency}' if sentence.concurrency else ''}"


def _months(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def _stated(name: str, stated: Stated[Any] | None) -> Iterator[Value]:
    if stated is not None:
        yield Value(name, _told(stated.value), stated.wording, stated.span)


def _told(value: object) -> str:
    if isinstance(value, Money):
        return f"{value.amount:,.2f} {value.currency or '(currency not stated)'}"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
