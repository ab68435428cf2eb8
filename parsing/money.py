"""Amounts of money with their currency, from ``vocabulary/money.yml``.

Forms met: "Yes 4000 EUR (Up to 10,000 USD)" (the bracket is the portal's band in dollars, not the amount),
"No", "Yes", "R$ 5.000", "Rs. 2,000/-", "1,00,000 INR", "2 million baht", "20,000 pesos". Amounts in units that
are no money (day-fines, minimum wages) and several amounts at once are left unread.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.wordings import folded_in_place, read_vocabulary


class MoneyReading(NamedTuple):
    """What a wording says about money; without an amount where it says that there is none, or only "Yes"."""

    amount: float | None
    currency: str | None
    unknown: str | None = None
    """Words that could be a currency and are in no list."""


_BAND = re.compile(r"\((?:up to|more than|less than|over|between|from|above|below)\b[^)]*\)", re.IGNORECASE)
_BARE_BAND = re.compile(r"^(?:yes[\s,-]*)?(?:up to|more than|less than|over|above|below)\s+[\d.,]+\s*usd$")
_NUMBER = re.compile(r"(?:(?<![\w.,'])|(?<=[a-z]\.)|(?<=[a-z$€£₱]))\d+(?:(?:[.,']|\s(?=\d{3}(?!\d)))\d+)*")
_WORD = re.compile(r"[^\s\d.,;:()/-][^\s\d,;:()]*")


@lru_cache(maxsize=4096)
def parse_money(wording: str, country: str | None = None) -> MoneyReading | None:
    """The amount and currency of ``wording`` in a case of ``country``; None where it cannot be read."""
    vocabulary = read_vocabulary("money")
    text = _BAND.sub(" ", folded_in_place(wording)).strip(" .;,")
    if text in vocabulary["none_stated"] or text in vocabulary["yes_only"] or not text or _BARE_BAND.match(text):
        return MoneyReading(None, None)
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 1 or _not_money().search(text):
        return None
    number = numbers[0]
    rest = f"{text[: number.start()]} {text[number.end() :]}"
    multiplier, rest = _multiplier(rest)
    currency, unknown = _currency(rest, country)
    return MoneyReading(parse_amount(number[0]) * multiplier, currency, unknown)


def parse_amount(digits: str) -> float:
    """The number that ``digits`` write, with either style of thousand separators.

    A single separator before exactly three digits divides thousands: "4.000" and "4,000" are 4000.
    """
    bare = re.sub(r"[\s']", "", digits)
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return float(bare)
    mark, tail = bare[last], bare[last + 1 :]
    both = "." in bare and "," in bare
    thousands = bare.count(mark) > 1 or (len(tail) == 3 and not both)
    whole = re.sub(r"[.,]", "", bare if thousands else bare[:last])
    return float(whole if thousands else f"{whole}.{tail}")


def _multiplier(rest: str) -> tuple[float, str]:
    for word, factor in read_vocabulary("money")["multipliers"].items():
        if re.search(rf"\b{word}\b", rest):
            return float(factor), re.sub(rf"\b{word}\b", " ", rest)
    return 1.0, rest


def _currency(rest: str, country: str | None) -> tuple[str | None, str | None]:
    names, shared = _names()
    found = {names[m[0]] for m in _name_pattern().finditer(rest) if m[0] in names}
    if not found and country:
        found = {shared[m[0]][country] for m in _name_pattern().finditer(rest) if country in shared.get(m[0], {})}
    if len(found) == 1:
        return found.pop(), None
    ignorable = {*read_vocabulary("money")["ignorable"], "-"}
    unknown = [w for w in _WORD.findall(rest) if w.strip(".") not in ignorable]
    return None, " ".join(unknown) or None


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    vocabulary = read_vocabulary("money")
    names = {code.lower(): code for code in vocabulary["codes"]}
    for code, listed in vocabulary["names"].items():
        names |= {folded_in_place(name): code for name in listed}
    return names, {folded_in_place(str(k)): v for k, v in vocabulary["by_country"].items()}


@lru_cache(maxsize=1)
def _name_pattern() -> re.Pattern[str]:
    names, shared = _names()
    ordered = sorted({*names, *shared}, key=len, reverse=True)
    return re.compile("|".join(_bounded(name) for name in ordered))


def _bounded(name: str) -> str:
    left = r"(?<![a-z])" if name[0].isalpha() else ""
    right = r"(?![a-z])" if name[-1].isalpha() else ""
    return f"{left}{re.escape(name)}{right}"


@lru_cache(maxsize=1)
def _not_money() -> re.Pattern[str]:
    words = sorted((folded_in_place(w) for w in read_vocabulary("money")["not_money"]), key=len, reverse=True)
    return re.compile("|".join(_bounded(w) for w in words))
