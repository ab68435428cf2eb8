"""The corpus as pandas frames, with the public columns of ``docs/exports.md``.

Null means not observable or not stated, never false. Lists are tuples, empty where nothing is stated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from jointcharge.analysis.facts import AGGRAVATION, Facts, read_facts, rows_of
from jointcharge.analysis.labels import LEVELS, level_codes, read_tags
from jointcharge.analysis.matters import Matters
from jointcharge.analysis.reading import CHARGE_CODES, CLASSES, read_columns, read_numbers
from jointcharge.analysis.states import Codes, Mask, to_boolean
from jointcharge.records.answers import Answers, answers_of
from jointcharge.records.case import Case
from jointcharge.records.corpus import Corpus, Snapshot
from jointcharge.records.errors import ReportError
from jointcharge.records.links import linked_groups
from jointcharge.records.withheld import VICTIM_ROLES, WITHHELD_ROLES, Withheld

if TYPE_CHECKING:
    import pandas as pd

FILED_UNDER = frozenset({"trafficking in persons"})
"""Crime types, case-folded, that make a case a trafficking case: the badge and the search filter of SHERLOC."""
WHAT = ("cases", "actors", "charges", "passages", "tags")
"""The frames there are."""

_CASES = """
SELECT case_row, case_id, source, title, country, court, decision_date, decision_year, url, language, fetched_at, sha256, neutral_citation, ecli,
  json_extract(record, '$.crime_types') AS crime_types, json_extract(record, '$.exploitation') AS exploitation,
  json_extract(record, '$.sectors') AS sectors,
  (SELECT json_group_array(json_extract(k.value, '$.value.value')) FROM json_each(record, '$.keywords') k) AS keywords
FROM cases ORDER BY case_id"""
_ACTORS = (
    "SELECT actor_id, case_id, case_row, role, label, group_size, gender, nationalities, age, birth_year, is_official, office,"
    " is_organisation, absences FROM actors ORDER BY case_id, position"
)
_CHARGES = """
SELECT h.charge_row, h.charge_id, h.case_id, h.actor_id, h.counts, h.provision, h.wording, h.disposition, h.disposition_trial,
  h.plea, h.imprisonment_months_min, h.imprisonment_months_max, h.life, h.suspended_months, h.fine_amount, h.fine_currency,
  h.compensation_amount, h.compensation_currency, c.sha256 AS document, h.page, h.span_start AS start, h.span_end AS "end",
  h.fine_wages, h.confidence
FROM charges h JOIN cases c USING (case_row) ORDER BY h.case_id, h.charge_row"""
_RULES = "SELECT k.charge_row, k.rule FROM charge_classes k ORDER BY k.charge_row, k.offence_class"
_PASSAGES = (
    'SELECT passage_id, case_id, document, page, span_start AS start, span_end AS "end", language, text'
    " FROM passages ORDER BY case_id, passage_row"
)
DTYPES = {
    "string": "case_id source title country court decision_date url language corruption_level fetched_at sha256 actor_id role label"
    " gender office charge_id provision wording rule disposition disposition_trial plea fine_currency compensation_currency document"
    " passage_id text neutral_citation ecli confidence tag_id dimension status tagger version",
    "Int64": "n_defendants n_victims group_size age birth_year counts page start end decision_year",
    "Float64": "imprisonment_months_min imprisonment_months_max suspended_months fine_amount fine_wages compensation_amount score",
    "boolean": "trafficking_charged corruption_charged trafficking_convicted corruption_convicted joint_convicted_case"
    " joint_convicted_defendant corruption_aggravation is_official is_organisation life",
    "object": "crime_types exploitation sectors keywords nationalities absences classes",
}
"""pandas dtype -> the columns of that type, in any frame; ``object`` columns hold tuples of text."""
_DTYPE_OF = {name: dtype for dtype, names in DTYPES.items() for name in names.split()}
COLUMNS = {
    "cases": "case_id source title country court decision_date url language crime_types exploitation sectors keywords"
    " corruption_level trafficking_charged corruption_charged trafficking_convicted corruption_convicted joint_convicted_case"
    " joint_convicted_defendant corruption_aggravation n_defendants n_victims fetched_at sha256 neutral_citation ecli",
    "actors": "actor_id case_id role label group_size gender nationalities age birth_year is_official office is_organisation absences",
    "charges": "charge_id case_id actor_id counts provision wording classes rule disposition disposition_trial plea"
    " imprisonment_months_min imprisonment_months_max life suspended_months fine_amount fine_currency compensation_amount"
    " compensation_currency document page start end fine_wages confidence",
    "passages": "passage_id case_id document page start end language text",
    "tags": "tag_id passage_id case_id dimension label status score tagger version",
}
"""The public columns of each frame, in order."""


class Frames:
    """The frames of one corpus, each read when first asked for. Open the corpus "as of" a snapshot for that snapshot's.

    With ``include_victim_names`` the labels of victims, complainants, plaintiffs, migrants and witnesses are put out, and passages as printed.
    """

    def __init__(self, corpus: Corpus, *, include_victim_names: bool = False) -> None:
        self.corpus = corpus
        self.include_victim_names = include_victim_names

    def frame(self, what: str) -> pd.DataFrame:
        """The frame called ``what``, one of `WHAT`. Raises `ReportError` for another."""
        if what not in WHAT:
            raise ReportError(f"there is no frame {what!r}; ask for one of {', '.join(WHAT)}")
        found: pd.DataFrame = getattr(self, what)
        return found

    def read_cases(self, ids: Iterable[str]) -> Iterator[Case]:
        """The whole records of these cases, ordered by id."""
        sql = "SELECT record FROM cases WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY case_id"
        for row in self.corpus.select(sql, (json.dumps(list(ids)),)):
            yield Case.model_validate_json(row[0])

    @cached_property
    def snapshot(self) -> Snapshot:
        """What these frames were computed from."""
        return self.corpus.snapshot()

    @cached_property
    def record_facts(self) -> Facts:
        """What is known of each case and defendant as its own record tells it, in the order of the cases' ids."""
        types = self.crime_types
        filed = _each(types, lambda names: any(n.strip().casefold() in FILED_UNDER for n in names))
        return read_facts(self.corpus, filed, _each(types, bool), self._levels)

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The cases of several portals that are linked: each group is one matter and is measured once."""
        return linked_groups(self.corpus)

    @cached_property
    def _matters(self) -> Matters:
        return Matters(self.corpus, self.groups, list(self.records["case_id"]))

    @cached_property
    def facts(self) -> Facts:
        """What is measured: as `record_facts`, linked cases counted once."""
        return self._matters.counted_once(self.record_facts)

    @cached_property
    def raw_cases(self) -> pd.DataFrame:
        """The rows of `facts`: as `records`, linked cases once, by the id of the one that stands for them."""
        return self._matters.one_each(self.records)

    @cached_property
    def answers(self) -> Answers:
        """What people say about labels."""
        return answers_of(list(self.corpus.reviews()))

    @cached_property
    def records(self) -> pd.DataFrame:
        """The cases' own columns, the year of decision with them, in the order of their ids."""
        import pandas as pd

        columns = read_columns(self.corpus, _CASES)
        for name in ("crime_types", "exploitation", "sectors", "keywords"):
            columns[name] = _lists(columns[name])
        return pd.DataFrame({name: _column(name, values) for name, values in columns.items()})

    @cached_property
    def crime_types(self) -> list[tuple[str, ...]]:
        """For each case, the page's crime types and those that the portal's search files it under."""
        filed = self.corpus.crime_types()
        pairs = zip(self.records["case_id"], self.records["crime_types"], strict=True)
        return [tuple(dict.fromkeys((*stated, *filed.get(case_id, ())))) for case_id, stated in pairs]

    @cached_property
    def _levels(self) -> Codes:
        import pandas as pd

        index = pd.Index(self.records["case_id"])
        tagged = read_columns(self.corpus, "SELECT case_id FROM cases JOIN taggings USING (case_row)")["case_id"]
        at = index.get_indexer(pd.Index(self.tags["case_id"]))
        return level_codes(at, self.tags["dimension"].to_numpy(dtype=object), index.get_indexer(tagged), len(index))

    @cached_property
    def cases(self) -> pd.DataFrame:
        """One row per case as its own record tells it; linked cases have a row each."""
        facts, frame = self.record_facts, self.records.copy()
        frame["crime_types"] = _column("crime_types", self.crime_types)
        names = np.array([*(level.value for level in LEVELS), None], dtype=object)
        frame["corruption_level"] = _column("corruption_level", names[facts.levels])
        for name in ("trafficking_charged", "corruption_charged", "trafficking_convicted", "corruption_convicted"):
            frame[name] = to_boolean(getattr(facts.cases, name))
        frame["joint_convicted_case"] = to_boolean(facts.cases.joint_convicted)
        frame["joint_convicted_defendant"] = to_boolean(facts.joint_convicted_defendant)
        frame["corruption_aggravation"] = to_boolean(facts.cases.charged(AGGRAVATION))
        charged = self.charges["actor_id"].dropna().unique()
        accused = self._actor_rows["role"].isin(("defendant", "respondent")) | self._actor_rows["actor_id"].isin(
            charged
        )
        frame["n_defendants"] = self._people(accused.to_numpy(dtype=bool))
        frame["n_victims"] = self._people(self._actor_rows["role"].isin(VICTIM_ROLES).to_numpy(dtype=bool))
        return frame[COLUMNS["cases"].split()]

    @cached_property
    def cases_once(self) -> pd.DataFrame:
        """The rows of `cases` that stand in `facts` and `raw_cases`, in their order: one a matter."""
        return self.cases[self._matters.kept].reset_index(drop=True)

    def _people(self, counted: Mask) -> pd.Series[Any]:
        """People per case among the actors ``counted``: a group's stated number, else one; null where there is none."""
        import pandas as pd

        actors = self._actor_rows[counted]
        rows = rows_of(self.records["case_row"].to_numpy(np.int64), actors["case_row"].to_numpy(np.int64))
        sizes = actors["group_size"].fillna(1).to_numpy(np.int64)
        people = np.bincount(rows, weights=sizes, minlength=len(self.records)).astype(np.int64)
        recorded = np.bincount(rows, minlength=len(self.records)) > 0
        return pd.Series(pd.arrays.IntegerArray(people, ~recorded))

    @cached_property
    def _actor_rows(self) -> pd.DataFrame:
        import pandas as pd

        columns = read_columns(self.corpus, _ACTORS)
        for name in ("nationalities", "absences"):
            columns[name] = [tuple(filter(None, joined.split(";"))) for joined in columns[name]]
        return pd.DataFrame({name: _column(name, values) for name, values in columns.items()})

    @cached_property
    def actors(self) -> pd.DataFrame:
        """One row per person, body or group; victims without their labels unless they were asked for."""
        frame = self._actor_rows[COLUMNS["actors"].split()].copy()
        if not self.include_victim_names:
            frame.loc[frame["role"].isin(WITHHELD_ROLES), "label"] = None
        return frame

    @cached_property
    def charges(self) -> pd.DataFrame:
        """One row per charge; ``classes`` in the order of the offence classes, ``rule`` the rules that gave them."""
        import pandas as pd

        columns = read_columns(self.corpus, _CHARGES)
        columns["classes"] = _classes(read_numbers(self.corpus, CHARGE_CODES)[3])
        rules = pd.DataFrame(read_columns(self.corpus, _RULES)).drop_duplicates()
        several = rules["charge_row"].duplicated(keep=False)
        joined = rules[several].groupby("charge_row")["rule"].agg("; ".join)
        rule_of = {**dict(zip(rules["charge_row"], rules["rule"], strict=True)), **joined.to_dict()}
        columns["rule"] = [rule_of.get(row) for row in columns["charge_row"]]
        return pd.DataFrame({name: _column(name, columns[name]) for name in COLUMNS["charges"].split()})

    @cached_property
    def passages(self) -> pd.DataFrame:
        """One row per passage; names of victims and witnesses struck out of the text unless they were asked for."""
        columns = read_columns(self.corpus, _PASSAGES)
        if not self.include_victim_names:
            columns["text"] = self._struck(columns["case_id"], columns["text"])
        return self._plain("passages", columns)

    def _struck(self, case_ids: Iterable[str], texts: Iterable[str]) -> list[str]:
        """The texts, each of a case, without the names that its record has for victims and witnesses."""
        actors = self._actor_rows
        named = actors["role"].isin(WITHHELD_ROLES) & actors["label"].notna()
        struck = {one.case_id: Withheld(one).struck for one in self.read_cases(set(actors.loc[named, "case_id"]))}
        return [struck.get(case_id, str)(text) for case_id, text in zip(case_ids, texts, strict=True)]

    @cached_property
    def tags(self) -> pd.DataFrame:
        """One row per tag, with people's answers over the tagger's: refused tags are gone, given labels are there."""
        return self._plain("tags", {str(name): list(one) for name, one in read_tags(self.corpus, self.answers).items()})

    def _plain(self, what: str, columns: dict[str, list[Any]]) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({name: _column(name, columns[name]) for name in COLUMNS[what].split()})


def _each(lists: list[tuple[str, ...]], test: Any) -> Mask:
    """``test`` of each list, asked once per distinct list."""
    known = {one: bool(test(one)) for one in set(lists)}
    return np.fromiter((known[one] for one in lists), dtype=bool, count=len(lists))


def _lists(texts: list[str]) -> list[tuple[str, ...]]:
    """JSON arrays as tuples without repeats; each distinct text is read once."""
    known = {text: tuple(dict.fromkeys(json.loads(text))) for text in set(texts)}
    return [known[text] for text in texts]


def _classes(bits: Codes) -> list[tuple[str, ...]]:
    """The names of each charge's classes; each distinct combination is spelled once."""
    known = {int(one): tuple(c.value for n, c in enumerate(CLASSES) if int(one) >> n & 1) for one in np.unique(bits)}
    return [known[one] for one in bits.tolist()]


def _column(name: str, values: Any) -> Any:
    """``values`` as the dtype of column ``name``."""
    import pandas as pd

    dtype = _DTYPE_OF.get(name, "int64")
    if dtype == "object":
        return np.fromiter(values, dtype=object, count=len(values))
    if dtype == "boolean":
        values = [None if one is None else bool(one) for one in values]
    return pd.array(values, dtype=dtype)
