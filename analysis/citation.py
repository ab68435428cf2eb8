"""How a case is cited: plainly, in BibTeX, and by the OSCOLA style (4th edition, unreported foreign cases)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from jointcharge.analysis.country_counts import name_of
from jointcharge.analysis.phrases import one_line
from jointcharge.records.case import Case
from jointcharge.records.raw import Record
from jointcharge.records.withheld import Withheld

PORTALS = {"sherloc": "UNODC SHERLOC Case Law Database", "htd": "HumanTraffickingData.org", "hudoc": "HUDOC"}
"""Sources with a name of their own; another is called as the corpus calls it."""
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Citation(Record):
    """One case, cited in three ways; the day of access is the day its page was fetched."""

    plain: str
    bibtex: str
    oscola: str


def cite(case: Case) -> Citation:
    """The citation of ``case`` as its portal publishes it. Names of victims and witnesses are withheld in the title."""
    title = one_line(Withheld(case).struck(case.title.value)) if case.title else case.number or case.case_id
    title = _with_citations(case, title)
    country = name_of(case.country.value) if case.country else ""
    court = one_line(case.court.value) if case.court else ""
    number = one_line(f"no. {case.number}") if case.number else ""
    portal = PORTALS.get(case.source, case.source)
    when, seen = _when(case), _long(case.fetched_at.date())
    places = ", ".join(filter(None, (country, court, when)))
    stands = ", ".join(filter(None, (portal, number)))
    address = one_line(case.url)
    return Citation(
        plain=f"{title}{f' ({places})' if places else ''}. {stands}. {address}, seen on {seen}.",
        bibtex=_bibtex(case, title, court, country, stands),
        oscola=f"{title} ({', '.join(filter(None, (court, when)) ) or 'court and date not stated'})"
        f"{f' ({country})' if country else ''}, {stands.replace('no. ', 'no ')} <{address}> accessed {seen}",
    )  # fmt: skip


def _with_citations(case: Case, title: str) -> str:
    """The title with the neutral citation and the ECLI that it does not hold yet, as OSCOLA sets them."""
    for before, stated in ((" ", case.neutral_citation), (", ", case.ecli)):
        if stated and stated.value not in title:
            title += before + one_line(stated.value)
    return title


def _when(case: Case) -> str:
    if case.decision_date:
        return _long(case.decision_date.value)
    return str(case.decision_year) if case.decision_year else ""


def _long(day: dt.date) -> str:
    """As OSCOLA writes a day, whatever the machine's language: 14 March 2014."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _bibtex(case: Case, title: str, court: str, country: str, stands: str) -> str:
    fields = {
        "title": _latex(title, braces=True),
        "author": _latex(", ".join(filter(None, (court, country))), braces=True),
        "year": str(case.decision_date.value.year if case.decision_date else case.decision_year or ""),
        "howpublished": _latex(stands),
        "url": "".join(c for c in one_line(case.url) if c not in "{}\\"),
        "urldate": case.fetched_at.date().isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(case)},", *lines, "}"])


def _latex(text: str, *, braces: bool = False) -> str:
    """Text that LaTeX prints as it stands; in a second pair of braces its capitals stay."""
    safe = "".join(_LATEX.get(c, c) for c in text)
    return f"{{{safe}}}" if braces and safe else safe


def _key(case: Case) -> str:
    """A key of plain letters and digits out of the case's id: a number or year in it keeps it apart from others."""
    bare = unicodedata.normalize("NFKD", case.case_id).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-") or "case"
