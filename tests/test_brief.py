"""The brief: one page that a prosecutor can hold against its sources, that names no victim and gives no advice."""

import datetime as dt
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, a_charge, build, stated

from jointcharge.analysis.brief import QUOTES, build_brief
from jointcharge.analysis.brief_charges import BRIBES, CHARGES, LATEST
from jointcharge.analysis.brief_page import to_html, to_text
from jointcharge.analysis.brief_quotes import FACTS
from jointcharge.analysis.citation import cite
from jointcharge.analysis.frames import Frames
from jointcharge.analysis.pointers import CLASSES_OF_FORM
from jointcharge.cli.main import cli
from jointcharge.records.case import Actor, Bribe, Confidence, Instance, Link, Money, Sentence, TagDimension
from jointcharge.records.codebook import labels_of
from jointcharge.records.offences import CORRUPTION_CLASSES
from jointcharge.records.withheld import WITHHELD, Withheld

T, B = "trafficking", "bribery_passive"
STORY = (
    "In 2012 the owner of a bar recruited women from villages.",
    "The weather was warm.",
    "He paid a police officer every month so that raids were announced.",
    "The telephone of the officer was tapped for six weeks.",
    "The women from villages were locked in the bar.",
    "They had no passports.",
    "Nobody else knew.",
)


def brief_of(tmp_path, told, *others):
    with build(tmp_path, told, *others) as corpus:
        return build_brief(Frames(corpus), corpus.case(told.case.case_id))


def flat(text):
    return " ".join(text.split())


def joint(name="A", **more):
    return a_case(name, ("d1", T, "convicted"), ("d2", B, "convicted"), actors=("d1", "d2"), **more)


def test_the_facts_are_five_sentences_of_the_document_in_its_order(tmp_path):
    made = brief_of(tmp_path, joint(texts=STORY, tags=("form:bribery@3",)))
    told = [one.text for one in made.facts]
    assert len(told) == FACTS
    assert told == [text for text in STORY if text in told]
    assert told[0] == STORY[0]
    assert STORY[2] in told


def test_every_quoted_sentence_has_its_place(tmp_path):
    made = brief_of(tmp_path, joint(texts=STORY, tags=("form:bribery@3",)))
    for one in (*made.facts, *made.described, *made.techniques):
        assert one.text in STORY
        assert f"characters 0 to {len(one.text)}" in one.place
        assert STORY[int(one.passage_id.rpartition("@")[2]) - 1] == one.text


def test_a_case_without_text_says_so(tmp_path):
    made = brief_of(tmp_path, joint(texts=(), sees="cxv", tags=None))
    text = to_text(made)
    assert "No text tells the facts." in text
    assert "The source has no text" in text


def test_a_case_that_no_tagger_has_read_is_not_called_free_of_corruption(tmp_path):
    assert "No tagger has read this case" in to_text(brief_of(tmp_path, joint(tags=None)))


def test_charges_stand_with_person_provision_verdict_and_sentence(tmp_path):
    sentence = Sentence(imprisonment=stated("two years"), fine=stated(Money(amount=5000, currency="EUR")))
    charge = a_charge(
        "test:A", 1, "d1", B, "convicted", "reversed", provision=stated("Penal Code, s. 289"), sentence=sentence
    )
    officer = Actor(actor_id="test:A#d1", role="defendant", label=stated("K. Vasa"), office=stated("police inspector"))
    text = flat(to_text(brief_of(tmp_path, a_case("A", charge, actors=(officer,)))))
    assert (
        "K. Vasa (police inspector): bribery passive, Penal Code, s. 289: reversed (appeal); two years; fine 5,000.00 EUR"
        in text
    )
    assert "Corruption was charged (bribery passive: reversed)." in text
    assert "Charges of corruption: 1 reversed." in text


def test_convictions_of_other_offences_are_part_of_the_outcome(tmp_path):
    charges = (("d1", T, "withdrawn"), ("d1", "slavery_forced_labour", "convicted"))
    made = brief_of(tmp_path, a_case("A", *charges))
    assert made.outcome == (
        "Charges of trafficking: 1 withdrawn.",
        "Charges of slavery forced labour: 1 convicted.",
        LATEST,
    )


def test_what_was_read_with_lower_confidence_says_so(tmp_path):
    charge = a_charge("test:A", 1, "d1", T, "convicted").model_copy(update={"confidence": Confidence.LOWER})
    made = brief_of(tmp_path, a_case("A", charge, actors=("d1",)))
    assert made.charges[0].disposition == "convicted (trial), read with lower confidence: check it"


def test_advantages_of_a_stated_amount_are_told_and_the_rest_counted(tmp_path):
    bribe = Bribe(amount=stated(Money(amount=600, currency="EUR")), payer="defendant", recipient="official")
    made = brief_of(tmp_path, joint(bribes=(bribe,) * (BRIBES + 2)))
    assert made.bribes[0].startswith("An advantage is told of: 600.00 EUR, from defendant to official [characters")
    assert made.bribes[-1] == "2 more are told of."
    assert "600.00 EUR, from defendant to official" in flat(to_html(made))


def test_charges_that_do_not_fit_on_the_page_are_counted(tmp_path):
    charges = [("d1", T, "convicted")] * (CHARGES + 3)
    made = brief_of(tmp_path, a_case("A", *charges))
    assert len(made.charges) == CHARGES
    assert "3 more: jointcharge case test:A" in to_text(made)


@pytest.mark.parametrize(
    ("sees", "said"),
    [("cxvt", "No corruption was charged."), ("cvt", "not observable in this source")],
)
def test_an_absent_corruption_charge_is_told_apart_from_an_invisible_one(tmp_path, sees, said):
    assert said in brief_of(tmp_path, a_case("A", ("d1", T, "convicted"), sees=sees)).used


def test_a_case_without_charges_does_not_say_that_corruption_was_not_charged(tmp_path):
    made = brief_of(tmp_path, a_case("A"))
    assert made.used == "No charges are stated for this case."
    assert made.outcome == ("No verdict is stated.",)


def test_provisions_that_cover_what_is_described_come_first_and_used_ones_are_left_out(tmp_path):
    told = joint(country="SRB", tags=("form:bribery",))
    made = brief_of(tmp_path, told)
    assert made.pointers[0].fits
    assert "bribery active" in made.pointers[0].offence
    assert all("bribery passive" not in one.offence for one in made.pointers)
    assert [one.fits for one in made.pointers] == sorted((one.fits for one in made.pointers), reverse=True)
    text = flat(to_text(made))
    assert "no legal advice" in text
    assert "NOT CHECKED" in text


def test_a_provision_that_came_after_the_decision_is_not_pointed_to(tmp_path):
    for folder, year in (("old", 2014), ("new", 2018)):
        (tmp_path / folder).mkdir()
        made = brief_of(
            tmp_path / folder,
            a_case("A", ("d1", T, "convicted"), country="SRB", year=year, tags=("form:private_bribery",)),
        )
        late = [one for one in made.pointers if "bribery private" in one.offence]
        assert bool(late) is (year == 2018)
        assert all(f"since {year + 1}" not in one.dates for one in made.pointers)


def test_without_a_marked_passage_nobody_is_pointed_to_a_corruption_provision(tmp_path):
    made = brief_of(tmp_path, a_case("A", ("d1", T, "convicted"), country="SRB"))
    assert made.pointers == ()
    assert made.pointer_notes == (
        "No passage is marked for corrupt conduct or for an official's part, so that no provision is set out; see  jointcharge provisions SRB",
    )


@pytest.mark.parametrize("signal", ["unlawful_fees", "fraudulent_documents", "laundering"])
def test_signs_of_everyday_trafficking_point_to_no_corruption_provision(tmp_path, signal):
    made = brief_of(tmp_path, a_case("A", ("d1", T, "convicted"), country="SRB", tags=(f"signal:{signal}",)))
    assert made.pointers == ()


def test_a_provision_is_not_called_uncharged_where_no_charge_can_be_seen(tmp_path):
    unseen = brief_of(tmp_path, a_case("A", country="SRB", sees="t", tags=("form:bribery",)))
    assert unseen.pointers
    for made in (flat(to_text(unseen)), flat(to_html(unseen))):
        assert "whether any of them was charged is not known here" in made
        assert "were not charged" not in made
        assert "The source does not state charges, so who was charged is not known here." in made


def test_a_provision_is_called_uncharged_where_the_charges_are_seen(tmp_path):
    made = flat(to_text(brief_of(tmp_path, joint(country="SRB", tags=("form:abuse_of_functions",)))))
    assert "Provisions on corruption that were not charged, to look at:" in made


def test_the_facts_pass_over_the_law_repetitions_and_sentences_that_hide_a_name(tmp_path):
    poor = ("Debt bondage refers to the pledging of services.", "Celis is her xxxxxxxx .", "They had no passports.")
    made = brief_of(tmp_path, joint(texts=(*STORY, *poor), tags=("signal:unlawful_fees@8", "form:bribery@9")))
    told = [one.text for one in made.facts]
    assert not set(poor[:2]) & set(told)
    assert told.count("They had no passports.") <= 1


def test_two_counts_of_one_charge_sheet_are_one_fact(tmp_path):
    counts = tuple(
        f"On or about January 30 the accused, number {n}, did then and there recruit and transport private complainant {n} for exploitation."
        for n in range(4)
    )
    told = [one.text for one in brief_of(tmp_path, joint(texts=(*STORY, *counts))).facts]
    assert len(told) == FACTS
    assert len(set(counts) & set(told)) == 1


def test_a_judgment_of_the_last_instance_is_not_called_open_to_appeal(tmp_path):
    def decided(*verdicts):
        charge = a_charge("test:A", 1, "d1", T, *verdicts)
        return charge.model_copy(
            update={"verdicts": tuple(v.model_copy(update={"instance": Instance.FINAL}) for v in charge.verdicts)}
        )

    assert LATEST not in brief_of(tmp_path, a_case("A", decided("convicted"), actors=("d1",))).outcome
    (tmp_path / "b").mkdir()
    assert LATEST in brief_of(tmp_path / "b", a_case("A", ("d1", T, "convicted"))).outcome


def test_a_signal_alone_sets_no_provision_before_another(tmp_path):
    made = brief_of(tmp_path, a_case("A", ("d1", T, "convicted"), country="SRB", tags=("signal:official_involved",)))
    assert made.pointers
    assert not any(one.fits for one in made.pointers)
    assert "no provision is set before another" in made.pointer_notes[0]


@pytest.mark.parametrize(("country", "said"), [(None, "The country is not stated"), ("AND", "no provision of Andorra")])
def test_without_known_law_the_brief_says_why_it_points_nowhere(tmp_path, country, said):
    made = brief_of(tmp_path, a_case("A", ("d1", T, "convicted"), country=country))
    assert made.pointers == ()
    assert said in made.pointer_notes[0]


def test_offences_that_the_law_does_not_have_are_named(tmp_path):
    made = brief_of(tmp_path, a_case("A", ("d1", T, "convicted"), country="PHL", tags=("form:private_bribery",)))
    assert any("no such offence" in note and "bribery private" in note for note in made.pointer_notes)


def test_every_corrupt_form_of_the_codebook_leads_to_offences():
    assert set(CLASSES_OF_FORM) == set(labels_of(TagDimension.FORM))
    assert {c for classes in CLASSES_OF_FORM.values() for c in classes} == CORRUPTION_CLASSES


def test_corrupt_forms_stand_before_signals_with_their_labels(tmp_path):
    tags = ("signal:unlawful_fees@1", "form:bribery@3", "actor:police@3")
    made = brief_of(tmp_path, joint(texts=STORY, tags=tags))
    assert [(one.text, one.says) for one in made.described] == [
        (STORY[2], "form: bribery (found); actor: police"),
        (STORY[0], "signal: unlawful fees"),
    ]


def test_the_sentence_before_a_corrupt_form_says_who_acted(tmp_path):
    texts = (
        *(f"The house number {n} stood in the same street of houses." for n in range(9)),
        "An inspector came by.",
        "In return he took money.",
    )
    made = brief_of(tmp_path, joint(texts=texts, tags=("form:bribery@11",)))
    assert [one.text for one in made.facts][-2:] == list(texts[-2:])


def test_the_page_says_who_marked_and_what_a_person_confirmed(tmp_path):
    told = joint(texts=STORY, tags=("form:bribery@3", "signal:unlawful_fees@1"), reviews=(("form:bribery@3", True),))
    made = brief_of(tmp_path, told)
    assert made.described_note.startswith("Marked by the program lexicon; a person has confirmed 1 of the 2 marks.")
    for page in (to_text(made), to_html(made)):
        assert "not what was proved" in flat(page)


def test_marked_passages_that_do_not_fit_are_counted(tmp_path):
    made = brief_of(tmp_path, joint(texts=STORY, tags=tuple(f"form:bribery@{n}" for n in range(1, QUOTES + 3))))
    assert [one.text for one in made.described] == list(STORY[:QUOTES])
    assert "2 more: jointcharge case test:A" in to_text(made)
    assert "2 more: <code>jointcharge case test:A</code>" in to_html(made)


def test_a_label_that_a_reviewer_refused_is_not_evidence(tmp_path):
    told = joint(texts=STORY, tags=("form:bribery@3",), reviews=(("form:bribery@3", False),))
    made = brief_of(tmp_path, told)
    assert made.described == ()
    assert "Neither the tagger nor a reviewer" in made.described_note


def test_techniques_come_with_the_sentence_that_tells_them(tmp_path):
    made = brief_of(tmp_path, joint(texts=STORY))
    assert {one.says: one.text for one in made.techniques}["Intercepts and surveillance"] == STORY[3]


def test_comparable_cases_stand_with_their_reasons(tmp_path):
    made = brief_of(tmp_path, joint("A", tags=("form:bribery",)), joint("B", tags=("form:bribery",)))
    assert [one.case_id for one in made.comparable] == ["test:B"]
    assert "the same corrupt conduct is described: bribery" in flat(to_text(made))


# --- names -------------------------------------------------------------------------------------------------


def with_victim(label, *texts, title="Case A", **more):
    victim = Actor(actor_id="test:A#v1", role="victim", label=stated(label), **more)
    accused = Actor(actor_id="test:A#d1", role="defendant", label=stated("Radu Bolintan"))
    return a_case("A", ("d1", T, "convicted"), actors=(accused, victim), texts=texts, title=title)


@pytest.mark.parametrize(
    ("label", "text", "struck"),
    [
        ("Mirela Dunato", "Then Mirela Dunato fled.", f"Then {WITHHELD} fled."),
        ("Mirela Dunato", "Then Mirela fled and MIRELA DUNATO spoke.", f"Then {WITHHELD} fled and {WITHHELD} spoke."),
        ("A. K.", "Then A.K. fled with A. K.'s bag.", f"Then {WITHHELD} fled with {WITHHELD}'s bag."),
        ("Anna", "Annapolis is far, said Anna.", f"Annapolis is far, said {WITHHELD}."),
        ("Rose Hill", "A rose for Hill.", f"A rose for {WITHHELD}."),
        ("3 Women", "The 3 Women fled.", "The 3 Women fled."),
        ("Ilse Bolintan", "Radu Bolintan hit Ilse Bolintan.", f"Radu Bolintan hit {WITHHELD}."),
    ],
)  # fmt: skip
def test_names_of_victims_are_struck_and_other_words_stay(label, text, struck):
    assert Withheld(with_victim(label, text).case).struck(text) == struck


def test_a_case_without_victims_is_left_as_it_stands():
    assert Withheld(joint().case).struck("Anything at all.") == "Anything at all."


def test_no_victim_is_named_on_the_page(tmp_path):
    texts = ("Mirela Dunato was promised work.", "An intercepted call named Mirela.")
    made = brief_of(tmp_path, with_victim("Mirela Dunato", *texts, title="Mirela Dunato v. State"))
    for page in (to_text(made), to_html(made), made.model_dump_json()):
        assert "Mirela" not in page
        assert "Dunato" not in page
        assert "Radu Bolintan" in page


# --- citation ----------------------------------------------------------------------------------------------


def test_a_case_is_cited_plainly_by_oscola_and_for_bibtex():
    case = a_case("A", title="K 951/13", number="ROUx1").case
    found = cite(case)
    assert found.plain == (
        "K 951/13 (Romania, Court of Trial, 12 May 2014). UNODC SHERLOC Case Law Database, no. ROUx1. https://portal/A, seen on 1 August 2026."
    )
    assert found.oscola == (
        "K 951/13 (Court of Trial, 12 May 2014) (Romania), UNODC SHERLOC Case Law Database, no ROUx1 <https://portal/A> accessed 1 August 2026"
    )
    assert found.bibtex.splitlines() == [
        "@misc{test-A,",
        "  title = {{K 951/13}},",
        "  author = {{Court of Trial, Romania}},",
        "  year = {2014},",
        "  howpublished = {UNODC SHERLOC Case Law Database, no. ROUx1},",
        "  url = {https://portal/A},",
        "  urldate = {2026-08-01},",
        "}",
    ]


def test_a_case_is_cited_by_its_neutral_citation_and_its_ecli_each_once():
    case = a_case(
        "A", title="R v Vasa [2020] XYCA 4", neutral_citation=stated("[2020] XYCA 4"), ecli=stated("ECLI:XY:2020:4")
    ).case
    assert cite(case).plain.startswith("R v Vasa [2020] XYCA 4, ECLI:XY:2020:4 (Romania,")
    assert cite(case.model_copy(update={"title": stated("R v Vasa")})).oscola.startswith(
        "R v Vasa [2020] XYCA 4, ECLI:XY:2020:4 ("
    )


def test_what_latex_would_read_as_commands_is_escaped():
    title = cite(a_case("A", title=r"A & B_1 \input{x} 50%").case).bibtex.splitlines()[1]
    assert title == r"  title = {{A \& B\_1 \textbackslash{}input\{x\} 50\%}},"


def test_a_case_that_states_little_is_still_cited():
    case = a_case("A", country=None, year=None).case.model_copy(update={"title": None, "court": None})
    found = cite(case)
    assert found.plain.startswith("test:A. UNODC")
    assert "court and date not stated" in found.oscola
    assert "year" not in found.bibtex.replace("urldate", "")


def test_the_day_of_access_is_the_day_of_fetching():
    fetched = dt.datetime(2025, 2, 3, tzinfo=dt.UTC)
    case = a_case("A").case.model_copy(update={"fetched_at": fetched})
    assert cite(case).oscola.endswith("accessed 3 February 2025")


# --- the page ----------------------------------------------------------------------------------------------


def test_the_page_loads_nothing_and_runs_nothing_from_a_document(tmp_path):
    evil = '<script>alert(1)</script><img src="https://x">'
    told = joint(title=evil, texts=(evil,), sources=(Link(text=evil, url="javascript:alert(1)"),))
    page = to_html(brief_of(tmp_path, told))
    assert "<script" not in page
    assert "<img" not in page
    assert "href=" not in page
    assert "default-src 'none'" in page


def test_a_document_cannot_drive_the_terminal(tmp_path):
    made = brief_of(tmp_path, joint(title="A\x1b[2J\u202eB", texts=("Red \x1b[31m text.",)))
    assert not {"\x1b", "\u202e"} & set(to_text(made) + to_html(made))


def test_text_and_page_say_the_same(tmp_path):
    made = brief_of(tmp_path, joint(texts=STORY, tags=("form:bribery@3",), country="SRB"), joint("B"))
    text, page = flat(to_text(made)), flat(to_html(made))
    for said in (*[one.text for one in made.facts], made.used, made.citation.plain, made.pointers[0].law):
        assert said in text
        assert said in page


def test_the_same_snapshot_gives_the_same_page(tmp_path):
    build(tmp_path, joint(texts=STORY, tags=("form:bribery@3",)), joint("B")).close()
    first = run("brief", "test:A", "--format", "html", "--data", tmp_path).output
    snapshot = first.rpartition("--as-of ")[2][:12]
    again = run("brief", "test:A", "--format", "html", "--as-of", snapshot, "--data", tmp_path).output
    assert first == again


def run(*arguments):
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def test_the_command_writes_a_file(tmp_path):
    build(tmp_path, joint()).close()
    done = run("brief", "Case A", "--format", "html", "--output", tmp_path / "a.html", "--data", tmp_path)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
