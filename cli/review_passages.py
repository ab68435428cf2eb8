"""``review`` for passages: which ones to check, and people's answers about them, which outrank the tagger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from jointcharge.cli.taggers import open_chosen, standing_spec
from jointcharge.records.case import Case, TagDimension
from jointcharge.records.corpus import Corpus
from jointcharge.records.folder import DataFolder
from jointcharge.records.levels import corruption_level
from jointcharge.records.passage_samples import (
    PassageSample,
    SampledPassage,
    add_new_reviews,
    add_passage_sample,
    all_reviews,
    read_passage_samples,
)
from jointcharge.records.samples import CaseAnswer, SampleAnswer

if TYPE_CHECKING:
    from jointcharge.classify.base import Tagger


def export_passages(
    folder: DataFolder,
    wait: float,
    reader: tuple[str | None, bool],
    draw: tuple[int, int | None, str],
    on_progress: Callable[[int, int | None], None],
) -> tuple[str, str]:
    """Draw passages and keep the sample: what to tell of it, and the sheet to fill in.

    ``reader`` is the tagger and whether it may be remote; ``draw`` how many, the seed, and ``csv`` or ``jsonl``.
    """
    from jointcharge.analysis import passage_sheets
    from jointcharge.analysis.passage_sampling import draw_passages
    from jointcharge.classify.tag_cache import FILE

    n, seed, fmt = draw
    with folder.lock("review export", wait), Corpus(folder.corpus) as corpus:
        tagger = open_chosen(reader[0] or standing_spec(corpus), reader[1], folder.path / FILE)
        frame = list(_frame(corpus, tagger, on_progress))
        made = draw_passages(frame, n, seed, corpus.snapshot().snapshot, f"{tagger.name}/{tagger.version}")
        is_new = add_passage_sample(corpus, made)
        names = {passage_sheets.case_of(one.passage_id) for one in made.passages}
        cases = {name: corpus.case(name) for name in names}
        rows = passage_sheets.rows_of(made, cases, list(all_reviews(corpus)))
    render = {"csv": passage_sheets.to_csv, "jsonl": passage_sheets.to_jsonl}[fmt]
    return _told(made, len(frame), is_new), render(rows)


def _frame(corpus: Corpus, tagger: Tagger, on_progress: Callable[[int, int | None], None]) -> Iterator[SampledPassage]:
    """Every passage that could be drawn, with the one label to ask about."""
    tags = corpus.select("SELECT passage_id, dimension, label FROM tags WHERE dimension IN ('form', 'signal')")
    labels: dict[str, list[tuple[TagDimension, str]]] = {}
    for passage_id, dimension, label in tags:
        labels.setdefault(passage_id, []).append((TagDimension(dimension), label))
    total = corpus.select("SELECT count(*) FROM cases").fetchone()[0]
    for done, case in enumerate(corpus.cases(), 1):
        yield from _of_case(case, tagger, labels)
        on_progress(done, total)


def _of_case(case: Case, tagger: Tagger, labels: dict[str, list[tuple[TagDimension, str]]]) -> Iterator[SampledPassage]:
    from jointcharge.classify.uncertainty import open_questions

    texts = {passage.passage_id: passage.text for passage in case.passages}
    for one in open_questions(tagger, case):
        yield SampledPassage(
            **one._asdict(),
            passage_text=texts[one.passage_id],
            country=case.country.value if case.country else None,
            level=corruption_level(labels.get(one.passage_id, ())),
            inclusion=1,
        )


def _told(made: PassageSample, frame: int, is_new: bool) -> str:
    again = "" if is_new else " (drawn before; the same sample)"
    levels = [one.level for one in made.passages]
    parts = ", ".join(f"{levels.count(level)} {level}" for level in dict.fromkeys(sorted(levels)))
    return (
        f"Sample {made.sample} of snapshot {made.snapshot}, read by {made.tagger}, seed {made.seed}: {len(made.passages):,} of "
        f"{frame:,} passages ({parts}){again}\n"
        "Fill in reviewer and present (yes, no, unsure), from the top; for another label of a passage copy its row and change "
        "dimension and label. Then  jointcharge review import FILE"
    )


def import_passages(folder: DataFolder, wait: float, file: Path, reviewer: str | None) -> str:
    """Read a filled sheet of passages back into the corpus, and what to tell of it."""
    from jointcharge.analysis.passage_sheets import read_passage_sheet, reviews_of

    answers = read_passage_sheet(file, reviewer)
    with folder.lock("review import", wait), Corpus(folder.corpus) as corpus:
        reviews = reviews_of(file, answers, list(read_passage_samples(corpus)))
        changed = add_new_reviews(corpus, reviews)
        standing = len(list(corpus.reviews()))
        reopened = len(list(all_reviews(corpus))) - standing
    unsure = sum(one.present is CaseAnswer.UNSURE for one in answers)
    lines = [f"{len(answers)} answers read ({unsure} unsure), {changed} new or changed; {standing} reviews stand."]
    if reopened:
        lines.append(
            f"{reopened} reviews are of passages that read otherwise by now; they do not count until given again."
        )
    if not answers:
        lines.append(f"{file} holds no answer; write yes, no or unsure in the column present.")
    return "\n".join([*lines, "Next:  jointcharge index,  then  jointcharge report disparity"])


def answers_about_passages(corpus: Corpus, name: str | None) -> list[SampleAnswer] | None:
    """The answers about the passages of the sample called ``name``, a label at a passage for a case; None where none is called so."""
    found = [one for one in read_passage_samples(corpus) if one.sample == name]
    if not found:
        return None
    drawn = {(one.passage_id, one.passage_text) for one in found[0].passages}
    return [
        SampleAnswer(
            sample=found[0].sample,
            case_id=f"{one.passage_id}/{one.dimension}/{one.label}",
            reviewer=one.reviewer,
            answer=CaseAnswer.YES if one.present else CaseAnswer.NO,
        )
        for one in all_reviews(corpus)
        if (one.passage_id, one.passage_text) in drawn
    ]
