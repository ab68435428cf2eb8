"""Charges of a HumanTraffickingData.org row: one for each statute and each thing that became of its counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jointcharge.parsing.htd_table import OUTCOMES, HtdRow, HtdTable
from jointcharge.parsing.quote import Quote
from jointcharge.records.case import (
    Charge,
    Diagnostic,
    Disposition,
    Instance,
    Money,
    Plea,
    Sentence,
    Stated,
    Verdict,
)
from jointcharge.records.offences import classify

_DISPOSITIONS = {
    "CountsNolProssed": Disposition.WITHDRAWN,  # the prosecution gave the counts up
    "PleaDismissed": Disposition.DISMISSED,
    "PleaGuilty": Disposition.CONVICTED,
    "TrialGuilty": Disposition.CONVICTED,
    "TrialNotGuilty": Disposition.ACQUITTED,
}
_TITLES = {"1324": 8, "1328": 8} | dict.fromkeys(
    ["1961to1968", "1028", "1351", "1425", "1512", "1546", "1581to1588", "1589", "1590", "1591", "1592", "2252", "2260",
     "2421to2424"], 18,
)  # fmt: skip
"""The title of the US Code that each statute column belongs to."""


class _Outcome(NamedTuple):
    column: str | None
    """None for counts of which the table does not say what became."""
    counts: int | None
    place: Quote | None


def build_charges(
    case_id: str, before: int, actor_id: str, row: HtdRow, table: HtdTable, diagnostics: list[Diagnostic]
) -> list[Charge]:
    """The charges of one defendant, numbered after the ``before`` charges of the case that come earlier."""
    charges: list[Charge] = []
    for statute in table.statutes:
        outcomes = list(_outcomes(row, statute, diagnostics))
        convicted = next((one for one in outcomes if _is_conviction(one)), None)
        sentence = _sentence(row, statute, diagnostics) if outcomes else None
        if sentence and not convicted and (sentence.imprisonment_months_min or sentence.fine):
            quote = row.quote(f"Sent{statute}") or table.header[statute]
            diagnostics.append(quote.diagnostic("sentence_without_conviction"))
        for one in outcomes:
            name = f"{case_id}#c{before + len(charges) + 1}"
            charges.append(_charge(name, actor_id, statute, table, one, sentence if one is convicted else None))
    return charges


def provision_of(statute: str) -> str:
    """``1591`` as lawyers cite it: ``18 U.S.C. 1591``; without a title for a statute that is not one of the sixteen."""
    section = statute.replace("to", "-")
    return f"{_TITLES[statute]} U.S.C. {section}" if statute in _TITLES else f"U.S.C. {section}"


def _outcomes(row: HtdRow, statute: str, diagnostics: list[Diagnostic]) -> Iterator[_Outcome]:
    """What became of the statute's counts; nothing where the defendant was not charged under it."""
    flag = row.quote(statute)
    known = [one for column in OUTCOMES if (one := _outcome(row, f"{column}{statute}", column, diagnostics))]
    if flag is None or flag.wording != "1":
        if flag and flag.wording != "0":
            diagnostics.append(flag.diagnostic("unknown_flag"))
        if known and flag:
            diagnostics.append(flag.diagnostic("outcome_without_charge"))
        return
    yield from known
    total = _count(row, f"Counts{statute}", diagnostics)
    decided = sum(one.counts or 0 for one in known)
    place = row.quote(f"Counts{statute}")
    if not known:
        yield _Outcome(None, total or None, place)
    elif place and total is not None and total != decided:
        diagnostics.append(place.diagnostic("counts_differ"))
        if total > decided:
            yield _Outcome(None, total - decided, place)


def _outcome(row: HtdRow, column: str, kind: str, diagnostics: list[Diagnostic]) -> _Outcome | None:
    count = _count(row, column, diagnostics)
    return _Outcome(kind, count, row.quote(column)) if count else None


def _count(row: HtdRow, column: str, diagnostics: list[Diagnostic]) -> int | None:
    value, quote = _amount(row, column, diagnostics), row.quote(column)
    if value is not None and quote and not value.is_integer():
        diagnostics.append(quote.diagnostic("unknown_number"))
        return None
    return None if value is None else int(value)


def _amount(row: HtdRow, column: str, diagnostics: list[Diagnostic]) -> float | None:
    try:
        value = row.number(column)
        if value is not None and not 0 <= value < float("inf"):
            raise ValueError(value)
    except ValueError:
        quote = row.quote(column)
        if quote:
            diagnostics.append(quote.diagnostic("unknown_number"))
        return None
    return value


def _is_conviction(outcome: _Outcome) -> bool:
    return outcome.column is not None and _DISPOSITIONS[outcome.column] is Disposition.CONVICTED


def _charge(
    charge_id: str, actor_id: str, statute: str, table: HtdTable, outcome: _Outcome, sentence: Sentence | None
) -> Charge:
    provision, printed = provision_of(statute), table.header[statute]
    return Charge(
        charge_id=charge_id,
        actor_id=actor_id,
        counts=Stated[int](value=outcome.counts, wording=outcome.place.wording, span=outcome.place.span)
        if outcome.counts and outcome.place
        else None,
        provision=Stated[str](value=provision, wording=printed.wording, span=printed.span),
        classes=classify(provision, None, "USA"),
        plea=_plea(outcome, statute, table),
        verdicts=(_verdict(outcome.column, statute, table),) if outcome.column else (),
        sentence=sentence,
    )


def _verdict(column: str, statute: str, table: HtdTable) -> Verdict:
    """What the column says; its name is the wording."""
    name = table.header[f"{column}{statute}"]
    return Verdict(instance=Instance.TRIAL, disposition=_DISPOSITIONS[column], wording=name.wording, span=name.span)


def _plea(outcome: _Outcome, statute: str, table: HtdTable) -> Stated[Plea] | None:
    if outcome.column != "PleaGuilty":
        return None
    name = table.header[f"PleaGuilty{statute}"]
    return Stated[Plea](value=Plea.GUILTY, wording=name.wording, span=name.span)


def _sentence(row: HtdRow, statute: str, diagnostics: list[Diagnostic]) -> Sentence | None:
    """The penalty under the statute, which the table gives once for all its counts."""
    months, term = _amount(row, f"Sent{statute}", diagnostics), row.quote(f"Sent{statute}")
    dollars, fine = _amount(row, f"Fines{statute}", diagnostics), row.quote(f"Fines{statute}")
    if months is None and not dollars:
        return None
    return Sentence(
        imprisonment_months_min=months,
        imprisonment_months_max=months,
        imprisonment=Stated[str](value=f"{term.wording} months", wording=term.wording, span=term.span)
        if term and months is not None
        else None,
        fine=Stated[Money](value=Money(amount=dollars, currency="USD"), wording=fine.wording, span=fine.span)
        if fine and dollars
        else None,
    )
