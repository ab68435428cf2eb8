"""What every tagger promises, the codebook's labels and levels, and tagging a corpus."""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny_model import write_tiny_model

from jointcharge.classify.base import (
    KNOWN_TAGGERS,
    NO_WORDS,
    OTHER_SCRIPT,
    Tagger,
    open_tagger,
    span_within,
    tag_id_of,
    why_unread,
)
from jointcharge.classify.gold import case_of_sentences
from jointcharge.classify.run import tag_corpus
from jointcharge.records.case import Case, Passage, Span, Tag, TagDimension
from jointcharge.records.codebook import ACTORS, CODEBOOK, FORMS, PRIVATE_ACTORS, is_public_actor, label_of, labels_of
from jointcharge.records.corpus import Corpus
from jointcharge.records.errors import TaggerError, UnknownWordingError, UnreadCaseError
from jointcharge.records.levels import CorruptionLevel, corruption_level, level_of
from jointcharge.records.raw import RawEntry, RawKind

BRIBE = "The owner of the bar bribed two border guards to let the van cross."
FEES = "They had to repay the cost of the flight out of what they earned."
PLAIN = "The house had two doors and a garden."


def case_of(*sentences: str, name: str = "t:1") -> Case:
    return case_of_sentences(name, "Title", f"https://example.org/{name}", list(sentences))


@pytest.fixture(params=["lexicon", "model"])
def spec(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What opens each kind of tagger that reads on this machine."""
    return "lexicon" if request.param == "lexicon" else f"model:{write_tiny_model(tmp_path / 'tiny').path}"


@pytest.fixture
def tagger(spec: str) -> Tagger:
    return open_tagger(spec)


# ---- every tagger -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", ["oracle", "", "hf", "hf:", "openai", "model:", "lexicon:en"])
def test_an_unknown_tagger_is_refused_with_the_names_known(spec: str) -> None:
    with pytest.raises(TaggerError, match=f"no tagger is called '{spec}'; use one of: {', '.join(KNOWN_TAGGERS)}"):
        open_tagger(spec)


def test_a_tag_says_which_tagger_and_version_gave_it(tagger: Tagger) -> None:
    tags = tagger.tag(case_of(BRIBE))
    assert tags
    assert {(tag.tagger, tag.version, tag.case_id) for tag in tags} == {(tagger.name, tagger.version, "t:1")}


def test_the_same_case_gets_the_same_tags_from_a_fresh_tagger(tagger: Tagger, spec: str) -> None:
    case = case_of(BRIBE, PLAIN, FEES)
    assert tagger.tag(case) == open_tagger(spec).tag(case)


def test_a_label_stands_once_in_a_passage_and_its_id_says_where(tagger: Tagger) -> None:
    tags = tagger.tag(case_of(f"{BRIBE[:-1]}, and later bribed a border guard again.", FEES))
    assert len({tag.tag_id for tag in tags}) == len(tags)
    for tag in tags:
        assert tag.tag_id == f"{tag.passage_id}/{tag.dimension}/{tag.label}/{tagger.name}"


def test_every_label_given_is_one_of_the_codebook(tagger: Tagger) -> None:
    for tag in tagger.tag(case_of(BRIBE, FEES, "She travelled on a forged passport.")):
        assert tag.label in labels_of(tag.dimension)


def test_a_span_holds_the_words_that_gave_the_tag() -> None:
    tagger = open_tagger("lexicon")
    sentences = [PLAIN, "“Nothing” — so he said — happened.", BRIBE, FEES]
    text = " ".join(sentences)
    words = {tag.label: text[tag.span.start : tag.span.end] for tag in tagger.tag(case_of(*sentences))}
    assert words["bribery"].startswith("bribed two border guards")
    assert words["unlawful_fees"].startswith("repay the cost of the flight")


def test_a_case_without_passages_gets_no_tags(tagger: Tagger) -> None:
    assert tagger.tag(case_of()) == ()


def test_scores_are_shares(tagger: Tagger) -> None:
    assert all(0 < tag.score < 1 for tag in tagger.tag(case_of(BRIBE, FEES)))


def test_a_passage_in_a_language_it_cannot_read_gets_no_tags(tagger: Tagger) -> None:
    case = case_of(BRIBE)
    foreign = case.passages[0].model_copy(update={"language": "xx"})
    assert tagger.tag(case.model_copy(update={"passages": (foreign,)})) == ()


def test_a_passage_without_a_language_is_read_in_its_cases_language(tagger: Tagger) -> None:
    case = case_of(BRIBE)
    unsaid = case.passages[0].model_copy(update={"language": None})
    english = case.model_copy(update={"passages": (unsaid,)})
    assert {t.label for t in tagger.tag(english)} == {t.label for t in tagger.tag(case)}
    assert tagger.tag(english.model_copy(update={"language": "xx"})) == ()


def test_another_section_is_no_context() -> None:
    debt, travel = "She could not leave until she had repaid her debt.", "A woman arranged the flight."
    case = case_of(travel, debt)
    apart = case.passages[1].model_copy(update={"section": "commentary"})
    lexicon = open_tagger("lexicon")
    assert lexicon.tag(case)
    assert lexicon.tag(case.model_copy(update={"passages": (case.passages[0], apart)})) == ()


def test_a_span_that_would_leave_its_passage_is_the_whole_passage() -> None:
    """White space that the parser joined makes the offsets of the text run ahead of the document's."""
    span = Span(document="0" * 64, start=10, end=20)
    passage = Passage(passage_id="t:1@1", span=span, section="s", language="en", text="x" * 15)
    assert span_within(passage, 2, 6) == Span(document="0" * 64, start=12, end=16)
    assert span_within(passage, 8, 14) == span


# ---- codebook and levels ----------------------------------------------------------------------------------


def test_the_codebook_has_every_dimension_with_its_labels() -> None:
    assert {dimension: len(labels) for dimension, labels in CODEBOOK.items()} == {
        TagDimension.FORM: 7,
        TagDimension.STAGE: 7,
        TagDimension.ACTOR: 19,
        TagDimension.SIGNAL: 7,
        TagDimension.ELEMENT: 17,
    }


def test_no_label_stands_twice_and_each_says_what_it_is() -> None:
    for dimension, labels in CODEBOOK.items():
        assert len(set(labels_of(dimension))) == len(labels)
        assert all(label.definition for label in labels)


def test_every_form_names_its_articles_of_uncac() -> None:
    assert {label.name: label.uncac for label in FORMS} == {
        "bribery": (15, 16),
        "private_bribery": (21,),
        "abuse_of_functions": (19,),
        "trading_in_influence": (18,),
        "embezzlement": (17, 22),
        "obstruction_of_justice": (25,),
        "illicit_enrichment": (20,),
    }


def test_an_unknown_label_is_refused_with_the_labels_known() -> None:
    with pytest.raises(UnknownWordingError, match="'graft' is no form of the codebook; use one of: bribery, "):
        label_of(TagDimension.FORM, "graft")


def test_public_and_private_actors_are_told_apart() -> None:
    assert {label.name for label in ACTORS if not is_public_actor(label.name)} == {a.name for a in PRIVATE_ACTORS}


@pytest.mark.parametrize(
    ("labels", "level"),
    [
        ([], CorruptionLevel.NONE),
        ([(TagDimension.STAGE, "justice"), (TagDimension.ACTOR, "police")], CorruptionLevel.NONE),
        ([(TagDimension.ELEMENT, "ACT_RECRUITMENT")], CorruptionLevel.NONE),
        ([(TagDimension.SIGNAL, "laundering")], CorruptionLevel.SIGNAL_ONLY),
        ([(TagDimension.FORM, "bribery")], CorruptionLevel.INDICATED),
        ([(TagDimension.SIGNAL, "laundering"), (TagDimension.FORM, "bribery")], CorruptionLevel.INDICATED),
    ],
)
def test_a_form_outranks_a_signal_and_a_stage_alone_is_nothing(
    labels: list[tuple[TagDimension, str]], level: CorruptionLevel
) -> None:
    assert corruption_level(labels) is level


def test_the_level_of_tags_is_the_level_of_their_labels(tagger: Tagger) -> None:
    assert level_of(tagger.tag(case_of(BRIBE, FEES))) is CorruptionLevel.INDICATED
    assert level_of(tagger.tag(case_of(FEES))) is CorruptionLevel.SIGNAL_ONLY
    assert level_of(tagger.tag(case_of(PLAIN))) is CorruptionLevel.NONE


# ---- tagging a corpus -------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus(tmp_path / "corpus.db", create=True) as opened:
        for number, sentence in enumerate((BRIBE, FEES, PLAIN), 1):
            add(opened, case_of(sentence, name=f"t:{number}"))
        yield opened


def add(corpus: Corpus, case: Case) -> None:
    entry = RawEntry(
        portal="gold",
        url=case.url,
        kind=RawKind.CASE,
        fetched_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        media_type="text/html",
        status=200,
        sha256=case.sha256,
        warc="w",
        offset=0,
        length=1,
    )
    corpus.add_parsed(entry, "gold", "1", " ".join(p.text for p in case.passages), (case,))


class Interrupted:
    """The lexicon, stopped in the middle of the third case."""

    def __init__(self, at_once: int = 1) -> None:
        self._lexicon = open_tagger("lexicon")
        self.name, self.version, self.languages = "lexicon", self._lexicon.version, ("en",)
        self.at_once = at_once

    def tag(self, case: Case) -> tuple[Tag, ...]:
        if case.case_id == "t:3":
            raise KeyboardInterrupt
        return self._lexicon.tag(case)


def test_tagging_stores_what_the_tagger_gave(corpus: Corpus) -> None:
    lexicon = open_tagger("lexicon")
    summary = tag_corpus(corpus, lexicon)
    assert (summary.cases, summary.passages) == (3, 3)
    assert [summary.levels[level] for level in CorruptionLevel] == [1, 1, 1]
    stored = {tag.tag_id: tag for tag in corpus.tags()}
    given = {tag.tag_id: tag for case in corpus.cases() for tag in lexicon.tag(case)}
    assert stored == given
    assert len(stored) == summary.tags


def test_the_wording_of_a_charge_does_not_vouch_for_itself_as_a_description(corpus: Corpus) -> None:
    case = case_of(BRIBE, name="t:6")
    charged = case.model_copy(
        update={"passages": tuple(p.model_copy(update={"section": "charge_details"}) for p in case.passages)}
    )
    add(corpus, charged)
    tag_corpus(corpus, open_tagger("lexicon"))
    assert {tag.case_id for tag in corpus.tags()} == {"t:1", "t:2"}
    assert corpus.is_tagged("t:6")


def test_a_second_run_does_only_what_is_new(corpus: Corpus) -> None:
    lexicon = open_tagger("lexicon")
    tag_corpus(corpus, lexicon)
    assert tag_corpus(corpus, lexicon).cases == 0
    add(corpus, case_of(BRIBE, FEES, name="t:4"))
    assert tag_corpus(corpus, lexicon).cases == 1


@pytest.mark.parametrize("at_once", [1, 2, 4])
def test_a_run_that_is_stopped_keeps_what_it_did_and_the_next_goes_on(corpus: Corpus, at_once: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        tag_corpus(corpus, Interrupted(at_once))
    assert {tag.case_id for tag in corpus.tags()} == {"t:1", "t:2"}
    summary = tag_corpus(corpus, open_tagger("lexicon"))
    assert summary.cases == 1


def test_progress_tells_how_many_of_how_many(corpus: Corpus) -> None:
    told: list[tuple[int, int | None]] = []
    tag_corpus(corpus, open_tagger("lexicon"), lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_the_summary_reads_as_a_few_lines(corpus: Corpus) -> None:
    lexicon = open_tagger("lexicon")
    text = tag_corpus(corpus, lexicon).to_text()
    assert text.startswith(f"3 cases, 3 passages read by lexicon {lexicon.version}; ")
    assert "Cases: 1 indicated, 1 signal_only, 1 none." in text
    assert "Passages by form: bribery 1, abuse_of_functions 1." in text
    assert tag_corpus(corpus, lexicon).to_text().startswith("Nothing new to tag")


def test_passages_in_a_language_nobody_reads_are_counted_and_not_passed_over(corpus: Corpus) -> None:
    case = case_of("Ein Satz.", name="t:5")
    german = case.passages[0].model_copy(update={"language": "de"})
    add(corpus, case.model_copy(update={"passages": (german,)}))
    summary = tag_corpus(corpus, open_tagger("lexicon"))
    assert summary.unread == {"de": 1}
    assert "Not read, for want of a vocabulary in their language: de 1 passages." in summary.to_text()


def test_the_id_of_a_tag_is_made_of_its_parts() -> None:
    assert tag_id_of("c@3", TagDimension.FORM, "bribery", "lexicon") == "c@3/form/bribery/lexicon"


# ---- what is not read -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        (BRIBE, "en", None),
        (BRIBE, None, None),
        (BRIBE, "de", "de"),
        ("", "en", NO_WORDS),
        (" \x00\x1b[2\u200b 12 — 34.", "en", NO_WORDS),
        ("Она дала взятку двум офицерам.", "en", OTHER_SCRIPT),
        ("她向两名军官行贿。", None, OTHER_SCRIPT),
        ("The word взятка means a bribe.", "en", None),
    ],
)
def test_a_passage_that_cannot_be_read_says_why(text: str, language: str | None, reason: str | None) -> None:
    case = case_of(BRIBE).model_copy(update={"language": None})
    passage = case.passages[0].model_copy(update={"text": text, "language": language})
    assert why_unread(passage, case, ("en",)) == reason


def test_a_tagger_of_every_language_reads_every_script() -> None:
    case = case_of("Она дала взятку.")
    assert why_unread(case.passages[0], case, ()) is None


def test_passages_without_words_or_in_another_script_are_counted_with_the_reason(corpus: Corpus) -> None:
    add(corpus, case_of(BRIBE, "— 17 —", "Она дала взятку.", "\x07\x00", name="t:7"))
    summary = tag_corpus(corpus, open_tagger("lexicon"))
    assert summary.unread == {NO_WORDS: 2, OTHER_SCRIPT: 1}
    assert f"Not read: {NO_WORDS} 2, {OTHER_SCRIPT} 1 passages." in summary.to_text()


# ---- several cases at once, and cases that fail ------------------------------------------------------------


class Failing:
    """Cannot read the second case, until it is mended."""

    name, version, languages = "failing", "1", ("en",)

    def __init__(self, at_once: int) -> None:
        self.at_once, self.mended, self.threads = at_once, False, set()

    def tag(self, case: Case) -> tuple[Tag, ...]:
        self.threads.add(threading.current_thread().name)
        if case.case_id == "t:2" and not self.mended:
            raise UnreadCaseError("t:2: the server gave no answer; start it")
        return ()


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_case_that_cannot_be_read_stays_untagged_and_is_tried_again(corpus: Corpus, at_once: int) -> None:
    tagger = Failing(at_once)
    summary = tag_corpus(corpus, tagger)
    assert (summary.cases, summary.failed) == (2, ["t:2: the server gave no answer; start it"])
    assert "1 cases could not be read and stay untagged" in summary.to_text()
    assert not corpus.is_tagged("t:2")
    tagger.mended = True
    assert tag_corpus(corpus, tagger).cases == 1
    assert corpus.is_tagged("t:2")


def test_cases_read_at_once_are_stored_in_the_order_of_the_cases(corpus: Corpus) -> None:
    told = [f"t:9{n:02}" for n in range(12)]
    for name in told:
        add(corpus, case_of(BRIBE, name=name))
    tagger = Failing(3)
    tag_corpus(corpus, tagger)
    stored = corpus.select("SELECT case_id FROM taggings JOIN cases USING (case_row) ORDER BY tagging_row")
    assert [row[0] for row in stored] == ["t:1", "t:3", *told]
    assert all(name.startswith("tag-case") for name in tagger.threads)
