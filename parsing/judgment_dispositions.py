"""Dispositive portions: where they stand, which court's they are, and their items.

Forms met: ``WHEREFORE, …``, ``ACCORDINGLY, …``, ``IN VIEW WHEREOF, …``; the court's own before its signatures, those of the
courts below quoted in the account, led in by "the trial court rendered a decision, the dispositive portion of which
reads". Items are numbered ``1.``, ``(2)``, ``a)``, ``A.``, ``II.``, begin with ``In Criminal Case No. …``, or are sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from jointcharge.parsing.judgment_text import Reading, pattern, sentences
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import Instance


class Dispositive(NamedTuple):
    """One dispositive portion."""

    instance: Instance
    start: int
    end: int
    by: str = "trial"
    """``trial``, ``sandiganbayan``, ``court_of_appeals``, ``ombudsman`` or ``court``: whose it is."""


class Item(NamedTuple):
    """One item of a dispositive portion; the head is the first."""

    start: int
    end: int


_SIGNED = re.compile(
    r"SO\s+ORDERED\s*[.,]?[\"']?\s*(?!ACCORDINGLY|WHEREFORE|IN\s+VIEW|Hence)(?=[A-ZÑ*(])", re.IGNORECASE
)
_SIGNATURE_END = re.compile(r"\bJJ?\s?\.|\bconcur|C\.\s?J\.")
_BETWEEN_NAMES = {
    "and", "on", "leave", "official", "no", "part", "took", "the", "in", "result", "chairman", "chairperson", "acting", "working",
    "ponente", "de", "dela", "del", "los", "las", "la", "y",
}  # fmt: skip
_CONCUR = re.compile(r"\bJJ\s?\.\s*,?\s*concur", re.IGNORECASE)
_SIGNATURES = 700
"""Characters that the names of those who concur take at most."""
_ORDERED = re.compile(r"S[Oo]\s+O(?:RDERED|rdered)\b")
_LEAD = 420
_LONGEST = 9000


@lru_cache(maxsize=1)
def _openers() -> re.Pattern[str]:
    words = "|".join(read_vocabulary("phl_supreme_court")["openers"])
    return re.compile(
        rf"(?:(?<=\n)|(?<=[.:;,\"'] )|(?<=[.:;\"'|-]))(?:{words.replace(' ', chr(92) + 's+')})(?![A-Za-z])"
    )


def find_dispositives(reading: Reading, body: int, end: int) -> tuple[Dispositive, ...]:
    """The dispositive portions in the order of the text; the last is the court's own, where it is found.

    What is behind the signatures (footnotes, separate opinions) is not looked at.
    """
    plain = reading.plain
    signed = end_of_decision(plain, body, end)
    found = [m.start() for m in _openers().finditer(reading.with_lines, body, signed)]
    starts = [s for n, s in enumerate(found) if n == 0 or s - found[n - 1] > 60]
    portions: list[Dispositive] = []
    for position, start in enumerate(starts):
        limit = starts[position + 1] if position + 1 < len(starts) else signed
        own = position + 1 == len(starts) and _is_own(plain, start, signed)
        stop = signed if own else _end_of_quoted(reading, start, limit)
        whose = "court" if own else _whose(plain, max(body, start - _LEAD), start, stop)
        portions.append(Dispositive(_instance(whose, portions), start, stop, whose))
    return tuple(portions)


def end_of_decision(plain: str, body: int, end: int) -> int:
    """Where the signatures begin: behind the last "SO ORDERED" that names follow, else where the footnotes begin."""
    for signed in _SIGNED.finditer(plain, body, end):
        if signed[0][0] == "S" and _is_signature(plain[signed.end() : signed.end() + 400]):
            return signed.end()
    concur = _CONCUR.search(plain, body, end)
    before = (
        [m.end() for m in _ORDERED.finditer(plain, max(body, concur.start() - _SIGNATURES), concur.start())]
        if concur
        else []
    )
    if before:
        return before[-1]
    if concur:
        return plain.rfind(".", body, max(body + 1, concur.start() - 160)) + 1 or concur.start()
    ordered = [m.end() for m in _ORDERED.finditer(plain, body, end)]
    return ordered[-1] if ordered else end


def _is_signature(text: str) -> bool:
    """Whether names follow, until the first ``J.``, ``JJ.`` or ``concur``, and nothing else."""
    stop = _SIGNATURE_END.search(text)
    if stop is None:
        return False
    words = re.findall(r"[^\W\d_][\w'-]*", text[: stop.start()])
    return bool(words) and all(w[0].isupper() or w.lower() in _BETWEEN_NAMES for w in words)


def _is_own(plain: str, start: int, signed: int) -> bool:
    """Whether the last portion is the court's own: it ends at the signatures, and not in a quotation."""
    tail = plain[start:signed]
    ordered = _ORDERED.search(tail)
    return ordered is None or ordered.end() >= len(tail.rstrip(" .")) - 2


def _end_of_quoted(reading: Reading, start: int, limit: int) -> int:
    """Where a quoted portion ends: with "SO ORDERED", where the quotation closes, or where a paragraph tells on."""
    plain, stop = reading.plain, min(limit, start + _LONGEST)
    ordered = _ORDERED.search(plain, start, stop)
    stop = ordered.end() if ordered else stop
    quoted = plain[max(0, start - 3) : start].rstrip(" ")[-1:] in ('"', "'")
    for left, right in reading.paragraphs(start, stop):
        if left > start and _tells_on(plain[left:right]):
            return left
        if quoted and _QUOTE_CLOSES.search(plain[left:right]):
            return right
    return stop


_QUOTE_CLOSES = re.compile(r"[.;,)]\s?[\"']+\s*$")


@lru_cache(maxsize=1)
def _narration() -> re.Pattern[str]:
    return pattern(rf"\s*(?:{'|'.join(read_vocabulary('phl_supreme_court')['narration'])})")


def _tells_on(paragraph: str) -> bool:
    """Whether a paragraph is the decision's own account again, by the words it opens with."""
    return bool(_narration().match(paragraph)) and not pattern(r"hereby|\bguilty\b|acquitted|archived").search(
        paragraph[:400]
    )


_COURTS = (
    (
        "ombudsman",
        r"\bombudsman\b|\bGIO\b|graft investigat|prosecutor'?s? (?:\w+ )?resolution|department of justice|\bDOJ\b",
    ),
    ("sandiganbayan", r"\bsandiganbayan\b"),
    ("court_of_appeals", r"\bcourt of appeals\b|\bappellate court\b|\bthe CA\b|\bcourt of appeal\b"),
    (
        "trial",
        r"\btrial court\b|\bRTC\b|\bcourt a quo\b|\blower court\b|\bregional trial\b|\bcourt of first instance\b|\bMTC\b",
    ),
)


def _whose(plain: str, lead_start: int, start: int, end: int) -> str:
    """The court named last before a quoted portion, where a decision is announced; the trial court where none is."""
    if _BY_PROSECUTION.search(plain, start, end):
        return "ombudsman"
    lead = pattern(r"(?:now|then) [a-z ]*justices? of the court of appeals").sub(
        lambda m: " " * len(m[0]), plain[lead_start:start]
    )
    if said := _who_says(lead):
        return said
    last = [(m.start(), name) for name, words in _COURTS for m in pattern(words).finditer(lead)]
    return max(last)[1] if last else "trial"


def _who_says(lead: str) -> str | None:
    """The court that a sentence before "the dispositive portion of its decision" has for its subject, the last such sentence first;
    behind "That court" and "It" the court that the sentence before names last."""
    meant = False
    for piece in reversed(list(sentences(lead, 0, len(lead)))):
        told = [(m.start(), name) for name, words in _COURTS for m in pattern(words).finditer(lead, *piece)]
        for name, words in _COURTS:
            if pattern(rf"{_OPENING}(?:{words})").match(lead, *piece):
                return name
        if meant and told:
            return max(told)[1]
        meant = _THAT_COURT.match(lead, *piece) is not None
    return None


_OPENING = r"[\s\"']*(?:(?:on|upon) (?:appeal|review|intermediate \w+),? |in (?:its|a|the) [^.;,]{0,60},? |thereafter,? |however,? )?(?:the )?"
_THAT_COURT = pattern(r"[\s\"']*(?:that|said|the said|the latter) (?:court|tribunal)\b|\s*it\b")


_BY_PROSECUTION = pattern(
    r"this office finds|so resolved|respectfully recommend|corresponding informations?|informations? be filed|probably guilty|probable cause"
)


def _instance(whose: str, before: Sequence[Dispositive]) -> Instance:
    if whose == "court":
        return Instance.FINAL
    if whose == "court_of_appeals":
        return Instance.APPEAL
    if whose == "sandiganbayan" and any(d.by == "trial" for d in before):
        return Instance.APPEAL
    return Instance.TRIAL


_MARK = re.compile(
    r"(?<=[.:;,\"'`)-])\s*\s(?:and\s+)?[\"'`]{0,2}(?:\(?\s?(?:\d{1,2}|[a-zA-Z]|[IVX]{1,4})\s?[.)]+\s*[\"'`]?"
    r"(?=(?:[A-Z]|in\s+[Cc]rim|to\s+suffer|to\s+pay|to\s+indem|suffer|pay|guilty|not\s+guilty|finding|sentenc|on\s|as\s+to|for\s|an?\s+indet|imprison))|"
    r"(?=(?:In|For|As\s+to)\s+(?:the\s+)?(?:Criminal|Crim\.)\s+Cases?)|"
    r"(?<=;\s)(?=in\s+(?:the\s+)?(?:Criminal|Crim\.)\s+Cases?)|(?<=;\sand\s)(?=in\s+(?:the\s+)?(?:Criminal|Crim\.)\s+Cases?))"
)
_HEAD = re.compile(r"(?:^|(?<=[\s\"]))\"?(?:Criminal|Crim\.)\s+Cases?\s+N[oO]s?\.", re.IGNORECASE)


def items_of(plain: str, portion: Dispositive) -> list[Item]:
    """The portion cut at its marks, and each piece into sentences; every character is in one item."""
    cuts = {
        m.start() for m in _MARK.finditer(plain, portion.start + 10, portion.end) if not _is_citation(plain, m.start())
    }
    cuts |= {m.start() for m in _HEAD.finditer(plain, portion.start, portion.end) if _starts_item(plain, m.start())}
    edges = [portion.start, *sorted(cuts), portion.end]
    return [Item(*s) for left, right in pairwise(edges) for s in sentences(plain, left, right)]


def _is_citation(plain: str, at: int) -> bool:
    """A mark that belongs to a provision or to a name: ``Art. 39 (a) The``, ``Section 4 (a)``, ``Jr.``."""
    return bool(
        re.search(
            r"(?:art|arts|sec|section|article|articles|par|paragraph|no|nos|and|sections|rule)\.?\s*[\d()a-z\s]{0,12}$",
            plain[max(0, at - 24) : at],
            re.IGNORECASE,
        )
    )


def _starts_item(plain: str, at: int) -> bool:
    """Whether ``Criminal Case No.`` is a heading here, and not part of a sentence."""
    before = plain[max(0, at - 24) : at].rstrip()
    return before == "" or before[-1] in ".:;\"`'-"


def account_before(plain: str, body: int, portions: Sequence[Dispositive], end: int) -> tuple[int, int]:
    """The part of a decision that tells the charge and the judgments below: until the court turns to the issues, where no
    words say so two fifths of the text; and in any case until the last portion quoted."""
    issues = pattern(
        r"assign(?:s|ed|ment of)[^.]{0,40} errors?|\bhence,? (?:this|the) (?:appeal|petition)|\bthe issues?\b(?= ?:| (?:before|for (?:our )?(?:resolution|determination|consideration)|in this|presented|posed|raised (?:here|before|in (?:this|the (?:present|instant)))|submitted|to be|now|is|are|here\w*)\b| (?-i:[A-Z]))|\bour ruling\b|"
        r"the court's ruling|\bthe ruling of the court\b|in (?:his|her|their) brief|\b(?:sole|lone|main|principal|core|pivotal|following|threshold) issues?\b"
    ).search(plain, body + 300, end)
    longest = body + (end - body) * 3 // 5
    told = body + (end - body) * 2 // 5
    if issues is not None:
        told = min(issues.start(), longest)
    else:
        holds = _HOLDS.search(plain, told, longest)
        told = holds.start() if holds else told
        late = [m.end() + _JUDGMENT for m in _JUDGED_BELOW.finditer(plain, max(body, told - _JUDGMENT), longest)]
        told = max([told, *late])
    quoted = [p.end for p in portions if p.by != "court"]
    least = max([body + 2500, told, *quoted])
    rest = next(iter(sentences(plain, least, min(least + _LONGEST_SENTENCE, end))), None)
    whole = issues is None or least != issues.start()
    return body, min(rest.end if rest and whole else least, end)


_LONGEST_SENTENCE = 900
_JUDGMENT = 1500
"""Characters in which the penalties follow a judgment that is told."""
_JUDGED_BELOW = pattern(
    r"\b(?:trial court|court a quo|lower court|RTC|sandiganbayan|judge)\b[^;]{0,80}\b(?:(?:promulgat|render|hand)\w* [^.;]{0,40}(?:decision|judgment)|(?:found|finding|declared) [^.;]{0,60}\bguilty\b)"
)
"""Where a decision that names no issue tells the judgment below late."""


_HOLDS = pattern(
    r"\b(?:we|this court|the court) (?:find|finds|hold|holds|rule|rules|agree|agrees|disagree|disagrees|affirm|affirms|sustain|sustains|resolve|resolves|are not|is not|cannot)\b|"
    r"\bthe (?:present |instant )?(?:petition|appeal)s? (?:is|are|has|have|must|should|lacks?) (?:\w+ ){0,3}(?:merit|meritorious|unmeritorious|impressed|fail|prosper|denied|dismissed|granted|grant|succeed)\b|"
    r"\b(?:petitioners?|appellants?|accused-appellants?) (?:\w+ )?(?:contend|argue|insist|maintain|submit|assail|claim)s?\b"
)
"""Where a court that names no issue turns to them."""


def effects(plain: str, items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """What each item says of the judgment below: ``affirmed``, ``reversed``, ``modified``, ``dismissed``, ``granted``, …"""
    for item in items:
        text = plain[item.start : item.end]
        for name, words in _EFFECTS:
            if pattern(words).search(text):
                yield item, name


_EFFECTS = (
    ("remanded", r"\bremand(?:ed|s|ing)?\b|\bnew trial\b"),
    (
        "reversed",
        r"\breverse[sd]?\b|\breversing\b|\bset(?:s|ting)? aside\b|\bannul(?:s|led|ling)?\b|\bnullif(?:y|ied|ies)\b|\breconsider(?:ed|s)\b",
    ),
    ("modified", r"\bmodif(?:y|ied|ies|ying|ications?)\b|\bexcept\b"),
    (
        "affirmed",
        r"\baffirm(?:s|ed|ing|ance)?\b|\bsustain(?:s|ed|ing)?\b|\bupheld\b|\buphold(?:s|ing)?\b|\bmaintain(?:s|ed)?\b",
    ),
    (
        "denied",
        r"\b(?:petitions?|appeals?|motions?|action)\b[^.]{0,160}?\b(?:is|are|be)? ?(?:hereby |accordingly |likewise )*(?:denied|dismissed)\b|\b(?:deny|dismiss|denies|dismisses)\b[^.]{0,20}? (?:the|this|instant) (?:instant |present )?(?:petitions?|appeals?|motions?)",
    ),
    (
        "granted",
        r"\b(?:petitions?|appeals?|motions?|action)\b[^.]{0,160}?\b(?:is|are|be)? ?(?:hereby |accordingly |partly |partially )*(?:granted|given due course)\b|\bgrants?\b[^.]{0,20}? (?:the|this|instant)",
    ),
)
