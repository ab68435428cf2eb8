"""Judgments of the European Court of Human Rights as HUDOC shows them, in English and French.

Forms met: ``CASE OF NAME v. STATE``, ``AFFAIRE NAME c. ÉTAT``, ``(Application no. 25965/04)``, ``(Requêtes nos 1/10 et 2/11)``,
``FOR THESE REASONS, THE COURT, UNANIMOUSLY``, ``PAR CES MOTIFS, LA COUR, À L'UNANIMITÉ``, ``Holds that there has been a violation of
Article 4 of the Convention``, ``Dit qu'il n'y a pas eu violation de l'article 4``. A State is no convict and a violation no
conviction: the case has no charges. Criminal proceedings at home are what the facts tell, not this case's charges.
The conclusions stand in the proceeding's description, joined by semicolons as HUDOC joins them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from jointcharge.parsing.courts import Hints, JudgmentText
from jointcharge.parsing.dates import parse_date
from jointcharge.parsing.judgment_text import Reading, read_judgment
from jointcharge.parsing.opinion_case import CaseDraft
from jointcharge.records.case import ActorRole, Case, Observability, Proceeding, Stated
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument

NAME = "echr"
VERSION = 2
GENERIC = False

_HEAD = 4000
_CASE = re.compile(
    r"(?P<lead>CASE\s+OF|AFFAIRE)\s+(?P<left>.{2,200}?)\s+(?P<v>v\.|c\.)\s+(?P<right>[^\n(]{3,120})", re.S
)
_APPLICATION = re.compile(
    r"\(?\s*(?:Applications?|Requ[êe]tes?)\s+n(?:o|os|°|º)s?\.?\s*(?P<numbers>\d{1,6}/\d\d(?:(?:\s*(?:,|and|et|&)\s*)+\d{1,6}/\d\d)*)",
    re.I,
)
_NUMBER = re.compile(r"\d{1,6}/\d\d")
_DATE = re.compile(r"STRASBOURG\s+(\d{1,2}(?:er)?\s+\w+\s+\d{4})")
_FORMATION = re.compile(
    r"\b(?:GRAND\s+CHAMBER|GRANDE\s+CHAMBRE|(?:FIRST|SECOND|THIRD|FOURTH|FIFTH)\s+SECTION|(?:PREMI[ÈE]RE|DEUXI[ÈE]ME|TROISI[ÈE]ME|QUATRI[ÈE]ME|CINQUI[ÈE]ME)\s+SECTION)\b"
)
_ECLI = re.compile(r"ECLI:CE:ECHR:\d{4}:\w+")
_COURT = re.compile(r"European\s+Court\s+of\s+Human\s+Rights|Cour\s+europ[ée]enne\s+des\s+droits\s+de\s+l'homme", re.I)
_OPERATIVE = re.compile(r"FOR\s+THESE\s+REASONS,?\s+THE\s+COURT|PAR\s+CES\s+MOTIFS,?\s+LA\s+COUR")
_CONCLUSION = re.compile(
    r"(?:Holds?|Dit|Decides|Déclare)\b[^;.\n]{0,80}?\b(?P<kind>there\s+(?:has|have)\s+been\s+(?:a\s+|an\s+)?violations?|there\s+(?:has|have)\s+been\s+no\s+violation|"
    r"(?:is\s+)?no\s+need\s+to\s+examine|it\s+is\s+not\s+necessary\s+to\s+examine|qu'il\s+n'y\s+a\s+pas\s+eu\s+violation|qu'il\s+y\s+a\s+eu\s+violation|qu'il\s+n'y\s+a\s+pas\s+lieu\s+d'examiner)"
    r"(?P<rest>[^;\n]{0,400})",
    re.I,
)
_ARTICLE = re.compile(
    r"[Aa]rticles?\s+(\d{1,2}(?:\s*§+\s*\d+(?:\s*\([a-z]\))?)?(?:\s*(?:and|et|,)\s*\d{1,2}(?!\d*/)(?:\s*§+\s*\d+)?)*)(?:\s+(?:of|du)\s+(?:the\s+)?(Protocol(?:e)?\s+[Nn]o\.?\s*\d+))?"
)
_COMPOSED = re.compile(
    r"(?:composed\s+of|compos[ée]e\s+de)\s*:?\s*(?P<names>.{10,700}?),?\s*(?:judges|juges)\b", re.S | re.I
)
_OFFICE = re.compile(r",?\s*(?:President|Présidente?|judges?|juges?|ad\s+hoc)\b.*$", re.I | re.S)


class Conclusion(NamedTuple):
    """What the Court held on one complaint."""

    kind: str
    """``violation``, ``no violation`` or ``not examined``."""
    articles: tuple[str, ...]
    """``4``, ``6 § 1``, ``1 of Protocol No. 1``."""
    start: int
    end: int

    @property
    def words(self) -> str:
        """As HUDOC writes conclusions: ``Violation of Article 4``."""
        named = f" of Article {', '.join(self.articles)}" if self.articles else ""
        return f"{self.kind[0].upper()}{self.kind[1:]}{named}"


def recognises(text: str, hints: Hints) -> bool:
    """Whether the Court, an application number and a case name stand at the head."""
    head = text[: _HEAD * 2]
    return bool(_COURT.search(head) and _APPLICATION.search(head) and _CASE.search(head))


def parse(document: JudgmentText, raw: RawDocument) -> Case:
    """The case, without charges; ``ParseError`` where the head names no case."""
    reading = read_judgment(document)
    named = _CASE.search(reading.text, 0, _HEAD * 2)
    if named is None:
        raise ParseError(f"{raw.url}: no 'CASE OF … v. …' at the head; is it a judgment of HUDOC?")
    draft = CaseDraft(reading, raw, None, "fr" if named["lead"].startswith("AFFAIRE") else "en")
    draft.title = reading.stated(reading.words(*named.span()), *named.span())
    _read_caption(reading, draft)
    _add_parties(reading, draft, named)
    conclusions = find_conclusions(reading)
    draft.proceedings.append(
        Proceeding(
            court=draft.court,
            instance=_formation(reading),
            decision_date=draft.decision_date,
            description=_joined(reading, conclusions),
        )
    )
    if not conclusions:
        draft.note("no_conclusion", *named.span())
    built = draft.build()
    # What the Court decides is a State's responsibility: neither charges nor verdicts could show here.
    seen = Observability(charges=False, corruption_charges=False, verdicts=False, text=built.observability.text)
    return built.model_copy(update={"observability": seen})


def find_applications(reading: Reading) -> tuple[Stated[str], ...]:
    """The application numbers of the head, each once."""
    found = _APPLICATION.search(reading.plain, 0, _HEAD)
    numbers = _NUMBER.finditer(reading.plain, *found.span("numbers")) if found else ()
    return tuple(reading.stated(m[0], *m.span()) for m in numbers)


def find_conclusions(reading: Reading) -> tuple[Conclusion, ...]:
    """What the operative part holds on each complaint, in order; empty without an operative part."""
    starts = [m.end() for m in _OPERATIVE.finditer(reading.plain)]
    if not starts:
        return ()
    return tuple(_conclusions(reading, starts[-1]))


def _conclusions(reading: Reading, start: int) -> Iterator[Conclusion]:
    for line in re.finditer(r"[^\n]+", reading.text[start:]):
        for held in _CONCLUSION.finditer(reading.plain, start + line.start(), start + line.end()):
            kind = held["kind"].lower()
            none = "no violation" in kind or "pas eu" in kind
            name = "not examined" if "examin" in kind else "no violation" if none else "violation"
            yield Conclusion(name, articles_in(held["rest"]), *held.span())


def articles_in(words: str) -> tuple[str, ...]:
    """The articles that a conclusion names: ``6 § 1``, ``1 of Protocol No. 1``."""
    found: list[str] = []
    for match in _ARTICLE.finditer(words):
        parts = re.split(r"\s*(?:and|et|,)\s*", match[1])
        protocol = f" of {match[2].replace('Protocole', 'Protocol').replace('no.', 'No.')}" if match[2] else ""
        found += [f"{' '.join(part.split())}{protocol}" for part in parts if part]
    return tuple(dict.fromkeys(found))


def build_ecli(number: str, date: dt.date) -> str:
    """The ECLI of a judgment: ``ECLI:CE:ECHR:2010:0107JUD002596504`` for application 25965/04 of 7 January 2010.

    Source of the pattern: the Court's note on ECLI; of several applications the first counts.
    """
    case, year = number.split("/")
    return f"ECLI:CE:ECHR:{date:%Y}:{date:%m%d}JUD{int(case):07d}{year}"


def find_ecli(reading: Reading, date: dt.date | None) -> Stated[str] | None:
    """The ECLI printed, else the one that number and date give, as read from the number; None where one of them is missing."""
    printed = _ECLI.search(reading.plain)
    if printed:
        return reading.stated(printed[0], *printed.span())
    numbers = find_applications(reading)
    return numbers[0].model_copy(update={"value": build_ecli(numbers[0].value, date)}) if numbers and date else None


def _read_caption(reading: Reading, draft: CaseDraft) -> None:
    numbers = find_applications(reading)
    draft.number = numbers[0].value if numbers else None
    dated = _DATE.search(reading.plain, 0, _HEAD)
    read = parse_date(dated[1]) if dated else None
    if dated and read and read.date:
        draft.decision_date = reading.stated(read.date, *dated.span(1))
    draft.ecli = find_ecli(reading, draft.decision_date.value if draft.decision_date else None)
    court = _COURT.search(reading.plain)
    if court:
        draft.court = reading.stated(reading.words(*court.span()), *court.span())
        draft.note("international_body", *court.span())


def _formation(reading: Reading) -> Stated[str] | None:
    found = _FORMATION.search(reading.plain, 0, _HEAD)
    return reading.stated(reading.words(*found.span()), *found.span()) if found else None


def _joined(reading: Reading, conclusions: tuple[Conclusion, ...]) -> Stated[str] | None:
    if not conclusions:
        return None
    return reading.stated("; ".join(one.words for one in conclusions), conclusions[0].start, conclusions[-1].end)


def _add_parties(reading: Reading, draft: CaseDraft, named: re.Match[str]) -> None:
    """Applicants complain, States respond, judges sit."""
    draft.add_actor(ActorRole.COMPLAINANT, *named.span("left"))
    start, end = named.span("right")
    for state in re.finditer(r"(?:(?!\s+(?:AND|ET)\s+|,).)+", reading.plain[start:end]):
        left, right = reading.trimmed(start + state.start(), start + state.end())
        cut = re.match(r"\s*(?:AND|ET)\s+", reading.plain[left:right])
        left += cut.end() if cut else 0
        if right - left > 2:
            draft.add_actor(ActorRole.RESPONDENT, left, right, is_organisation=True)
    composed = _COMPOSED.search(reading.text)
    if composed is None:
        return
    for name in re.finditer(r"[^,;\n]+", composed["names"]):
        left, right = reading.trimmed(composed.start("names") + name.start(), composed.start("names") + name.end())
        if (
            not re.match(r"(?:President|Présidente?|judges?|juges?|and|et|ad hoc)\b", reading.plain[left:right], re.I)
            and right - left > 4
        ):
            draft.add_actor(ActorRole.JUDGE, left, right)
