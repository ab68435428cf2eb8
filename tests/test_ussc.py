"""Offender datafiles of the US Sentencing Commission: convictions per offender, and nothing the file cannot show."""

import csv
import io
import tracemalloc
import zipfile

import pytest
from raw_documents import raw_of

from jointcharge.parsing.formats import format_of, parse_file, ussc
from jointcharge.parsing.us_districts import court_name, district_name, district_of_circdist, find_district
from jointcharge.parsing.us_statutes import statute_of_code
from jointcharge.parsing.ussc_offender import joint_of
from jointcharge.parsing.ussc_table import read_offenders
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import ActorRole, Disposition, Gender, Plea
from jointcharge.records.errors import ImportFileError, ParseError
from jointcharge.records.offences import OffenceClass

COLUMNS = ["USSCIDN", "DISPOSIT", "CIRCDIST", "DISTRICT", "NOCOUNTS", "TOTPRISN", "SENTYR", "MONSEX", "AGE", "PROBATN",
           "SUPREL", "AMTFINEC", "AMTREST", "SPECASSM", "NWSTAT1", "NWSTAT2", "NWSTAT3", "STA1_1", "STA2_1", "STA1_2"]  # fmt: skip


def offender(**cells):
    """A row of a fictional offender, who pleaded guilty in Utah to one count under section 1591(a)."""
    row = {"USSCIDN": "7000001", "DISPOSIT": "1", "CIRCDIST": "84", "DISTRICT": "88", "NOCOUNTS": "1", "TOTPRISN": "120",
           "SENTYR": "2019", "MONSEX": "0", "AGE": "44", "SUPREL": "60", "SPECASSM": "100", "NWSTAT1": "181591A",
           "STA1_1": "181591A"}  # fmt: skip
    return row | cells


def written(*rows, columns=COLUMNS):
    out = io.StringIO()
    table = csv.DictWriter(out, columns, restval="")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def raw_table(text, name="opafy19.csv"):
    return raw_of(text, name, "text/csv", "ussc")


def cases_of(*rows, columns=COLUMNS):
    return ussc.parse(raw_table(written(*rows, columns=columns))).cases


def only_case(**cells):
    (case,) = cases_of(offender(**cells))
    return case


def classes(charge):
    return {match.offence_class for match in charge.classes}


@pytest.mark.parametrize(("code", "statute"), read_vocabulary("us_statutes")["code_examples"].items())
def test_a_code_is_the_statute_that_the_vocabulary_says(code, statute):
    assert statute_of_code(code) == statute


@pytest.mark.parametrize("code", read_vocabulary("us_statutes")["code_unknown"])
def test_what_is_no_code_is_no_statute(code):
    assert statute_of_code(code) is None


def test_the_commission_numbers_all_94_districts():
    codes = [district_of_circdist(n) for n in range(1, 95)]
    assert len(set(codes)) == 94
    assert [find_district(district_name(code)).code for code in codes] == codes
    assert court_name(codes[83]) == "United States District Court for the District of Utah"
    for outside in (0, 95):
        with pytest.raises(KeyError):
            district_of_circdist(outside)


def test_an_offender_is_a_case_with_one_convicted_defendant():
    case = only_case()
    assert case.case_id == "ussc:opafy19:7000001"
    assert [actor.role for actor in case.actors] == [ActorRole.DEFENDANT]
    (charge,) = case.charges
    assert charge.provision.value == "18 U.S.C. § 1591(a)"
    assert classes(charge) == {OffenceClass.TRAFFICKING}
    assert (charge.disposition, charge.plea.value, charge.counts.value) == (Disposition.CONVICTED, Plea.GUILTY, 1)
    assert charge.sentence.imprisonment_months_min == charge.sentence.imprisonment_months_max == 120
    assert (case.decision_year, case.country.value) == (2019, "USA")
    assert case.court.value == "United States District Court for the District of Utah"
    assert (case.actors[0].gender.value, case.actors[0].age.value) == (Gender.MALE, 44)


def test_corruption_is_observable_and_text_is_not():
    seen = only_case().observability
    assert (seen.charges, seen.corruption_charges, seen.verdicts, seen.text) == (True, True, True, False)


def test_every_value_is_quoted_from_the_text_where_it_stands():
    parsed = ussc.parse(raw_table(written(offender(AMTFINEC="5000", AMTREST="250"), offender(USSCIDN="7000002"))))
    quoted = 0
    for case in parsed.cases:
        for stated in _stated(case.model_dump()):
            quoted += 1
            assert parsed.text[stated["span"]["start"] : stated["span"]["end"]] == stated["wording"]
    assert quoted == 30


def _stated(value):
    if isinstance(value, dict):
        if "span" in value and "wording" in value and value["span"]:
            yield value
        for one in value.values():
            yield from _stated(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _stated(one)


def test_counts_under_the_same_statutes_are_one_charge_with_their_number():
    case = only_case(NOCOUNTS="2", STA1_2="181591A", NWSTAT1="181591A")
    assert [(c.provision.value, c.counts.value) for c in case.charges] == [("18 U.S.C. § 1591(a)", 2)]
    assert case.diagnostics == ()


def test_two_statutes_of_one_count_stay_together():
    case = only_case(STA2_1="182", NWSTAT2="182")
    assert [c.provision.value for c in case.charges] == ["18 U.S.C. § 1591(a); 18 U.S.C. § 2"]


def test_a_statute_that_no_count_has_is_a_charge_of_its_own_without_a_number():
    case = only_case(NWSTAT2="18666A1B")
    assert [(c.provision.value, c.counts and c.counts.value) for c in case.charges] == [
        ("18 U.S.C. § 1591(a)", 1),
        ("18 U.S.C. § 666(a)(1)(B)", None),
    ]


def test_files_without_statutes_per_count_give_one_charge_for_each_unique_statute():
    columns = [c for c in COLUMNS if not c.startswith("STA")]
    row = {k: v for k, v in offender(NWSTAT2="18201B").items() if k in columns}
    (case,) = cases_of(row, columns=columns)
    assert [c.provision.value for c in case.charges] == ["18 U.S.C. § 1591(a)", "18 U.S.C. § 201(b)"]


def test_another_number_of_counts_than_the_file_states_is_noted():
    assert [d.code for d in only_case(NOCOUNTS="3").diagnostics] == ["counts_differ"]


def test_the_sentence_stands_once_however_many_counts_there_are():
    case = only_case(NOCOUNTS="2", STA1_2="18201B", NWSTAT2="18201B", AMTFINEC="5000", AMTREST="250")
    first, second = case.charges
    assert second.sentence is None
    assert (first.sentence.fine.value.amount, first.sentence.compensation.value.amount) == (5000, 250)


@pytest.mark.parametrize("code", ["996", "9996"])
def test_the_code_for_life_is_no_number_of_months(code):
    sentence = only_case(TOTPRISN=code).charges[0].sentence
    assert sentence.life
    assert sentence.imprisonment_months_min is None


@pytest.mark.parametrize("code", ["9992", "9997", "991", "997"])
def test_other_codes_are_no_number_of_months_and_no_life(code):
    sentence = only_case(TOTPRISN=code).charges[0].sentence
    assert (sentence.imprisonment_months_min, sentence.life, sentence.death) == (None, False, False)
    assert sentence.imprisonment.wording == code


def test_the_code_for_death_is_death():
    assert only_case(TOTPRISN="9998").charges[0].sentence.death


def test_no_prison_is_a_term_of_no_months():
    assert only_case(TOTPRISN="0").charges[0].sentence.imprisonment_months_max == 0


def test_amounts_that_were_not_stated_are_no_amounts():
    sentence = only_case(AMTFINEC="999999997", AMTREST="0").charges[0].sentence
    assert (sentence.fine, sentence.compensation) == (None, None)


@pytest.mark.parametrize(
    ("code", "plea"), [("1", Plea.GUILTY), ("2", Plea.NO_CONTEST), ("3", None), ("4", None), ("5", None)]
)
def test_only_a_plea_is_a_plea_and_all_are_convicted(code, plea):
    (charge,) = only_case(DISPOSIT=code).charges
    assert (charge.plea.value if charge.plea else None) == plea
    assert charge.disposition is Disposition.CONVICTED


def test_supervised_release_and_assessment_are_notes_and_no_penalty_of_a_count():
    case = only_case(SUPREL="9996", PROBATN="0")
    assert [note.value for note in case.actors[0].notes] == [
        "supervised release: for life",
        "special assessment: 100 USD",
    ]
    assert case.charges[0].sentence.fine is None


@pytest.mark.parametrize(
    ("codes", "joint", "honest"),
    [
        (["181591A", "18201B"], True, False),
        (["181594C", "18666A1B"], True, False),
        (["182423A", "181951"], True, False),
        (["182421", "181952"], True, False),
        (["181581", "18872"], True, False),
        (["181591A", "181343"], False, False),
        (["181591A", "181343", "181346"], False, True),
        (["21841A1", "18201B"], False, False),
        (["181591A", "21841A1"], False, False),
        (["181598", "18201B"], False, False),
        (["182424", "18201B"], False, False),
        (["181591A", "42201"], False, False),
    ],
)
def test_joint_needs_one_statute_of_each_side_and_fraud_is_apart(codes, joint, honest):
    reading = joint_of(codes)
    assert (reading.joint, reading.honest_services) == (joint, honest)


def test_a_joint_offender_says_so_and_carries_both_classes():
    case = only_case(NWSTAT2="18201B", NOCOUNTS="2", STA1_2="18201B")
    assert "convicted of trafficking and one of 18 U.S.C. 201, 666, 872, 1951, 1952" in [
        n.value for n in case.actors[0].notes
    ]
    assert OffenceClass.TRAFFICKING in classes(case.charges[0])
    assert OffenceClass.BRIBERY_PASSIVE in classes(case.charges[1])


def test_honest_services_fraud_is_noted_and_not_joint():
    case = only_case(NWSTAT2="181343", NWSTAT3="181346")
    told = [note.value for note in case.actors[0].notes if note.value.startswith("convicted")]
    assert told == ["convicted of honest-services fraud (18 U.S.C. 1346)"]


def test_offenders_on_neither_side_are_counted_and_left_out():
    drugs = offender(USSCIDN="7000003", NWSTAT1="21841A1", STA1_1="21841A1")
    robber = offender(USSCIDN="7000004", NWSTAT1="181951", STA1_1="181951")
    briber = offender(USSCIDN="7000005", NWSTAT1="18201B", STA1_1="18201B")
    parsed = ussc.parse(raw_table(written(offender(), drugs, robber, briber)))
    assert [case.number for case in parsed.cases] == ["7000001", "7000005"]
    assert "Offenders read: 4; with no trafficking or corruption statute, left out: 2" in parsed.text


def test_unknown_codes_are_kept_as_printed_and_noted():
    case = only_case(NWSTAT2="XYZ", DISPOSIT="9", CIRCDIST="200", AGE="old", TOTPRISN="9990")
    assert sorted((d.code, d.wording) for d in case.diagnostics) == [
        ("unknown_disposit", "9"), ("unknown_district", "200"), ("unknown_number", "old"),
        ("unknown_statute_code", "XYZ"), ("unknown_term_code", "9990"),
    ]  # fmt: skip
    assert case.charges[1].provision.value == "XYZ"
    assert case.court.value.endswith("district 88 of the Sentencing Commission's DISTRICT")


def test_a_number_that_two_rows_share_makes_two_cases():
    assert [c.case_id for c in cases_of(offender(), offender())] == ["ussc:opafy19:7000001", "ussc:opafy19:7000001-2"]


def test_dots_and_blanks_are_missing():
    case = only_case(AGE=".", MONSEX=" ", AMTFINEC=".")
    assert (case.actors[0].age, case.actors[0].gender, case.charges[0].sentence.fine) == (None, None, None)


def test_lower_case_column_names_and_a_byte_order_mark_are_read():
    text = "\ufeff" + written(offender()).replace("USSCIDN", "usscidn", 1).replace("NWSTAT1", "nwstat1", 1)
    assert len(ussc.parse(raw_table(text)).cases) == 1


def test_stray_bytes_in_a_column_that_is_not_used_do_no_harm():
    text = written(offender() | {"CHP2TXT": "§"}, columns=[*COLUMNS, "CHP2TXT"])
    assert len(ussc.parse(raw_table(text.encode("cp1252"))).cases) == 1


def test_a_zip_with_one_table_is_read_and_one_with_two_is_refused():
    def zipped(*names):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, written(offender()))
        return out.getvalue()

    assert len(ussc.parse(raw_table(zipped("opafy19nid.csv"), "opafy19nid.zip")).cases) == 1
    with pytest.raises(ParseError, match="holds 2 CSV files, expected one"):
        ussc.parse(raw_table(zipped("a.csv", "b.csv"), "two.zip"))
    with pytest.raises(ParseError, match="download it again"):
        ussc.parse(raw_table(zipped("opafy19nid.csv")[:60], "cut.zip"))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"\x00\x01SAS\x00\x00", "binary file"),
        ("a,b\n1,2\n".encode("utf-16"), "binary file or UTF-16"),
        (b"a,b\n1,2\n", "no column USSCIDN, DISPOSIT"),
        (b"USSCIDN,DISPOSIT\n1,1\n", "no column NWSTAT1 or STA1_1"),
        (b"USSCIDN,DISPOSIT,NWSTAT1\n", "column names and no rows"),
        (b"USSCIDN,DISPOSIT,NWSTAT1\n1,1\n", "row 2: 2 cells, expected 3"),
        (b'USSCIDN,DISPOSIT,NWSTAT1\n1,1,"18\n', "unexpected end of data"),
        (b"USSCIDN,DISPOSIT,NWSTAT1\n1,1,\n", "no row of 1 names a statute"),
        (b"<html><body>page</body></html>", "no column USSCIDN"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_one_line_that_says_what_to_do(body, told):
    with pytest.raises(ImportFileError, match=told) as caught:
        parse_file("ussc", "opafy19.csv", body)
    assert "\n" not in str(caught.value)
    assert any(word in str(caught.value) for word in ("export", "download"))


def test_the_format_reads_files_brought_as_ussc_alone():
    assert format_of(raw_table("x")) is ussc
    assert format_of(raw_table("x").model_copy(update={"portal": "htd"})) is not ussc


def test_100_000_rows_are_read_and_no_more_than_one_is_held():
    lines = written(offender(NWSTAT1="21841A1", STA1_1="21841A1"), offender()).splitlines()
    body = "\n".join([lines[0], *[lines[1]] * 99_990, *[lines[2]] * 10]).encode()
    assert len(ussc.parse(raw_table(body)).cases) == 10
    tracemalloc.start()
    for count, _ in enumerate(read_offenders(body, "big.csv")):
        if count == 10_000:
            tracemalloc.reset_peak()
        if count == 30_000:
            break
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
