"""The gold labels keep their own rules, so that a slip of the pen in one file cannot pass for a parser's fault."""

import json
from pathlib import Path

import pytest
import yaml

from jointcharge.records.case import Absence, ActorRole, Disposition
from jointcharge.records.offences import OffenceClass

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1].parent / "shared" / "data"
PHILIPPINE = sorted((HERE / "ph_supreme_court").glob("*.yml"))
SECOND = sorted((HERE / "ph_second").glob("*.yml"))
THIRD = sorted((HERE / "ph_third").glob("*.yml"))
FOURTH = sorted((HERE / "ph_fourth").glob("*.yml"))
FICTIONAL = sorted(HERE.glob("ph_fictional*/*.yml"))
VICTIMS = sorted((HERE / "ph_victims").glob("*.yml"))
ECUADORIAN = sorted((HERE / "ec_judgments").glob("*.yml"))
FILES = PHILIPPINE + SECOND + THIRD + FOURTH + FICTIONAL + ECUADORIAN
SOURCES = {
    "ph_second": "ph_supreme_court",
    "ph_third": "ph_supreme_court",
    "ph_fourth": "ph_supreme_court",
}  # where the documents of a folder lie when its name does not say so
KINDS = {"criminal_appeal", "criminal_trial", "certiorari_criminal", "motion", "administrative", "civil"}


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def documents(paths: list[Path]) -> list[str]:
    return [read(path)["source"] for path in paths]


def test_thirty_philippine_and_eight_ecuadorian_decisions_are_labelled() -> None:
    folders = [source.split("/")[0] for source in documents(PHILIPPINE)]
    assert {name: folders.count(name) for name in set(folders)} == {
        "trafficking": 4,
        "illegal_recruitment": 12,
        "graft_bribery": 14,
    }
    assert len(ECUADORIAN) == 8


def test_half_of_the_philippine_labels_are_held_out() -> None:
    splits = [read(path)["split"] for path in PHILIPPINE]
    assert (splits.count("tune"), splits.count("held_out")) == (15, 15)


def test_the_second_philippine_labels_are_all_held_out_and_of_other_decisions() -> None:
    assert [read(path)["split"] for path in SECOND] == ["held_out_second"] * len(SECOND)
    folders = [source.split("/")[0] for source in documents(SECOND)]
    assert {name: folders.count(name) for name in set(folders)} == {"illegal_recruitment": 9, "graft_bribery": 12}
    assert len(set(documents(PHILIPPINE + SECOND))) == len(PHILIPPINE + SECOND)
    numbers = [number for path in PHILIPPINE + SECOND for number in read(path)["decision"]["gr_numbers"]]
    assert len(set(numbers)) == len(numbers)
    assert [path.stem for path in SECOND] == sorted(f"gr_{read(path)['decision']['gr_numbers'][0]}" for path in SECOND)


def test_the_third_philippine_labels_are_all_held_out_and_of_other_decisions() -> None:
    assert [read(path)["split"] for path in THIRD] == ["held_out_third"] * 18
    folders = [source.split("/")[0] for source in documents(THIRD)]
    assert {name: folders.count(name) for name in set(folders)} == {"illegal_recruitment": 5, "graft_bribery": 13}
    assert not set(documents(THIRD)) & set(documents(PHILIPPINE + SECOND))


def test_the_fourth_philippine_labels_are_of_other_decisions_and_half_of_them_are_held_out() -> None:
    splits = [read(path)["split"] for path in FOURTH]
    assert (splits.count("tune_fourth"), splits.count("held_out_fourth")) == (11, 12)
    folders = [source.split("/")[0] for source in documents(FOURTH)]
    assert {name: folders.count(name) for name in set(folders)} == {"graft_bribery": 8, "illegal_recruitment": 15}
    assert not set(documents(FOURTH)) & set(documents(PHILIPPINE + SECOND + THIRD))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_charge_belongs_to_a_numbered_accused_and_speaks_the_contract(path: Path) -> None:
    label = read(path)
    numbers = [person["n"] for person in label["accused"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert label["decision"]["kind"] in KINDS
    for charge in label["charges"]:
        assert charge["accused"] in numbers
        assert charge["counts"] >= 1
        assert [OffenceClass(name) for name in charge["classes"]]
        for instance in ("verdict_trial", "verdict_appeal", "verdict_final"):
            assert charge[instance] is None or Disposition(charge[instance])
        assert charge["verdict_final"] is not None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_a_standing_conviction_carries_a_penalty(path: Path) -> None:
    for charge in read(path)["charges"]:
        low, high = charge["months_min"], charge["months_max"]
        assert (low is None) == (high is None)
        assert low is None or low <= high
        assert not (charge["life"] and low is not None)
        if charge["verdict_final"] != "convicted":
            assert (low, charge["life"], charge["fine"], charge["damages"]) == (None, False, None, None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_decision_decides_charges_exactly_when_one_of_them_is_at_an_end(path: Path) -> None:
    label = read(path)
    ended = {"convicted", "acquitted", "dismissed", "withdrawn", "reversed"}
    assert label["decision"]["decides_charges"] == any(charge["verdict_final"] in ended for charge in label["charges"])


@pytest.mark.parametrize("path", FICTIONAL, ids=lambda path: path.stem)
def test_a_fictional_decision_lies_beside_its_label_and_says_that_it_is_fictional(path: Path) -> None:
    told = json.loads((HERE / read(path)["source"]).read_text(encoding="utf-8"))["formatted_case_content"]
    assert read(path)["split"] == path.parent.name.removeprefix("ph_")
    assert told.rstrip().splitlines()[-1] == "Fictional decision."


@pytest.mark.parametrize("path", [path for path in FILES if path not in FICTIONAL], ids=lambda path: path.stem)
def test_the_labelled_document_is_among_the_shared_data(path: Path) -> None:
    if not DATA.exists():
        pytest.skip("the shared data are not on this machine")
    assert (DATA / SOURCES.get(path.parent.name, path.parent.name) / read(path)["source"]).is_file()


def test_the_labels_of_victims_are_of_24_of_the_first_decisions_half_of_them_for_tuning() -> None:
    assert len(VICTIMS) == 24
    assert {path.name for path in VICTIMS} <= {path.name for path in PHILIPPINE}
    assert [read(path)["split"] for path in VICTIMS].count("tune") == 12
    for path in VICTIMS:
        assert read(path)["source"] == read(HERE / "ph_supreme_court" / path.name)["source"]


@pytest.mark.parametrize("path", VICTIMS, ids=lambda path: path.stem)
def test_a_label_of_victims_counts_minors_among_them_and_speaks_the_contract(path: Path) -> None:
    label = read(path)
    assert 0 <= label["minors"] <= label["victims"]
    assert label["victims"] or not label["letters_only"]
    assert set(label["absences"]) == {*Absence, "not_appealing"}
    for bribe in label["bribes"]:
        assert bribe["amount"] > 0
        assert [ActorRole(bribe[side]) for side in ("payer", "recipient") if bribe[side]]
