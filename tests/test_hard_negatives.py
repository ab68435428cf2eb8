"""The authored text holds near misses for every "do not mark" of the codebook: ``hard_negatives.tsv`` lists them."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from jointcharge.classify.authored import AuthoredSentence, read_authored
from jointcharge.records.case import TagDimension
from jointcharge.records.codebook import labels_of

TABLE = Path(__file__).with_name("hard_negatives.tsv")
ENTRIES = {
    # entry: the labels that one of its sentences may be listed against
    "fees_due": {"bribery"},
    "money_to_trafficker": {"bribery"},
    "commission": {"private_bribery"},
    "private_person": {"abuse_of_functions"},
    "error": {"abuse_of_functions"},
    "inaction": {"abuse_of_functions"},
    "bare_claim": {"abuse_of_functions"},
    "wage_theft": {"embezzlement"},
    "customer_fraud": {"embezzlement"},
    "threats": {"obstruction_of_justice"},
    "nonofficial_laundering": {"illicit_enrichment"},
    "general_remark": {"bribery"},
    "law_title": {"bribery"},
    "statute_quote": {"bribery", "abuse_of_functions", "illicit_enrichment", "official_involved"},
    "defendant_claim": {"bribery"},
    "rumour": {"bribery", "abuse_of_functions", "official_involved"},
    "oral_age": {"fraudulent_documents"},
    "plates": {"fraudulent_documents"},
    "overstay": {"irregular_issue"},
    "work_on_visa": {"irregular_issue"},
    "broken_promise": {"irregular_issue"},
    "impostor": {"official_involved"},
    "rank_title": {"official_involved"},
    "police_duty": {"official_involved"},
    "judge_reason": {"tip_off_or_impunity"},
    "routine_inspection": {"tip_off_or_impunity"},
    "slow_procedure": {"tip_off_or_impunity"},
    "bare_debt": {"unlawful_fees"},
    "share": {"unlawful_fees"},
    "rent": {"unlawful_fees"},
    "drug_phone_gambling": {"unlawful_fees"},
    "fee_to_leave": {"unlawful_fees"},
    "own_account": {"laundering"},
    "sent_home": {"laundering"},
    "undercover": {"bribery"},
}
"""Every "do not mark" of the codebook, by the short name that the table uses."""
SENTENCES, DOCUMENTS = 5, 3
"""How many sentences an entry needs, and from how many documents."""


@dataclass(frozen=True)
class Row:
    """One line of the table: a sentence, counted from 1 without the title, and the label that must not stand there."""

    entry: str
    label: str
    document: str
    sentence: int
    begins: str
    """Its first words, so that a row does not slide onto a neighbour when the text is edited."""


def read_rows() -> tuple[Row, ...]:
    """The lines of the table, in order."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Row(line["entry"], line["label"], line["document"], int(line["sentence"]), line["begins"])
            for line in csv.DictReader(lines, delimiter="\t")
        )


ROWS = read_rows()


@pytest.fixture(scope="module")
def sentences() -> dict[tuple[str, int], AuthoredSentence]:
    return {
        (document.document, number): sentence
        for document in read_authored()
        for number, sentence in enumerate(document.sentences, 1)
    }


def test_every_listed_sentence_stands_where_it_is_listed(sentences: dict[tuple[str, int], AuthoredSentence]) -> None:
    assert [row for row in ROWS if (row.document, row.sentence) not in sentences] == []
    assert [row for row in ROWS if not sentences[row.document, row.sentence].text.startswith(row.begins)] == []


def test_no_listed_sentence_carries_the_label_that_must_not_stand(
    sentences: dict[tuple[str, int], AuthoredSentence],
) -> None:
    wrong = []
    for row in ROWS:
        sentence = sentences[row.document, row.sentence]
        if row.label in {label for _, label in sentence.labels}:
            wrong.append((row, sentence.text))
    assert wrong == []


def test_every_entry_and_label_is_a_known_one() -> None:
    assert [row for row in ROWS if row.label not in ENTRIES.get(row.entry, set())] == []


def test_every_label_that_must_not_stand_is_a_form_or_a_signal_of_the_codebook() -> None:
    known = {*labels_of(TagDimension.FORM), *labels_of(TagDimension.SIGNAL)}
    assert set().union(*ENTRIES.values()) - known == set()


def test_no_sentence_is_listed_twice_for_an_entry() -> None:
    places = [(row.entry, row.document, row.sentence) for row in ROWS]
    assert len(places) == len(set(places))


def test_every_do_not_mark_has_five_near_misses_in_three_documents() -> None:
    documents = defaultdict(list)
    for row in ROWS:
        documents[row.entry].append(row.document)
    short = {
        entry: len(documents[entry])
        for entry in ENTRIES
        if len(documents[entry]) < SENTENCES or len(set(documents[entry])) < DOCUMENTS
    }
    assert short == {}
