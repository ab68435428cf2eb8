"""Opinions of United States federal courts: courts of appeals and district courts.

Forms met: ``United States Court of Appeals For the Eighth Circuit … No. 21-1234 … United States of America, Plaintiff -
Appellee, v. NAME, Defendant - Appellant. Appeal from the United States District Court for the District of …  Submitted: …
Filed: March 3, 2022``. Charges are those the opinion says the accused was convicted, acquitted or charged of, with their
statutes; per count where it says so. Civil suits under 18 U.S.C. § 1595, and precedents told at length, give no charges.
"""

from __future__ import annotations

import importlib
import re
from functools import lru_cache
from types import ModuleType

from jointcharge.parsing.courts import Hints, JudgmentText
from jointcharge.parsing.dates import parse_date
from jointcharge.parsing.judgment_names import split_names
from jointcharge.parsing.judgment_text import Reading, read_judgment
from jointcharge.parsing.opinion_case import CaseDraft
from jointcharge.parsing.opinion_charges import add_charges
from jointcharge.parsing.opinion_findings import Person, Story, find_appeals, find_findings, find_terms
from jointcharge.parsing.opinion_told import add_what_is_told
from jointcharge.records.case import ActorRole, Case, Instance, Proceeding
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument

NAME = "usa_federal"
VERSION = 4
GENERIC = False

_HEAD = 5000
_COURT = re.compile(
    r"United\s+States\s+Court\s+of\s+Appeals(?:,?\s+(?:for\s+the\s+)?(?:\w+|District\s+of\s+Columbia)\s+Circuit)?|"
    r"United\s+States\s+District\s+Court(?:,?\s+(?:for\s+the\s+)?(?:\w+\s+)?District\s+of\s+[A-Z][A-Za-z]+(?:\s+[A-Z][a-z]+)?)?|Supreme\s+Court\s+of\s+the\s+United\s+States",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b(?:Case\s+)?Nos?\.:?\s*((?:\d{1,2}:)?\d{2}-(?:cr-|cv-)?\d{2,6}(?:-[A-Z0-9]+)*)", re.IGNORECASE)
_FORM = re.compile(r"Title\s*(?:&|and)\s*Section\s+Nature\s+of\s+Offense", re.IGNORECASE)
_DATED = re.compile(
    r"(?:Filed|Decided|Dated|Opinion\s+filed)\s*:?\s*((?:[A-Z][a-z]+)\.?\s+\d{1,2},\s+\d{4})", re.IGNORECASE
)
_GOVERNMENT = re.compile(
    r"United\s+States(?:\s+of\s+America)?\s*[,.;]?(?:\s*(?:Plaintiff|Government|Appell(?:ee|ant)|Respondent)[\w\s/-]{0,40}[,.;]?)?\s*v(?:s|ersus)?\.\s*",
    re.IGNORECASE,
)
_END = re.compile(
    r",?\s*(?:Defendants?|Appell(?:ant|ee)s?|Petitioners?)\b|\n\s*(?:No\.|Appeal|On\s+Appeal|Case)", re.IGNORECASE
)
_JUDGES = re.compile(
    r"\bBefore:?\s+(?P<names>[^.\n]{5,160}?),?\s+(?:Chief\s+|Senior\s+|United\s+States\s+)*(?:Circuit|District)\s+Judges?",
    re.IGNORECASE,
)


def recognises(text: str, hints: Hints) -> bool:
    """Whether a federal court's name and a docket number stand at the head."""
    head = text[:_HEAD]
    if _FORM.search(text):  # a judgment on form AO 245B has a module of its own
        return False
    return bool(_COURT.search(head) and _NUMBER.search(head) and re.search(r"\bv(?:s|ersus)?\.", head))


def parse(document: JudgmentText, raw: RawDocument) -> Case:
    """The case; ``ParseError`` where no federal court stands at the head."""
    reading = read_judgment(document)
    court = _COURT.search(reading.plain, 0, _HEAD)
    if court is None:
        raise ParseError(f"{raw.url}: no United States court is named at the head; say which court with --court")
    draft = CaseDraft(reading, raw, "USA", "en")
    draft.stated_country = reading.stated("USA", court.start(), court.start() + len("United States"))
    draft.court = reading.stated(reading.words(*court.span()), *court.span())
    _read_caption(reading, draft)
    people, body = _defendants(reading)
    ids = [draft.add_actor(ActorRole.DEFENDANT, one.start, one.end) for one in people]
    _add_judges(reading, draft)
    draft.proceedings.append(Proceeding(court=draft.court, decision_date=draft.decision_date))
    if not people:
        draft.note("not_criminal", *court.span())
        return draft.build()
    add_charges(draft, people, ids, _story(reading, people, body), _instance(court[0]))
    add_what_is_told(draft, people, ids, body)
    return draft.build()


def _instance(court: str) -> Instance | None:
    low = court.lower()
    return Instance.FINAL if "supreme" in low else Instance.APPEAL if "appeals" in low else None


def _read_caption(reading: Reading, draft: CaseDraft) -> None:
    plain = reading.plain
    number = _NUMBER.search(plain, 0, _HEAD)
    draft.number = number[1] if number else None
    dated = _DATED.search(plain, 0, _HEAD)
    read = parse_date(dated[1]) if dated else None
    if dated and read and read.date:
        draft.decision_date = reading.stated(read.date, *dated.span(1))


def _defendants(reading: Reading) -> tuple[list[Person], int]:
    """The persons whom the United States proceed against, and where the body begins."""
    versus = _GOVERNMENT.search(reading.plain, 0, _HEAD)
    if versus is None:
        return [], 0
    text = reading.text
    end = _END.search(text, versus.end(), versus.end() + 600)
    stop = end.start() if end else min(versus.end() + 80, len(text))
    names = split_names(reading, versus.end(), stop, in_caption=True)
    return [Person(one.name, one.start, one.end) for one in names], stop


def _add_judges(reading: Reading, draft: CaseDraft) -> None:
    found = _JUDGES.search(reading.plain, 0, _HEAD + 3000)
    for one in split_names(reading, *found.span("names"), in_caption=True) if found else ():
        draft.add_actor(ActorRole.JUDGE, one.start, one.end)


def _story(reading: Reading, people: list[Person], body: int) -> Story:
    end = len(reading.plain)
    findings = find_findings(reading, people, body, end, "USA", cited=cited_cases(reading.plain))
    decision = max(body, end - 2500)
    appeals = find_appeals(reading, people, decision, end) or find_appeals(reading, people, body, min(end, body + 5000))
    return Story(findings, appeals, find_terms(reading, people, body, end))


def cited_cases(plain: str) -> tuple[int, ...]:
    """Where reported cases are cited, by ``eyecite``; nothing where the extra ``us`` is not installed."""
    eyecite = _eyecite()
    if eyecite is None:
        return ()
    found = eyecite.get_citations(plain, remove_ambiguous=False)
    return tuple(c.span()[0] for c in found if type(c).__name__ == "FullCaseCitation")


@lru_cache(maxsize=1)
def _eyecite() -> ModuleType | None:
    try:
        return importlib.import_module("eyecite")
    except ImportError:
        return None
