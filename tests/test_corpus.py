"""The corpus: nothing overwritten, nothing lost, and every snapshot readable again."""

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from jointcharge.records import database
from jointcharge.records.case import (
    Absence,
    Actor,
    Bribe,
    Case,
    Charge,
    Confidence,
    Diagnostic,
    Money,
    Observability,
    Passage,
    Review,
    Sentence,
    Span,
    Stated,
    Tag,
    Verdict,
)
from jointcharge.records.corpus import Corpus, now
from jointcharge.records.errors import CorpusError, DataFolderError, LockedError, UnknownCaseError
from jointcharge.records.folder import DataFolder
from jointcharge.records.offences import OffenceMatch
from jointcharge.records.raw import RawDocument, RawEntry, sha256_of

SHA = "a" * 64
SPAN = Span(document=SHA, start=0, end=4)
CASE_ID = "sherloc:arg/2014/x"


def stated(value):
    return Stated(value=value, wording=str(value), span=SPAN)


def entry(url: str = "https://portal/x", sha256: str = SHA) -> RawEntry:
    return RawEntry(
        portal="sherloc", url=url, kind="case", fetched_at=now(), media_type="text/html", status=200,
        sha256=sha256, warc="w.warc.gz", offset=0, length=1,
    )  # fmt: skip


def passage(n: int, text: str, case_id: str = CASE_ID) -> Passage:
    return Passage(passage_id=f"{case_id}@{n}", span=SPAN, section="fact_summary", language="en", text=text)


def case(title: str = "T. y otros", *texts: str, case_id: str = CASE_ID) -> Case:
    charge = Charge(
        charge_id=f"{case_id}#c1",
        actor_id=f"{case_id}#d1",
        provision=stated("Article 145 bis"),
        classes=(OffenceMatch(offence_class="trafficking", rule="arg.145bis", matched="145 bis"),),
        verdicts=(Verdict(instance="trial", disposition="convicted", wording="Guilty", span=SPAN),),
    )
    return Case(
        case_id=case_id, source="sherloc", number="ARGx901", title=stated(title), country=stated("ARG"),
        decision_date=stated(dt.date(2014, 5, 12)), decision_year=2014, url="https://portal/x",
        actors=(Actor(actor_id=f"{case_id}#d1", role="defendant", nationalities=(stated("ARG"), stated("ITA"))),),
        charges=(charge,), passages=tuple(passage(n, text, case_id) for n, text in enumerate(texts or ("One.", "Two."), 1)),
        observability=Observability(charges=True, corruption_charges=True, verdicts=True, text=True),
        fetched_at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC), sha256=SHA,
    )  # fmt: skip


def tag(n: int = 1, label: str = "bribery") -> Tag:
    return Tag(
        tag_id=f"t{n}{label}", passage_id=f"{CASE_ID}@{n}", case_id=CASE_ID, dimension="form", label=label,
        status="found", score=0.9, tagger="lexicon", version="1", span=SPAN,
    )  # fmt: skip


@pytest.fixture
def corpus(tmp_path: Path):
    with Corpus(tmp_path / "corpus.db", create=True) as opened:
        yield opened


def test_a_case_comes_back_as_it_was_stored(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    assert list(corpus.cases()) == [case()]
    assert corpus.text_of(CASE_ID) == "text"


def test_cases_without_passages_are_lighter(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    assert next(corpus.cases(with_passages=False)).passages == ()


def test_rows_hold_what_the_record_holds(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    row = corpus.select("SELECT * FROM charges").fetchone()
    assert (row["charge_id"], row["disposition"], row["provision"]) == (f"{CASE_ID}#c1", "convicted", "Article 145 bis")
    assert corpus.select("SELECT nationalities FROM actors").fetchone()[0] == "ARG;ITA"
    assert corpus.select("SELECT offence_class FROM charge_classes").fetchone()[0] == "trafficking"
    assert corpus.select("SELECT count(*) FROM passages").fetchone()[0] == 2


def test_rows_hold_citations_absences_bribes_and_how_sure_a_charge_is(corpus) -> None:
    told = case()
    charge = told.charges[0].model_copy(
        update={
            "sentence": Sentence(fine_wages=stated(20.0)),
            "verdicts": (told.charges[0].verdicts[0].model_copy(update={"confidence": Confidence.LOWER}),),
        }
    )
    bribe = Bribe(amount=stated(Money(amount=500, currency="PHP")), payer="victim", recipient="official")
    fled = told.actors[0].model_copy(update={"absences": (stated(Absence.AT_LARGE), stated(Absence.DIED))})
    more = {"neutral_citation": stated("[2031] EWCA Crim 9"), "ecli": stated("ECLI:CE:ECHR:2010:0107JUD002596504")}
    told = told.model_copy(update={"charges": (charge,), "actors": (fled,), "bribes": (bribe,), **more})
    corpus.add_parsed(entry(), "files", "1", "text", (told,))
    assert tuple(corpus.select("SELECT fine_wages, confidence FROM charges").fetchone()) == (20, "lower")
    assert corpus.select("SELECT absences FROM actors").fetchone()[0] == "at_large;died"
    assert tuple(corpus.select("SELECT case_id, amount, payer, recipient FROM bribes").fetchone()) == (
        CASE_ID, 500, "victim", "official",
    )  # fmt: skip
    assert corpus.case("[2031] EWCA Crim 9") == corpus.case("ECLI:CE:ECHR:2010:0107JUD002596504") == told


def test_a_corpus_of_an_older_version_gains_the_new_columns(tmp_path, monkeypatch) -> None:
    path, scripts, whole = tmp_path / "corpus.db", tmp_path / "older", database.MIGRATIONS
    scripts.mkdir()
    for script in whole.glob("00[123]*.sql"):
        (scripts / script.name).write_bytes(script.read_bytes())
    monkeypatch.setattr(database, "MIGRATIONS", scripts)
    Corpus(path, create=True).close()
    monkeypatch.setattr(database, "MIGRATIONS", whole)
    with Corpus(path) as corpus:
        corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
        assert corpus.select("SELECT confidence FROM charges").fetchone()[0] == "full"


def test_a_record_written_before_a_field_was_known_is_no_changed_record(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    corpus.db.execute("UPDATE case_rows SET record = json_remove(record, '$.bribes', '$.ecli')")
    corpus.add_tags(CASE_ID, "lexicon", "1", [tag()])
    corpus.add_parsed(entry(), "sherloc", "2", "text", (case(),))
    assert list(corpus.tags()) == [tag()]


def test_names_of_victims_are_struck_out_of_what_was_not_understood(corpus) -> None:
    victim = Actor(actor_id=f"{CASE_ID}#v1", role="victim", label=stated("Maria Lopez"))
    noted = (
        Diagnostic(code="unknown_label", wording="Mother of Maria Lopez"),
        Diagnostic(code="accused_only_in_narrative", wording="Ana Prieto", is_name=True),
    )
    told = case().model_copy(update={"actors": (victim,), "diagnostics": noted})
    corpus.add_parsed(entry(), "sherloc", "1", "text", (told,))
    assert corpus.diagnostics() == [
        (CASE_ID, "accused_only_in_narrative", "(name withheld)"),
        (CASE_ID, "unknown_label", "Mother of (name withheld)"),
    ]


def test_parsing_again_without_change_keeps_tags(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    corpus.add_tags(CASE_ID, "lexicon", "1", [tag()])
    corpus.add_parsed(entry(), "sherloc", "2", "text", (case(),))
    assert list(corpus.tags()) == [tag()]
    assert list(corpus.untagged("lexicon", "1")) == []


def test_a_changed_case_loses_its_tags_and_waits_for_tagging(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    corpus.add_tags(CASE_ID, "lexicon", "1", [tag()])
    corpus.add_parsed(entry(), "sherloc", "2", "text", (case("Changed"),))
    assert list(corpus.tags()) == []
    assert [one.title.value for one in corpus.untagged("lexicon", "1")] == ["Changed"]


def test_a_case_no_longer_stated_by_its_document_ends(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    corpus.add_parsed(entry(), "sherloc", "2", "text", ())
    assert list(corpus.cases()) == []


def test_a_failed_parse_keeps_what_was_known(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    corpus.add_failure(entry(sha256="b" * 64), "sherloc", "1", "not a case page")
    assert len(list(corpus.cases())) == 1
    assert corpus.text_of(CASE_ID) == "text"
    assert corpus.parsed_versions()["sherloc", "https://portal/x"] == ("b" * 64, "sherloc/1")


def test_a_tagged_case_without_tags_is_not_tagged_again(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    corpus.add_tags(CASE_ID, "lexicon", "1", [])
    assert list(corpus.untagged("lexicon", "1")) == []
    assert [one.case_id for one in corpus.untagged("lexicon", "2")] == [CASE_ID]


def test_a_new_tagger_replaces_the_tags_of_the_old_one(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    corpus.add_tags(CASE_ID, "lexicon", "1", [tag()])
    corpus.add_tags(CASE_ID, "lexicon", "2", [tag(2, "embezzlement")])
    assert [one.label for one in corpus.tags()] == ["embezzlement"]


def test_tags_of_an_unknown_case_are_refused(corpus) -> None:
    with pytest.raises(UnknownCaseError, match="jointcharge parse"):
        corpus.add_tags("sherloc:none", "lexicon", "1", [])


def test_a_snapshot_is_read_again_as_it_was(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    corpus.add_tags(CASE_ID, "lexicon", "1", [tag()])
    before = corpus.snapshot()
    corpus.add_parsed(entry(), "sherloc", "2", "new text", (case("Changed", "Only one."),))
    corpus.add_tags(CASE_ID, "lexicon", "1", [])
    after = corpus.snapshot()
    assert after.snapshot != before.snapshot
    with Corpus(corpus.path, as_of=before.snapshot) as then:
        assert [one.title.value for one in then.cases()] == ["T. y otros"]
        assert list(then.tags()) == [tag()]
        assert then.select("SELECT count(*) FROM passages").fetchone()[0] == 2
        assert then.snapshot().snapshot == before.snapshot


def test_the_same_content_has_the_same_snapshot(tmp_path) -> None:
    names = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        with Corpus(tmp_path / folder / "corpus.db", create=True) as corpus:
            corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
            names.append(corpus.snapshot().snapshot)
    assert names[0] == names[1]


def test_a_reader_sees_one_state_whatever_a_writer_adds_meanwhile(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    with Corpus(corpus.path, as_of="now") as reader:
        corpus.add_parsed(entry(), "sherloc", "2", "new", (case("Changed", "One."),))
        corpus.add_parsed(entry("https://portal/y"), "sherloc", "1", "text", (case(case_id="sherloc:arg/2015/y"),))
        corpus.add_tags(CASE_ID, "lexicon", "1", [])
        assert [one.title.value for one in reader.cases()] == ["T. y otros"]
        assert reader.select("SELECT count(*) FROM passages").fetchone()[0] == 2
        assert reader.select("SELECT count(*) FROM taggings").fetchone()[0] == 0
        seen = reader.snapshot()
    with Corpus(corpus.path, as_of=seen.snapshot) as again:
        assert [one.title.value for one in again.cases()] == ["T. y otros"]


def test_an_unknown_snapshot_is_refused(corpus) -> None:
    with pytest.raises(CorpusError, match="list them with  jointcharge status"):
        Corpus(corpus.path, as_of="nope")


def test_a_review_reopens_when_its_passage_changes(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case("A", "He paid the officer."),))
    review = Review(
        passage_id=f"{CASE_ID}@1", dimension="form", label="bribery", present=True, reviewer="r1",
        reviewed_at=now(), passage_text="He paid the officer.",
    )  # fmt: skip
    corpus.add_reviews([review])
    assert list(corpus.reviews()) == [review]
    corpus.add_parsed(entry(), "sherloc", "2", "text", (case("A", "He paid the driver."),))
    assert list(corpus.reviews()) == []


def test_a_later_answer_of_the_same_reviewer_replaces_the_earlier(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case("A", "He paid."),))
    for present in (True, False):
        corpus.add_reviews(
            [
                Review(
                    passage_id=f"{CASE_ID}@1", dimension="form", label="bribery", present=present, reviewer="r1",
                    reviewed_at=now(), passage_text="He paid.",
                )
            ]
        )  # fmt: skip
    assert [one.present for one in corpus.reviews()] == [False]


@pytest.mark.parametrize("name", [CASE_ID, "ARGx901", "y OTROS"])
def test_a_case_answers_to_its_id_number_or_title(corpus, name) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(),))
    assert corpus.case(name).case_id == CASE_ID


def test_an_ambiguous_name_lists_the_cases(corpus) -> None:
    corpus.add_parsed(entry(), "sherloc", "1", "text", (case(), case(case_id="sherloc:arg/2015/y")))
    with pytest.raises(UnknownCaseError, match=r"arg/2014/x, sherloc:arg/2015/y"):
        corpus.case("ARGx901")


def test_an_unknown_case_says_how_to_find_one(corpus) -> None:
    with pytest.raises(UnknownCaseError, match="jointcharge search"):
        corpus.case("nobody")


def test_a_missing_corpus_says_how_to_make_one(tmp_path) -> None:
    with pytest.raises(CorpusError, match="jointcharge parse"):
        Corpus(tmp_path / "corpus.db")


def test_a_file_that_is_no_database_says_so(tmp_path) -> None:
    (tmp_path / "corpus.db").write_bytes(b"this is not sqlite at all" * 100)
    with pytest.raises(CorpusError, match="not a readable corpus"):
        Corpus(tmp_path / "corpus.db", create=True)


def test_a_newer_corpus_asks_for_a_newer_program(corpus, tmp_path) -> None:
    corpus.db.execute("PRAGMA user_version = 999")
    with pytest.raises(CorpusError, match="install a newer jointcharge"):
        Corpus(corpus.path)


def test_a_change_that_fails_leaves_nothing_behind(corpus) -> None:
    broken = case().model_copy(
        update={"charges": (case().charges[0], case().charges[0].model_copy(update={"classes": "x"}))}
    )
    with pytest.raises(Exception, match="offence_class"):
        corpus.add_parsed(entry(), "sherloc", "1", "text", (broken,))
    assert list(corpus.cases()) == []
    assert corpus.select("SELECT count(*) FROM documents").fetchone()[0] == 0


def test_foreign_keys_are_enforced(corpus) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        corpus.db.execute("INSERT INTO proceeding_rows (case_row, position) VALUES (999, 1)")


def _has_cases(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return db.execute("SELECT count(*) FROM cases").fetchone()[0] > 0
    except sqlite3.OperationalError:  # not there yet
        return False


def test_a_killed_writer_leaves_a_whole_corpus(tmp_path) -> None:
    script = """
import sys; sys.path.insert(0, sys.argv[1])
import test_corpus as t; from pathlib import Path; from jointcharge.records.corpus import Corpus
c = Corpus(Path(sys.argv[2]), create=True)
for n in range(100000):
    c.add_parsed(t.entry(f'https://portal/{n}'), 'sherloc', '1', 'text', (t.case(case_id=f'sherloc:x/{n}'),))
"""
    database = tmp_path / "corpus.db"
    writer = subprocess.Popen([sys.executable, "-c", script, str(Path(__file__).parent), str(database)])
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not _has_cases(database):
        time.sleep(0.05)
    time.sleep(0.2)  # amid the next ones
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    with Corpus(tmp_path / "corpus.db", create=True) as corpus:
        assert corpus.select("PRAGMA integrity_check").fetchone()[0] == "ok"
        cases = corpus.select("SELECT count(*) FROM cases").fetchone()[0]
        assert cases > 0
        assert corpus.select("SELECT count(*) FROM charges").fetchone()[0] == cases
        assert corpus.select("SELECT count(*) FROM passages").fetchone()[0] == 2 * cases


def test_a_second_writer_is_told_who_holds_the_folder(tmp_path) -> None:
    folder = DataFolder(tmp_path / "data", create=True)
    told = pytest.raises(LockedError, match=r"jointcharge parse \(process \d+\) is writing")
    with folder.lock("parse"), told, DataFolder(tmp_path / "data").lock("tag"):
        pass
    with folder.lock("tag"):
        pass


def test_a_missing_data_folder_says_how_to_begin(tmp_path) -> None:
    with pytest.raises(DataFolderError, match="jointcharge crawl sherloc"):
        DataFolder(tmp_path / "none")


def test_a_data_folder_below_a_file_cannot_be_made(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataFolderError, match="choose another with --data"):
        DataFolder(tmp_path / "file" / "data", create=True)


def test_a_raw_document_must_match_its_digest() -> None:
    good = RawDocument(
        portal="p", url="u", kind="case", fetched_at=now(), media_type="text/html", sha256=sha256_of(b"x"), body=b"x"
    )
    with pytest.raises(ValueError, match="does not match its sha256"):
        RawDocument(**{**good.model_dump(), "body": b"y"})
