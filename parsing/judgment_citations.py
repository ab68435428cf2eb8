"""Provisions as judgments cite them, with law and sections normalised.

Forms met: ``Section 3(e) of R.A. No. 3019``, ``Sec. 3, par. (e), of RA 3019``, ``Article 38 (a) and (b) in relation to
Article 13 (b) and (c) of the New Labor Code``, ``paragraph 2(a), Article 315 of the Revised Penal Code``, ``Art. 315, par.
2(a)``, ``R.A. No. 3019, §3(e)``, ``Section 4(a), in relation to Sections 6(a) and (c) of Republic Act No. (RA) 9208``,
``paragraph (b) of Article 34 and punished by paragraph (c) of Article 39 of the Labor Code``, a law without sections, and
``Art. 38 of the Code``, whose law is told by the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_text import pattern
from jointcharge.parsing.wordings import read_vocabulary


class Citation(NamedTuple):
    """One provision cited: a law, and sections of it."""

    law: str
    """By the name of the vocabulary: ``RPC``, ``Labor Code``, ``RA 3019``."""
    sections: tuple[str, ...]
    """Normalised: ``38(a)``, ``315(2)(a)``; the first cited first."""
    start: int
    end: int

    @property
    def normalised(self) -> str:
        """The citation as the offence rules read it: ``Section 3(e) of RA 3019``."""
        known = read_vocabulary("phl_supreme_court")["laws"].get(self.law)
        law = known["classed"] if known else self.law
        unit = "Article" if self.law in ("RPC", "Labor Code") else "Section"
        return f"{unit} {' and '.join(self.sections)} of {law}" if self.sections else law


_UNIT = r"(?:Articles?|Arts?\.?|Sections?|Secs?\.?|§{1,2})"
_SUB = r"(?: ?-?[(\[] ?[A-Za-z0-9]{1,3} ?[)\]])"
_PAR = (
    r"(?:(?:sub-?)?(?:paragraphs?|pars?\.?|par?ag\.?|sections?|no\.) ?(?:\(?[a-z0-9]{1,2}\)?(?![a-z]))"
    + _SUB
    + "{0,2})"
)
_NUMBER = r"\d{1,3}(?:-?[A-Z](?![A-Za-z]))?" + _SUB + "{0,3}"
_JOIN = (
    r"(?:,? ?(?:and|or|&|to)|,|,? ?(?:all )?in (?:relation|connection) (?:to|with)|,? ?(?:and )?(?:is |as )?(?:defined|penalized|"
    r"punished|punishable|penalised)(?: and (?:penalized|punished|punishable))? (?:under|by|in)|,? as amended,?(?: in relation to)?)"
)
_ONE = rf"(?:{_PAR},? ?(?:of )?){{0,2}}{_UNIT} ?{_NUMBER}(?:,? ?{_PAR}|,? ?(?:and|&|,) ?{_SUB})*"
_MORE = rf"(?:{_ONE}|{_NUMBER}(?:,? ?{_PAR})?|{_PAR}|{_SUB})"
_CHAIN = rf"{_ONE}(?: ?{_JOIN} ?{_MORE})*"
_BEHIND = rf"(?:,? ?(?:specifically |particularly )?{_ONE}(?: ?{_JOIN} ?{_MORE})*)"
_SAME_LAW = pattern(
    r",? ?(?:of|under|in) (?:the )?(?:same|said|aforesaid|above-?(?:mentioned|cited)) (?:law|act|code|statute|decree|provision)"
)
_TOKEN = re.compile(
    r"(?P<par>(?:sub-?)?(?:paragraphs?|pars?\.?|parag\.?|no\.)\s*)|(?P<unit>articles?|arts?\.?|sections?|secs?\.?|§+)|"
    r"(?P<num>\d{1,3}(?:-?[A-Z](?![A-Za-z]))?)|[(\[]\s*(?P<sub>[A-Za-z0-9]{1,3})\s*[)\]]|(?P<letter>(?<![A-Za-z])[a-z](?![a-z.]))",
    re.IGNORECASE,
)


_NO, _BRACKETED = r"(?: No\.?)?", r"(?: \[?No\.?\]?)?"
"""Decisions set in brackets what they correct in quotations: ``Republic Act [No.] 9208``."""


@lru_cache(maxsize=1)
def _laws() -> re.Pattern[str]:
    named = [
        f"(?P<L{n}>{'|'.join(law['patterns']).replace(_NO, _BRACKETED)})"
        for n, law in enumerate(read_vocabulary("phl_supreme_court")["laws"].values())
    ]
    acts = (
        r"(?P<act>Republic Act|R\. ?A\.|RA|Commonwealth Act|Act|Presidential Decree|P\. ?D\.|PD|Batas Pambansa|B\. ?P\.|BP|"
        r"Executive Order|E\. ?O\.|EO)(?: \[?Nos?\.?\]?)?(?: \(\w+\))?(?: (?:Blg|Bilang)\.?)? ?(?P<number>\d{1,5})"
    )
    return pattern(rf"(?<![\w.])(?:{'|'.join(named)}|{acts})(?![\w-])")


_ACTS = {
    "republic act": "RA",
    "presidential decree": "PD",
    "batas pambansa": "BP",
    "commonwealth act": "CA",
    "act": "Act",
}


@lru_cache(maxsize=1)
def _citing() -> re.Pattern[str]:
    """A chain of sections with the law behind it, or a law with what may follow."""
    return pattern(rf"(?<!\w){_CHAIN}")


def find_citations(plain: str, start: int, end: int) -> Iterator[Citation]:
    """The provisions cited in ``plain[start:end]``, in the order of their laws; bare laws too."""
    taken, name = start, None
    for law in _laws().finditer(plain, start, end):
        before = _chain_before(plain, taken, law.start())
        last, name = name, _law_name(law)
        if before is not None:
            yield from _bare_citations(plain, taken, before[0], last)
            yield Citation(name, sections_of(plain[before[0] : before[1]]), before[0], law.end())
            taken = law.end()
            continue
        yield from _bare_citations(plain, taken, law.start(), last)
        behind = pattern(rf",?(?: as amended,?)?{_BEHIND}").match(plain, law.end(), end)
        sections = sections_of(behind[0]) if behind else ()
        taken = behind.end() if behind else law.end()
        yield Citation(name, sections, law.start(), taken)
    yield from _bare_citations(plain, taken, end, name)


def _chain_before(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the chain of sections lies that ends at a law's name: ``Section 3(e) of [the law]``."""
    for chain in _citing().finditer(plain, max(start, end - 220), end):
        link = plain[chain.end() : end]
        if pattern(r"[\s,]*(?:,? ?as amended,? ?)?(?:,? ?(?:of|under|in|to) ?(?:the |said )*)?[\s(]*").fullmatch(link):
            return chain.start(), chain.end()
    return None


def _bare_citations(plain: str, start: int, end: int, last: str | None) -> Iterator[Citation]:
    """Chains that name no law, where the number tells it, or "of the same law" means the ``last`` one named."""
    bare = read_vocabulary("phl_supreme_court")["bare"]["article"]
    for chain in _citing().finditer(plain, start, end):
        same = _SAME_LAW.match(plain, chain.end(), end) if last else None
        if last and same:
            yield Citation(last, sections_of(chain[0]), chain.start(), same.end())
            continue
        if not re.match(r"(?:par|sub)?[\w.,() ]{0,20}?art", chain[0], re.IGNORECASE):
            continue
        sections = sections_of(chain[0])
        laws = {bare.get(re.match(r"\d+", s)[0]) for s in sections if re.match(r"\d+", s)}  # type: ignore[index]
        if len(laws) == 1 and (law := laws.pop()):
            yield Citation(law, sections, chain.start(), chain.end())


def _law_name(found: re.Match[str]) -> str:
    names = list(read_vocabulary("phl_supreme_court")["laws"])
    for n, name in enumerate(names):
        if found[f"L{n}"]:
            return str(name)
    act = re.sub(r"[\s.]", "", found["act"]).upper()
    spelt = " ".join(found["act"].lower().split())
    return f"{_ACTS.get(spelt, act)} {found['number']}"


def sections_of(chain: str) -> tuple[str, ...]:
    """The sections of a chain, normalised: ``Art. 315, par. 2(a)`` is ``315(2)(a)``.

    A letter behind "and" belongs to the section before it: ``3 (e) and (g)`` is ``3(e)``, ``3(g)``. A paragraph named
    before its article counts for that article: ``paragraph 2(a), Article 315``.
    """
    found: list[list[str]] = []
    pending: list[str] = []
    awaits, lead, last_end = "", "", 0
    for token in _TOKEN.finditer(chain):
        gap = chain[last_end : token.start()]
        last_end = token.end()
        if token["par"]:
            awaits, lead = "par", gap
        elif token["unit"]:
            awaits = "unit"
        elif token["num"] and awaits != "par":
            found.append([token["num"].upper() if token["num"][-1].isalpha() else token["num"], *pending])
            pending, awaits = [], "num"
        else:
            value = (token["num"] or token["sub"] or token["letter"]).lower()
            if token["letter"] and awaits != "par":
                continue
            gap = lead if awaits == "par" and re.search(r"relation|connection", lead) else gap
            awaits = _place(value, gap, awaits, found, pending, of_next=_names_next(chain, token.end()))
    return tuple(dict.fromkeys(base + "".join(f"({s})" for s in subs) for base, *subs in found))


def _names_next(chain: str, at: int) -> bool:
    """Whether a paragraph is followed by the article it belongs to: ``2(a), Article 315``, ``(b) of Article 34``."""
    return bool(pattern(rf"[\s)\]]*{_SUB}*,? ?(?:of )?(?:art|sec|§)").match(chain, at))


def _place(value: str, gap: str, awaits: str, found: list[list[str]], pending: list[str], *, of_next: bool) -> str:
    """Put a paragraph or letter where it belongs; what is awaited next."""
    joined = re.search(r"\band|\bor\b|,|&|relation|connection", gap, re.IGNORECASE)
    if awaits in ("par", "pending") and (of_next or not found):
        pending.append(value)
        return "pending"
    if not found:
        return awaits
    if joined and (awaits != "par" or "relation" in gap) and len(found[-1]) > 1:
        found.append([*found[-1][:-1], value])
    else:
        found[-1].append(value)
    return "sub"
