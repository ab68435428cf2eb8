"""One case on the terminal: what is described, charged, decided and not observable, each in its place."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import a_case, a_charge, a_review, stated

from jointcharge.analysis.case_view import to_text
from jointcharge.records.case import Actor, Bribe, Diagnostic, Link, Money, Proceeding, Sentence

T, B = "trafficking", "bribery_passive"


def seen(told, *reviews, **more):
    return to_text(told.case, told.tags or (), [a_review(told.case, *r) for r in reviews], **more)


def line_of(text, start):
    return next(line for line in text.splitlines() if line.strip().startswith(start))


def test_a_case_shows_where_it_comes_from():
    text = seen(a_case("A", ("d1", T, "convicted"), exploitation=("Forced labour",), number="ROUx1"))
    assert text.startswith("Case A\nROUx1, ROU, Court of Trial, 2014-05-12\n")
    for said in (
        "test:A",
        "https://portal/A",
        "2026-08-01T12:00:00+00:00",
        "559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd",
        "Forced labour",
    ):
        assert said in text


def test_the_matrix_has_defendants_side_by_side_and_orphans_apart():
    text = seen(
        a_case("A", ("d1", T, "convicted"), ("d2", B, "acquitted"), (None, "fraud", "dismissed"), actors=("d1", "d2"))
    )
    assert line_of(text, "offence").split() == ["offence", "A", "B", "no", "person", "named"]
    assert line_of(text, "trafficking:").split() == ["trafficking:", "s.", "1", "convicted", "·", "·"]
    assert line_of(text, "bribery passive:").split()[-3:] == ["·", "acquitted", "·"]
    assert line_of(text, "fraud:").split()[-3:] == ["·", "·", "dismissed"]


def test_a_charge_of_lower_confidence_says_so():
    full, lower = (a_charge("test:A", 1, "d1", T, "convicted", confidence=one) for one in ("full", "lower"))
    assert "lower confidence" in seen(a_case("A", lower, actors=("d1",)))
    assert "lower confidence" not in seen(a_case("A", full, actors=("d1",)))


def test_bribes_are_told_apart_from_charges():
    bribe = Bribe(
        amount=stated(Money(amount=2000, currency="PHP")),
        payer="victim",
        recipient="defendant",
        recipient_id="test:A#d1",
    )
    text = seen(a_case("A", ("d1", T, "convicted"), bribes=(bribe,)))
    assert line_of(text, "2,000.00 PHP") == "  2,000.00 PHP, from: victim, to: defendant A"
    assert line_of(text, "charged") == "  charged     no"


def test_what_was_not_understood_names_no_one_who_may_be_a_victim():
    noted = Diagnostic(code="accused_only_in_narrative", wording="Ana Prieto", is_name=True)
    text = seen(a_case("A", ("d1", T, "convicted"), diagnostics=(noted,)))
    assert "accused_only_in_narrative: (name withheld)" in text
    assert "Prieto" not in text


def test_many_defendants_go_on_below():
    text = seen(a_case("A", *((f"d{n}", T, "convicted") for n in range(1, 15))))
    heads = [line.split()[1:] for line in text.splitlines() if line.strip().startswith("offence")]
    assert heads == [list("ABCDEF"), list("GHIJKL"), list("MN")]
    assert max(map(len, text.splitlines())) <= 110


def test_several_charges_of_one_offence_share_a_cell():
    case = a_case(
        "A", *(a_charge("test:A", n, "d1", T, "convicted", provision=stated("s. 7")) for n in (1, 2)), actors=("d1",)
    )
    assert line_of(seen(case), "trafficking:").split() == ["trafficking:", "s.", "7", "convicted", "x2"]


def test_provisions_that_begin_alike_keep_their_rows_and_their_sections():
    law = "Law on the Suppression of Human Trafficking and Sexual Exploitation of the year 2008, Article {}"
    charges = [a_charge("test:A", n, "d1", T, "convicted", provision=stated(law.format(n))) for n in (10, 15)]
    text = seen(a_case("A", *charges, actors=("d1",)))
    matrix, details = text.split("Verdicts and sentences")
    for n in (10, 15):
        assert f"Article {n}  convicted" in matrix
        assert f"{T}: {law.format(n)}" in " ".join(details.split())


def test_the_matrix_shows_what_stands_and_the_list_shows_how_it_came_to_be():
    text = seen(a_case("A", ("d1", T, "convicted", "reversed")))
    assert line_of(text, "trafficking:").endswith("reversed")
    assert "trial: convicted (convicted)" in text
    assert "appeal: reversed (reversed)" in text


def test_sentences_stand_in_the_words_of_the_document():
    sentence = Sentence(
        imprisonment=stated("two years and 6 months"), imprisonment_months_min=30, imprisonment_months_max=30,
        fine=stated(Money(amount=5000, currency="EUR")), compensation=stated(Money(amount=10, currency=None)),
    )  # fmt: skip
    charge = a_charge(
        "test:A",
        1,
        "d1",
        T,
        "convicted",
        sentence=sentence,
        plea=stated("no_contest"),
        counts=stated(4),
        wording=stated("Recruited."),
    )
    text = seen(a_case("A", charge, actors=("d1",)))
    for said in (
        "imprisonment: two years and 6 months",
        "fine: 5,000.00 EUR",
        "compensation: 10.00 (currency not stated)",
        "plea: no contest",
        "4 counts",
        "charge: Recruited.",
    ):
        assert said in text


def test_victims_have_no_names():
    group = Actor(
        actor_id="test:A#v9", role="victim", label=stated("Secret Name"), group_size=stated(15), gender=stated("female"),
        nationalities=(stated("PRY"), stated("ARG")), age=stated(17), is_minor=stated(True), office=stated("Secret Office"),
    )  # fmt: skip
    text = seen(a_case("A", ("d1", T, "convicted"), actors=("d1", group, "v2", "w1", "c1")))
    assert "a group of 15, female, minor, aged 17, PRY/ARG" in text
    assert "Secret" not in text
    for name in ("Name of v2", "Name of w1", "Name of c1"):
        assert name not in text
    assert "Name of d1" in text


def test_a_quoted_sentence_loses_the_names_of_victims_and_keeps_those_of_the_accused():
    victim = Actor(actor_id="test:A#v9", role="victim", label=stated("Marivel Tasco"))
    told = a_case(
        "A", ("d1", T, "convicted"), actors=("d1", victim), tags=["form:bribery"],
        texts=("Marivel Tasco saw Name of d1 pay the officer, and Tasco wept.",),
    )  # fmt: skip
    text = " ".join(seen(told).split())
    assert "Tasco" not in text
    assert "(name withheld) saw Name of d1 pay the officer" in text


def test_a_charged_victim_has_no_name_either():
    text = seen(a_case("A", ("v1", "immigration", "convicted")))
    assert "Name of v1" not in text
    assert line_of(text, "immigration:").endswith("convicted")


def test_what_is_described_and_not_charged_is_told_as_such():
    text = seen(a_case("A", ("d1", T, "convicted"), tags=["form:bribery", "signal:laundering"]))
    assert line_of(text, "described") == "  described   indicated (bribery, laundering)"
    assert line_of(text, "charged ") == "  charged     no"
    assert line_of(text, "decided") == "  decided     nothing to decide: not charged"
    assert "not observable" not in text


def test_what_is_charged_and_not_described_is_told_as_such():
    text = seen(a_case("A", ("d1", B, "acquitted"), ("d2", B, "convicted"), tags=[]))
    assert "none (no label" in line_of(text, "described")
    assert line_of(text, "charged ").endswith("yes: bribery passive: s. 1; bribery passive: s. 2")
    assert line_of(text, "decided") == "  decided     acquitted, convicted"


def test_what_the_source_cannot_show_is_told_as_not_observable():
    text = seen(a_case("A", ("d1", T, "convicted"), sees="c", tags=[], texts=()))
    assert line_of(text, "described").endswith("not observable: the source has no text")
    assert line_of(text, "charged ").endswith("not observable in this source")
    assert line_of(text, "decided").endswith("not observable in this source")
    assert line_of(text, "not observable in") == "  not observable in this source: corruption charges, verdicts, text"


def test_no_charges_and_charges_that_cannot_be_seen_are_told_apart():
    assert "No charges are stated." in seen(a_case("A"))
    assert "Charges are not observable in this source." in seen(a_case("A", sees="t"))


def test_silence_before_tagging_is_no_answer():
    told = a_case("A", ("d1", T, "convicted"), tags=None)
    assert line_of(seen(told, tagged=False), "described").endswith("no tagger has read this case; run  jointcharge tag")
    assert "none (no label" in line_of(seen(told), "described")


def test_an_aggravation_is_told_and_is_no_corruption_charge():
    text = seen(a_case("A", ("d1", f"{T}+corruption_aggravation", "convicted")))
    assert "that is no corruption charge" in line_of(text, "aggravated")
    assert line_of(text, "charged ") == "  charged     no"


def test_passages_stand_with_labels_scores_and_meanings():
    told = a_case(
        "A",
        tags=["form:bribery", "actor:police", "element:ACT_RECRUITMENT@2"],
        texts=("The officer was paid.", "He recruited them."),
    )
    text = seen(told)
    assert '"The officer was paid."' in text
    assert "form bribery (lexicon/1, score 0.90, found): An undue advantage for a public official" in text
    assert "actor police (lexicon/1, score 0.90): Police" in text
    assert "characters 0 to 21" in text
    assert "He recruited them." not in text  # elements of trafficking are no evidence of corruption


def test_the_elements_of_trafficking_stand_apart_in_the_order_of_act_means_and_purpose():
    told = a_case(
        "A", ("d1", "trafficking", "convicted"), texts=("He hired them.", "He lied."),
        tags=("element:PURPOSE_SERVITUDE@2", "element:MEANS_DECEPTION@2", "element:ACT_RECRUITMENT"),
        reviews=(("element:PURPOSE_SERVITUDE@2", False), ("element:MEANS_FRAUD@2", True)),
    )  # fmt: skip
    shown = to_text(told.case, told.tags, told.reviews)
    lines = shown.split("What the text says of the trafficking (Palermo Protocol, article 3)\n")[1].splitlines()
    assert lines[:3] == [
        "  Act: recruiting (lexicon/1, score 0.90, test:A@1)",
        "  Means: fraud (by a reviewer, test:A@2)",
        "  Means: deception (lexicon/1, score 0.90, test:A@2)",
    ]
    assert "servitude" not in shown
    assert "described   none" in shown


def test_a_reviewer_takes_a_label_away_and_gives_another():
    text = seen(a_case("A", tags=["form:bribery"]), ("form:bribery", False), ("signal:official_involved", True))
    assert "signal official involved (by a reviewer)" in text
    assert "form bribery" not in text
    assert line_of(text, "described") == "  described   signal only (official involved)"


def test_hostile_text_is_shown_and_does_nothing():
    text = seen(
        a_case(
            "A", ("d1", T, "convicted"), title="T\x1b]0;gone\x07", tags=["form:bribery"], texts=("\x1b[2J\u202epaid",)
        )
    )
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\ufffd[2J" in text


def test_sources_proceedings_and_what_was_not_understood_are_listed():
    told = a_case(
        "A",
        sources=(Link(text="Court file", url="https://court/1"), Link(text="A report", url=None)),
        attachments=(Link(text="Judgment", url="/x.pdf"),),
        proceedings=(Proceeding(court=stated("First Court")), Proceeding()),
        diagnostics=(
            Diagnostic(code="unknown_verdict", wording="Nolle"),
            Diagnostic(code="unknown_verdict", wording="Nolle"),
        ),
    )
    text = seen(told)
    assert "source: Court file <https://court/1>" in text
    assert "source: A report\n" in text
    assert "attached: Judgment </x.pdf>" in text
    assert "proceeding: First Court, no date stated" in text
    assert text.count("unknown_verdict: Nolle") == 1


def test_a_case_that_states_nothing_is_still_readable():
    text = seen(a_case("A", country=None, year=None, filed=(), sees="", tags=[], texts=()))
    assert "no date stated" in text
    assert "None" not in text
