"""``explain``: why a tagger marks what it marks in one case."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jointcharge.cli import console
from jointcharge.cli.options import data_option, open_folder
from jointcharge.cli.taggers import open_chosen, standing_spec, tagger_options
from jointcharge.records.corpus import Corpus

if TYPE_CHECKING:
    from jointcharge.classify.base import Tagger
    from jointcharge.classify.explain import ExplainedPassage, LabelConfidence
    from jointcharge.classify.occlusion import Examined
    from jointcharge.records.case import Case

WIDTH = 100


@click.command("explain")
@click.argument("case")
@tagger_options
@click.option("--top", type=click.IntRange(min=1), default=5, show_default=True, help="How many passages.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@data_option
def explain_command(case: str, spec: str | None, allow_remote: bool, top: int, as_json: bool, data: Path) -> None:
    """Show a case's passages by the tagger's confidence, with the words that mattered most.

    CASE is an id, a number or part of a title. The tagger whose tags stand reads it. A word's weight is what the confidence loses without it. Victims and
    witnesses are shown without names.
    """
    from jointcharge.classify.explain import explain
    from jointcharge.classify.tag_cache import FILE

    folder = open_folder(data)
    with Corpus(folder.corpus) as corpus:
        found = corpus.case(case)
        reviewed = _reviewed(corpus, found.case_id)
        spec = spec or standing_spec(corpus)
    tagger = open_chosen(spec, allow_remote, folder.path / FILE)
    passages = [_withheld(found, one) for one in explain(tagger, found, top)]
    if as_json:
        told = {"case_id": found.case_id, "tagger": tagger.name, "version": tagger.version}
        passages_told = [one.model_dump(mode="json") for one in passages]
        console.say(json.dumps({**told, "passages": passages_told}, indent=2, ensure_ascii=False))
        return
    console.say("\n".join(_lines(found, tagger, passages, reviewed)))


def _reviewed(corpus: Corpus, case_id: str) -> dict[tuple[str, str, str], bool]:
    """What people say of the case's passages; it outranks the tagger."""
    from jointcharge.records.answers import answers_of

    reviews = [one for one in corpus.reviews() if one.passage_id.startswith(f"{case_id}@")]
    return {key: present for key, (present, _) in answers_of(reviews).present.items()}


def _withheld(case: Case, one: ExplainedPassage) -> ExplainedPassage:
    """The passage without the names of victims and witnesses: a word that the sentence no longer holds is withheld too."""
    from jointcharge.records.withheld import WITHHELD, Withheld

    struck = Withheld(case).struck
    sentence = struck(one.sentence)
    if sentence == one.sentence:
        return one
    words = tuple(
        word if word.words in sentence and struck(word.words) == word.words
        else word.model_copy(update={"words": WITHHELD, "start": 0, "end": 0})
        for word in one.words
    )  # fmt: skip
    examined = one.examined and one.examined.model_copy(update={"start": 0, "end": 0})
    return one.model_copy(update={"sentence": sentence, "words": words, "examined": examined})


def _lines(
    case: Case, tagger: Tagger, passages: Sequence[ExplainedPassage], reviewed: dict[tuple[str, str, str], bool]
) -> Iterator[str]:
    from jointcharge.analysis.phrases import one_line

    yield f"{one_line(case.title.value) if case.title else '(no title)'}  {case.case_id}"
    yield f"Read by {tagger.name}/{tagger.version}"
    if not passages:
        yield "No passage of this case is one that the tagger can read, or finds anything in."
    for number, one in enumerate(passages, 1):
        yield ""
        yield f"{number}. {_label(one.labels[0], reviewed.get(_key(one, one.labels[0])))}"
        yield textwrap.fill(f'"{one_line(_shown(one), 1500)}"', WIDTH, initial_indent="   ", subsequent_indent="    ")
        yield f"   {one.section.replace('_', ' ')}, {one.passage_id}"
        if one.examined:
            yield textwrap.fill(_only(one.examined), WIDTH, initial_indent="   ", subsequent_indent="     ")
        if one.words:
            weights = ", ".join(f"{one_line(word.words, 80)} {word.weight:.2f}" for word in one.words)
            yield textwrap.fill(f"words: {weights}", WIDTH, initial_indent="   ", subsequent_indent="     ")
        for label in one.labels[1:]:
            yield f"   also {_label(label, reviewed.get(_key(one, label)))}"


def _shown(one: ExplainedPassage) -> str:
    """The sentence; of a long one the stretch that was examined, unless names withheld have moved its place."""
    if one.examined and one.examined.end:
        return f"… {one.sentence[one.examined.start : one.examined.end]} …"
    return one.sentence


def _only(examined: Examined) -> str:
    """``only words 41 to 90 of 1000 were weighed, …``"""
    return (
        f"only words {examined.first_word} to {examined.last_word} of {examined.words} were weighed: the stretch that "
        f"speaks most for the label, {examined.confidence:.2f} by itself"
    )


def _key(one: ExplainedPassage, label: LabelConfidence) -> tuple[str, str, str]:
    return one.passage_id, label.dimension.value, label.label


def _label(label: LabelConfidence, answer: bool | None) -> str:
    """``0.93 form bribery (found)``, whether it is tagged, and what a reviewer says."""
    status = f" ({label.status.value})" if label.status else ""
    told = f"{label.confidence:.2f} {label.dimension.value} {label.label.replace('_', ' ')}{status}"
    if not label.tagged:
        below = label.threshold is not None and label.confidence < label.threshold
        told += (
            f", not tagged: below {label.threshold:.2f}" if below else ", not tagged: the case as a whole is too unsure"
        )
    if answer is not None:
        told += "; a reviewer says it is there" if answer else "; a reviewer says it is not there"
    return told
