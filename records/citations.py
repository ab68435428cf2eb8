"""Citation: one section of one law, as a provision prints it.

Forms met: ``Penal Code, Article 145 bis`` · ``18 U.S.C. § 1591(a) and (b)(2)`` · ``sections 1591 and 1594`` ·
``Article 210 paragraph 1 letter a) of the Criminal Code`` · ``para. 2 of Article 149`` · ``192. §`` ·
``4 kap. 1 a § brottsbalken`` · ``370, 372 and 373 IPC`` · ``arts 125 bis, 126`` · ``§§ 331-334``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_SPECIAL = {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("’‘ʼ`´", "'"), **dict.fromkeys("“”„«»", '"')}
_SPECIAL |= {"а": "a", "б": "b", "ß": "s", "ł": "l", "đ": "d", "ø": "o", "æ": "a", "œ": "o", "ı": "i"}


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        char = chr(code).lower()[0]
        plain = _SPECIAL.get(char) or unicodedata.normalize("NFD", char)[0]
        folded = " " if plain.isspace() and plain != "\n" else _SPECIAL.get(plain, plain)
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """``text`` in lower case without accents, character for character, so that offsets stay."""
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Citation:
    """One section cited of one law."""

    law: str
    base: str
    """The section without its subdivisions, in one spelling: ``145bis``, ``225-4-1``, ``110a``."""
    paths: tuple[tuple[str, ...], ...]
    """The subdivisions cited, outermost first; one empty path where none is."""
    until: str | None
    """The last section of a range, else None."""
    start: int
    end: int


@dataclass(slots=True)
class _Number:
    base: str
    start: int
    end: int
    paths: list[list[str]] = field(default_factory=list)
    until: str | None = None


@dataclass(slots=True)
class _Group:
    """Numbers that share one marker (``Articles 5, 6 and 7``)."""

    start: int
    marked: bool
    numbers: list[_Number] = field(default_factory=list)
    chapter: str | None = None
    marker: str = ""

    @property
    def end(self) -> int:
        return self.numbers[-1].end


@dataclass(slots=True)
class LawMention:
    """Where a text names a law; no key where the rules do not know it."""

    keys: tuple[str, ...]
    start: int
    end: int


_ORDINALS = (
    "bis",
    "ter",
    "quater",
    "quinquies",
    "sexies",
    "septies",
    "octies",
    "novies",
    "nonies",
    "decies",
    "undecies",
)
_NUMBER = (
    r"(?P<num>\d+-\d+(?=\.\d)|\d+(?:[a-z](?=\.\d))?(?:[.:]\d+)*(?:"
    rf"[ -]?(?:{'|'.join(_ORDINALS)})(?![a-z])(?:/\d+)?"  # 145 bis, 433quinquies, 145 ter/1
    r"|[¹²³⁴⁵]|\^\d"  # 143¹
    r"|[a-zв-я]{1,2}(?:-\d+(?!\d|\.\d))?(?!\w)|[-/][a-zв-я](?!\w)"  # 273f, 149-A, 110/a
    r"|/\d{1,2}(?!\d)|(?:-\d+(?!\d|\.\d))+(?:-?[a-z](?!\w))?"  # 245/1, 225-4-1, a range 2421-2423
    r"| [a-zв-я](?=\s*(?:§|$|[,;]|(?:of|del?|do|da)\b))"  # 149 A of, 1 a §; not "601 e 602"
    r")?(?:\.(?= ?§))?)"
)
_KEYWORDS = (
    r"sub-?sections?|sub-?paragraphs?|paragraphs?|paras?\.?|par\.|abs\.?|alinea|alineat\w*|alin\.?|al\.|letters?|"
    r"lett?\.|litera|lit\.|points?|pt\.|items?|clauses?|incisos?|inc\.|numeral(?:es)?|num\.|nr\.|no\.|nos\.|"
    r"apartados?|ust\.|pkt\.?|pct\.?|comma|co\.|ayat|huruf|odst\.|pism\.|stav|parts?|ч\.|п\.|ал\.|т\.|lid"
)
_SUB = r"(?:\d{1,3}[a-z]?|[ivx]{1,4}|[a-z])(?!\w)"
_MARKERS = (
    r"articles?|arts?\b\.?|articulos?|artigos?|articoli|articolo|articolul|artikels?|sections?|sect?s?\.|"
    r"sec\b|ss?\.|ss?(?= \d)|s(?=\d)|§§?|u/s|pasal|clen|cl\.|чл\.?|ст\.?|статт[яi]|neni|kohta|paragraf"
)
_KEYWORDS, _MARKERS = fold(_KEYWORDS), fold(_MARKERS)
_TOKEN = re.compile(
    rf"(?P<before>\b(?:{_KEYWORDS})\s*\(?(?P<outer>{_SUB})\)?,?\s*(?:of\s+)?(?:the\s+)?(?=art|sec|§|ст|чл|neni))"
    rf"|(?P<chapter>\bchapter\s+(?P<chap>\d+)\b|\b(?P<kap>\d+)\s*kap\.?|\bkap(?:itel)?\.?\s*(?P<kapp>\d+))"
    rf"|(?P<mark>(?<!\w)(?:{_MARKERS})[\s.:]*(?:(?:nos?|nr)\b[\s.:]*|n?[º°][\s.:]*)?)"
    rf"|(?P<deeper>(?:(?<!\w)(?:{_KEYWORDS})|§)\s*\(?(?P<inner>{_SUB})\)?)"
    r"|(?P<paren>\(?\s?(?P<sub>[ivx]{1,5}|[a-z]{1,2}|[0-9]{1,3})\s?\)|(?<= )(?P<deg>\d)°)"
    rf"|(?<!\w)(?<!\d\.){_NUMBER}"
    r"|(?P<range>\s-\s|(?<=\d)-(?=\d)|\b(?:to|through|thru|until|bis|a|au|al|până|pana)\b(?=\s+\d))"
    r"|(?P<join>,|&|/|\+|\b(?:and/or|and|or|as well as|read with|r/w|y|e|et|und|si|ou|o|i|en|a|ve|dan|jo)\b)"
    r"|(?P<stop>[;\n])"
    r"|(?P<word>\w+)"
)
_LINK = re.compile(
    r"[\s,]*(?:(?:of|under|in|del?|du|d|des|da|do|din|al|dell|della|sr|van|het|the|к|кк)\b[\s']*)[\w\s'.()-]{0,40}$"
)
_CANON = re.compile(r"[\s^/](?=\d)|[¹²³⁴⁵]")
_SUPERSCRIPTS = str.maketrans("¹²³⁴⁵", "12345")


def section_key(text: str) -> str:
    """One spelling for one section: ``145 bis`` and ``145-bis`` are ``145bis``, ``245/1`` is ``245-1``."""
    plain = _CANON.sub(lambda m: "-" + m.group().strip(" /^"), text.strip(" .")).translate(_SUPERSCRIPTS)
    return re.sub(r"[\s/-]+(?=[^\W\d])", "", plain)


def _spaced_key(text: str) -> str:
    """As :func:`section_key`, but a letter after a space stays apart: ``4 a`` may be 4a or 4(a)."""
    spaced = re.fullmatch(r"([\d.:]+) ([^\W\d])", text.rstrip("."))
    return f"{spaced[1]} {spaced[2]}" if spaced else section_key(text)


def split_section(text: str) -> tuple[str, tuple[str, ...]]:
    """A section as written in the rules, into its base and its subdivisions: ``201(b)(1)``."""
    base, *subs = re.split(r"[()]+", fold(text))
    return section_key(base), tuple(s for s in subs if s)


def natural_key(base: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts sections as a statute book does: 9, 10, 10a, 10-1."""
    return tuple(_part_key(part) for part in re.findall(r"\d+|[^\W\d]+", base))


def _part_key(part: str) -> tuple[int, int, str]:
    if part.isdigit():
        return 2, int(part), ""
    return (1, _ORDINALS.index(part), "") if part in _ORDINALS else (0, 0, part)


def full_end(start: str, end: str) -> str:
    """The end of a range that may be abbreviated: 1581-88 ends at 1588."""
    if start.isdigit() and end.isdigit() and len(end) < len(start):
        return start[: len(start) - len(end)] + end
    return end


class _Scanner:
    """Reads tokens into groups of numbers; laws come from the country's own pattern."""

    def __init__(self) -> None:
        self.groups: list[_Group] = []
        self.open = False  # whether a bare number would continue the last group
        self.joined = False
        self.ranged = False
        self.subdividing = False  # after "247 §" the next number divides 247
        self.keyword = ""
        self.outer: list[str] = []
        self.chapter: str | None = None
        self.handlers = {
            "before": self._on_before,
            "chapter": self._on_chapter,
            "mark": self._on_mark,
            "num": self._on_num,
            "deeper": self._on_deeper,
            "paren": self._on_paren,
            "join": self._on_join,
            "range": self._on_range,
            "stop": self._on_stop,
        }

    def read(self, text: str, start: int, end: int) -> None:
        self.open = self.ranged = False
        self.chapter = None
        for token in _TOKEN.finditer(text, start, end):
            if token.lastgroup == "word":
                self.open, self.outer = False, []
            elif handler := self.handlers.get(token.lastgroup or ""):
                handler(token)

    def _on_before(self, token: re.Match[str]) -> None:
        self.outer.append(token["outer"])

    def _on_chapter(self, token: re.Match[str]) -> None:
        self.chapter = token["chap"] or token["kap"] or token["kapp"]
        self._start_group(token.start(), True)

    def _on_mark(self, token: re.Match[str]) -> None:
        last = self.groups[-1] if self.groups else None
        if token.group().startswith("§") and last and last.numbers and token.start() - last.end <= 2:
            self.open = True
            self.subdividing = last.marked and not last.chapter and not last.marker.startswith("§")
            if self.subdividing or not last.marked or last.chapter:
                last.marked = True
                return
        if last and not last.numbers and last.chapter:
            return
        self._start_group(token.start(), True, token.group().strip(" .:"))

    def _start_group(self, start: int, marked: bool, marker: str = "") -> None:
        if self.groups and not self.groups[-1].numbers:
            start = min(start, self.groups.pop().start)
        self.groups.append(_Group(start, marked, chapter=self.chapter, marker=marker))
        self.open, self.joined, self.ranged, self.keyword = True, False, False, ""

    def _on_num(self, token: re.Match[str]) -> None:
        if self.subdividing:
            self.subdividing = False
            return self._add_sub(token["num"], token.end(), False)
        if not self.open:
            self._start_group(token.start(), False)
        group, base = self.groups[-1], _spaced_key(token["num"])
        if self.ranged and group.numbers:
            group.numbers[-1].until = full_end(group.numbers[-1].base, base)
            group.numbers[-1].end = token.end()
        else:
            outer = [list(reversed(self.outer))] if self.outer else []
            group.numbers.append(_Number(base, token.start(), token.end(), outer))
        self.ranged = self.joined = False
        self.keyword, self.outer = "", []
        return None

    def _on_deeper(self, token: re.Match[str]) -> None:
        word = token.group()[: token.start("inner") - token.start()].strip(" (.")
        self._add_sub(token["inner"], token.end(), self.joined and word == self.keyword)
        self.keyword = word

    def _on_paren(self, token: re.Match[str]) -> None:
        self._add_sub(token["sub"] or token["deg"], token.end(), self.joined)

    def _add_sub(self, sub: str, end: int, sibling: bool) -> None:
        if not (self.open and self.groups and self.groups[-1].numbers):
            return
        number = self.groups[-1].numbers[-1]
        number.end, self.joined = end, False
        if not number.paths:
            number.paths.append([sub])
        elif sibling:
            number.paths.append([*_siblings_of(number.paths[-1], sub), sub])
        else:
            number.paths[-1].append(sub)

    def _on_join(self, token: re.Match[str]) -> None:
        self.joined = True

    def _on_range(self, token: re.Match[str]) -> None:
        self.ranged = True

    def _on_stop(self, token: re.Match[str]) -> None:
        self.open, self.chapter = False, None


def _siblings_of(path: list[str], sub: str) -> list[str]:
    """The part of ``path`` above ``sub``: after ``(a)(1)``, ``(b)`` goes back above the ``(a)``."""
    for depth in range(len(path) - 1, -1, -1):
        if path[depth].isdigit() == sub.isdigit():
            return path[:depth]
    return path[:-1]


def _collapsed(laws: list[LawMention], groups: list[_Group]) -> list[LawMention]:
    """Neighbouring mentions with no number between name one law: the known names win."""
    runs: list[LawMention] = []
    for law in laws:
        last = runs[-1] if runs else None
        if last and not any(last.end <= g.start < law.start for g in groups) and (not law.keys or not last.keys):
            last.keys, last.end = last.keys or law.keys, law.end
        else:
            runs.append(law)
    return runs


def _law_of(group: _Group, laws: list[LawMention], text: str, postfix: bool) -> LawMention | None:
    left = next((law for law in reversed(laws) if law.end <= group.start), None)
    right = next((law for law in laws if law.start >= group.end), None)
    if right is not None:
        gap = text[group.end : right.start]
        if not gap.strip() or _LINK.match(gap):
            return right
    near_left = left is not None and not text[left.end : group.start].strip(" ,.:(-")
    if not group.marked:
        return left if near_left else None
    broken = left is None or ";" in text[left.end : group.start] or "\n" in text[left.end : group.start]
    if right is not None and (postfix or broken) and ";" not in text[group.end : right.start]:
        return right
    return left


def find_citations(text: str, laws: list[LawMention], default: tuple[str, str] | None) -> list[Citation]:
    """The sections cited in folded ``text``, each with its law.

    ``default`` is the law meant where no law is named at all, and the markers that may stand for it.
    """
    scanner, position = _Scanner(), 0
    for law in laws:
        scanner.read(text, position, law.start)
        position = law.end
    scanner.read(text, position, len(text))
    groups = [g for g in scanner.groups if g.numbers]
    runs = _collapsed([LawMention(law.keys, law.start, law.end) for law in laws], groups)
    postfix = bool(groups and runs and groups[0].start < runs[0].start)
    found: list[Citation] = []
    for group in groups:
        for key in _keys_of(group, runs, text, postfix, default):
            found += [_citation(key, group, number) for number in group.numbers]
    return found


def _keys_of(
    group: _Group, laws: list[LawMention], text: str, postfix: bool, default: tuple[str, str] | None
) -> tuple[str, ...]:
    if laws:
        law = _law_of(group, laws, text, postfix)
        return law.keys if law else ()
    if default and group.marked and re.match(default[1], group.marker):
        return (default[0],)
    return ()


def _citation(law: str, group: _Group, number: _Number) -> Citation:
    first = number is group.numbers[0]
    base = f"{group.chapter}:{number.base}" if group.chapter else number.base
    paths = tuple(tuple(p) for p in number.paths) or ((),)
    return Citation(law, base, paths, number.until, group.start if first else number.start, number.end)
