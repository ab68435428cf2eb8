"""Comparable cases: found by facts and words, with reasons one can read, and never with a victim's name."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from corpus_builder import ROLES, a_case, build, stated

from jointcharge.analysis.frames import Frames
from jointcharge.analysis.profile import profile_of
from jointcharge.analysis.similar import ONLY_TRAFFICKING, labels_of_case, similar_cases, to_json, to_text
from jointcharge.cli.main import cli
from jointcharge.records.case import Actor
from jointcharge.records.errors import TaggerError
from jointcharge.records.links import decide
from jointcharge.records.matching import LinkState

T, B = "trafficking", "bribery_passive"
POLICE = ("form:bribery", "actor:police", "stage:exploitation")
BORDER = ("form:abuse_of_functions", "actor:border_customs", "stage:transport_border")


def asked_in(corpus, name, **more):
    frames = Frames(corpus)
    case = corpus.case(f"test:{name}")
    return similar_cases(frames, profile_of(case, labels_of_case(frames, case.case_id)), **more)


def names(found):
    return [one.case_id.removeprefix("test:") for one in found]


def joint(name, **more):
    return a_case(name, ("d1", T, "convicted"), ("d2", B, "convicted"), actors=("d1", "d2"), **more)


def only_trafficking(name, **more):
    return a_case(name, ("d1", T, "convicted"), **more)


def reasons(one):
    return {reason.trait: reason.words for reason in one.reasons}


def test_only_cases_that_charge_corruption_beside_trafficking_are_found(tmp_path):
    told = [only_trafficking("A", tags=POLICE), joint("B", tags=POLICE), only_trafficking("C", tags=POLICE)]
    bribery_alone = a_case("D", ("d1", B, "convicted"), filed=("Corruption",), tags=POLICE)
    with build(tmp_path, *told, bribery_alone) as corpus:
        assert names(asked_in(corpus, "A")) == ["B"]


def test_cases_that_only_describe_corruption_follow_when_asked_for(tmp_path):
    told = [only_trafficking("A", tags=POLICE), only_trafficking("C", tags=POLICE), joint("Z", tags=BORDER)]
    with build(tmp_path, *told) as corpus:
        found = asked_in(corpus, "A", described=True)
    assert names(found) == ["Z", "C"]
    assert [one.corruption_charged for one in found] == [True, False]
    assert "corruption described, not charged" in to_text(found)


def test_many_cases_that_charge_corruption_do_not_crowd_out_those_that_describe_it(tmp_path):
    told = [
        only_trafficking("A", tags=POLICE),
        only_trafficking("Z", tags=POLICE),
        *(joint(n, tags=POLICE) for n in "BCD"),
    ]
    with build(tmp_path, *told) as corpus:
        assert names(asked_in(corpus, "A", described=True, limit=2)) == ["B", "C", "Z"]


def test_records_linked_with_the_case_are_the_case_and_linked_others_stand_once(tmp_path):
    with build(tmp_path, *(joint(n, tags=POLICE) for n in "ABCD")) as corpus:
        decide(corpus, "test:A", "test:B", LinkState.LINKED)
        decide(corpus, "test:C", "test:D", LinkState.LINKED)
        for asked in "AB":
            assert len(asked_in(corpus, asked)) == 1
            assert names(asked_in(corpus, asked))[0] in "CD"


def test_the_case_itself_is_not_among_its_like(tmp_path):
    with build(tmp_path, joint("A", tags=POLICE), joint("B", tags=POLICE)) as corpus:
        assert names(asked_in(corpus, "A")) == ["B"]


def test_the_same_officials_and_conduct_come_before_others(tmp_path):
    told = [only_trafficking("A", tags=POLICE), joint("B", tags=BORDER), joint("C", tags=POLICE)]
    with build(tmp_path, *told) as corpus:
        found = asked_in(corpus, "A")
    assert names(found) == ["C", "B"]
    told = reasons(found[0])
    assert told["form"] == "the same corrupt conduct is described: bribery"
    assert told["actor"] == "the same officials or intermediaries: police"
    assert told["stage"] == "corruption at the same stage: exploitation"
    assert "form" not in reasons(found[1])


def test_country_and_exploitation_are_said_in_words(tmp_path):
    same = {"country": "KEN", "exploitation": ("Forced labour or services",)}
    with build(tmp_path, only_trafficking("A", **same), joint("B", **same), joint("C", country="PER")) as corpus:
        found = asked_in(corpus, "A")
    assert names(found)[0] == "B"
    told = reasons(found[0])
    assert told["country"] == "the same country: Kenya"
    assert told["exploitation"] == "the same exploitation: Forced labour or services"
    assert "country" not in reasons(found[1])


def victim(case, origin, label="Mirela Dunato"):
    return Actor(actor_id=f"test:{case}#v1", role=ROLES["v"], label=stated(label), nationalities=(stated(origin),))


def test_victims_of_the_same_origin_make_the_route_alike(tmp_path):
    charged = (("d1", T, "convicted"), ("d2", B, "convicted"))
    told = [
        a_case("A", charged[0], actors=(Actor(actor_id="test:A#d1", role="defendant"), victim("A", "MDA"))),
        a_case("B", *charged, actors=(Actor(actor_id="test:B#d1", role="defendant"), victim("B", "MDA"))),
        a_case("C", *charged, actors=(Actor(actor_id="test:C#d1", role="defendant"), victim("C", "ROU"))),
    ]
    with build(tmp_path, *told) as corpus:
        found = {one.case_id: reasons(one) for one in asked_in(corpus, "A")}
    assert found["test:B"]["route"] == "the same route: across borders, victims from Moldova, Republic of"
    assert "route" not in found["test:C"]


def test_shared_words_are_reasons_and_rare_ones_come_first(tmp_path):
    text = "She told of the karaoke bar where women were kept."
    told = [
        only_trafficking("A", texts=(text,), country=None),
        joint("B", texts=("Women were kept above a karaoke bar.",), country=None),
        joint("C", texts=("Women were kept on a farm.",), country=None),
        joint("D", texts=("Women were kept in a mine.",), country=None),
    ]
    with build(tmp_path, *told) as corpus:
        found = asked_in(corpus, "A")
    assert names(found)[0] == "B"
    assert reasons(found[0])["words"].startswith("words in common: karaoke")


def test_words_that_most_cases_use_are_no_likeness(tmp_path):
    common = "The women were brought there by promises."
    told = [
        joint(name, texts=(f"{common} He kept a {word}.",), country=None)
        for name, word in zip("BCDEF", ("cow", "pig", "hen", "dog", "cat"), strict=True)
    ]
    with build(tmp_path, only_trafficking("A", texts=(common,), country=None), *told) as corpus:
        assert all("words" not in reasons(one) for one in asked_in(corpus, "A"))


def test_an_official_among_the_accused_is_a_likeness(tmp_path):
    def officer(name):
        return Actor(actor_id=f"test:{name}#d1", role="defendant", is_official=stated(True))

    charges = (("d1", T, "convicted"), ("d1", B, "convicted"))
    told = [a_case("A", charges[0], actors=(officer("A"),)), a_case("B", *charges, actors=(officer("B"),))]
    with build(tmp_path, *told, joint("C")) as corpus:
        found = {one.case_id: reasons(one) for one in asked_in(corpus, "A")}
    assert found["test:B"]["role"] == "the official's part is alike: an official is among the accused"
    assert "role" not in found["test:C"]


class Pointing:
    """A model whose view of a sentence is the direction that the test gives it; sentences without one are not read."""

    name = "pointing 1"
    asked = "--meaning"

    def __init__(self, **directions):
        self.directions = directions

    def __call__(self, case):
        return [
            (p, self.directions[p.text.rstrip(".")]) for p in case.passages if p.text.rstrip(".") in self.directions
        ]


def asked_with(corpus, meaning, name="A", **more):
    frames, case = Frames(corpus), corpus.case(f"test:{name}")
    asked = profile_of(case, labels_of_case(frames, case.case_id), meaning)
    return similar_cases(frames, asked, meaning=meaning, **more)


MODEL = Pointing(Farm=(1, 0.1, 0), Field=(1, 0, 0.1), Bar=(0, 1, 0), Hotel=(-0.5, 0.6, 0.2))


def test_cases_that_tell_the_same_in_other_words_are_alike_in_meaning(tmp_path):
    told = [joint(n, texts=(f"{word}.",), country=None) for n, word in zip("BC", ("Bar", "Field"), strict=True)]
    with build(tmp_path, only_trafficking("A", texts=("Farm.",), country=None), *told) as corpus:
        found = asked_with(corpus, MODEL)
    assert names(found) == ["C", "B"]
    assert reasons(found[0])["meaning"] == "tells of something alike: “Field.”"
    assert "meaning" not in reasons(found[1])


def test_a_case_that_no_model_reads_is_compared_by_the_rest(tmp_path):
    told = [joint("B", texts=("Feld.",)), joint("C", texts=("Field.",)), joint("D", texts=("Hotel.",))]
    with build(tmp_path, only_trafficking("A", texts=("Farm.",)), *told) as corpus:
        found = {one.case_id: reasons(one) for one in asked_with(corpus, MODEL)}
        unread = asked_with(corpus, Pointing(Field=(1, 0, 0)))
    assert "meaning" in found["test:C"]
    assert set(found["test:B"]) == {"country", "defendants"}
    assert all("meaning" not in reasons(one) for one in unread)


def test_a_long_text_is_not_alike_for_its_length(tmp_path):
    told = [
        joint("B", texts=("Field.",), country=None),
        joint("C", texts=("Hotel.", "Bar.", "Bar.", "Bar.", "Field."), country=None),
    ]
    with build(tmp_path, only_trafficking("A", texts=("Farm.",), country=None), *told) as corpus:
        assert names(asked_with(corpus, MODEL)) == ["B", "C"]


def test_a_sentence_shown_as_alike_names_no_victim(tmp_path):
    told = a_case("B", ("d1", T, "convicted"), ("d2", B, "convicted"), actors=(Actor(actor_id="test:B#d1", role="defendant"), Actor(actor_id="test:B#d2", role="defendant"), victim("B", "MDA")), texts=("Dunato fled.",))  # fmt: skip
    with build(tmp_path, only_trafficking("A", texts=("Farm.",)), told, joint("C", texts=("Bar.",))) as corpus:
        found = asked_with(corpus, Pointing(**MODEL.directions, **{"Dunato fled": (1, 0, 0)}))
    assert "fled" in reasons(found[0])["meaning"]
    assert "Dunato" not in to_json(found) + to_text(found)


def test_a_case_alike_in_the_trafficking_alone_says_so(tmp_path):
    told = [only_trafficking("A", tags=POLICE), joint("B", tags=POLICE), joint("C", tags=BORDER)]
    with build(tmp_path, *told) as corpus:
        found = asked_in(corpus, "A")
    assert [one.alike_in_corruption for one in found] == [True, False]
    assert to_text(found).count(ONLY_TRAFFICKING) == 1


def test_a_name_is_never_a_shared_word(tmp_path):
    text = "In the hotel Dunato was locked in, and then dunato told police of the ledger."
    told = [
        a_case("A", ("d1", T, "convicted"), actors=(Actor(actor_id="test:A#d1", role="defendant"), victim("A", "MDA")), texts=(text,)),
        joint("B", texts=(text,)),
    ]  # fmt: skip
    with build(tmp_path, *told) as corpus:
        found = asked_in(corpus, "A")
    assert "ledger" in reasons(found[0])["words"] or "police" in reasons(found[0])["words"]
    assert "dunato" not in to_json(found).lower()


def test_a_title_that_names_a_victim_is_shown_without_the_name(tmp_path):
    charged = (("d1", T, "convicted"), ("d1", B, "convicted"))
    people = (Actor(actor_id="test:B#d1", role="defendant"), victim("B", "MDA", "Mirela Dunato"))
    told = [only_trafficking("A"), a_case("B", *charged, actors=people, title="Mirela Dunato v. The State")]
    with build(tmp_path, *told) as corpus:
        found = asked_in(corpus, "A")
    assert found[0].title == "(name withheld) v. The State"


def test_scores_lie_between_nought_and_one_and_add_up(tmp_path):
    same = {"tags": POLICE, "texts": ("A karaoke ledger was found.",), "exploitation": ("Servitude",)}
    with build(tmp_path, joint("A", **same), joint("B", **same), joint("C", country="PER")) as corpus:
        found = asked_in(corpus, "A")
    for one in found:
        assert 0 < one.score <= 1
        assert one.score == pytest.approx(sum(reason.score for reason in one.reasons), abs=1e-3)
        assert [r.score for r in one.reasons] == sorted((r.score for r in one.reasons), reverse=True)


def test_the_same_question_has_the_same_answer(tmp_path):
    told = [joint(name, tags=POLICE) for name in "DCBA"]
    with build(tmp_path, only_trafficking("Q", tags=POLICE), *told) as corpus:
        first, again = (to_json(asked_in(corpus, "Q")) for _ in range(2))
        assert first == again
        assert names(asked_in(corpus, "Q", limit=2)) == ["A", "B"]


def test_a_corpus_without_a_joint_charge_says_so(tmp_path):
    with build(tmp_path, only_trafficking("A"), only_trafficking("B")) as corpus:
        assert to_text(asked_in(corpus, "A")).startswith("No comparable case in which corruption was charged")


def run(*arguments):
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def test_a_text_finds_cases_by_its_facts_and_country(tmp_path):
    text = tmp_path / "facts.txt"
    text.write_text(
        "The owner paid a bribe to a police officer.\nWomen were kept at the karaoke bar.\n", encoding="utf-8"
    )
    told = [joint("B", tags=POLICE, country="KEN"), joint("C", tags=BORDER, country="PER")]
    build(tmp_path, *told).close()
    done = run("similar", "--text", text, "--country", "Kenya", "--json", "--data", tmp_path)
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert found[0]["case_id"] == "test:B"
    assert {"form", "country"} <= {reason["trait"] for reason in found[0]["reasons"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give either CASE or --text FILE"),
        (("A", "--country", "Kenya"), "--country belongs to --text FILE"),
        (("--text", "EMPTY"), "holds no words"),
        (("--text", "BYTES"), "not UTF-8"),
        (("--text", "FULL", "--country", "Atlantis"), "no country that is known"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told(tmp_path, arguments, said):
    build(tmp_path, joint("A")).close()
    for name, body in {"EMPTY": b" \n", "BYTES": b"\xff\xfe\x00caf\xe9", "FULL": b"Women were kept."}.items():
        (tmp_path / name).write_bytes(body)
    given = [tmp_path / a if a.isupper() and len(a) > 3 else a for a in arguments]
    done = run("similar", *given, "--data", tmp_path)
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_the_shipped_model_and_another_exclude_each_other(tmp_path):
    build(tmp_path, joint("A")).close()
    done = run("similar", "test:A", "--meaning", "--model", tmp_path, "--data", tmp_path)
    assert done.exit_code == 2
    assert "give one of the two" in done.output


def test_a_folder_that_is_no_model_is_refused(tmp_path):
    pytest.importorskip("onnxruntime", reason="the extra tag is not installed")
    build(tmp_path, joint("A")).close()
    done = run("similar", "test:A", "--model", tmp_path, "--data", tmp_path)
    assert isinstance(done.exception, TaggerError)


def test_a_model_folder_reads_the_meaning_and_keeps_its_answers(tmp_path):
    from tiny_model import write_tiny_model

    model = write_tiny_model(tmp_path / "tiny").path
    told = [joint(n, texts=(text,)) for n, text in (("A", "She had to repay."), ("B", "They repay."), ("C", "A van."))]
    build(tmp_path, *told).close()
    done = run("similar", "test:A", "--model", model, "--data", tmp_path)
    assert done.exit_code == 0, done.output
    assert "by the meaning as" in done.output
    assert (tmp_path / "tag-cache.db").exists()
    brief = run("brief", "test:A", "--model", model, "--data", tmp_path)
    assert "by the meaning as" in flat(brief.output)
    assert f'brief "test:A" --model "{model}" --as-of' in flat(brief.output)


def flat(text):
    return " ".join(text.split())


def test_what_was_compared_is_said(tmp_path):
    build(tmp_path, joint("A"), joint("B")).close()
    assert "Compared by facts and words." in run("similar", "test:A", "--data", tmp_path).output
    assert "cases compared by facts and words." in flat(run("brief", "test:A", "--data", tmp_path).output)
