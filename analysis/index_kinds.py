"""The country indices that are known: their scale, how their values are written, and what each contains of another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

TIERS = {"1": 1.0, "2": 2.0, "2W": 2.5, "3": 3.0, "SC": None}
"""TIP tier as written -> its place; a special case (``SC``) stands outside the tiers."""
RATINGS = {"1": 1.0, "2": 2.0, "3": 3.0, "4": 4.0, "5": 5.0, "5+": 6.0}
"""ITUC rating as written -> its place."""


class Verdict(StrEnum):
    """Whether two things may be laid beside each other as if they were independent."""

    OK = "ok"
    WARNED = "warned"
    REFUSED = "refused"


class IndexValue(NamedTuple):
    """One value as written, and as a number; None where it stands outside the scale."""

    wording: str
    number: float | None


@dataclass(frozen=True)
class IndexKind:
    """One index: its words, its scale, and how its file is written."""

    key: str
    """The name of its file without ``.csv``."""
    title: str
    short: str
    scale: str
    expected: str
    """What a value looks like, for whoever has to mend a file."""
    low: float = 0.0
    high: float = 100.0
    codes: tuple[tuple[str, float | None], ...] = ()
    """The wordings there are and their places, where the values are no plain numbers."""
    is_list: bool = False
    """Whether the file names only some countries, so that the others have no value to compare with."""

    @property
    def family(self) -> str:
        """The index without its edition: ``gsi`` of ``gsi_2016``."""
        return self.key.split("_")[0]

    def value_of(self, wording: str) -> IndexValue:
        """The value that ``wording`` states. Raises `LookupError` where it is none of this index."""
        codes = dict(self.codes)
        if codes:
            return IndexValue(wording, codes[wording])
        try:
            number = float(wording)
        except ValueError:
            raise LookupError(wording) from None
        if not self.low <= number <= self.high:  # also refuses nan
            raise LookupError(wording)
        return IndexValue(wording, number)


_CPI = IndexKind(
    "cpi", "Corruption Perceptions Index", "CPI", "0 (highly corrupt) to 100 (very clean)", "a score from 0 to 100"
)
_WGI = IndexKind(
    "wgi_control_of_corruption", "Worldwide Governance Indicators, control of corruption", "WGI",
    "about -2.5 (little control) to 2.5", "an estimate from -4 to 4", low=-4.0, high=4.0,
)  # fmt: skip
_TIP = IndexKind(
    "tip_tier", "Trafficking in Persons Report, tier", "TIP tier",
    "1 (meets the minimum standards), 2, 2W (watch list), 3; SC special case", "one of 1, 2, 2W, 3, SC", codes=tuple(TIERS.items()),
)  # fmt: skip
_RATED = tuple(RATINGS.items())
_ITUC = "ITUC Global Rights Index"
_ITUC_SCALE = "1 (sporadic violations) to 5+ (no guarantee of rights)"
KINDS = {
    kind.key: kind
    for kind in (
        _CPI,
        _WGI,
        _TIP,
        IndexKind("ituc_gri", f"{_ITUC}, rating", "ITUC", _ITUC_SCALE, "one of 1, 2, 3, 4, 5, 5+", codes=_RATED),
        IndexKind("ituc_gri_partial", f"{_ITUC}, ratings known in part", "ITUC part", _ITUC_SCALE, "one of 1, 2, 3, 4, 5, 5+", codes=_RATED, is_list=True),
        IndexKind("ituc_gri_ten_worst", f"{_ITUC}, the ten worst", "ITUC worst", "1: among the ten worst of the year", "1", codes=(("1", 1.0),), is_list=True),
        IndexKind("p3_index", "3P Anti-trafficking Policy Index", "3P", "3 (no compliance) to 15", "a sum from 3 to 15", low=3.0, high=15.0),
    )
}  # fmt: skip
"""File name without ``.csv`` -> the index; editions of the Global Slavery Index are found by their year."""
_GSI = re.compile(r"gsi_(20\d\d)")
FORMS = (*KINDS, "gsi_YEAR")
"""The names that a file of the folder may have, without ``.csv``."""


def kind_of(name: str) -> IndexKind:
    """The index whose file is called ``name`` (without ``.csv``). Raises `LookupError` for another name."""
    if edition := _GSI.fullmatch(name):
        return _slavery_index(name, int(edition[1]))
    return KINDS[name]


def _slavery_index(key: str, year: int) -> IndexKind:
    """Walk Free states the share of the population in per cent until 2016 and per 1,000 since 2018."""
    per, most = ("per cent", 100.0) if year < 2018 else ("per 1,000", 1000.0)
    return IndexKind(
        key, f"Global Slavery Index {year}, people in modern slavery {per} of the population", f"GSI {year}",
        f"{per}; higher is worse", f"a number from 0 to {most:g}", high=most,
    )  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """What one index contains of the other, or of what the courts' records are counted for."""

    verdict: Verdict
    why: str


INDEPENDENT = Relation(Verdict.OK, "")
LIST = Relation(
    Verdict.REFUSED,
    "the file names only some countries: who is not in it has no value, so there is no scale to correlate with",
)
_GSI_COUNTS_CPI = "the Global Slavery Index estimates most countries from a model of vulnerability that counts corruption by the CPI, so a part of their agreement was put in"
_TIP_COUNTS = "TIP tiers are given in part for what is correlated here: whether officials take part in trafficking and are prosecuted for it (22 U.S.C. 7106(b)(7))"
BETWEEN: dict[frozenset[str], Relation] = {
    frozenset({"gsi", "cpi"}): Relation(Verdict.REFUSED, _GSI_COUNTS_CPI),
    frozenset({"gsi", "wgi"}): Relation(Verdict.WARNED, f"{_GSI_COUNTS_CPI}; WGI draws on much the same surveys as the CPI"),
    frozenset({"tip", "cpi"}): Relation(Verdict.REFUSED, _TIP_COUNTS),
    frozenset({"tip", "wgi"}): Relation(Verdict.REFUSED, _TIP_COUNTS),
    frozenset({"cpi", "wgi"}): Relation(Verdict.WARNED, "both are averages of much the same surveys and experts' ratings, so they agree by construction"),
    frozenset({"p3", "tip"}): Relation(Verdict.REFUSED, "the 3P index is coded from the Trafficking in Persons Reports that give the tiers"),
    frozenset({"p3", "cpi"}): Relation(Verdict.WARNED, "the 3P index is coded from reports that count the complicity of officials"),
    frozenset({"p3", "wgi"}): Relation(Verdict.WARNED, "the 3P index is coded from reports that count the complicity of officials"),
}  # fmt: skip
"""Two families of indices -> what one contains of the other; those not listed are not known to."""
WITH_CASES: dict[str, dict[str, Relation]] = {
    "tip": {
        "described": Relation(Verdict.WARNED, f"{_TIP_COUNTS}, and the cases describe the same conduct"),
        "charged": Relation(Verdict.REFUSED, _TIP_COUNTS),
        "decided": Relation(Verdict.REFUSED, _TIP_COUNTS),
    },
    "gsi": dict.fromkeys(("described", "charged", "decided"), Relation(Verdict.WARNED, _GSI_COUNTS_CPI)),
    "p3": dict.fromkeys(
        ("described", "charged", "decided"),
        Relation(Verdict.WARNED, "the 3P index scores, among others, how traffickers are prosecuted, which is what brings cases to a portal"),
    ),
}  # fmt: skip
"""Family of an index -> aspect of a measure (`measures.Wording.aspect`) -> what the index contains of it."""


def between(one: IndexKind, other: IndexKind) -> Relation:
    """Whether two indices may be correlated."""
    if one.is_list or other.is_list:
        return LIST
    if one.family == other.family:
        return Relation(Verdict.REFUSED, "they are two editions of one index")
    return BETWEEN.get(frozenset({one.family, other.family}), INDEPENDENT)


def with_cases(kind: IndexKind, aspect: str) -> Relation:
    """Whether an index may be correlated with a measure of the cases."""
    return LIST if kind.is_list else WITH_CASES.get(kind.family, {}).get(aspect, INDEPENDENT)
