"""Victims in judgments: letters and numbers, never a name."""

from __future__ import annotations

from typing import Any

import pytest

from jointcharge.parsing.judgment_text import read_judgment
from jointcharge.parsing.text.document import DocumentText, TextStatus
from jointcharge.parsing.victims import find_victims
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import Actor, ActorRole, Stated
from jointcharge.records.raw import sha256_of

EXAMPLES = read_vocabulary("victims")["examples"]


def victims_of(text: str, others: list[str] | None = None, language: str = "en") -> tuple[Actor, ...]:
    reading = read_judgment(DocumentText(sha256_of(text.encode()), "text/plain", text, TextStatus.TEXT))
    return find_victims(reading, 0, len(text), "x", others or [], language)


def value(stated: Stated[Any] | None) -> Any:
    return stated.value if stated else None


def told(one: Actor) -> list[Any]:
    gender = one.gender.value.value if one.gender else None
    nations = [n.value for n in one.nationalities]
    return [value(one.label), value(one.group_size), value(one.is_minor), value(one.age), gender, nations]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["text"][:50])
def test_every_example_of_the_vocabulary_is_read_as_it_says(example: dict[str, Any]) -> None:
    found = victims_of(example["text"], example["accused"], example["language"])
    assert [told(one) for one in found] == example["told"]
    assert all(one.role is ActorRole.VICTIM for one in found)
    for one in found:
        for stated in (one.label, one.group_size, one.is_minor, one.age, one.gender, *one.nationalities):
            if stated is not None:
                assert example["text"][stated.span.start : stated.span.end] == stated.wording


def test_people_named_by_letters_are_counted_in_the_number_stated() -> None:
    found = victims_of("The five victims include AAA and BBB. AAA, the victim, wept; BBB, a victim, fled.")
    assert [value(one.group_size) or 1 for one in found] == [1, 1, 3]


def test_no_name_of_a_victim_is_kept() -> None:
    text = "The victims, Ana Prieto and Luz Amador, and two complainants, Bo Tan and Cy Lim, were recruited."
    kept = "".join(one.model_dump_json() for one in victims_of(text))
    assert not any(name in kept for name in ("Prieto", "Amador", "Tan", "Lim"))
