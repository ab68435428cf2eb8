"""The Supreme Court of the Philippines: decisions as its E-Library prints them.

Criminal appeals, petitions for review of convictions, certiorari in criminal cases (which mostly end no charge), cases before
the Ombudsman (charges at the stage of a complaint), administrative cases (which charge nobody). What the text does not decide
stays unknown, with a diagnostic. Examples: ``corpus_samples/judgments/phl_*``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from jointcharge.parsing.bribes import Accused as Sides
from jointcharge.parsing.bribes import find_bribes
from jointcharge.parsing.courts import Hints, JudgmentText
from jointcharge.parsing.judgment_accused import find_accused
from jointcharge.parsing.judgment_against import (
    charge_the_rest,
    restrict_to_added,
    restrict_to_judged,
    restrict_to_named,
)
from jointcharge.parsing.judgment_caption import Caption, find_caption, parties_stretch
from jointcharge.parsing.judgment_charges import build_actors, build_charges
from jointcharge.parsing.judgment_dispositions import (
    Dispositive,
    account_before,
    end_of_decision,
    find_dispositives,
)
from jointcharge.parsing.judgment_informations import (
    Information,
    find_informations,
    infer_from_penalties,
)
from jointcharge.parsing.judgment_instances import Parts, decide, drop_undecided
from jointcharge.parsing.judgment_kind import kind_of
from jointcharge.parsing.judgment_mentions import named_at
from jointcharge.parsing.judgment_names import Accused
from jointcharge.parsing.judgment_outcomes import Table
from jointcharge.parsing.judgment_passages import find_passages
from jointcharge.parsing.judgment_provisions import choose_provisions
from jointcharge.parsing.judgment_tables import restrict_to_rows
from jointcharge.parsing.judgment_text import Reading, pattern, read_judgment, sentences
from jointcharge.parsing.judgment_victims import find_named_victims
from jointcharge.parsing.opinion_case import case_id_for
from jointcharge.parsing.victims import find_victims
from jointcharge.records.case import (
    Actor,
    Bribe,
    Case,
    Diagnostic,
    Disposition,
    Instance,
    Observability,
    Proceeding,
    Stated,
)
from jointcharge.records.raw import RawDocument

NAME = "phl_supreme_court"
VERSION = 19
GENERIC = False
COUNTRY = "PHL"
COURT = "Supreme Court of the Philippines"

_NUMBERED = re.compile(r"\[\s?(?:G\.\s?R\.|A\.\s?M\.|A\.\s?C\.)\s+N[oO][sS]?\.")
_PHILIPPINE = re.compile(
    r"\b\d+\s+Phil\.\s+\d+|PEOPLE\s+OF\s+THE\s+PHILIPPINES|Sandiganbayan|SANDIGANBAYAN|Philippine|Rollo|OMBUDSMAN|Ombudsman|Civil\s+Service\s+Commission|Regional\s+Trial\s+Court"
)


def recognises(text: str, hints: Hints) -> bool:
    """Whether ``text`` has the caption of this court: ``[ G.R. No. …, date ]`` and signs of the Philippines."""
    head = text[:6000]
    numbered = bool(_NUMBERED.search(head)) or bool(
        re.search(r"^\s*(?:G\.R\.|A\.M\.)\s+N[oO][sS]?\.", head, re.MULTILINE)
    )
    return numbered and bool(_PHILIPPINE.search(text[:60000]))


def parse(document: JudgmentText, raw: RawDocument) -> Case:
    """The case that the decision tells."""
    parts = _take_apart(document)
    reading, caption = parts.reading, parts.caption
    accused = find_accused(reading, caption, parts.account, parts.portions, parts.kind)
    infos = _informations(parts, accused)
    table = decide(parts, infos, accused)
    diagnostics: list[Diagnostic] = []
    number = caption.numbers[0].value if caption.numbers else None
    case_id = case_id_for(raw)
    diagnostics += list(drop_undecided(parts, infos, table))
    choose_provisions(reading, infos, parts.account, parts.portions, parts.end)
    actors = (*build_actors(reading, case_id, accused, caption, parts.account), *_victims(parts, case_id, accused))
    charges = build_charges(reading, case_id, infos, accused, table, caption.date, diagnostics)
    diagnostics += _diagnostics(parts, accused, infos, table)
    passages = tuple(find_passages(reading, case_id, caption.body, parts.end))
    court = _court(reading, caption)
    return Case(
        case_id=case_id,
        source=raw.portal,
        number=number,
        title=_title(reading, caption),
        country=_country(reading, caption),
        court=court,
        decision_date=caption.date,
        decision_year=caption.date.value.year if caption.date else None,
        url=raw.url,
        language="en",
        proceedings=(_proceeding(reading, caption, parts.kind, court),),
        actors=actors,
        charges=charges,
        bribes=_bribes(parts, case_id, accused),
        passages=passages,
        sections=tuple(["judgment"] if passages else []) + tuple(["charges"] if charges else []),
        observability=Observability(charges=True, corruption_charges=True, verdicts=True, text=bool(passages)),
        diagnostics=tuple(diagnostics),
        fetched_at=raw.fetched_at,
        sha256=raw.sha256,
    )


def _victims(parts: Parts, case_id: str, accused: Sequence[Accused]) -> tuple[Actor, ...]:
    """Those named in full or by letters, and those counted; letters may stand for an accused too. Where nobody is charged there are none."""
    if parts.kind == "administrative":
        return ()
    names = [name for one in accused for name in (one.name, one.name.strip(" *"), *one.aliases)]
    told, tried = (parts.caption.body, parts.end), parts.kind == "criminal_appeal"
    in_full = find_named_victims(parts.reading, told, parts.portions, accused, tried=tried)
    return find_victims(parts.reading, *told, case_id, names, named_in_full=in_full)


def _bribes(parts: Parts, case_id: str, accused: Sequence[Accused]) -> tuple[Bribe, ...]:
    ids = [f"{case_id}#d{n}" for n in range(1, len(accused) + 1)]
    sides = Sides(ids, lambda words: named_at(accused, words) or _appellant_at(accused, words))
    return find_bribes(parts.reading, parts.caption.body, parts.end, sides, COUNTRY)


def _appellant_at(accused: Sequence[Accused], words: str) -> list[tuple[int, int]]:
    """The one who appeals, where the words call them by that role."""
    appealing = [n for n, one in enumerate(accused) if one.appellant]
    found = re.search(r"\b(?:[Pp]etitioner|(?:[Aa]ccused-)?[Aa]ppellant)\b", words)
    return [(appealing[0], found.start())] if found and len(appealing) == 1 else []


def _take_apart(document: JudgmentText) -> Parts:
    reading = read_judgment(document)
    caption = find_caption(reading)
    end = end_of_decision(reading.plain, caption.body, len(reading.plain))
    portions = _with_reasoning(reading, caption, find_dispositives(reading, caption.body, len(reading.plain)), end)
    account = account_before(reading.plain, caption.body, portions, end)
    return Parts(reading, caption, portions, account, end, kind_of(reading, caption, portions))


def _with_reasoning(
    reading: Reading, caption: Caption, portions: tuple[Dispositive, ...], end: int
) -> tuple[Dispositive, ...]:
    """Where the text breaks off before the dispositive portion, its last sentence that decides stands for it."""
    if any(p.by == "court" for p in portions):
        return portions
    if plainly := _plain_portion(reading, caption, portions, end):
        return (*portions, plainly)
    decides = r"\b(?:we|the court|this court)\b[^.;]{0,80}(?:affirm|sustain|uphold|acquit|dismiss|grant|den(?:y|ies)|revers|set aside)|(?:finding|dismissal|resolution|ruling)s?\b[^.;]{0,120}(?:borne out|is supported|are supported|must be (?:sustained|upheld))|must be (?:acquitted|dismissed|affirmed|sustained|reversed|denied)|acquittal"
    last = max((p.end for p in portions), default=caption.body)
    for piece in reversed(list(sentences(reading.plain, max(last, end - 4000), end))):
        if pattern(decides).search(reading.plain, piece.start, piece.end):
            return (*portions, Dispositive(Instance.FINAL, piece.start, piece.end, "court"))
    return portions


_PLAIN_OPENER = re.compile(
    r"^(?:Accordingly|Consequently|Thus|Hence|Premises considered|In (?:sum|fine|view (?:thereof|whereof|of the foregoing))|For (?:these|the foregoing) reasons|All told),? "
    r"(?=[^.]{0,200}\b(?:petition|appeal|decision|judgment|resolution|conviction)s?\b[^.]{0,160}\b(?:GRANTED|DENIED|DISMISSED|AFFIRMED|REVERSED|MODIFIED|SET\s+ASIDE|granted|denied|dismissed|affirmed|reversed|modified)\b)",
    re.MULTILINE,
)
"""How a portion begins that is opened in plain letters; only where no other is the court's own."""


def _plain_portion(
    reading: Reading, caption: Caption, portions: tuple[Dispositive, ...], end: int
) -> Dispositive | None:
    last = max((p.end for p in portions), default=caption.body)
    found = list(_PLAIN_OPENER.finditer(reading.text, max(last, end - 6000), end))
    return Dispositive(Instance.FINAL, found[-1].start(), end, "court") if found else None


def _informations(parts: Parts, accused: Sequence[Accused]) -> list[Information]:
    if parts.kind in ("administrative", "civil") or not accused:
        return []
    tried, complains = parts.kind == "criminal_appeal", any(one.side == "respondent" for one in accused)
    infos = find_informations(parts.reading, parts.account, parts.portions, criminal=tried, complains=complains)
    infer_from_penalties(parts.reading, parts.account, parts.portions, infos)
    restrict_to_rows(parts.reading, parts.account, infos, accused)
    restrict_to_named(parts.reading, parts.account, infos, accused)
    restrict_to_added(parts.reading, parts.account, infos, accused)
    infos += restrict_to_judged(parts.reading, parts.portions, infos, accused, tried=tried)
    charge_the_rest(infos, accused)
    return infos


def _diagnostics(
    parts: Parts, accused: Sequence[Accused], infos: Sequence[Information], table: Table
) -> Iterator[Diagnostic]:
    if not parts.caption.numbers:
        yield Diagnostic(code="no_case_number", wording="")
    if parts.caption.date is None:
        yield Diagnostic(code="no_decision_date", wording="")
    if not any(p.by == "court" for p in parts.portions):
        yield Diagnostic(code="no_dispositive_portion", wording="")
    if parts.kind in ("criminal_appeal", "certiorari_criminal") and not accused:
        yield Diagnostic(code="no_accused", wording=parts.kind)
    if parts.kind in ("criminal_appeal", "certiorari_criminal") and not infos:
        yield Diagnostic(code="no_charge", wording=parts.kind)
    if parts.kind in ("administrative", "civil"):
        yield Diagnostic(code="charges_nobody", wording=parts.kind)
    for info in infos:
        for code in info.diagnostics:
            yield parts.reading.diagnostic(code, info.start, info.end)
    unknown = sum(o.standing is Disposition.UNKNOWN for o in table.values())
    if unknown:
        yield Diagnostic(code="outcome_unknown", wording=f"{unknown} of {len(table)} charges")


def _title(reading: Reading, caption: Caption) -> Stated[str] | None:
    stretch = parties_stretch(caption)
    if stretch is None:
        return None
    start, end = stretch
    while end > start and reading.plain[end - 1] in _FOOTNOTE_MARKS:
        end -= 1
    return reading.stated(reading.words(start, end)[:300], start, end)


_FOOTNOTE_MARKS = " \n\t*\u2020\u2021"


def _country(reading: Reading, caption: Caption) -> Stated[str] | None:
    found = re.search(r"G\.\s?R\.|A\.\s?M\.|PHILIPPINES", reading.text)
    return reading.stated(COUNTRY, *found.span()) if found else None


def _court(reading: Reading, caption: Caption) -> Stated[str] | None:
    if caption.division:
        name = f"{COURT}, {caption.division.value}"
        return Stated(value=name, wording=caption.division.wording, span=caption.division.span)
    found = re.search(r"G\.\s?R\.|A\.\s?M\.", reading.text)
    return reading.stated(COURT, *found.span()) if found else None


def _proceeding(reading: Reading, caption: Caption, kind: str, court: Stated[str] | None) -> Proceeding:
    stretch = parties_stretch(caption)
    return Proceeding(
        court=court,
        instance=reading.stated(kind, *stretch) if stretch else None,
        decision_date=caption.date,
        description=_numbers(reading, caption),
    )


_LEAD = re.compile(r"(?:[A-Z]\.\s?){1,3}\s?(?:Case\s)?N[oO][sS]?\.\s?$")


def _numbers(reading: Reading, caption: Caption) -> Stated[str] | None:
    """Every number of the caption behind the words that lead to the first, as the court cites them: ``G.R. Nos. 1, 2``."""
    if not caption.numbers:
        return None
    first = caption.numbers[0]
    lead = _LEAD.search(reading.plain, max(0, first.start - 20), first.start)
    start = lead.start() if lead else first.start
    listed = ", ".join(number.value for number in caption.numbers)
    return reading.stated(f"{reading.words(start, first.start)} {listed}".strip(), start, first.end)


def day_of(date: Stated[dt.date] | None) -> dt.date | None:
    """The day that chooses between provisions."""
    return date.value if date else None
