"""The sheet that reviewers fill in: a CSV out of a sample, and their answers back out of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jointcharge.analysis.export import guarded
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.sampling import records_of
from jointcharge.records.errors import ImportFileError
from jointcharge.records.samples import CaseAnswer, ReviewSample, SampleAnswer

COLUMNS = ("sample", "case_id", "reviewer", "corruption_indicated", "note", "title", "url", "also_told_in")
"""``corruption_indicated`` takes yes, no or unsure. The tagger's score is left out, so that it sways nobody."""
NEEDED = COLUMNS[:4]


def to_sheet(frames: Frames, sample: ReviewSample, answers: list[SampleAnswer] | None = None) -> str:
    """The sheet of a sample in the order to review in: one row per case, or per answer where there are ``answers``."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(COLUMNS)
    texts = frames.raw_cases.set_index("case_id")[["title", "url"]].to_dict("index")
    records = records_of(frames)
    for one in sample.cases:
        given = [a for a in answers or () if a.case_id == one.case_id]
        told = texts.get(one.case_id, {})
        also = "; ".join(r for r in records.get(one.case_id, ()) if r != one.case_id)
        for reviewer, answer, note in [(a.reviewer, a.answer.value, a.note) for a in given] or [("", "", "")]:
            cells = (reviewer, answer, note, _text(told.get("title")), _text(told.get("url")), also)
            writer.writerow([sample.sample, one.case_id, *(guarded(cell) for cell in cells)])
    return held.getvalue()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def read_sheet(path: Path, reviewer: str | None = None) -> list[SampleAnswer]:
    """The answers in a filled sheet; rows without one are passed over. ``reviewer`` is who answered where the sheet does not say.

    Raises `ImportFileError` with the line, and takes nothing, where a row cannot be read or one reviewer contradicts
    herself.
    """
    answers: dict[tuple[str, str, str], tuple[SampleAnswer, int]] = {}
    for line, row in read_rows(path, NEEDED):
        one = _answer(path, line, row, reviewer)
        if one is None:
            continue
        key = (one.sample, one.case_id, one.reviewer)
        before = answers.setdefault(key, (one, line))
        if before[0].answer is not one.answer:
            raise ImportFileError(
                f"{path}, lines {before[1]} and {line}: {one.reviewer} answers both {before[0].answer} and {one.answer} about "
                f"{one.case_id}; keep one of the two rows and import again, nothing was taken"
            )
    return [one for one, _ in answers.values()]


def read_rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of a CSV file by column, each with its line. Raises `ImportFileError` where a ``needed`` column is missing."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportFileError(f"{path} is not UTF-8 text ({error}); save the sheet as CSV in UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            raise ImportFileError(
                f"{path} has no column {', '.join(missing)}; fill in the sheet that  jointcharge review export  writes and keep its header"
            )
        for row in reader:
            yield reader.line_num, {k: v for k, v in row.items() if isinstance(k, str) and isinstance(v, str)}
    except csv.Error as error:
        raise ImportFileError(f"{path}, line {reader.line_num}: {error}; save the sheet as CSV again") from error


def _answer(path: Path, line: int, row: Mapping[str, str], reviewer: str | None) -> SampleAnswer | None:
    cell = {name: row.get(name, "").strip() for name in COLUMNS}
    if not cell["corruption_indicated"]:
        return None
    said, who = named(path, line, cell["corruption_indicated"], cell["reviewer"] or reviewer)
    if not cell["sample"] or not cell["case_id"]:
        raise refused(path, line, "the sample or the case is not named; keep these columns as exported")
    return SampleAnswer(sample=cell["sample"], case_id=cell["case_id"], reviewer=who, answer=said, note=cell["note"])


def named(path: Path, line: int, said: str, reviewer: str | None) -> tuple[CaseAnswer, str]:
    """The answer in a row and who gave it. Raises `ImportFileError` where it is none, or nobody is named."""
    who = (reviewer or "").removeprefix("'")
    if said.casefold() not in set(CaseAnswer):
        raise refused(path, line, f"{said.casefold()!r} is no answer; write yes, no or unsure")
    if not who:
        raise refused(path, line, "nobody is named in the column reviewer; name who answered, or give --reviewer NAME")
    return CaseAnswer(said.casefold()), who


def refused(path: Path, line: int, what: str) -> ImportFileError:
    """The error for a row that cannot be read; no row of the file is taken."""
    return ImportFileError(f"{path}, line {line}: {what} and import again, nothing was taken")


def checked(path: Path, answers: list[SampleAnswer], samples: list[ReviewSample]) -> list[SampleAnswer]:
    """The same answers, if each is about a case of a sample drawn here. Raises `ImportFileError` otherwise."""
    cases = {one.sample: {c.case_id for c in one.cases} for one in samples}
    for one in answers:
        if one.sample not in cases:
            known = ", ".join(cases) or "none yet"
            raise ImportFileError(
                f"{path}: the sample {one.sample!r} was not drawn from this corpus (its samples: {known}); import into the data folder the "
                "sample was drawn in, or draw one here with  jointcharge review sample"
            )
        if one.case_id not in cases[one.sample]:
            raise ImportFileError(
                f"{path}: the case {one.case_id!r} is not in the sample {one.sample}; only cases drawn can be answered for, so "
                "take the row out and import again, nothing was taken"
            )
    return answers
