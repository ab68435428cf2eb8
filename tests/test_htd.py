"""HumanTraffickingData.org tables: every count of the file arrives as a charge, and nothing the file cannot show is zero."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from raw_documents import raw_of

from jointcharge.parsing.cells import read_cells
from jointcharge.parsing.formats import format_of, htd
from jointcharge.parsing.htd_charges import provision_of
from jointcharge.records.case import ActorRole, Disposition, Gender, Plea
from jointcharge.records.errors import ImportFileError, ParseError
from jointcharge.records.offences import CORRUPTION_CLASSES, OffenceClass

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
REAL = DATA / "us_federal_htd.csv"
needs_real = pytest.mark.skipif(not REAL.exists(), reason=f"{REAL} is not on this machine")
OUTCOMES = ("CountsNolProssed", "PleaDismissed", "PleaGuilty", "TrialGuilty", "TrialNotGuilty")
STATUTES = ("1961to1968", "1591", "1324")


def columns():
    head = ["CaseDef", "UniqueID", "CaseName", "CaseNum", "NumDef", "State", "FedDistrict", "FedDistrict", "Judge", "CaseSummary", "DefGender", "ArrestAge", "ChargeDate", "LaborTraf", "AdultSex", "MinorSex"]  # fmt: skip
    for statute in STATUTES:
        head += [statute, f"Counts{statute}", *(f"{one}{statute}" for one in OUTCOMES)]
        head += [f"{one}{statute}" for one in ("Fines", "Sent", "Prob")]
    return [
        *head,
        "DateTerminated",
        "SentDate",
        "TotalSentence",
        "Restitution",
        "NumVic",
        "NumVicMinor",
        "NumVicFemale",
    ]


def row(defendant, charges, *, case="4:99-cr-00001", summary="They were taken. They were sold.", **other):
    cells = dict.fromkeys(columns(), "")
    cells |= {
        "CaseDef": defendant,
        "CaseName": "USA v. Imagined et al",
        "CaseNum": case,
        "State": "OH",
        "CaseSummary": summary,
    }
    cells |= {
        "DefGender": "1",
        "ArrestAge": "31",
        "LaborTraf": "1",
        "AdultSex": "0",
        "MinorSex": "0",
        "SentDate": "2/3/2009",
    }
    cells |= dict.fromkeys(STATUTES, "0")
    for statute, values in charges.items():
        names = [
            statute,
            f"Counts{statute}",
            *(f"{o}{statute}" for o in OUTCOMES),
            *(f"{o}{statute}" for o in ("Fines", "Sent", "Prob")),
        ]
        cells |= dict(zip(names, values.split("|"), strict=False))
    cells |= other
    named = [cells[name] for name in columns()]
    named[6:8] = ["Northern", "6"]
    return named


def written(*rows, head=None):
    import io

    out = io.StringIO()
    csv.writer(out).writerows([head or columns(), *rows])
    return out.getvalue()


def raw_table(text):
    return raw_of(text, "table.csv", "text/csv", "htd")


def only_case(*rows):
    (case,) = htd.parse(raw_table(written(*rows))).cases
    return case


PLED = {"1591": "1|4|0|3|1|0|0|200100|293|36"}


def test_counts_of_one_statute_become_one_charge_per_disposition():
    charges = only_case(row("1.1", {"1591": "1|7|1|2|1|2|1|0|60|0"})).charges
    found = [(one.disposition, one.counts.value) for one in charges]
    assert found == [
        (Disposition.WITHDRAWN, 1), (Disposition.DISMISSED, 2), (Disposition.CONVICTED, 1), (Disposition.CONVICTED, 2),
        (Disposition.ACQUITTED, 1),
    ]  # fmt: skip


def test_pleading_guilty_is_a_plea_and_being_found_guilty_is_not():
    pled, tried = (one for one in only_case(row("1.1", {"1591": "1|2|0|0|1|1|0|0|60|0"})).charges)
    assert pled.plea.value is Plea.GUILTY
    assert tried.plea is None
    assert tried.disposition is Disposition.CONVICTED


def test_counts_without_any_outcome_are_charged_and_unknown():
    (charge,) = only_case(row("1.1", {"1591": "1|3"})).charges
    assert (charge.disposition, charge.counts.value, charge.verdicts) == (Disposition.UNKNOWN, 3, ())


def test_counts_that_the_outcomes_leave_over_are_unknown_and_reported():
    case = only_case(row("1.1", {"1591": "1|5|0|2|1|0|0|0|12|0"}))
    assert [(one.disposition.value, one.counts.value) for one in case.charges] == [
        ("dismissed", 2),
        ("convicted", 1),
        ("unknown", 2),
    ]
    assert [(one.code, one.wording) for one in case.diagnostics] == [("counts_differ", "5")]


def test_more_outcomes_than_counts_are_kept_and_reported():
    case = only_case(row("1.1", {"1591": "1|2|0|1|1|10|0|0|0|0"}))
    assert sum(one.counts.value for one in case.charges) == 12
    assert [one.code for one in case.diagnostics] == ["counts_differ"]


def test_a_statute_that_is_not_flagged_is_not_charged():
    assert only_case(row("1.1", {"1591": "0|0|0|0|0|0|0|0|0|0"})).charges == ()


def test_an_outcome_without_a_charge_is_reported_and_not_charged():
    case = only_case(row("1.1", {"1591": "0|1|0|0|1|0|0|0|0|0"}))
    assert case.charges == ()
    assert [one.code for one in case.diagnostics] == ["outcome_without_charge"]


def test_the_sentence_goes_to_the_conviction_in_months_and_dollars():
    dismissed, convicted = only_case(row("1.1", PLED)).charges
    assert dismissed.sentence is None
    assert convicted.sentence.imprisonment_months_min == convicted.sentence.imprisonment_months_max == 293
    assert convicted.sentence.fine.value.amount == 200100  # 200,000 and an assessment of 100: no code for life
    assert convicted.sentence.fine.value.currency == "USD"
    assert not convicted.sentence.life


def test_a_sentence_is_given_once_where_pleas_and_trial_both_convicted():
    charges = only_case(row("1.1", {"1591": "1|2|0|0|1|1|0|0|60|0"})).charges
    assert [one.sentence is not None for one in charges] == [True, False]


def test_a_sentence_without_a_conviction_is_reported():
    case = only_case(row("1.1", {"1591": "1|1|0|1|0|0|0|0|9|0"}))
    assert [(one.code, one.wording) for one in case.diagnostics] == [("sentence_without_conviction", "9")]
    assert case.charges[0].sentence is None


def test_conviction_without_prison_states_zero_months():
    (charge,) = only_case(row("1.1", {"1591": "1|1|0|0|1|0|0|0|0|24"})).charges
    assert charge.sentence.imprisonment_months_max == 0


def test_probation_restitution_and_totals_are_notes_of_the_defendant():
    case = only_case(row("1.1", PLED, TotalSentence="293", Restitution="5000.5"))
    notes = [note.value for note in case.actors[0].notes]
    assert "probation under 1591: 36 months" in notes
    assert "total sentence: 293 months" in notes
    assert "restitution: 5000.5 USD" in notes


@pytest.mark.parametrize(
    ("column", "provision"),
    [
        ("1961to1968", "18 U.S.C. 1961-1968"),
        ("1591", "18 U.S.C. 1591"),
        ("1324", "8 U.S.C. 1324"),
        ("9999", "U.S.C. 9999"),
    ],
)
def test_statute_columns_are_cited_as_lawyers_cite_them(column, provision):
    assert provision_of(column) == provision


def test_rico_is_organised_crime_and_no_corruption():
    (charge,) = only_case(row("1.1", {"1961to1968": "1|1|0|0|1|0|0|0|5|0"})).charges
    assert [one.offence_class for one in charge.classes] == [OffenceClass.ORGANISED_CRIME]


def test_trafficking_statutes_are_trafficking():
    (charge,) = only_case(row("1.1", PLED | {"1591": "1|1"})).charges
    assert [one.offence_class for one in charge.classes] == [OffenceClass.TRAFFICKING]


def test_every_charge_has_a_class():
    case = only_case(row("1.1", dict.fromkeys(STATUTES, "1|1|0|0|1|0|0|0|5|0")))
    assert len(case.charges) == 3
    assert all(charge.classes for charge in case.charges)


def test_defendants_are_grouped_by_docket_number_even_when_casedef_was_rounded():
    rows = [row("3.1", PLED), row("3.1", PLED), row("4.1", PLED, case="4:99-cr-00002"), row("", PLED, UniqueID="9")]
    cases = htd.parse(raw_table(written(*rows))).cases
    assert [len(case.actors) for case in cases] == [3, 1]
    assert [actor.actor_id[-3:] for actor in cases[0].actors] == ["#d1", "#d2", "#d3"]
    assert [actor.label.value for actor in cases[0].actors] == ["Defendant 3.1", "Defendant 3.1", "Defendant 9"]
    assert len({charge.charge_id for charge in cases[0].charges}) == 6
    assert {charge.actor_id for charge in cases[0].charges} == {actor.actor_id for actor in cases[0].actors}


def test_corruption_is_not_observable_and_the_rest_is():
    seen = only_case(row("1.1", PLED)).observability
    assert (seen.charges, seen.verdicts, seen.text, seen.corruption_charges) == (True, True, True, False)


def test_a_case_without_a_summary_has_no_text_to_show_corruption():
    case = only_case(row("1.1", PLED, summary=""))
    assert (case.passages, case.observability.text) == ((), False)


def test_case_facts_come_from_the_row():
    case = only_case(row("1.1", PLED, NumVic="5", NumVicFemale="5", NumVicMinor="3", Judge="A. Imagined"))
    assert case.case_id == "htd:4:99-cr-00001"
    assert case.country.value == "USA"
    assert case.court.value == "United States District Court for the Northern District of OH"
    assert case.court.wording == "OH,Northern"
    assert (case.decision_date.value, case.decision_year) == (dt.date(2009, 2, 3), 2009)
    assert case.exploitation == ("Labour trafficking",)
    defendant, victims, judge = case.actors
    assert (defendant.gender.value, defendant.age.value) == (Gender.FEMALE, 31)
    assert (victims.role, victims.group_size.value, victims.gender.value, victims.is_minor) == (
        ActorRole.VICTIM,
        5,
        Gender.FEMALE,
        None,
    )
    assert victims.label is None
    assert judge.role is ActorRole.JUDGE


def test_the_latest_sentencing_dates_the_case_and_the_end_of_it_gives_the_year_otherwise():
    two = only_case(row("1.1", PLED), row("1.2", PLED, SentDate="12/30/2010"))
    assert two.decision_date.value == dt.date(2010, 12, 30)
    none = only_case(row("1.1", PLED, SentDate="", DateTerminated="6/7/2012"))
    assert (none.decision_date, none.decision_year) == (None, 2012)


def test_every_span_points_at_its_wording():
    parsed = htd.parse(
        raw_table(written(row("1.1", PLED, summary='She said, "no". He went,\nand came.'), row("1.2", {"1324": "1|2"})))
    )
    (case,) = parsed.cases
    stated = [one for charge in case.charges for one in (charge.counts, charge.provision, charge.plea) if one]
    stated += [
        case.title,
        case.country,
        case.court,
        case.decision_date,
        *(a.label for a in case.actors),
        *case.charges[0].verdicts,
    ]
    assert len(stated) > 10
    for one in stated:
        assert parsed.text[one.span.start : one.span.end] == one.wording
    for passage in case.passages:
        assert parsed.text[passage.span.start : passage.span.end] == passage.text


def test_unreadable_values_are_recorded_not_dropped():
    case = only_case(row("1.1", {"1591": "1|x|0|0|1|0|0|-5|0|0"}, DefGender="7", ArrestAge="old", SentDate="someday"))
    assert Counter(one.code for one in case.diagnostics) == {
        "unknown_number": 3,
        "unknown_gender": 1,
        "unknown_date": 1,
    }
    assert case.decision_date is None


def test_an_unknown_repeated_column_is_reported():
    head = [*columns(), "Extra", "Extra"]
    text = written([*row("1.1", PLED), "a", "b"], head=head)
    (case,) = htd.parse(raw_table(text)).cases
    assert [(one.code, one.wording) for one in case.diagnostics] == [("repeated_column_differs", "Extra")]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\xff", "is not UTF-8 text (byte 0)"),
        ("CaseDef,Café\n".encode("utf-16"), "is not UTF-8 text"),
        (b"a\0b,c\n", "is a binary file"),
        (b"<html><body>hello</body></html>", "is no HumanTraffickingData.org table"),
        (b"CaseDef;CaseName\n1;2\n", "without the columns CaseDef, CaseName"),
        (written(row("1.1", PLED)).replace("TrialGuilty1591", "Other1591").encode(), "without the columns TrialGuilty1591"),
        (written().encode(), "has column names and no rows"),
        (written(row("1.1", PLED)[:-1]).encode(), "row 2: "),
        (written(row("1.1", PLED)).encode() + b'"1.2', "line 3: a quotation mark is not closed"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table_is_refused_with_the_remedy(body, words):
    with pytest.raises(ImportFileError) as caught:
        htd.check(raw_table(body))
    message = str(caught.value)
    assert words in message
    assert message.startswith("table.csv")
    assert message.endswith("run  jointcharge import htd FILE")
    assert "\n" not in message
    with pytest.raises(ParseError):
        htd.parse(raw_table(body))


def test_the_format_is_found_for_imported_files_only():
    raw = raw_table(written(row("1.1", PLED)))
    assert format_of(raw) is htd
    assert not htd.accepts(raw.model_copy(update={"portal": "sherloc"}))


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,2\n", "a,b\r\n1,\"x\"\"y\"", 'a,"b\nc",\n', "\ufeffa,b", "a,b\n\nc,d\n", ",\n,\n", 'q,"",z\n', "a\rb\r"],
)  # fmt: skip
def test_cells_read_as_the_csv_module_reads_them_and_know_their_place(text):
    rows = read_cells(text)
    expected = [
        one for one in csv.reader(text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)) if one
    ]
    assert [[cell.value for cell in one] for one in rows] == expected
    for cell in (cell for one in rows for cell in one):
        assert text[cell.start : cell.end].replace('""', '"').replace("\r\n", "\n") == cell.value


# ---- the real file, counted a second time with the csv module ----


@pytest.fixture(scope="module")
def real():
    return htd.parse(raw_table(REAL.read_bytes())).cases


@pytest.fixture(scope="module")
def lines():
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def statutes_of(lines):
    return [name for name in lines[0] if f"Counts{name}" in lines[0]]


@needs_real
def test_real_file_has_290_defendants_in_50_cases(real):
    assert len(real) == 50
    assert sum(actor.role is ActorRole.DEFENDANT for case in real for actor in case.actors) == 290
    assert len({case.case_id for case in real}) == 50


@needs_real
def test_real_defendants_charged_and_convicted_per_statute_equal_the_file(real, lines):
    expected = {
        statute: (
            sum(line[statute] == "1" for line in lines),
            sum(
                line[statute] == "1" and any(float(line[f"{o}{statute}"] or 0) for o in ("PleaGuilty", "TrialGuilty"))
                for line in lines
            ),
        )
        for statute in statutes_of(lines)
    }
    charged, convicted = defaultdict(set), defaultdict(set)
    for charge in (charge for case in real for charge in case.charges):
        charged[charge.provision.wording].add(charge.actor_id)
        if charge.disposition is Disposition.CONVICTED:
            convicted[charge.provision.wording].add(charge.actor_id)
    assert len(expected) == 16
    assert sum(numbers[0] for numbers in expected.values()) > 400
    assert {one: (len(charged[one]), len(convicted[one])) for one in expected} == expected


@needs_real
def test_real_counts_per_outcome_sum_to_the_file(real, lines):
    expected = {o: sum(int(line[f"{o}{s}"] or 0) for line in lines for s in statutes_of(lines)) for o in OUTCOMES}
    found = Counter()
    for charge in (charge for case in real for charge in case.charges):
        for verdict in charge.verdicts:
            found[next(o for o in OUTCOMES if verdict.wording.startswith(o))] += charge.counts.value
    assert found == expected


@needs_real
def test_real_months_of_prison_sum_to_the_file(real, lines):
    expected = sum(
        float(line[f"Sent{s}"] or 0) for line in lines for s in statutes_of(lines)
        if any(float(line[f"{o}{s}"] or 0) for o in ("PleaGuilty", "TrialGuilty"))
    )  # fmt: skip
    found = sum(c.sentence.imprisonment_months_max or 0 for case in real for c in case.charges if c.sentence)
    assert found == expected > 10_000


@needs_real
def test_real_file_shows_no_corruption_charge_and_cannot(real):
    assert not any(case.observability.corruption_charges for case in real)
    classes = {one.offence_class for case in real for charge in case.charges for one in charge.classes}
    assert OffenceClass.UNCLASSIFIED not in classes
    assert not classes & CORRUPTION_CLASSES
    assert all(case.observability.charges and case.observability.text for case in real)


@needs_real
def test_real_file_is_understood_but_for_what_contradicts_itself(real):
    assert {one.code for case in real for one in case.diagnostics} == {"counts_differ", "sentence_without_conviction"}
