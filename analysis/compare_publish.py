"""The comparison fit to be published: tables with a small cell are withheld, and no case is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jointcharge.analysis.compare_tests import SMALL

if TYPE_CHECKING:
    from jointcharge.analysis.compare import Amount, CompareReport, Comparison, FactorRow

NOTE = (
    f"This report is made to be published: a factor's numbers are withheld where fewer than {SMALL} cases of a group mention it, or fail to "
    f"(of pairs, where fewer than {SMALL} differ in either direction), and with them all that was reckoned from them. No case is listed, and "
    "of bribes neither the lowest nor the highest."
)
_NUMBERS = (
    "joint_with", "other_with", "odds_ratio", "ci_low", "ci_high", "p_value", "p_adjusted", "firth_odds_ratio", "firth_ci_low",
    "firth_ci_high", "firth_p_value", "firth_p_adjusted", "smallest_odds_ratio",
)  # fmt: skip
WITHHELD = f"withheld: a cell under {SMALL}"


def publishable(report: CompareReport) -> CompareReport:
    """The report without what may not be published."""
    return report.model_copy(
        update={
            "comparisons": tuple(_comparison(one) for one in report.comparisons),
            "matching": report.matching.model_copy(update={"pairs": (), "unmatched": ()}),
            "amounts": tuple(_amount(one) for one in report.amounts if one.n >= SMALL),
        }
    )


def _comparison(one: Comparison) -> Comparison:
    if (one.n_joint or 0) < SMALL or (one.n_other or 0) < SMALL:
        nothing = one.together.model_copy(update={"factors": (), "note": WITHHELD})
        words = dict.fromkeys(("n_joint", "n_other", "joint_words", "other_words"))
        told = (f"Withheld: a group holds fewer than {SMALL} cases.",)
        return one.model_copy(update={**words, "joint": (), "other": (), "behind": (), "rows": (), "power": (), "notes": told, "together": nothing})  # fmt: skip
    rows = tuple(row.model_copy(update=_gone(row, one.paired)) for row in one.rows)
    kept = {row.factor for row in rows if not row.withheld}
    together = one.together.model_copy(
        update={"factors": tuple(each for each in one.together.factors if each.factor in kept)}
    )
    return one.model_copy(update={"joint": (), "other": (), "behind": (), "rows": rows, "together": together})


def _gone(row: FactorRow, paired: bool) -> dict[str, object]:
    """What is withheld of a factor; nothing where every cell is large enough."""
    if not row.small and not (paired and _few_pairs_differ(row)):
        return {}
    sizes = {name: None for name in ("joint_n", "other_n", "n", "not_known") if _is_few(row)}
    return {**dict.fromkeys(_NUMBERS), **sizes, "testable": False, "small": False, "note": WITHHELD}


def _is_few(row: FactorRow) -> bool:
    return min(row.joint_n or 0, row.other_n or 0) < SMALL


def _few_pairs_differ(row: FactorRow) -> bool:
    """Whether the pairs that differ one way or the other are few; the odds ratio is their quotient, the counts' gap their difference."""
    gap, ratio = (row.joint_with or 0) - (row.other_with or 0), row.odds_ratio
    if not ratio or ratio == 1:
        return True
    return min(gap / (ratio - 1), gap * ratio / (ratio - 1)) < SMALL - 0.5


def _amount(one: Amount) -> Amount:
    return one.model_copy(update={"lowest": None, "highest": None})
