"""Which of the accused a piece of text names: by surname, by first name where surnames are shared, by the short name the text gives.

Forms met: "Cruz"; "Juan" of two who are called Cruz; "the spouses Juan and Maria Cruz"; "the spouses" of two who share a surname; "Juan Cruz
(Juan)", where he is called so from then on.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence

from jointcharge.parsing.judgment_couples import couple_among, has_shared_surname
from jointcharge.parsing.judgment_dispositions import Item
from jointcharge.parsing.judgment_names import TITLES, Accused, surname_of
from jointcharge.parsing.judgment_text import Reading, pattern
from jointcharge.parsing.wordings import folded, folded_in_place


def mark_called(reading: Reading, people: Sequence[Accused], account: tuple[int, int]) -> None:
    """Note the short name that the account gives: "Juan Cruz y Lim a.k.a. "Johnny" (Cruz)", "Juan Cruz (hereafter "Juan")"."""
    for one in (p for p in people if p.called is None and p.words):
        first = re.escape(one.words[0])
        given = pattern(
            rf"\b{first}\b(?:[^().;]|(?<=\b[a-z])\.){{0,60}}?\( ?(?:hereinafter |hereafter |referred to as |or |the )*[\"']?(?P<called>(?-i:[A-ZÑ])[\w'-]{{2,20}})[\"']?,? ?\)"
        ).search(reading.plain, *account)
        if given and folded(given["called"]) in one.words:
            one.called = given["called"]
        elif given is None and _is_called_by_first_name(reading.text, one, account):
            one.called = one.words[0].capitalize()


def mentioned(accused: Sequence[Accused], text: str) -> list[int]:
    """Which of the accused ``text`` names, by position: by surname, and by first name too where surnames are shared."""
    plain = folded_in_place(text)
    named = [i for i, one in enumerate(accused) if _is_mentioned(one, accused, plain, text)]
    return named or couple_among(text, [one.surname for one in accused])


def _is_called_by_first_name(text: str, one: Accused, account: tuple[int, int]) -> bool:
    """Whether the account calls one by the first name alone, and nobody else has it: "Rodolfo explained the work"."""
    first = one.words[0].capitalize()
    if len(first) < _LONG_ENOUGH or len(one.words) < 2 or first in month_name:
        return False
    names = re.finditer(
        rf"(?<![\w.-])(?:{re.escape(first)}|{re.escape(first.upper())})\b(?!-)(?P<then>,?\s+(?:[A-ZÑ]\.\s+)?[A-ZÑ][\w'-]+)?",
        text[slice(*account)],
    )
    told = [folded(found["then"] or "") for found in names]
    alone = sum(not then for then in told)
    return alone >= _OFTEN and all(not then or one.surname in then or one.words[1] in then for then in told)


_LONG_ENOUGH, _OFTEN = 4, 3


def by_role(reading: Reading, part: Item, accused: Sequence[Accused]) -> list[int]:
    """The one who appeals, where a part calls them so: "Appellant was, however, found guilty"; nobody where several appeal."""
    appealing = [i for i, one in enumerate(accused) if one.appellant]
    told = _APPELLANT.search(reading.plain, part.start, part.end)
    return appealing if told and len(appealing) == 1 else []


_APPELLANT = pattern(r"\b(?:accused-appellant|appellant|petitioner)\b(?!'s|s'|-)")


def named_at(accused: Sequence[Accused], text: str) -> list[tuple[int, int]]:
    """Which of the accused ``text`` names, by position, each with the place of the first mention."""
    plain = folded_in_place(text)
    places = (
        (i, [plain.find(word) for word in (accused[i].surname, *accused[i].words)]) for i in mentioned(accused, text)
    )
    return [(i, min((at for at in found if at >= 0), default=0)) for i, found in places]


def _is_mentioned(one: Accused, accused: Sequence[Accused], plain: str, text: str) -> bool:
    shared = sum(one.surname in other.words for other in accused) > 1
    if one.surname and not shared and _has_surname(plain, text, one):
        return True
    if shared and any(_has_word(plain, word, one) for word in (*one.words[:1], *_nicknames(one))):
        return True
    if len(one.words) > 1 and has_shared_surname(plain, one.words[0], one.surname):
        return True
    if one.called and _is_called(one, accused, plain, text):
        return True
    return any(
        _has_word(plain, surname_of(a), one) for a in one.aliases if surname_of(a) and not _is_shared(a, one, accused)
    )


def _nicknames(one: Accused) -> list[str]:
    """What a name gives in quotation marks: ``RODOLFO "RUDY" CRUZ``."""
    return [folded(word) for word in re.findall(r"[\"\u201c](\w{3,})[\"\u201d]", one.name)]


def _is_called(one: Accused, accused: Sequence[Accused], plain: str, text: str) -> bool:
    """Whether ``plain`` has the short name that the text gives one: of two who share a surname, that of whom alone it is said."""
    called = folded(one.called or "")
    if not _is_shared(called, one, accused):
        return _has_word(plain, called, one)
    alone = all(folded(other.called or "") != called for other in accused if other is not one)
    return alone and called == one.surname and _has_surname(plain, text, one)


def _is_shared(alias: str, one: Accused, accused: Sequence[Accused]) -> bool:
    return any(surname_of(alias) in other.words for other in accused if other is not one) or len(surname_of(alias)) < 4


def _has_word(plain: str, word: str, one: Accused) -> bool:
    return re.search(_alone(word, one), plain) is not None


def _alone(word: str, one: Accused) -> str:
    """The pattern of a word of a name; letters in place of a name have the number behind them or not: "XXX", "XXX270257"."""
    number = _LETTERS.fullmatch(one.name.strip(" *"))
    behind = f"(?:{number[1]})?" if number else ""
    return rf"(?<![\w-])(?<!\by )(?<!\by  ){re.escape(word)}{behind}(?![\w])"


_LETTERS = re.compile(r"[A-Z]{2,4}(\d+)")


def _has_surname(plain: str, text: str, one: Accused) -> bool:
    """Whether the surname stands alone or behind own names, not behind other ones nor in part: "Cruz" in "Cruz-Lim"."""
    for found in re.finditer(_alone(one.surname, one), plain):
        if re.match(r"-[A-ZÑ]", text[found.end() : found.end() + 2]):
            continue
        before = re.search(r"([^\W\d_][\w'-]*)[.\"']*\s+$", text[max(0, found.start() - 30) : found.start()])
        if before is None or not before[1][0].isupper() or len(before[1]) == 1:
            return True
        word = folded(before[1])
        own = {w for name in (one.name, *one.aliases) for w in re.findall(r"[\w'-]+", folded(name))}
        if word in own or word in TITLES or word in _BEFORE_NAMES:
            return True
    return False


_BEFORE_NAMES = {
    "finding",
    "acquitting",
    "convicting",
    "against",
    "by",
    "of",
    "that",
    "to",
    "from",
    "when",
    "ma",
    "with",
    "or",
}
