"""Each value beside its sentence and page; no name of a victim, nothing that drives the terminal."""

import datetime as dt
import re

import pytest
from click.testing import CliRunner

from jointcharge.analysis.evidence_view import links_text, to_text
from jointcharge.cli.main import cli
from jointcharge.corpus_samples.pages import build_page
from jointcharge.corpus_samples.sample import load_samples
from jointcharge.parsing.run import parse_documents
from jointcharge.records.attachments import Attached, AttachedSentence
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
    Proceeding,
    Sentence,
    Span,
    Stated,
    Verdict,
)
from jointcharge.records.corpus import Corpus
from jointcharge.records.matching import CaseLink
from jointcharge.records.offences import OffenceMatch
from jointcharge.records.raw import RawDocument, RawEntry, sha256_of

SHA = "a" * 64
TEXT = (
    "State v. Roe\nHigh Court of Nowhere, 12 May 2014\nThe accused Roe, a border officer, took a bribe. He was found guilty"
    " of bribery under section 5 and sentenced to 2 to 4 years and a fine of 500 euros.\nMaria Lopez, the victim, is 17."
    " Roe paid MARIA LOPEZ nothing.\n"
)


def at(wording, value=None, page=None, text=TEXT, sha=SHA):
    start = text.index(wording)
    span = Span(document=sha, page=page, start=start, end=start + len(wording))
    return Stated(value=wording if value is None else value, wording=wording, span=span)


def sentence(wording):
    return at(wording).span


def a_case(**more):
    told = {
        "title": at("State v. Roe"),
        "court": at("High Court of Nowhere", page=1),
        "decision_date": at("12 May 2014", dt.date(2014, 5, 12), page=2),
        "proceedings": (Proceeding(court=at("High Court of Nowhere"), instance=at("High Court", "trial")),),
        "actors": (
            Actor(
                actor_id="t:1#d1", role="defendant", label=at("Roe"), is_official=at("border officer", True), office=at("border officer")
            ),
            Actor(actor_id="t:1#v1", role="victim", label=at("Maria Lopez"), age=at("17", 17), is_minor=at("17", True)),
            Actor(actor_id="t:1#w1", role="witness", label=at("MARIA LOPEZ"), office=at("border officer")),
        ),
        "charges": (
            Charge(
                charge_id="t:1#c1", actor_id="t:1#d1", provision=at("section 5"), wording=at("bribery"),
                classes=(OffenceMatch(offence_class="bribery_passive", rule="r", matched="bribery"),),
                verdicts=(Verdict(instance="trial", disposition="convicted", wording="found guilty", span=at("found guilty").span),),
                sentence=Sentence(
                    imprisonment_months_min=24, imprisonment_months_max=48, imprisonment=at("2 to 4 years"),
                    fine=at("500 euros", Money(amount=500, currency="EUR")),
                ),
            ),
        ),
        "passages": (
            Passage(
                passage_id="t:1@1", section="judgment", language="en", text="The accused Roe, a border officer, took a bribe.",
                span=sentence("The accused Roe, a border officer, took a bribe."),
            ),
        ),
    }  # fmt: skip
    return Case(
        case_id="t:1", source="files", country=None, url="a.pdf", fetched_at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC), sha256=SHA,
        observability=Observability(charges=True, corruption_charges=True, verdicts=True, text=True), **(told | more),
    )  # fmt: skip


def shown(case=None, text=TEXT, attached=(), links=()):
    return to_text(case or a_case(), {SHA: text}.get, attached, links)


def flat(text):
    return re.sub(r"\s+", " ", text)


def test_each_value_stands_beside_its_sentence_with_the_wording_marked():
    told = flat(shown())
    assert "is official: yes characters" in told
    assert "“The accused Roe, a [border officer], took a bribe.”" in told


def test_the_page_is_told_where_there_are_pages():
    told = flat(shown())
    assert "court: High Court of Nowhere page 1, characters 13 to 34" in told
    assert "decision date: 2014-05-12 page 2, characters" in told


def test_a_value_outside_every_passage_is_shown_in_its_line():
    assert "“[High Court of Nowhere], 12 May 2014”" in flat(shown())


def test_verdict_and_sentence_are_normalised_beside_their_wording():
    told = flat(shown())
    assert "verdict, trial: convicted" in told
    assert "He was [found guilty] of bribery" in told
    assert "imprisonment: 24 to 48 months (2 to 4 years)" in told
    assert "fine: 500.00 EUR" in told
    assert "charge c1 against d1: bribery_passive" in told


@pytest.mark.parametrize(
    ("sentence_of", "words"),
    [
        (Sentence(life=True, imprisonment=at("2 to 4 years")), "imprisonment: life ("),
        (Sentence(death=True, imprisonment=at("2 to 4 years")), "imprisonment: death ("),
        (Sentence(imprisonment=at("2 to 4 years")), "term not understood ("),
        (Sentence(imprisonment_months_max=48, imprisonment=at("2 to 4 years")), "? to 48 months ("),
        (
            Sentence(
                imprisonment_months_min=24, imprisonment_months_max=24, suspended_months=12, concurrency="concurrent",
                imprisonment=at("2 to 4 years"),
            ),
            "24 months, 12 of them suspended, concurrent (",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_term_is_told_in_words(sentence_of, words):
    charge = a_case().charges[0].model_copy(update={"sentence": sentence_of})
    assert words in flat(shown(a_case(charges=(charge,))))


def test_no_name_of_a_victim_or_witness_is_shown_anywhere():
    told = shown(a_case(diagnostics=(Diagnostic(code="odd", wording="Maria Lopez said"),)))
    assert "lopez" not in told.lower()
    assert "(name withheld), the victim, is [17]." in flat(told)
    assert "label: (name withheld)" in told
    assert "Roe" in told


def test_a_text_that_reads_otherwise_than_the_value_says_so():
    assert "[xtate v. Roe]” (read as “State v. Roe”)" in flat(shown(text=TEXT.replace("State", "xtate")))


def test_a_text_that_is_not_kept_leaves_the_wording():
    told = flat(to_text(a_case(), lambda sha256: None))
    assert "“State v. Roe” (the document's text is not kept)" in told


def test_what_a_generic_reader_is_less_sure_of_is_marked():
    charge = a_case().charges[0]
    doubtful = charge.model_copy(update={"confidence": Confidence.LOWER})
    (heading,) = [line for line in shown(a_case(charges=(doubtful,))).splitlines() if line.startswith("charge c1")]
    assert heading.endswith("(lower confidence)")
    assert "lower confidence" not in shown(a_case())


def test_a_bribe_is_told_with_its_sides_as_far_as_the_text_tells_them():
    bribe = Bribe(
        amount=at("500 euros", Money(amount=500, currency="EUR")), recipient="defendant", recipient_id="t:1#d1"
    )
    told = flat(shown(a_case(bribes=(bribe,))))
    assert "Bribes told of bribe, ? to defendant d1: 500.00 EUR" in told
    assert "[500 euros]" in told


def test_a_fine_in_wages_and_an_absent_accused_are_told():
    case = a_case()
    fined = case.charges[0].model_copy(update={"sentence": Sentence(fine_wages=at("500", 20.0))})
    fled = case.actors[0].model_copy(update={"absences": (at("Roe", Absence.AT_LARGE),)})
    told = flat(shown(a_case(charges=(fined,), actors=(fled,))))
    assert "fine in basic wages: 20" in told
    assert "not before this court: at_large" in told


def test_the_name_of_one_who_may_be_a_victim_is_withheld_from_what_was_not_understood():
    noted = Diagnostic(code="accused_only_in_narrative", wording="Roe", span=at("Roe").span, is_name=True)
    assert "accused_only_in_narrative: (name withheld) (characters" in flat(shown(a_case(diagnostics=(noted,))))


def test_what_was_not_understood_is_told_with_its_place():
    noted = Diagnostic(code="unknown_verdict", wording="found guilty", span=at("found guilty", page=3).span)
    told = flat(shown(a_case(diagnostics=(noted,))))
    assert "Not understood, recorded unknown_verdict: found guilty (page 3, characters" in told


def test_a_charge_outside_any_person_is_told_as_such():
    charge = a_case().charges[0].model_copy(update={"actor_id": None, "classes": ()})
    assert "charge c1 against no person named: unclassified" in shown(a_case(charges=(charge,)))


def test_nothing_in_the_text_drives_the_terminal():
    hostile = TEXT.replace("took a bribe", "took \x1b[2Ja bribe")
    assert "\x1b" not in shown(text=hostile)
    assert "\x1b" not in shown(a_case(title=at("State v. Roe", "\x1b[2J")))


def test_no_line_is_much_wider_than_the_page():
    long = "word " * 400 + "bribery " + "word " * 400
    case = a_case(charges=(a_case().charges[0].model_copy(update={"wording": at("bribery", text=long)}),), passages=())
    told = to_text(case, lambda sha256: long)
    assert max(map(len, told.splitlines())) <= 100
    assert "[bribery]" in told


# ---- attached judgments and links ----


def attached(**more):
    told = {
        "url": "https://portal/judgment.pdf", "sha256": SHA, "state": "text", "pages": 12, "court": "high_court", "judgment": a_case(),
        "sentences": (AttachedSentence(3, TEXT.index("He was"), TEXT.index("500 euros.") + 10, "He was …"),),
    }  # fmt: skip
    return Attached(**(told | more))


def test_an_attached_judgment_stands_below_with_its_own_values():
    told = flat(shown(a_case(actors=(), charges=()), attached=[attached()]))
    portal, judgment = told.split("Attached: ")
    assert "verdict" not in portal
    assert judgment.startswith(
        "https://portal/judgment.pdf 12 pages, text, 1 sentence read as a judgment by high_court"
    )
    assert "the charges of the case stay those of the portal" in judgment
    assert "“He was [found guilty] of bribery under section 5" in judgment


def test_the_names_of_a_judgments_victims_are_withheld_too():
    assert "lopez" not in shown(attached=[attached()]).lower()


def test_a_file_that_is_no_judgment_says_why():
    told = flat(shown(attached=[attached(judgment=None, court=None, notes=("no_court_knows_it",))]))
    assert "not read as a judgment: no court module knows it" in told
    told = flat(
        shown(attached=[attached(judgment=None, court=None, notes=("judgment_not_read: two courts claim it",))])
    )
    assert "not read as a judgment: two courts claim it" in told


def test_a_file_of_pictures_is_told_as_such():
    told = flat(shown(attached=[attached(judgment=None, court=None, state="image_only", sentences=(), pages=1)]))
    assert "1 page, image only, 0 sentences" in told


@pytest.mark.parametrize(
    ("state", "words"),
    [("linked", "one matter with t:2"), ("suggested", "perhaps one matter with t:2"), ("apart", "set apart from t:2")],
)
def test_links_are_told_from_either_side(state, words):
    link = CaseLink(
        case_a="t:1", case_b="t:2", state=state, score=0.9, reasons=("same number", "same day"), made_by="user"
    )
    (line,) = links_text("t:1", [link])
    assert line == f"{words}: same number; same day (score 0.90, user)"
    assert links_text("t:2", [link])[0].startswith(words.replace("t:2", "t:1"))


# ---- the samples, and the command ----


def test_every_value_of_every_sample_reads_in_the_text_as_it_was_read(tmp_path):
    pages = {
        f"https://www.unodc.org/cld/en{one.uri}?lng=en&tmpl=sherloc": build_page(one) for one in load_samples()[:12]
    }
    when = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    raws = {
        url: RawDocument(
            portal="sherloc",
            url=url,
            kind="case",
            fetched_at=when,
            media_type="text/html",
            sha256=sha256_of(body),
            body=body,
        )
        for url, body in pages.items()
    }
    entries = [RawEntry(**raw.model_dump(exclude={"body"}), warc="w", offset=0, length=1) for raw in raws.values()]
    with Corpus(tmp_path / "corpus.db", create=True) as corpus:
        assert parse_documents(entries, lambda entry: raws[entry.url], corpus).failed == 0
        for case in corpus.cases():
            told = to_text(case, corpus.text_of_document)
            assert told.count("characters ") >= 5
            assert "(read as" not in told
            assert "is not kept" not in told
            names = [
                a.label.wording for a in case.actors if a.role in ("victim", "witness") and a.label and not a.group_size
            ]
            assert not [name for name in names if len(name) >= 4 and name in told]
        found = next(iter(corpus.cases()))
    done = CliRunner().invoke(cli, ["case", found.case_id, "--evidence", "--data", str(tmp_path)])
    assert done.exit_code == 0
    assert f"case {found.case_id}, read from {found.url}" in done.output
    assert "charge c1 against" in done.output
