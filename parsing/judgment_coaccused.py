"""Co-accused whom no caption names: found where the account of the charge or the judgment below names them.

Forms met: "A, together with B and C, was charged with"; "A and her co-accused B and one John Doe, both at large, were
charged"; "an information charging A, B and C with"; "the Ombudsman charged A and B with"; "The undersigned accuses A and
B of"; "informations were filed against A and B"; in an information "accused A, B and C, all public officers, conspiring";
in a judgment below "accused A and B are found guilty". Not accused: victims, witnesses, complainants, counsel, judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jointcharge.parsing.judgment_dispositions import Dispositive
from jointcharge.parsing.judgment_names import TITLES, Accused, split_names
from jointcharge.parsing.judgment_text import Reading, pattern
from jointcharge.parsing.wordings import read_vocabulary

_WORD = r"[A-ZÑ\[][^\s:;]*"
_NAMES = (
    rf"(?P<names>(?<![\w.])(?<!\bof\s)(?<!\bin\s)(?<!\bat\s)(?:one\s+|a\s+certain\s+)?{_WORD}"
    rf"(?:\s+(?:{_WORD}|y|de|dela|del|la|and|one|a|certain|alias|a\.k\.a\.|@|\([^()]{{2,30}}\)|\"[A-Z][^\s:;]*)){{0,60}}?)"
)
_ENDS = r"(?:[^.;:]|(?<=\b[A-Za-z])\.|(?<=\bJr)\.|(?<=\bSr)\.|(?<=\bAtty)\.|(?<=\bMa)\.)"
_VERB = r"(?:\w+\s+)?(?:charged|indicted|accused|prosecuted|convicted|found\s+guilty)"
_SOURCES = {
    "together": re.compile(
        r"(?:together\s+with|along\s+with|with\s+(?:his|her|their)\s+co-?accused,?|co-?accused,?(?:\s+namely[,:])?(?=\s+(?:[A-Z]|one\s|a\s)))\s+"
        rf"(?P<names>{_ENDS}{{3,400}}?),?\s+(?:\(?(?:who\s+)?(?:is|are|was|were|has|have|had|stood|stand|both|all|remain\w*)\b|"
        r"before|of\s+the\s+crime|for\b|in\s+an?\b|[Gg]uilty|GUILTY|with\s+violation)"
    ),
    "charged": re.compile(rf"{_NAMES},?\s+(?:was|were|is|are|stands?|stood|(?:has|had|have)\s+been)\s+{_VERB}"),
    "accuses": re.compile(
        r"\baccuses?\s+(?P<names>[^:;]{4,300}?)\s+(?:of\s+(?:the\s+)?(?:crime|[A-Z]|illegal|violation|estafa)|with\b|for\b)"
    ),
    "charging": re.compile(
        rf"\b(?:[Cc]harg(?:ing|ed)|[Ii]ndict(?:ing|ed)|[Cc]onvict(?:ing|ed))\s+(?:accused\s+)?{_NAMES},?\s+(?:with|for|of)\b"
    ),
    "against": re.compile(
        r"(?:(?:informations?|charges?)\b[^.;:]{0,200}?|Cases?\s+Nos?\.[^;:]{0,160}?)\bagainst\s+"
        + _NAMES
        + r"(?=[,.;:]|\s+(?:for|in|with|before|charging|alleging|which|docketed))"
    ),
    "information": re.compile(
        r"\b(?:accused|ACCUSED|confederating\s+with|conspiring\s+with),?\s+"
        + _NAMES
        + r",?\s+(?:all\b|both\b|being\b|then\b|a\s+(?:high|public)|public\s+off|conspiring|confederating|while\b|and\s+mutually)"
    ),
    "added": re.compile(rf"\bto\s+include\s+{_NAMES}\s+as\s+(?:an?\s+|one\s+of\s+the\s+)?(?:co-?)?accused"),
    "large": re.compile(
        rf"\bco-?accused,?\s+(?:\w+\s+){{0,3}}?{_NAMES},?\s+(?:\w+\s+){{0,3}}(?:at\s+large|remain\w*|eluded|absconded)"
    ),
}
_JUDGED = re.compile(
    r"\b(?:accused|ACCUSED|Accused)(?:,|\s+(?:spouses|the|both|of))?\s+"
    + _NAMES
    + r"(?=,?\s+(?:\[?(?:are|is|was|were)\b|guilty|GUILTY|liable|on\s+the\s+other\s+hand|of\s+the|not\s+guilty|NOT\s+GUILTY|beyond|for\s+|to\s+suffer|has\b|having)|\s*:|[.;])"
)
_CHARGE_NEAR = pattern(
    r"\bcharg(?:ed|ing|es)|indict|accuse[sd] of|convict|informations?\b|guilty|arraign|pleaded|co-?accused"
)
_NOT_HERE = pattern(r"civil case|complainants?[^.]{0,30}$|SCRA|people v\. ")
_READ = 14000
"""Characters of the account that are read for co-accused; further on it is the evidence."""


def find_co_accused(
    reading: Reading, account: tuple[int, int], portions: Sequence[Dispositive], sources: Sequence[str] = ()
) -> Iterator[Accused]:
    """Persons whom the account charges, or a judgment below convicts or acquits, in the order of the forms above."""
    stop = min(account[1], account[0] + _READ)
    for name in sources or _SOURCES:
        for found in _SOURCES[name].finditer(reading.plain, account[0], stop):
            if name in ("together", "large") and not _is_of_charge(reading.plain, account[0], found):
                continue
            yield from _persons(reading, found, account[0], alone=name in ("together", "large"))
    for portion in portions if not sources else ():
        if portion.by in ("trial", "sandiganbayan"):
            for found in _JUDGED.finditer(reading.plain, portion.start, portion.end):
                yield from _persons(reading, found, portion.start)


def _is_of_charge(plain: str, first: int, found: re.Match[str]) -> bool:
    """Whether the sentence that joins names tells of a charge, and no errand together."""
    before = max([first, found.start() - 240, *(m.end() for m in _STOP.finditer(plain, first, found.start()))])
    after = _STOP.search(plain, found.end(), found.end() + 120)
    return bool(_CHARGE_NEAR.search(plain, before, after.start() if after else found.end() + 120))


_STOP = re.compile(r"[a-z)\]][.;]\s+(?=[A-Z\"])")


def _persons(reading: Reading, found: re.Match[str], first: int, *, alone: bool = False) -> Iterator[Accused]:
    around = reading.plain[max(first, found.start() - 160) : found.end() + 80]
    if _NOT_HERE.search(around):
        return
    for one in split_names(reading, *found.span("names"), in_caption=False):
        if is_person(one) and (alone or len(one.words) > 1 or is_unnamed(one) or is_anonymised(one.name)):
            yield one


def is_person(one: Accused) -> bool:
    """Whether a name found in running text can be a person's: a guess by what it does not contain."""
    if is_anonymised(one.name) or is_unnamed(one):
        return True
    words = [w.strip(".,\"'()[]").lower() for w in one.name.split()]
    if re.search(r"[A-Za-zñÑ]{4,}\.\s|\"\.", one.name) or one.name.startswith("["):
        return False
    known = _no_person()
    return len(words) <= 7 and len(one.surname) > 1 and not any(w in known for w in words if w not in TITLES)


def _no_person() -> frozenset[str]:
    return frozenset(read_vocabulary("phl_supreme_court")["no_person"])


def is_unnamed(one: Accused) -> bool:
    """A "John Doe"."""
    return bool(re.fullmatch(r"(?:john|jane|peter|richard|mary)\s+does?", one.name.strip(" .,"), re.IGNORECASE))


def is_anonymised(name: str) -> bool:
    """Letters for a name: ``XXX``, ``AAA123``, ``A.B.C.``."""
    return bool(re.fullmatch(r"(?:([A-Z])\1\1\d*|X{3,}|(?:[A-Z]\.\s?){2,})\s?\*?", name.strip()))


def is_victim(reading: Reading, one: Accused, body: int) -> bool:
    """Whether the text calls a person complainant, or has money paid back to them, more often than it accuses them."""
    if is_unnamed(one):
        return False
    name = re.escape(one.surname or one.name)
    words = (
        r"(?:complainants?|offended part(?:y|ies)|victims?|witness(?:es)?|indemnify|reimburse|refund|defraud(?:ed)?|return to|pay to|recruit(?:ed)?)\b"
        rf"(?:[^.;]|(?<=[A-Z])\.|(?<=Jr)\.){{0,200}}\b{name}\b"
    )
    accused_too = rf"(?:accused|appellant|accuses|charged|indicted)\b[^.;]{{0,60}}\b{name}\b"
    found = len(pattern(words).findall(reading.plain, body))
    return found > 0 and found >= 2 * len(pattern(accused_too).findall(reading.plain, body))
