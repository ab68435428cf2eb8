"""The parts of form AO 245B (Judgment in a Criminal Case) in its text: tables, lists of counts, terms and totals.

The courts fill in one form, of which text extraction keeps the words and loses the layout: table cells come apart by
tabs or spaces, cells wrap, boxes are ``☒``, ``[X]``, ``X`` or gone. So a list of counts that is filled in is taken for
ticked, unless its box is plainly empty; a blank list never is.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from jointcharge.parsing.us_sentences import numbers_of
from jointcharge.parsing.us_statutes import Statute, find_statutes

_BOX = r"(?P<box>☐|□|\[\s*\]|☒|☑|✔|✓|■|\[\s*[xX]\s*\]|\b[xX]\b)?\s*"
_EMPTY_BOX = re.compile(r"☐|□|\[\s*\]")
_NUMBER = r"(?:\d+[srx]*|(?-i:[IVX]{2,}|[IV])\b)"  # a lone X is a box
_NUMBERS = rf"{_NUMBER}(?:\s*(?:,\s*and|,|&|and|-|through|thru|to)\s*{_NUMBER})*"
_LISTS = {
    "guilty": rf"{_BOX}pleaded\s+guilty\s+to\s+counts?(?:\s?\(s\))?",
    "no_contest": rf"{_BOX}pleaded\s+nolo\s+contendere\s+to\s+counts?(?:\s?\(s\))?",
    "tried": rf"{_BOX}was\s+found\s+guilty\s+on\s+counts?(?:\s?\(s\))?",
    "acquitted": rf"{_BOX}(?:The\s+)?defendant\s+has\s+been\s+found\s+not\s+guilty\s+on\s+counts?(?:\s?\(s\))?",
}
_DISMISSED = re.compile(
    rf"{_BOX}Counts?(?:\s?\(s\))?\s*:?\s*(?P<counts>{_NUMBERS}|remaining|all\s+remaining|underlying[^.☐☒]{{0,40}}?)"
    r"(?P<words>(?:(?!\bcount)[^.]){0,80}?\b(?:is|are)\b[^.]{0,20}?\bdismissed\b[^.\n]{0,60})",
    re.IGNORECASE,
)
_TABLE = re.compile(
    r"Title\s*(?:&|and)\s*Section\s+Nature\s+of\s+Offense\s+(?:Date\s+)?Offense\s+(?:Ended|Concluded)\s+Counts?(?:\s+Number)?(?:\s?\(s\))?",
    re.IGNORECASE,
)
_TABLE_END = re.compile(
    r"(?:The\s+)?defendant\s+is\s+sentenced\s+as\s+provided|The\s+sentence\s+is\s+imposed|defendant\s+has\s+been\s+found\s+not|"
    r"Counts?(?:\s?\(s\))?[^.\n]{0,60}\b(?:is|are)\b[^.\n]{0,20}dismissed|It\s+is\s+ordered",
    re.IGNORECASE,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = rf"(?:\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{1,2}}/\d{{4}}|(?:{_MONTHS})\s+(?:\d{{1,2}},?\s+)?\d{{4}})"
_ENDED = re.compile(rf"(?:(?:in\s+or\s+)?(?:about|before|through|until)\s+)?(?P<date>{_DATE})", re.IGNORECASE)
_COUNT_CELL = re.compile(rf"\s*(?P<counts>{_NUMBERS})(?=\s|$)")
_LAST_CELL = re.compile(rf"[\s\t]{{2,}}(?P<counts>{_NUMBERS})\s*$|\t\s*(?P<tab>{_NUMBERS})\s*$", re.MULTILINE)
_MORE_STATUTE = re.compile(
    r"\s*(?P<more>(?:\([\w]{1,4}\))+(?:[\s,&]*(?:and\s+)?(?:\d{1,5}[A-Z]?(?:\(\w{1,4}\))*|(?:\(\w{1,4}\))+))*)"
)
_IMPRISONMENT = re.compile(
    r"committed\s+to\s+the\s+custody\s+of\s+the\s+(?:Federal|United\s+States)\s+Bureau\s+of\s+Prisons\s+to\s+be\s+imprisoned\s+for\s+a"
    r"(?:\s+total)?\s+term\s+of\s*:?",
    re.IGNORECASE,
)
_RELEASE = re.compile(r"on\s+supervised\s+release\s+for\s+a\s+(?:total\s+)?term\s+of\s*:?", re.IGNORECASE)
_PROBATION = re.compile(r"sentenced\s+to\s+probation\s+for\s+a\s+(?:total\s+)?term\s+of\s*:?", re.IGNORECASE)
_TERM_END = re.compile(
    r"(?:☐|☒|\[\s*[xX]?\s*\]|\b[xX]\s)?\s*(?:The\s+court\s+(?:makes|recommends)|The\s+defendant\s+(?:is\s+remanded|shall|must)|"
    r"MANDATORY\s+CONDITIONS|You\s+must|RETURN\b|SUPERVISED\s+RELEASE\s+Upon|AO\s+245B|While\s+on\s+supervised)",
    re.IGNORECASE,
)
_TOTALS = re.compile(
    r"\bTOTALS?\b\s*:?(?P<cells>(?:\s*\$\s*(?:[\d,]+(?:\.\d\d)?|waived|TBD|N/A|none|-+)?){1,5})", re.IGNORECASE
)
_MONEY_COLUMNS = re.compile(
    r"(?P<jvta>JVTA\s+Assessment)|(?P<avaa>AVAA\s+Assessment)|(?P<assessment>Assessment)|(?P<fine>Fine)|(?P<restitution>Restitution)"
)


class CountList(NamedTuple):
    """A list of counts that the form has filled in."""

    kind: str
    """``guilty``, ``no_contest``, ``tried``, ``acquitted`` or ``dismissed``."""
    numbers: tuple[int, ...]
    """Empty where the form says "remaining" or the like."""
    start: int
    end: int
    counts_start: int
    counts_end: int


class OffenceRow(NamedTuple):
    """One row of the table of offences."""

    statutes: tuple[Statute, ...]
    """Their places are those of the text."""
    nature: tuple[int, int] | None
    ended: tuple[int, int] | None
    numbers: tuple[int, ...]
    counts: tuple[int, int] | None
    start: int
    end: int


class MoneyTotal(NamedTuple):
    """One amount of the line of totals."""

    kind: str
    """``assessment``, ``avaa``, ``jvta``, ``fine`` or ``restitution``."""
    amount: float
    start: int
    end: int


def find_lists(plain: str) -> Iterator[CountList]:
    """The lists of counts that are filled in, in the order of the form."""
    for kind, pattern in _LISTS.items():
        for found in re.finditer(rf"{pattern}\s*:?\s*(?P<counts>{_NUMBERS})(?![\w/])", plain, re.IGNORECASE):
            if not _is_empty(found):
                yield CountList(kind, numbers_of(found["counts"]), *_from_words(found), *found.span("counts"))
    for found in _DISMISSED.finditer(plain):
        if not _is_empty(found):
            yield CountList("dismissed", numbers_of(found["counts"]), *_from_words(found), *found.span("counts"))


def _is_empty(found: re.Match[str]) -> bool:
    return bool(found["box"] and _EMPTY_BOX.fullmatch(found["box"]))


def _from_words(found: re.Match[str]) -> tuple[int, int]:
    """The match without its box."""
    start = found.end("box") if found["box"] else found.start()
    gap = len(found.string[start : found.end()]) - len(found.string[start : found.end()].lstrip())
    return start + gap, found.end()


def find_rows(text: str, plain: str) -> list[OffenceRow]:
    """The rows of the table of offences; a statute on a line without a count belongs to the row above."""
    head = _TABLE.search(plain)
    if head is None:
        return []
    stop = _TABLE_END.search(plain, head.end())
    end = stop.start() if stop else len(plain)
    starts = list(_row_starts(text[head.end() : end], head.end()))
    rows: list[OffenceRow] = []
    for start, behind in itertools.pairwise([*starts, end]):
        row = _row(text, start, behind)
        if rows and not row.numbers and rows[-1].numbers and row.ended is None:
            rows[-1] = rows[-1]._replace(statutes=(*rows[-1].statutes, *row.statutes), end=row.end)
        else:
            rows.append(row)
    return rows


def _row_starts(table: str, offset: int) -> Iterator[int]:
    """Where a statute begins a line, or follows the count of the row before."""
    last = -1
    for one in find_starts(table):
        lead = table[:one].rstrip(" \t")
        if not lead or lead.endswith("\n") or re.search(r"(?:^|\s)[\dIVX]+[srx]*$", lead):
            if one != last:
                yield offset + one
            last = one


def find_starts(table: str) -> Iterator[int]:
    """Where each citation of the Code begins."""
    at = 0
    while found := find_statutes(table[at:]):
        first = min(found, key=lambda one: one.start)
        yield at + first.start
        at += first.end


def _row(text: str, start: int, end: int) -> OffenceRow:
    line = text[start:end]
    run = _first_run(line)
    after = max(one.end for one in run)
    ended = _ENDED.search(line, after)
    cell = _COUNT_CELL.match(line, ended.end()) if ended else _LAST_CELL.search(line, after)
    group = "counts" if cell and cell["counts"] else "tab"
    nature_end = ended.start() if ended else cell.start() if cell else len(line)
    statutes = [*run, *(_continued(line, cell.end(), run[-1]) if cell else ())]
    left = after + len(line[after:nature_end]) - len(line[after:nature_end].lstrip(" \t\n-–—:;,"))
    right = len(line[:nature_end].rstrip(" \t\n-–—:;,"))
    return OffenceRow(
        tuple(one._replace(start=one.start + start, end=one.end + start) for one in statutes),
        (start + left, start + right) if right > left else None,
        (start + ended.start("date"), start + ended.end("date")) if ended else None,
        numbers_of(cell[group]) if cell else (),
        (start + cell.start(group), start + cell.end(group)) if cell else None,
        start,
        start + len(line.rstrip()),
    )


def _first_run(line: str) -> list[Statute]:
    """The statutes that begin the row, as far as only commas, "and" or a line break stand between them."""
    run: list[Statute] = []
    for one in find_statutes(line):
        gap = line[max(s.end for s in run) : one.start] if run else ""
        if run and re.search(r"[A-Za-z]{2,}", re.sub(r"\band\b", "", gap)):
            break
        run.append(one)
    return run


def _continued(line: str, at: int, last: Statute) -> Iterator[Statute]:
    """Subsections that wrapped under the statute: ``18 U.S.C. § 1591(a)(1),`` … ``(b)(2) and 2``."""
    more = _MORE_STATUTE.match(line, at)
    head = re.match(r"\d+ U\.S\.C\. §+ [\w-]+", last.cited)
    if more and head and line[last.start : last.end + 1].rstrip(" ").endswith((",", "and", last.cited[-1], ")")):
        cited = find_statutes(f"{head[0]}{more['more']}")
        for one in cited:
            if one.cited != last.cited:
                yield Statute(one.cited, *more.span("more"))


def find_term(plain: str, kind: str) -> tuple[int, int] | None:
    """Where the form states a term: of ``imprisonment``, ``supervised_release`` or ``probation``, its lead included."""
    lead = {"imprisonment": _IMPRISONMENT, "supervised_release": _RELEASE, "probation": _PROBATION}[kind].search(plain)
    if lead is None:
        return None
    stop = _TERM_END.search(plain, lead.end())
    return lead.start(), min(stop.start() if stop else len(plain), lead.end() + 600)


def find_totals(plain: str) -> tuple[list[MoneyTotal], tuple[int, int] | None]:
    """The amounts of the line of totals; and that line where its cells cannot be told apart."""
    found = _TOTALS.search(plain)
    if found is None:
        return [], None
    sheet = max(plain.upper().rfind("CRIMINAL MONETARY PENALTIES", 0, found.start()), found.start() - 400, 0)
    heads = list(dict.fromkeys(str(m.lastgroup) for m in _MONEY_COLUMNS.finditer(plain, sheet, found.start())))
    cells = list(re.finditer(r"\$\s*([\d,]+(?:\.\d\d)?)?", found["cells"]))
    if len(cells) != len(heads):
        return [], found.span()
    offset = found.start("cells")
    return [
        MoneyTotal(kind, float(cell[1].replace(",", "")), offset + cell.start(), offset + cell.end())
        for kind, cell in zip(heads, cells, strict=True)
        if cell[1]
    ], None


def us_date(wording: str) -> dt.date | None:
    """The day that an American form writes, month first; None where it is no full date."""
    numeric = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", wording.strip())
    named = re.fullmatch(rf"({_MONTHS})\s+(\d{{1,2}}),?\s+(\d{{4}})", wording.strip(), re.IGNORECASE)
    try:
        if numeric:
            return dt.date(int(numeric[3]), int(numeric[1]), int(numeric[2]))
        if named:
            month = _MONTHS.lower().split("|").index(named[1].lower()) + 1
            return dt.date(int(named[3]), month, int(named[2]))
    except ValueError:
        return None
    return None


def find_date(plain: str) -> tuple[dt.date, int, int] | None:
    """The day on which the judgment was imposed, behind or above its label."""
    label = re.search(r"Date\s+of\s+Imposition\s+of\s+Judgment", plain, re.IGNORECASE)
    if label is None:
        return None
    behind = re.match(rf"\s*:?[\s_]*({_DATE})", plain[label.end() : label.end() + 60], re.IGNORECASE)
    above = list(re.finditer(_DATE, plain[max(0, label.start() - 60) : label.start()], re.IGNORECASE))
    if behind and (day := us_date(behind[1])):
        return day, label.end() + behind.start(1), label.end() + behind.end(1)
    if above and (day := us_date(above[-1][0])):
        offset = max(0, label.start() - 60)
        return day, offset + above[-1].start(), offset + above[-1].end()
    return None
