"""Tags with people's answers over them, and the level they give a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jointcharge.analysis.reading import read_columns
from jointcharge.analysis.states import Codes, any_of
from jointcharge.records.answers import REVIEW_TAGGER, Answer, Answers
from jointcharge.records.case import TagDimension
from jointcharge.records.corpus import Corpus
from jointcharge.records.levels import CorruptionLevel, corruption_level

if TYPE_CHECKING:
    import pandas as pd

TAG_COLUMNS = ("tag_id", "passage_id", "case_id", "dimension", "label", "status", "score", "tagger", "version")
_TAGS = f"SELECT {', '.join(TAG_COLUMNS)} FROM tags ORDER BY case_id, position"  # noqa: S608
LEVELS = tuple(CorruptionLevel)
"""A case's level ``i`` is ``LEVELS[i]``; -1 where it is not known."""

IN_TWO = {
    "transport_border": "transport and border",
    "border_customs": "border or customs",
    "immigration_consular": "immigration or consulate",
    "military_intelligence": "army or intelligence",
    "local_elected": "local or elected office",
    "prosecutor_judge": "prosecutor or judge",
    "prison_detention": "prison or detention",
    "inspector_licensing": "inspector or licensing",
    "other_public": "other public office",
    "travel_transport": "travel or transport",
    "lawyer_notary": "lawyer or notary",
    "ngo_shelter": "NGO or shelter",
    "employer_business": "employer or business",
}
"""Labels of the codebook that join two words for two things."""


def label_words(label: str) -> str:
    """A label of the codebook in words: a name of two kinds of office as two."""
    return IN_TWO.get(label, label.replace("_", " "))


def read_tags(corpus: Corpus, answers: Answers) -> pd.DataFrame:
    """Every tag that stands once people's answers are laid over the tagger's, by case."""
    import pandas as pd

    tags = pd.DataFrame(read_columns(corpus, _TAGS), columns=list(TAG_COLUMNS))
    if not answers.present:
        return tags
    keys = pd.MultiIndex.from_frame(tags[["passage_id", "dimension", "label"]])
    refused = [key for key, (present, _) in answers.present.items() if not present]
    kept = tags[~keys.isin(refused)]
    added = _added(corpus, {key: day for key, (present, day) in answers.present.items() if present}, set(keys))
    return (
        pd.concat([kept, added]).sort_values("case_id", kind="stable", ignore_index=True)
        if len(added)
        else kept.reset_index(drop=True)
    )


def _added(corpus: Corpus, given: dict[Answer, str], standing: set[Any]) -> pd.DataFrame:
    import pandas as pd

    new = sorted(key for key in given if key not in standing)
    cases = (
        dict(zip(*read_columns(corpus, "SELECT passage_id, case_id FROM passages").values(), strict=True))
        if new
        else {}
    )
    rows = [
        (f"{passage}~{REVIEW_TAGGER}:{dimension}:{label}", passage, cases[passage], dimension, label, None, 1.0, REVIEW_TAGGER, given[passage, dimension, label])
        for passage, dimension, label in new
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(TAG_COLUMNS))


def level_codes(case_of_tag: Codes, dimensions: Any, tagged: Codes, size: int) -> Codes:
    """The level of each of ``size`` cases as an index into `LEVELS`; -1 where no tagger has read the case and it carries no label.

    ``tagged`` holds the cases that a tagger has read, whether it found anything or not.
    """
    read = np.zeros(size, dtype=bool)
    read[tagged] = True
    names = np.asarray(dimensions, dtype=object)
    level = np.full(size, LEVELS.index(CorruptionLevel.NONE), dtype=np.int64)
    for dimension in (TagDimension.SIGNAL, TagDimension.FORM):  # the stronger last
        carries = any_of(case_of_tag, names == dimension.value, size)
        read |= carries
        level[carries] = LEVELS.index(corruption_level([(dimension, "")]))
    level[~read] = -1
    return level
