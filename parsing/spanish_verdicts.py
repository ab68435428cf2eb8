"""What a Spanish-language criminal judgment decides: for whom, for which offence, with which penalty.

Forms met: ``declara culpable en calidad de autor a X, del delito de …, tipificado y sancionado por el artículo 220
numeral 2 del Código Orgánico Integral Penal … se le impone la pena privativa de libertad de VEINTE MESES``; ``X y Y son
CULPABLES``; ``a Z se le CONFIRMA SU ESTADO DE INOCENCIA``; ``Que debemos condenar y condenamos a X como autor de un
delito de … previsto en el artículo 177 bis del Código Penal, a la pena de cinco años de prisión``; ``multa de diez salarios
básicos``, ``multa de $ 614,50``. Must not match: what a statute in quotation marks provides, what a party asks for, third
persons who are told not to be accused, articles in passing (``en concordancia con el artículo 42``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from jointcharge.parsing.money import parse_amount
from jointcharge.parsing.spanish_names import Accused, find_names, same_name
from jointcharge.parsing.spanish_offences import Offence, find_offences
from jointcharge.parsing.spanish_text import SpanishReading, Term, find_terms
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import Disposition, Money


class Amount(NamedTuple):
    """Money, or a number of wages, and where it stands."""

    money: Money | None
    wages: float | None
    start: int
    end: int


@dataclass(slots=True)
class Ruling:
    """What is decided for some of the accused, in one stretch of the decision."""

    disposition: Disposition
    start: int
    end: int
    """Of the words that decide."""
    accused: list[int]
    """Positions in the list of accused."""
    offences: list[Offence]
    terms: dict[tuple[int, int], Term] = field(default_factory=dict)
    """By accused and offence, both by position."""
    fines: dict[int, Amount] = field(default_factory=dict)


def _vocabulary() -> dict[str, Any]:
    return read_vocabulary("spanish_judgments")


def operative_start(text: SpanishReading) -> int | None:
    """Where the decision begins; None where no heading says so."""
    pattern = "|".join(rf"(?:{p})" for p in _vocabulary()["operative"])
    found = [m.start() for m in re.finditer(rf"(?<!\w)(?:{pattern})", text.plain) if m.start() > len(text.plain) * 0.25]
    if not found:
        return None
    first = next((m for m in found if found[-1] - m < 1500), found[-1])
    administering = [m.start() for m in re.finditer(r"(?:ADMINISTRANDO|IMPARTIENDO)\s+JUSTICIA", text.plain)]
    return administering[-1] if administering else first


@lru_cache(maxsize=1)
def _verdict_patterns() -> tuple[tuple[Disposition, re.Pattern[str]], ...]:
    return tuple(
        (Disposition(k), re.compile("|".join(rf"\b(?:{p})" for p in v))) for k, v in _vocabulary()["verdicts"].items()
    )


@lru_cache(maxsize=1)
def _not_verdict() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{p})" for p in _vocabulary()["not_verdicts"]))


class _Anchor(NamedTuple):
    disposition: Disposition
    start: int
    end: int


def verdict_words(folded: str, start: int = 0, end: int | None = None) -> list[tuple[Disposition, int, int]]:
    """The words of ``folded[start:end]`` that decide something, in order; one for words of one kind side by side."""
    end = len(folded) if end is None else end
    barred = [m.span() for m in _not_verdict().finditer(folded, start, end)]
    found = sorted(
        (
            _Anchor(kind, *m.span())
            for kind, pattern in _verdict_patterns()
            for m in pattern.finditer(folded, start, end)
        ),
        key=lambda anchor: anchor.start,
    )
    return [tuple(a) for a in found if not any(s < a.end and a.start < e for s, e in barred)]  # type: ignore[misc]


_UNIT_END = re.compile(r"\n|(?<=[a-z)\d\"]{3}[.;])\s+(?=\S)")


def find_rulings(text: SpanishReading, accused: Sequence[Accused], operative: int) -> list[Ruling]:
    """The rulings of the decision, in order. Penalties are those that follow, up to the next ruling."""
    anchors = [_Anchor(*a) for a in verdict_words(text.folded, operative)]
    groups = _grouped(anchors, text)
    rulings: list[Ruling] = []
    for position, anchor in enumerate(groups):
        left = _left_edge(text, anchor, groups[position - 1].end if position else operative)
        right = groups[position + 1].start if position + 1 < len(groups) else len(text.folded)
        _add_ruling(text, accused, anchor, left, right, rulings)
    return [r for r in rulings if r.accused]


def _grouped(anchors: list[_Anchor], text: SpanishReading) -> list[_Anchor]:
    """Anchors of one kind within one sentence are one: "sentencia condenatoria … por ser autores responsables"."""
    kept: list[_Anchor] = []
    for anchor in anchors:
        last = kept[-1] if kept else None
        if last and last.disposition is anchor.disposition and not _ends_between(text, last.end, anchor.start):
            kept[-1] = _Anchor(last.disposition, last.start, last.end)
        else:
            kept.append(anchor)
    return kept


def _ends_between(text: SpanishReading, start: int, end: int) -> bool:
    return any(text.plain[m.end() : m.end() + 1].isupper() for m in _UNIT_END.finditer(text.folded, start, end))


def _left_edge(text: SpanishReading, anchor: _Anchor, floor: int) -> int:
    """The start of the sentence that an anchor stands in."""
    start = floor
    for m in _UNIT_END.finditer(text.folded, floor, anchor.start):
        if text.plain[m.end() : m.end() + 1].isupper() or text.folded[m.start() : m.start() + 1] == "\n":
            start = m.end()
    return start


def _right_edge(text: SpanishReading, anchor: _Anchor, ceiling: int) -> int:
    """The end of the sentence or numbered item that an anchor stands in."""
    for m in _UNIT_END.finditer(text.folded, anchor.end, ceiling):
        if text.plain[m.end() : m.end() + 1].isupper():
            return m.start()
    return ceiling


def _add_ruling(
    text: SpanishReading, accused: Sequence[Accused], anchor: _Anchor, left: int, right: int, rulings: list[Ruling]
) -> None:
    """Add a ruling; words of the same kind in a sentence that names nobody go on with the ruling before."""
    stop = _right_edge(text, anchor, right)
    named = [n for n, _ in _named(text, accused, left, anchor.start)]
    named = named or [n for n, _ in _named(text, accused, anchor.end, stop)]
    offences = find_offences(text, left, stop)
    last = rulings[-1] if rulings else None
    if not named and last and last.disposition is anchor.disposition:
        last.offences += [one for one in offences if one.provision not in {o.provision for o in last.offences}]
    else:
        who = sorted(set(named)) or _meant(text, accused, text.folded[left:stop], rulings)
        last = Ruling(anchor.disposition, anchor.start, anchor.end, who, offences)
        rulings.append(last)
    if anchor.disposition is Disposition.CONVICTED:
        _add_penalties(text, accused, last, right)


def _meant(text: SpanishReading, accused: Sequence[Accused], sentence: str, before: list[Ruling]) -> list[int]:
    """The accused whom a sentence without names is about: the only one, or those a plural role word stands for."""
    if len(accused) == 1:
        return [0]
    if re.search(r"\b(?:procesad|acusad|sentenciad|imputad|encausad)[oa]s\b", sentence):
        decided = {n for one in before for n in one.accused}
        return [n for n in range(len(accused)) if n not in decided] or list(range(len(accused)))
    return []


def _named(text: SpanishReading, accused: Sequence[Accused], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The accused named in a stretch, each time, with the place."""
    for left, right in find_names(text, start, end):
        name = text.plain[left:right]
        hits = [n for n, one in enumerate(accused) if one.is_named(name)]
        exact = [n for n in hits if same_name(accused[n].name, name)]
        if len(exact or hits) == 1:
            yield (exact or hits)[0], left


# --- penalties -------------------------------------------------------------------------------------------

_IMPOSES = re.compile(
    r"\b(?:impon\w+|impuest\w+|conden\w+|pena|sancion|privativa|prision|reclusion)\b(?:[^.;\n]|\.(?=[\s\d]*\d)){0,160}$"
)
_NOT_IMPOSED = re.compile(
    r"(?:sera[n]? sancionad|sanciona(?:da)? con|solicit\w+|en abstracto|prev[eé]|de edad|pena maxima|no exceda|durante el periodo|"
    r"suspension condicional|detenid\w+ por|responsabilidad personal subsidiaria|inhabilitacion|alejamiento|libertad vigilada)[^.;\n]{0,60}$"
)
_WAGES = re.compile(
    r"multas?\b[^.;\n]{0,90}?\b(?P<number>\w+)(?:\s*\(\s*\w+\s*\))?\s+(?:salarios?|remuneraciones|sueldos?)\s+basic"
)
_FINE = re.compile(
    r"multas?\b[^.;\n]{0,150}?(?P<sign>\$|us\$|usd|€)?\s?(?P<number>\d+(?:[.,]\d+)*)\s*(?P<unit>dolares|usd|euros|soles|€)?"
)


def _add_penalties(text: SpanishReading, accused: Sequence[Accused], ruling: Ruling, right: int) -> None:
    """Each term goes to the accused named since the term before it; without a name to all that have none yet."""
    named = [(place, n) for n, place in _named(text, accused, ruling.end, right) if n in ruling.accused]
    last = ruling.start
    for term in _imposed(text, ruling.start, right):
        between = {n for place, n in named if last < place < term.start}
        offence = max((i for i, one in enumerate(ruling.offences) if one.start < term.start), default=0)
        for n in between or set(ruling.accused):
            ruling.terms.setdefault((n, offence), term)
        last = term.end
    fine = find_fine(text, ruling.start, right)
    if fine:
        ruling.fines = dict.fromkeys(ruling.accused, fine)


def _imposed(text: SpanishReading, start: int, end: int) -> Iterator[Term]:
    for term in find_terms(text.folded, start, end):
        before = text.folded[max(start, term.start - 200) : term.start]
        after = text.folded[term.end : term.end + 40]
        told = _IMPOSES.search(before) or re.match(r"\s+de\s+(?:prision|privacion|reclusion|pena)", after)
        if (
            told
            and not _NOT_IMPOSED.search(_since_imposing(before))
            and not re.match(r"\s+(?:de edad|contados)", after)
        ):
            yield term


def _since_imposing(before: str) -> str:
    """What stands behind the last verb that imposes: "… se sanciona con trece a dieciséis años, y se le impone"."""
    verbs = list(re.finditer(r"\b(?:impon\w+|condenamos|condeno)\b", before))
    return before[verbs[-1].end() :] if verbs else before


def find_fine(text: SpanishReading, start: int, end: int) -> Amount | None:
    """The fine of a stretch: an amount of money if one is stated anywhere, else a number of wages."""
    for found in _FINE.finditer(text.folded, start, end):
        if found["sign"] or found["unit"]:
            words = (found["unit"] or found["sign"]).strip()
            currency = _vocabulary()["currency"].get(words) or ("USD" if words == "$" else None)
            return Amount(Money(amount=parse_amount(found["number"]), currency=currency), None, *found.span())
    for found in _WAGES.finditer(text.folded, start, end):
        number = _vocabulary()["numbers"].get(found["number"], found["number"])
        if str(number).isdigit():
            return Amount(None, float(number), *found.span())
    return None


_SUSPENDS = re.compile(
    r"\bsuspende(?:r|n|mos)?\s+(?:condicionalmente|la ejecucion|el cumplimiento)|"
    r"\b(?:conced|acept|otorg|orden|dispon)\w*(?: \w+){0,4} suspension condicional"
)
_REFUSES = re.compile(
    r"\b(?:niega|negar|rechaz\w+|inadmit\w+|improcedente|no (?:procede|concede|acepta|ha lugar))\b[^.;\n]{0,60}suspension condicional"
)


def is_suspended(text: SpanishReading, operative: int) -> bool | None:
    """Whether the decision suspends the penalty; False where it refuses to, None where it does not say."""
    if _REFUSES.search(text.folded, operative):
        return False
    return True if _SUSPENDS.search(text.folded, operative) else None


_REPARATION = re.compile(
    r"(?:reparacion integral|indemniza\w*|responsabilidad civil)[^\n]{0,320}?(?P<sign>\$|us\$|€)\s?(?P<number>\d+(?:[.,]\d+)*)"
)


def find_reparation(text: SpanishReading, start: int, end: int) -> Amount | None:
    """The one sum of money that the decision awards for reparation; None where there is none, or several."""
    found = list(_REPARATION.finditer(text.folded, start, end))
    if len(found) != 1:
        return None
    currency = _vocabulary()["currency"].get(found[0]["sign"], "USD" if found[0]["sign"] == "$" else None)
    money = Money(amount=parse_amount(found[0]["number"]), currency=currency)
    return Amount(money, None, found[0].start("sign"), found[0].end())
