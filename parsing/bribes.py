"""Bribes of which a judgment tells the amount: how much, who paid, who was to have it.

Read are sentences that call a payment a bribe (``vocabulary/bribes.yml``), or that tell of an official who had it for an act of
the office ("a public officer, demanded and received P3,000 in consideration of"; "the judge asked P5,000 for the dismissal of
the case"), and state a sum of money; what they tell is alleged or proven as the court says elsewhere. A side is given only
where the sentence names it: an accused by name, or someone by a
role word. What a statute says of "a person who", fines, bail, wages and fees are no bribes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from jointcharge.parsing.judgment_text import Reading, Stretch, sentences
from jointcharge.parsing.money import parse_money
from jointcharge.parsing.wordings import folded_in_place, read_vocabulary
from jointcharge.records.case import ActorRole, Bribe, Money, Stated

Named = Callable[[str], Sequence[tuple[int, int]]]
"""The accused whom words name, counted from 0, each with the place in the words."""

_SUM = re.compile(
    r"(?<![\w.])(?:(?P<lead>us\$|[a-z]{1,4}\$|[$£€₱₦¥₹]|[a-z]{1,5}\.?(?=\s?\d))\s?)?(?P<digits>\d[\d,. ]*\d|\d)(?:/-)?"
    r"(?P<tail>\s?(?:million|thousand|mil(?:lones)?\b)?\s?[a-z$€£.]{0,14}(?:\s(?:dollars|pesos|shillings|francs|sterling))?)"
)
_FAR = 110
"""Characters between the sum and the word that calls it a bribe; an information's single sentence tells of many sums."""
_CLAUSE = re.compile(r"[;:]|,\s+(?:and|but|who|which|y|quien)\b|\bthat\b")


class Accused(NamedTuple):
    """Those who stand trial, and how to find them in a sentence."""

    ids: Sequence[str]
    named: Named


class _Side(NamedTuple):
    role: ActorRole | None
    actor_id: str | None


_NOBODY = _Side(None, None)


class _Words(NamedTuple):
    """One language's vocabulary, compiled."""

    bribe: re.Pattern[str]
    taken: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    """What is done for something in return, and the office of which the sentence must tell besides."""
    general: re.Pattern[str]
    other_sum: re.Pattern[str]
    verb: re.Pattern[str]
    to: re.Pattern[str]
    giver: re.Pattern[str]
    passive: re.Pattern[str]
    parties: tuple[tuple[ActorRole, re.Pattern[str]], ...]


def _any(words: Sequence[str]) -> str:
    return rf"(?:{'|'.join(words)})"


@lru_cache(maxsize=4)
def _words(language: str) -> _Words:
    told = read_vocabulary("bribes")[language]
    return _Words(
        bribe=re.compile(rf"\b{_any(told['bribe'])}"),
        taken=tuple(
            (re.compile(rf"\b{_any(one['done'])}"), re.compile(rf"\b{_any(one['office'])}"))
            for one in told.get("taken", ())
        ),
        general=re.compile(rf"\b{_any(told['general'])}"),
        other_sum=re.compile(rf"\b{_any(told['other_sums'])}\s*(?:the sum of|of|about|only)?\s*$"),
        verb=re.compile(rf"\b(?:(?P<pays>{_any(told['pays'])})|(?P<takes>{_any(told['takes'])}))\b"),
        to=re.compile(rf"\b{_any(told['to'])}\s"),
        giver=re.compile(rf"\b{_any(told['from'])}\s"),
        passive=re.compile(rf"\b{_any(told['passive'])}\s+(?:\w+ly\s+)?$"),
        parties=tuple((ActorRole(role), re.compile(rf"\b{_any(words)}\b")) for role, words in told["parties"].items()),
    )


def find_bribes(
    reading: Reading, start: int, end: int, accused: Accused, country: str | None, language: str = "en"
) -> tuple[Bribe, ...]:
    """The bribes with an amount that ``[start, end)`` tells of, in order; the same told again with no more is one."""
    found: list[Bribe] = []
    for sentence in sentences(reading.plain, start, end):
        for one in _in_sentence(reading, sentence, accused, country, _words(language)):
            _tell(found, one)
    return tuple(found)


def _tell(found: list[Bribe], one: Bribe) -> None:
    """Add a bribe, or what it adds to one of the same amount whose sides it does not contradict."""
    for n, known in enumerate(found):
        sides = ((known.payer, one.payer), (known.recipient, one.recipient))
        if known.amount.value == one.amount.value and all(None in pair or pair[0] is pair[1] for pair in sides):
            update = {name: getattr(known, name) or getattr(one, name) for name in _SIDES}
            found[n] = known.model_copy(update=update)
            return
    found.append(one)


_SIDES = ("payer", "payer_id", "recipient", "recipient_id")


def _in_sentence(
    reading: Reading, sentence: Stretch, accused: Accused, country: str | None, words: _Words
) -> Iterator[Bribe]:
    plain = reading.plain[sentence.start : sentence.end]
    text = folded_in_place(plain)
    called = [found.start() for found in words.bribe.finditer(text)]
    for done, office in words.taken:
        called += [found.start() for found in done.finditer(text)] if office.search(text) else []
    if not called or words.general.search(text):
        return
    for place in _SUM.finditer(text):
        if min(abs(place.start() - at) for at in called) > _FAR:
            continue
        amount = None if words.other_sum.search(text, 0, place.start()) else _money(reading, sentence, place, country)
        if amount is not None:
            payer, recipient = _sides(plain, text, place, accused, words)
            yield Bribe(
                amount=amount,
                payer=payer.role,
                payer_id=payer.actor_id,
                recipient=recipient.role,
                recipient_id=recipient.actor_id,
            )


def _money(reading: Reading, sentence: Stretch, place: re.Match[str], country: str | None) -> Stated[Money] | None:
    """The amount, where its currency is told: a number without one may be anything."""
    for end in dict.fromkeys((place.end(), place.end("digits"))):
        span = (sentence.start + place.start(), sentence.start + end)
        read = parse_money(reading.plain[slice(*span)].strip(" ."), country)
        if read and read.amount and read.currency:
            return reading.stated(Money(amount=read.amount, currency=read.currency), *span)
    return None


def _sides(plain: str, text: str, place: re.Match[str], accused: Accused, words: _Words) -> tuple[_Side, _Side]:
    """Who paid and who was to have it, from the verb nearest to the amount; nobody where there is no verb."""
    verbs = list(words.verb.finditer(text))
    if not verbs:
        return _NOBODY, _NOBODY
    verb = min(verbs, key=lambda one: (abs(one.start() - place.start()), one.start()))
    is_passive = words.passive.search(text, 0, verb.start()) is not None
    left = max((m.end() for m in _CLAUSE.finditer(text, 0, verb.start())), default=0)
    subject = _party(plain, text, left, verb.start(), accused, words, last=True)
    giver, taker = (_behind(plain, text, verb.end(), lead, accused, words) for lead in (words.giver, words.to))
    if is_passive:
        return giver, subject if subject != _NOBODY else taker
    if verb["takes"]:
        return giver if giver != _NOBODY else taker, subject
    object_ = _party(plain, text, verb.end(), max(verb.end(), place.start()), accused, words, last=False)
    return subject, taker if taker != _NOBODY else object_


def _behind(plain: str, text: str, start: int, lead: re.Pattern[str], accused: Accused, words: _Words) -> _Side:
    """The party behind the first "to" or "from" that has one."""
    for found in lead.finditer(text, start):
        stop = _CLAUSE.search(text, found.end())
        end = min(found.end() + 45, stop.start() if stop else len(text))
        side = _party(plain, text, found.end(), end, accused, words, last=False)
        if side != _NOBODY:
            return side
    return _NOBODY


def _party(plain: str, text: str, start: int, end: int, accused: Accused, words: _Words, *, last: bool) -> _Side:
    """The first (or last) party that ``[start, end)`` names: an accused by name, else someone by role."""
    named = [(start + at, _Side(ActorRole.DEFENDANT, accused.ids[n])) for n, at in accused.named(plain[start:end])]
    if not named:
        named = [(m.start(), _Side(role, None)) for role, one in words.parties for m in one.finditer(text, start, end)]
    if not named:
        return _NOBODY
    side = (max if last else min)(named, key=lambda one: one[0])[1]
    only = accused.ids[0] if len(accused.ids) == 1 and side.role is ActorRole.DEFENDANT else None
    return _Side(side.role, side.actor_id or only)
