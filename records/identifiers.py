"""Numbers by which courts name a case: found in titles and captions, and written one way.

The kinds, what each is unique within, and their examples are in ``identifiers.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jointcharge.records.countries import plain

_FILE = Path(__file__).parent / "identifiers.yml"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"\xa0": " "})
_LONGEST_RANGE = 60
_PART = re.compile(r"([-,;&]|and|to)?\s*(\d+)", re.IGNORECASE)


class Identifier(NamedTuple):
    """One number, written the way all spellings of it are written."""

    kind: str
    unique: str
    """Within what it stands for one case: ``world``, ``country``, ``court``, or ``loose`` (its court, and loosely read)."""
    value: str


class _Kind(NamedTuple):
    name: str
    unique: str
    country: str | None
    regex: re.Pattern[str]
    form: str
    is_range: bool
    digits: int
    verbatim: bool


def find_identifiers(text: str, country: str | None) -> tuple[Identifier, ...]:
    """The numbers in ``text``, each once, of a case of ``country`` (alpha-3; None where it is not known).

    A stretch that one kind has read is not read again by the next, so ``CC 22/2018 [2020] NAHCMD 507`` gives two.
    """
    rest, found = text.translate(_DASHES), dict[Identifier, None]()
    for kind in _kinds():
        if kind.country is None or country in (kind.country, None):
            for match in kind.regex.finditer(rest):
                found.update(dict.fromkeys(_read(kind, match)))
            rest = kind.regex.sub(lambda m: "\x00" * len(m.group()), rest)
    return tuple(found)


def _read(kind: _Kind, match: re.Match[str]) -> Iterator[Identifier]:
    if kind.digits and (sum(c.isdigit() for c in match.group()) < kind.digits or _numbers_a_law(match)):
        return
    for value in _values(kind, match):
        yield Identifier(kind.name, kind.unique, " ".join(value.split()))


def _values(kind: _Kind, match: re.Match[str]) -> Iterator[str]:
    groups = [g for g in match.groups() if g is not None]
    if kind.is_range:
        yield from (kind.form.format(one) for one in _expanded(groups[-1]))
        return
    parts = [g.lower() if kind.verbatim else _bare(g) for g in groups]
    wanted = kind.form.count("{")
    yield kind.form.format(
        *(int(p) if p.isdigit() and ":0" in kind.form else p for p in (*parts, *[""] * (wanted - len(parts))))
    )


def _bare(text: str) -> str:
    """Lower case, separators as spaces, numbers without leading zeros."""
    spaced = re.sub(r"[\s/_-]+|(?<=\D)\.|\.(?=\D)|(?<=\d)\.(?=\d+/)", " ", text.lower()).strip()
    return re.sub(r"(?<!\d)0+(?=\d)", "", spaced)


def _expanded(listed: str) -> Iterator[str]:
    """``178000 and 178003`` are two numbers, ``115150-55`` six."""
    last = ""
    for joint, digits in _PART.findall(listed):
        number = last[: len(last) - len(digits)] + digits if last and len(digits) < len(last) else digits
        if joint.lower() in ("-", "to") and 0 < int(number) - int(last) <= _LONGEST_RANGE:
            yield from (str(n) for n in range(int(last) + 1, int(number) + 1))
        else:
            yield str(int(number))
        last = number


def _numbers_a_law(match: re.Match[str]) -> bool:
    before = plain(match.string[max(match.start() - 40, 0) : match.start()]).rstrip(" .:(")
    return any(before.endswith(word) for word in _read_file()["not_numbers"])


@lru_cache(maxsize=1)
def _read_file() -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both loaders are safe
    return found


@lru_cache(maxsize=1)
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            name=one["name"],
            unique=one["unique"],
            country=one.get("country"),
            regex=re.compile(one["regex"], re.IGNORECASE),
            form=one["form"],
            is_range=one.get("range", False),
            digits=one.get("digits", 0),
            verbatim=one.get("verbatim", False),
        )
        for one in _read_file()["kinds"]
    )


def examples() -> Iterator[tuple[str, str | None, str, list[str]]]:
    """Kind, country, text and the values it must give: the vocabulary's own tests."""
    for kind in _read_file()["kinds"]:
        for text, values in kind["examples"].items():
            yield kind["name"], kind.get("country"), text, values
