"""From reviewers' answers about a sample to the corrected share of cases that describe corruption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jointcharge.analysis.correction import (
    PREDICTION_POWERED,
    STRATIFIED,
    CorrectedShare,
    StratumCount,
    corrected,
    prediction_powered,
)
from jointcharge.analysis.counts import Measure
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.phrases import counted
from jointcharge.analysis.sampling import ReviewFrame, read_frame
from jointcharge.records.errors import ReportError
from jointcharge.records.raw import Record
from jointcharge.records.samples import CaseAnswer, ReviewSample, SampleAnswer, read_answers, read_samples


class ReviewedShare(Record):
    """The corrected share of ``corruption_indicated``, with the sample it rests on."""

    name: str = "corruption_indicated"
    sample: str
    sample_snapshot: str
    seed: int
    drawn: int
    answered: int
    """Sampled cases with an answer, disputed ones included."""
    disputed: int
    """Cases on which the reviewers are even, or unsure."""
    contradicted: int
    """Cases about which reviewers said both yes and no."""
    reviewers: int
    estimate: CorrectedShare
    notes: tuple[str, ...]
    """What a reader must know of this sample."""


def count_strata(sample: ReviewSample, answers: Sequence[SampleAnswer]) -> tuple[StratumCount, ...]:
    """The answers by stratum: the majority decides about a case; even votes, and nothing but "unsure", are disputed.

    Cases without an answer are left out: the order to review in was drawn too, so those reviewed are a random part.
    """
    votes = votes_of(answers)
    return tuple(
        _count(sample, h, [votes[c.case_id] for c in sample.cases if c.stratum == h and c.case_id in votes])
        for h in range(len(sample.strata))
    )


def votes_of(answers: Sequence[SampleAnswer]) -> dict[str, Counter[CaseAnswer]]:
    """case_id -> how often each answer was given."""
    votes: dict[str, Counter[CaseAnswer]] = {}
    for one in answers:
        votes.setdefault(one.case_id, Counter())[one.answer] += 1
    return votes


def _count(sample: ReviewSample, h: int, votes: Sequence[Counter[CaseAnswer]]) -> StratumCount:
    stratum = sample.strata[h]
    return StratumCount(
        name=stratum.name,
        flagged=stratum.flagged,
        cases=stratum.cases,
        reviewed=len(votes),
        found=sum(one[CaseAnswer.YES] > one[CaseAnswer.NO] for one in votes),
        disputed=sum(one[CaseAnswer.YES] == one[CaseAnswer.NO] for one in votes),
    )


def reviewed_share(frames: Frames, method: str = STRATIFIED) -> tuple[ReviewedShare | None, tuple[str, ...]]:
    """The corrected share from the latest sample with answers, and why there is none where there is none.

    Where prediction-powered inference is asked for and refused, the stratified method stands and a note says why.
    """
    answered = {one.sample for one in read_answers(frames.corpus)}
    samples = list(read_samples(frames.corpus))
    reviewed = [one for one in samples if one.sample in answered]
    if not samples:
        return None, ()
    if not reviewed:
        return None, (f"The sample {samples[0].sample} was drawn and has no answer yet, so no share is corrected.",)
    frame = read_frame(frames)
    fitting = [one for one in reviewed if one.frame == frame.digest]
    if not fitting:
        return None, (_other_frame(reviewed[0], frame),)
    try:
        return _share(fitting[0], read_answers(frames.corpus, fitting[0].sample), method), ()
    except ReportError as error:
        return None, (f"No share is corrected: {error}.",)


def _other_frame(sample: ReviewSample, frame: ReviewFrame) -> str:
    held = sum(s.cases for s in sample.strata)
    cases = f"{counted(held, 'case')} then, {len(frame.cases):,} now" if held != len(frame.cases) else "as many cases"
    tagger = f"{sample.tagger} then, {frame.tagger or 'none'} now" if sample.tagger != frame.tagger else sample.tagger
    return (
        f"The reviewed sample {sample.sample} was drawn from another snapshot, {sample.snapshot} ({cases}; tagger {tagger}): cases, texts or "
        "scores have changed since, so its answers do not speak for this corpus and no share is corrected. Draw a new one with  "
        "jointcharge review sample."
    )


def _share(sample: ReviewSample, answers: Sequence[SampleAnswer], method: str) -> ReviewedShare:
    strata = count_strata(sample, answers)
    refused, estimate = "", None
    if method == PREDICTION_POWERED:
        try:
            estimate = prediction_powered(strata)
        except ReportError as error:
            refused = f"{str(error)[:1].upper()}{str(error)[1:]}."
    votes = votes_of(answers)
    made = ReviewedShare(
        sample=sample.sample,
        sample_snapshot=sample.snapshot,
        seed=sample.seed,
        drawn=len(sample.cases),
        answered=len(votes),
        disputed=sum(s.disputed for s in strata),
        contradicted=sum(bool(one[CaseAnswer.YES] and one[CaseAnswer.NO]) for one in votes.values()),
        reviewers=len({one.reviewer for one in answers}),
        estimate=estimate or corrected(strata),
        notes=(),
    )
    return made.model_copy(update={"notes": (*([refused] if refused else []), *_notes(made))})


def _notes(made: ReviewedShare) -> Iterator[str]:
    if left := made.drawn - made.answered:
        yield (
            f"{left:,} of the {made.drawn:,} cases drawn have no answer; those reviewed are taken for a random part, which holds if they were "
            "reviewed in the order of the sheet."
        )
    if made.contradicted:
        yield f"Reviewers contradict each other about {counted(made.contradicted, 'case')}; the majority decides."
    if made.disputed:
        yield (
            f"{counted(made.disputed, 'case')} of the sample stayed undecided (even votes, or unsure): no in the lower limit, yes in the upper, "
            "half in the share."
        )


def publishable(made: ReviewedShare, raw: Measure) -> tuple[ReviewedShare | None, tuple[str, ...]]:
    """The corrected share without the counts of its strata; none, and why, where the share it corrects (``raw``) is withheld."""
    if raw.withheld:
        return None, ("The share corrected from a reviewed sample is withheld with the share that it corrects.",)
    return made.model_copy(update={"estimate": made.estimate.model_copy(update={"strata": ()})}), ()


def method_words(made: ReviewedShare) -> str:
    """How the corrected share was come by, in a few sentences."""
    parts = [f"{s.found} of {s.reviewed} reviewed among {s.cases:,} {s.name}" for s in made.estimate.strata]
    kept = "covers at least 94%" if made.estimate.method == STRATIFIED else "95%, by the normal approximation"
    found = f": corruption described in {', '.join(parts)}" if parts else ""
    return (
        f"Corrected from sample {made.sample} (seed {made.seed}, drawn from snapshot {made.sample_snapshot}), "
        f"{counted(made.answered, 'case')} answered by {counted(made.reviewers, 'reviewer')}{found}. Method {made.estimate.method} ({kept})."
    )
