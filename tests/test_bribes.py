"""Bribes with their amounts: who paid and who was to have it, only as far as the sentence says."""

from __future__ import annotations

from typing import Any

import pytest

from jointcharge.parsing.bribes import Accused, find_bribes
from jointcharge.parsing.judgment_text import read_judgment
from jointcharge.parsing.opinion_findings import Person, named_in
from jointcharge.parsing.text.document import DocumentText, TextStatus
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import ActorRole, Bribe
from jointcharge.records.raw import sha256_of

EXAMPLES = read_vocabulary("bribes")["examples"]


def bribes_of(text: str, names: list[str], country: str | None = None, language: str = "en") -> tuple[Bribe, ...]:
    reading = read_judgment(DocumentText(sha256_of(text.encode()), "text/plain", text, TextStatus.TEXT))
    people = [Person(name, 0, 1) for name in names]
    ids = [f"#{n}" for n in range(1, len(names) + 1)]
    return find_bribes(reading, 0, len(text), Accused(ids, lambda words: named_in(people, words)), country, language)


def side(role: ActorRole | None, actor_id: str | None) -> str | int | None:
    return int(actor_id[1:]) if actor_id else role.value if role else None


def told(found: tuple[Bribe, ...]) -> list[list[Any]]:
    return [
        [b.amount.value.amount, b.amount.value.currency, side(b.payer, b.payer_id), side(b.recipient, b.recipient_id)]
        for b in found
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["text"][:50])
def test_every_example_of_the_vocabulary_is_read_as_it_says(example: dict[str, Any]) -> None:
    found = bribes_of(example["text"], example["accused"], example["country"], example["language"])
    assert told(found) == example["told"]
    for one in found:
        assert example["text"][one.amount.span.start : one.amount.span.end] == one.amount.wording


def test_a_bribe_told_twice_is_one_and_gains_the_side_that_was_missing() -> None:
    text = "There was a bribe of $900. Vask paid the bribe of $900 to Officer Drummond. Vask took a bribe of $900."
    assert told(bribes_of(text, ["Oren Vask"], "USA")) == [[900, "USD", 1, "official"], [900, "USD", None, 1]]


def test_a_number_without_a_currency_is_no_amount() -> None:
    assert bribes_of("He paid a bribe of 900 to the guard.", ["Oren Vask"]) == ()


def test_two_accused_are_told_apart_and_a_bare_role_word_is_neither() -> None:
    names = ["Joseph Okundi", "Grace Wandera"]
    (one,) = bribes_of("Okundi gave Wandera KSh 3,000 as a bribe.", names, "KEN")
    assert (one.payer_id, one.recipient_id) == ("#1", "#2")
    (other,) = bribes_of("The accused gave KSh 3,000 as a bribe.", names, "KEN")
    assert (other.payer, other.payer_id) == (ActorRole.DEFENDANT, None)
