"""Individual offender datafiles of the US Sentencing Commission, as CSV: one case for each offender convicted of
trafficking or corruption.

The file links no offenders to one case, and holds convicted offenders alone; ``docs/ussc.md`` says what can be seen.
"""

from __future__ import annotations

from jointcharge.parsing.formats import Parsed
from jointcharge.parsing.quote import DocumentText
from jointcharge.parsing.ussc_offender import OffenderCase, codes_of, is_relevant
from jointcharge.parsing.ussc_table import read_offenders
from jointcharge.records.case import Case
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import RawDocument, RawEntry, RawKind

NAME = "ussc"
VERSION = 1


def accepts(raw: RawDocument | RawEntry) -> bool:
    """Whether ``raw`` was brought by ``jointcharge import ussc``."""
    return raw.portal == NAME and raw.kind is RawKind.FILE


def parse(raw: RawDocument) -> Parsed:
    """The cases of the offenders that matter; the text has their cells and the number of rows left out."""
    text = DocumentText(raw.sha256)
    text.line(f"Individual offender datafile of the US Sentencing Commission: {raw.url}")
    cases: list[Case] = []
    known: dict[str, int] = {}
    read = blank = 0
    for offender in read_offenders(raw.body, raw.url):
        read += 1
        blank += not codes_of(offender)
        if is_relevant(offender):
            number = offender.values.get("USSCIDN") or f"row-{offender.number}"
            known[number] = known.get(number, 0) + 1
            suffix = f"-{known[number]}" if known[number] > 1 else ""  # the Commission's file of 2010 repeats one
            case_id = f"{NAME}:{_stem(raw.url)}:{number}{suffix}"
            cases.append(OffenderCase(raw, text, offender, case_id).case())
    if blank == read:
        raise ParseError(f"{raw.url}: no row of {read} names a statute; export it with its columns NWSTAT1, NWSTAT2, …")
    text.gap()
    text.line(f"Offenders read: {read}; with no trafficking or corruption statute, left out: {read - len(cases)}")
    return Parsed(text.text(), tuple(cases))


def _stem(url: str) -> str:
    """The file's name without folder and endings: it tells the fiscal years apart, whose numbers may repeat."""
    return url.replace("\\", "/").rsplit("/", 1)[-1].split(".", 1)[0]
