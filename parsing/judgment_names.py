"""Names of accused: taken out of captions and charge sentences, and found again in the text.

Forms met: ``ENGR. CARLOS REYES Y PINEDA``, ``ROSA CRUZ (AT LARGE)``, ``LITO TAN ALIAS "TOMMY"``, ``IRENE LIM @ IRENE
SY``, ``SPOUSES A AND B``, ``JOSE DIAZ, JR.``, ``X, IN HIS CAPACITY AS MAYOR``; in running text ``Rosa Cruz y Lim,
together with Juan Diaz and "John Doe"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jointcharge.parsing.judgment_text import Reading
from jointcharge.parsing.wordings import folded, read_vocabulary

TITLES = {
    *(
        "engr",
        "engineer",
        "atty",
        "hon",
        "dr",
        "dra",
        "mr",
        "mrs",
        "ms",
        "mme",
        "gov",
        "mayor",
        "governor",
        "col",
        "gen",
        "capt",
    ),
    *(
        "spouses",
        "spouse",
        "sps",
        "the",
        "accused",
        "accused-appellant",
        "appellant",
        "petitioner",
        "respondent",
        "prof",
    ),
    *(
        "judge",
        "justice",
        "senator",
        "both",
        "namely",
        "certain",
        "one",
        "herein",
        "sgt",
        "maj",
        "lt",
        "brig",
        "and",
        "as",
    ),
    *(
        "petitioners",
        "respondents",
        "appellants",
        "kgd",
        "then",
        "by",
        "her",
        "his",
        "messrs",
        "sister",
        "spo1",
        "spo2",
    ),
    *("ma", "vs", "accused-appellants"),
    *("spo3", "spo4", "po1", "po2", "po3", "p/insp", "insp", "supt", "private", "public", "assistant", "ex-mayor"),
}
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
PARTICLES = {
    *("de", "dela", "del", "la", "las", "los", "delos", "delas", "san", "santa", "sta", "von", "van", "al", "da")
}
_ALIAS = re.compile(
    r"[,(]?\s*(?:\ba\.?\s?k\.?\s?a\.?(?!\w)\s*-?|\balias(?:es)?\b|@|\balso\s+known\s+as\b)\s*", re.IGNORECASE
)
_SHORT = re.compile(
    r"\s*(?:\[sic\]|\((?:[\"']?(?P<called>[A-ZÑ][\w'-]{2,20})[\"']?|[A-Z][\w .'\"-]{1,40}|petitioner|appellant|accused)\)?)\s*$"
)
"""``(Nava)``: how a decision goes on to call somebody."""
_AT_LARGE = re.compile(r"\(?\s*(?:still\s+)?at[\s-]+large\s*\)?", re.IGNORECASE)
_CAPACITY = re.compile(
    r",?\s*\(?\b(?:in\s+(?:his|her|their|its)\s+(?:official\s+|personal\s+)?capacit|(?:as\s+)?represented\s+by|"
    r"(?<!known\s)as\s+(?:the\s+)?[A-Z])[^,;]*",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\s*(?:,\s*and\b|;\s*and\b|\band\b|&|,|;|(?<=\))\s+(?=[A-Z]))\s*", re.IGNORECASE)


@dataclass(slots=True)
class Accused:
    """One person charged, with every name the judgment gives."""

    name: str
    start: int
    end: int
    in_caption: bool
    aliases: list[str] = field(default_factory=list)
    at_large: tuple[int, int] | None = None
    """Where the text says so."""
    died: tuple[int, int] | None = None
    elsewhere: tuple[int, int] | None = None
    """Where the text says that this accused appealed to another court."""
    side: str = ""
    """The caption's role: ``petitioner``, ``accused``, …; empty for those only the text names."""
    appellant: bool = False
    """Before this court."""
    in_office: bool = False
    """A party for the office held: "in his capacity as Ombudsman"."""
    respondent: bool = False
    """Of an administrative case: charged with nothing."""
    called: str | None = None
    """The short name that the text gives in parentheses."""

    @property
    def words(self) -> tuple[str, ...]:
        """The name's words, folded, without titles, suffixes and single letters."""
        return _words(self.name)

    @property
    def surname(self) -> str:
        """A guess: the word before ``y``, else the last word."""
        return surname_of(self.name)

    @property
    def suffix(self) -> str | None:
        """``jr`` and the like."""
        return next((w for w in re.findall(r"[\w]+", folded(self.name)) if w in _SUFFIXES), None)


_LETTERS = re.compile(r"^((\w)\2\2)\d{4,}$")
"""Letters for a name, with the number of the case behind them."""


def _bare(name: str) -> list[str]:
    kept = [_LETTERS.sub(r"\1", w.strip(".,:;\"'()[]*")) for w in folded(name).split() if w != "y."]
    return [w for w in kept if w and w not in TITLES]


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    words = _bare(name)
    words = words[: words.index("y")] if "y" in words[1:] else words
    return tuple(w for w in words if len(w) > 1 and w not in _SUFFIXES and w != "y")


def surname_of(name: str) -> str:
    """The last of the name's words, without what follows ``y``; empty where there is none."""
    words = _words(name)
    return words[-1] if words else ""


def is_institution(name: str) -> bool:
    """Whether a party is a body, or a person who is a party for the office alone. A guess from its words."""
    text = folded(name)
    known = read_vocabulary("phl_supreme_court")["institutions"]
    return any(re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", text) for w in known)


def names_of_side(reading: Reading, start: int, end: int, *, officers: bool = False) -> Iterator[Accused]:
    """The persons of one side of a caption, in order; with ``officers`` judges and sheriffs too, as in cases against them."""
    if officers:
        yield from _officers(reading, start, end)
        return
    last = start
    for capacity in _CAPACITY.finditer(reading.plain, start, end):
        named = list(split_names(reading, last, capacity.start(), in_caption=True))
        for one in named:
            one.in_office = one is named[-1] or capacity[0].lower().lstrip(" ,(").startswith("in their")
        yield from named
        last = capacity.end()
    yield from split_names(reading, last, end, in_caption=True)


_OFFICER = re.compile(
    r"(?:(?:PRESIDING\s+|EXECUTIVE\s+|RETIRED\s+|COURT\s+OF\s+APPEALS\s+|ASSOCIATE\s+)?(?:JUDGES?|JUSTICES?|SHERIFFS?|ATTYS?\.?|PROSECUTORS?|FISCALS?))\s+"
)
_POST = re.compile(
    r",\s*(?=(?:[^,]*\b(?:CLERK|CASHIER|COURT|JUDGE|SHERIFF|OFFICER|STENOGRAPHER|INTERPRETER|BRANCH|LEGAL|PROCESS|UTILITY|OFFICE|PRESIDING|PROSECUTOR)\b))"
)


def _officers(reading: Reading, start: int, end: int) -> Iterator[Accused]:
    """``JUDGE A B``, ``C D, CASHIER I, MTC, SAN PEDRO, LAGUNA``, ``JUSTICES E F AND G H``: names before the post they hold."""
    post = _POST.search(reading.plain, start + 3, end)
    stop = post.start() if post else end
    title = _OFFICER.search(reading.plain, start, stop)
    yield from split_names(reading, title.end() if title else start, stop, in_caption=True)


def split_names(reading: Reading, start: int, end: int, *, in_caption: bool) -> Iterator[Accused]:
    """The names of a list; bodies and what is no name are left out."""
    for piece_start, piece_end in pieces_of(reading.plain, start, end):
        at_large = _AT_LARGE.search(reading.plain, piece_start, piece_end)
        name_end = at_large.start() if at_large else piece_end
        short = _SHORT.search(reading.plain, piece_start, name_end)
        name_end = short.start() if short else name_end
        alias = _ALIAS.search(reading.plain, piece_start, name_end)
        aliases = _aliases(reading, alias.end(), name_end) if alias and alias.start() > piece_start else []
        if alias and alias.start() > piece_start:
            name_end = alias.start()
        left, right = reading.trimmed(piece_start, name_end)
        while left < right and reading.plain[left] in ".,;:])\"' ":
            left += 1
        while (
            right > left and reading.plain[right - 1] in " ,.([\"'" and not _ends_in_suffix(reading.plain[left:right])
        ):
            right -= 1
        while (
            word := re.match(
                r"(?:one|a|certain|the|his|her|and|both|by|sister|brother|wife|husband|(?:[Aa]ccused-?)?(?:[Aa]ppellant|[Aa]ccused|[Pp]etitioner)s?)\s+",
                reading.plain[left:right],
            )
        ) is not None:
            left += word.end()
        if re.search(r"\w'[sS]$", reading.plain[left:right]):
            right -= 2
        name = reading.words(left, right)
        if _is_name(name):
            yield Accused(
                name,
                left,
                right,
                in_caption,
                aliases,
                at_large.span() if at_large else None,
                called=short and short["called"],
            )


def _ends_in_suffix(text: str) -> bool:
    return bool(re.search(r"\b(?:jr|sr)\.$", text, re.IGNORECASE))


def pieces_of(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A list cut at commas and "and"; suffixes, aliases and "at large" stay with their name."""
    last = start
    for cut in _BREAK.finditer(plain, start, end):
        after = plain[cut.end() : end]
        if re.match(r"(?:jr|sr|i{2,3}|iv)\b\.?", after, re.IGNORECASE) or _ALIAS.match(after) or _AT_LARGE.match(after):
            continue
        if plain.count("(", last, cut.start()) > plain.count(")", last, cut.start()):
            continue
        yield last, cut.start()
        last = cut.end()
    yield last, end


def _aliases(reading: Reading, start: int, end: int) -> list[str]:
    found = [a.strip(" \"'(),.") for a in _ALIAS.split(reading.words(start, end))]
    return [a for a in found if a]


def _is_name(name: str) -> bool:
    """Capitalised words, two at least or one in a caption; no body, no pronoun, no number."""
    words = [w for w in re.findall(r"[^\s,]+", name) if folded(w).strip(".") not in TITLES]
    if len(words) == 1 and re.fullmatch(r"([A-Z])\1\1\d*\*?", words[0]):
        return True
    if not words or len(words) > 9 or is_institution(name) or re.search(r"\d{2}", name):
        return False
    small = [w for w in words if w[0].islower() and folded(w) not in {*PARTICLES, "y", "e", "a"}]
    return not small and any(len(w) > 2 for w in words)


def merged(accused: Sequence[Accused], found: Sequence[Accused]) -> list[Accused]:
    """``accused`` with those of ``found`` who are not among them."""
    kept = list(accused)
    for one in found:
        same = next((k for k in kept if is_same_person(k, one)), None)
        if same is None:
            kept.append(one)
        else:
            same.at_large, same.called = same.at_large or one.at_large, same.called or one.called
            same.aliases += [a for a in one.aliases if a not in same.aliases]
    return kept


def is_same_person(one: Accused, other: Accused) -> bool:
    """A guess from names: same suffix, and one's first name and a surname among the other's names."""
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return False
    mine = [_words(n) for n in (one.name, *one.aliases)]
    theirs = [_words(n) for n in (other.name, *other.aliases)]
    return any(_agree(a, b) for a in mine for b in theirs)


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return False
    one, other = (tuple(part for word in name for part in word.split("-")) for name in (one, other))
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return shorter[0] in longer
    first = shorter[0] in longer or any(_is_initial(shorter[0], w) for w in longer)
    if first and (shorter[-1] in longer or longer[-1] in shorter):
        return True
    return _is_spelt_alike(one, other)


def _is_spelt_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """One name in two spellings: "Susan Lim" and "Susana Lim", "Ana Fabilla" and "Ana Pabela"."""
    same_surname, same_first = one[-1] == other[-1], one[0] == other[0]
    if same_surname and not same_first:
        shorter, longer = sorted((one[0], other[0]), key=len)
        return len(shorter) > 3 and longer[:-1] == shorter and longer[-1] in "aeo"
    return same_first and min(len(one[-1]), len(other[-1])) > 4 and _sound(one[-1]) == _sound(other[-1])


def _sound(word: str) -> str:
    """A word without what Philippine spellings change: f and p, v and b, z and s, i and e, o and u, y and i, double letters."""
    same = word.translate(str.maketrans("fvziuyc", "pbseoek"))
    return re.sub(r"(.)\1", r"\1", re.sub(r"e(?=[aeo])", "", same.replace("h", "")))


def _is_initial(one: str, other: str) -> bool:
    return len(one) == 1 and other.startswith(one)
