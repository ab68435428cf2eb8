"""Which offences a Spanish-language judgment charges: articles behind words such as ``tipificado``, and their names.

Forms met: ``delito de trata de personas, tipificado y sancionado en el artículo 91 numeral 1 del Código Orgánico Integral
Penal``, ``previsto en el artículo 177 bis del Código Penal``, ``infringido el Art. 385 numeral 3``. Must not match: ``en
concordancia con el artículo 42``, articles of procedure and of a code's general part, what stands in quotation marks.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any, NamedTuple

from jointcharge.parsing.spanish_text import SpanishReading
from jointcharge.parsing.wordings import read_vocabulary


class Offence(NamedTuple):
    """An offence as the judgment names it; either part may be missing, as an empty stretch."""

    provision: str
    """The article, with its law where the text names it: as printed, without words between that are neither."""
    start: int
    end: int
    wording_start: int
    wording_end: int


def _vocabulary() -> dict[str, Any]:
    return read_vocabulary("spanish_judgments")


_ARTICLE = re.compile(
    r"\bart(?:iculos?|s?\.|s)?\s*(?:el\s+|los\s+)?(?P<number>\d{1,4}(?:\.\d+)*(?:\s(?:bis|ter|quater))?)"
    r"(?P<tail>(?:,?\s*(?:en\s+su\s+|y\s+)?(?:numeral(?:es)?|num\.|nro\.|literal(?:es)?|lit\.|letras?|incisos?|inc\.|apartados?|parrafos?|"
    r"ordinal(?:es)?|fraccion(?:es)?)\s*(?:primero|segundo|tercero|cuarto|quinto|ultimo|[a-z]\b\)?|\d+(?:\.\d+)*\)?|[ivx]+\b)"
    r"|\.?\s?\d+\s?º|\s[a-z]\))*)"
)


def _laws() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?:{p})" for law in _vocabulary()["laws"].values() for p in law["patterns"]))


def find_offences(text: SpanishReading, start: int, end: int) -> list[Offence]:
    """The offences of a stretch, each article once: those that words such as ``tipificado`` lead to."""
    charging = re.compile(rf"\b(?:{'|'.join(_vocabulary()['charging'])})\b")
    passing = re.compile(rf"(?:{'|'.join(_vocabulary()['in_passing'])})[\s\w]{{0,12}}$")
    found: dict[str, Offence] = {}
    for article in _ARTICLE.finditer(text.folded, start, end):
        lead = text.folded[max(start, article.start() - 90) : article.start()]
        if not charging.search(lead) or passing.search(lead) or not _is_offence_article(text, article):
            continue
        wording = _wording_before(text, start, article.start())
        wording = wording if wording[1] else _wording_of_statute(text, article.end())
        one = Offence(*_provision(text, article, end), *wording)
        found.setdefault(re.sub(r"\W", "", article["number"]), one)
    if not found and (bare := _wording_before(text, start, end))[1]:
        return [Offence("", bare[0], bare[0], *bare)]
    return list(found.values())


def _provision(text: SpanishReading, article: re.Match[str], end: int) -> tuple[str, int, int]:
    """An article with the law that follows it within a few words; "artículo el 264 literal d) esto es en gran escala del Código" is
    cited as "artículo 264 literal d) del Código"."""
    law = _laws().search(text.folded, article.end(), min(article.end() + 70, end))
    between = text.folded[article.end() : law.start()] if law else ""
    stop = law.end() if law and not re.search(r"\bart|concordancia|relacion|[;]", between) else article.end()
    printed = " ".join(text.plain[article.start() : article.end()].split())
    cited = re.sub(r"(?i)^(\S+) (?:el|los) (?=\d)", r"\1 ", printed)
    if law is not None and stop == law.end():
        joint = _JOINT.search(between)
        cited += f"{joint[0] if joint else ' '}{' '.join(text.plain[law.start() : stop].split())}"
    return cited, article.start(), stop


_JOINT = re.compile(r",? (?:del|de la|de el|de)\s+(?:(?:mismo|citado|referido|mencionado|vigente) )?$")
"""What joins an article and its law."""


def _is_offence_article(text: SpanishReading, article: re.Match[str]) -> bool:
    """Whether an article of a code can define an offence; those of procedure and of the general part cannot."""
    number = int(re.match(r"\d+", article["number"])[0])  # type: ignore[index]
    law = _laws().search(text.folded, article.end(), article.end() + 90)
    named = _law_name(law[0]) if law else main_law(text)
    bounds = _vocabulary()["laws"][named]["offences"] if named else None
    return bounds is None or bounds[0] <= number <= bounds[1]


def _law_name(words: str) -> str | None:
    for name, law in _vocabulary()["laws"].items():
        if any(re.fullmatch(p, words) for p in law["patterns"]):
            return str(name)
    return None


@lru_cache(maxsize=8)
def _main_law(folded: str) -> str | None:
    counted = Counter(name for m in _laws().finditer(folded) if (name := _law_name(m[0])))
    return counted.most_common(1)[0][0] if counted else None


def main_law(text: SpanishReading) -> str | None:
    """The code that the judgment names most often; a guess for articles whose law it does not name."""
    return _main_law(text.folded)


_OFFENCE_WORDS = re.compile(
    r"\b(?:delitos?|infraccion|contravencion)(?: penal)? de (?P<what>[^.;:\n]{4,160}?)"
    r"(?=,? (?:tipificad|previst|sancionad|contemplad|penad|establecid|determinad|definid|en (?:grado|calidad|concurso|contra)|"
    r"a la pena|ya definid|cometid|seguid|por lo)|[,.;:\n]|$)"
)


def _wording_before(text: SpanishReading, start: int, end: int) -> tuple[int, int]:
    """The name of the offence, the last one before an article; an empty stretch where there is none."""
    found = list(_OFFENCE_WORDS.finditer(text.folded, start, end))
    return found[-1].span("what") if found else (0, 0)


_STATUTE_NAME = re.compile(r"tipo penal es \"?(?P<what>[A-ZÁÉÍÓÚ][^.\n\"]{4,140}?)(?=[.\n\",;])")


def _wording_of_statute(text: SpanishReading, start: int) -> tuple[int, int]:
    """The name of the offence as the statute quoted behind an article gives it."""
    found = _STATUTE_NAME.search(text.plain, start, start + 220)
    return found.span("what") if found else (0, 0)


def accusation(text: SpanishReading) -> Offence | None:
    """The offence that the judgment ties to the accused most often; a guess, for those whose ruling names none."""
    found = [one for start in range(0, len(text.folded), 2000) for one in _loose(text, start)]
    if not found:
        return None
    counted = Counter(re.sub(r"\D.*", "", re.sub(r"^\D+", "", one.provision)) for one in found)
    number = counted.most_common(1)[0][0]
    same = [one for one in found if re.sub(r"\D.*", "", re.sub(r"^\D+", "", one.provision)) == number]
    return max(same, key=lambda one: (bool(one.wording_end), one.end - one.start))


def _loose(text: SpanishReading, start: int) -> list[Offence]:
    return [one for one in find_offences(text, start, min(start + 2200, len(text.folded))) if one.end > one.start]
