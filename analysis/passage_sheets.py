"""The sheet of passages that reviewers fill in, as CSV or JSON Lines, and their answers back out of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jointcharge.analysis.export import guarded
from jointcharge.analysis.sheets import named, read_rows, refused
from jointcharge.records.case import Case, Review, TagDimension
from jointcharge.records.codebook import label_of
from jointcharge.records.corpus import now
from jointcharge.records.errors import ImportFileError, UnknownWordingError
from jointcharge.records.passage_samples import PassageSample, SampledPassage
from jointcharge.records.raw import Record
from jointcharge.records.samples import CaseAnswer
from jointcharge.records.withheld import Withheld

COLUMNS = (
    "sample", "passage_id", "dimension", "label", "present", "reviewer",
    "question", "text", "before", "after", "title", "country", "url",
)  # fmt: skip
"""``present`` takes yes, no or unsure. The tagger's score is left out, so that it sways nobody."""
NEEDED = COLUMNS[:6]
AROUND = 2
"""Sentences shown before and after."""
Row = dict[str, str]


class PassageAnswer(Record):
    """One reviewer's answer about one label at one passage of a sample."""

    sample: str
    passage_id: str
    dimension: TagDimension
    label: str
    present: CaseAnswer
    reviewer: str


def to_csv(rows: Sequence[Row]) -> str:
    """The sheet for a spreadsheet."""
    held = io.StringIO()
    writer = csv.DictWriter(held, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guarded(value) for name, value in row.items()} for row in rows)
    return held.getvalue()


def to_jsonl(rows: Sequence[Row]) -> str:
    """The sheet for a program, one passage a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def rows_of(sample: PassageSample, cases: Mapping[str, Case], reviews: Sequence[Review] = ()) -> list[Row]:
    """The rows in the order to review in: one a passage, or one an answer where there are; ``cases`` by id.

    Names of victims and witnesses are withheld.
    """
    rows: list[Row] = []
    for one in sample.passages:
        shown = {"sample": sample.sample, **_shown(one, cases.get(case_of(one.passage_id)))}
        asked = (one.passage_id, one.dimension, one.label, one.passage_text)
        given = [r for r in reviews if (r.passage_id, r.dimension, r.label, r.passage_text) == asked]
        answers = [("yes" if r.present else "no", r.reviewer) for r in given] or [("", "")]
        rows += [{**shown, "present": present, "reviewer": reviewer} for present, reviewer in answers]
    return [{name: row[name] for name in COLUMNS} for row in rows]


def case_of(passage_id: str) -> str:
    """The id of the case that the passage is of."""
    return passage_id.rpartition("@")[0]


def _shown(one: SampledPassage, case: Case | None) -> Row:
    label = label_of(one.dimension, one.label)
    struck = Withheld(case).struck if case else str
    before, after = _around(one, case) if case else ("", "")
    return {
        "passage_id": one.passage_id,
        "dimension": one.dimension.value,
        "label": one.label,
        "question": f"Does the text say this? {label.name.replace('_', ' ')}: {label.definition}",
        "text": struck(one.passage_text),
        "before": struck(before),
        "after": struck(after),
        "title": struck(case.title.value) if case and case.title else "",
        "country": one.country or "",
        "url": case.url if case else "",
    }


def _around(one: SampledPassage, case: Case) -> tuple[str, str]:
    places = [n for n, passage in enumerate(case.passages) if passage.passage_id == one.passage_id]
    if not places:
        return "", ""
    place = places[0]
    section = case.passages[place].section
    sides = (case.passages[max(0, place - AROUND) : place], case.passages[place + 1 : place + 1 + AROUND])
    before, after = (" ".join(p.text for p in side if p.section == section) for side in sides)
    return before, after


def is_passage_sheet(path: Path) -> bool:
    """Whether a filled file asks about passages: JSON Lines, or a header with the column ``present``."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            first = file.readline()
    except UnicodeDecodeError:
        return False
    return first.lstrip().startswith("{") or "present" in next(csv.reader([first]), [])


def read_passage_sheet(path: Path, reviewer: str | None = None) -> list[PassageAnswer]:
    """The answers in a filled sheet; rows without one are passed over. ``reviewer`` is who answered where the sheet does not say.

    Raises `ImportFileError` with the line, and takes nothing, where a row cannot be read or one reviewer contradicts
    herself.
    """
    answers: dict[tuple[str, ...], tuple[PassageAnswer, int]] = {}
    for line, row in _read(path):
        one = _answer(path, line, row, reviewer)
        if one is None:
            continue
        key = (one.sample, one.passage_id, one.dimension, one.label, one.reviewer)
        before, first = answers.setdefault(key, (one, line))
        if before.present is not one.present:
            raise ImportFileError(
                f"{path}, lines {first} and {line}: {one.reviewer} answers both {before.present} and {one.present} about {one.label} "
                f"at {one.passage_id}; keep one of the two rows and import again, nothing was taken"
            )
    return [one for one, _ in answers.values()]


def _read(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    text = path.read_text(encoding="utf-8-sig")
    if not text.lstrip().startswith("{"):
        yield from read_rows(path, NEEDED)
        return
    for line, raw in enumerate(text.splitlines(), 1):
        try:
            row = json.loads(raw) if raw.strip() else None
        except ValueError as error:
            raise refused(path, line, f"{error}; write one JSON object a line") from error
        if isinstance(row, dict):
            yield line, {key: value for key, value in row.items() if isinstance(value, str)}
        elif row is not None:
            raise refused(path, line, "no JSON object; write one a line")


def _answer(path: Path, line: int, row: Mapping[str, str], reviewer: str | None) -> PassageAnswer | None:
    cell = {name: row.get(name, "").strip() for name in NEEDED}
    if not cell["present"]:
        return None
    said, who = named(path, line, cell["present"], cell["reviewer"] or reviewer)
    try:
        dimension = TagDimension(cell["dimension"])
        label = label_of(dimension, cell["label"]).name
    except (ValueError, UnknownWordingError) as error:
        raise refused(path, line, f"{error}; mend the line") from error
    return PassageAnswer(
        sample=cell["sample"],
        passage_id=cell["passage_id"],
        dimension=dimension,
        label=label,
        present=said,
        reviewer=who,
    )


def reviews_of(path: Path, answers: Sequence[PassageAnswer], samples: Sequence[PassageSample]) -> list[Review]:
    """The answers as reviews of the text that was drawn; "unsure" is none. Another label of a passage drawn may be answered too.

    Raises `ImportFileError` for an answer about a passage that was not drawn here.
    """
    texts = {(s.sample, one.passage_id): one.passage_text for s in samples for one in s.passages}
    for one in answers:
        if (one.sample, one.passage_id) not in texts:
            known = ", ".join(s.sample for s in samples) or "none yet"
            raise ImportFileError(
                f"{path}: the passage {one.passage_id!r} is not in a sample {one.sample!r} drawn from this corpus (its samples: {known}); "
                "import into the data folder the sample was drawn in, nothing was taken"
            )
    return [
        Review(
            passage_id=one.passage_id,
            dimension=one.dimension,
            label=one.label,
            present=one.present is CaseAnswer.YES,
            reviewer=one.reviewer,
            reviewed_at=now(),
            passage_text=texts[one.sample, one.passage_id],
        )
        for one in answers
        if one.present is not CaseAnswer.UNSURE
    ]
