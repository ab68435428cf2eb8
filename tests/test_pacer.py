"""PACER dockets: every count with its statute, outcome and sentence, and nothing that the docket does not say."""

import importlib.util
import sys
from pathlib import Path

import pytest
from raw_documents import raw_of

from jointcharge.parsing.formats import format_of, pacer, parse_file
from jointcharge.parsing.pacer_counts import numbers_in
from jointcharge.parsing.quote import Quote
from jointcharge.parsing.us_districts import find_district
from jointcharge.parsing.us_sentences import numbers_of, parse_disposition
from jointcharge.parsing.us_statutes import find_statutes
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import ActorRole, Disposition, Plea
from jointcharge.records.errors import ImportFileError, MissingExtraError, ParseError
from jointcharge.records.offences import OffenceClass

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "pacer_dockets"
needs_real = pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not on this machine")
needs_juriscraper = pytest.mark.skipif(
    importlib.util.find_spec("juriscraper") is None, reason="juriscraper is not installed (extra us)"
)
SENTENCE = "Imprisonment 60 months; supervised release 3 years; fine $2,000; special assessment $100"


def section(heading, rows):
    lines = "".join(f"<tr><td>{name}<br>({number})</td><td></td><td>{told}</td></tr>" for name, number, told in rows)
    return (
        f"<tr><td><br><b><u>{heading}</u></b></td><td></td><td><br><b><u>Disposition</u></b></td></tr>"
        f"{lines or '<tr><td>None</td></tr>'}"
    )


def defendant(name, n=1, pending=(), terminated=(), complaints=(), left="", alias=""):
    """One defendant as the courts' docket program prints one."""
    also = f"<br><I>also known as</I><BR>{alias}" if alias else ""
    gone = f"<BR><I>TERMINATED: {left}</I>" if left else ""
    charged = "".join(f"<tr><td>{c}</td><td></td><td>{told}</td></tr>" for c, told in complaints)
    return f"""<tr><td valign=top><br><b><u>Defendant ({n})</u></b></td></tr>
<tr><td valign=top width="40%"><B>{name}</B>{gone}{also}</td>
<td valign=top width="20%" align=right>represented&nbsp;by</td><td valign=top width="40%"><B>Ada Counsel</B>
<BR>1 Imagined Street<BR><I>LEAD ATTORNEY</I></td></tr>
{section("Pending Counts", pending)}
<tr><td><br><b><u>Highest Offense Level (Opening)</u></b></td></tr><tr><td>Felony</td></tr>
{section("Terminated Counts", terminated)}
<tr><td><br><b><u>Highest Offense Level (Terminated)</u></b></td></tr><tr><td>None</td></tr>
<tr><td><br><b><u>Complaints</u></b></td><td></td><td><br><b><u>Disposition</u></b></td></tr>
{charged or "<tr><td>None</td></tr>"}"""


def page(*defendants, number="2:19-cr-00412-ABC-1", district="District of Utah (Central)", ended="", plaintiff=True):
    last = """<tr><td valign=top><br><b><u>Plaintiff</u></b></td></tr>
<tr><td valign=top width="40%"><B>USA</B></td><td valign=top width="20%" align=right>represented&nbsp;by</td>
<td valign=top width="40%"><B>Bo Attorney</B><BR>2 Imagined Street</td></tr>"""
    return f"""<html><head><title>CM/ECF</title></head><body><div id="cmecfMainContent">
<h3 align=center>U.S. District Court<BR>
{district}<BR>
CRIMINAL DOCKET FOR CASE #: {number}</h3>
<TABLE width='100%' border=0 CELLSPACING=5><tr>
<td valign=top width="60%"><br>Case title: USA v. Imagined</td>
<td valign=top width="40%"><br>Date Filed: 02/03/2019<br>{f"Date Terminated: {ended}" if ended else ""}</td>
</tr></table>
<HR><TABLE width="100%" border=0 CELLSPACING=5><tr><td valign=top width="40%">Assigned to: Judge Cy Bench</td></tr>
{"".join(defendants)}
{last if plaintiff else ""}
</table><HR>
<TABLE align=center width=99% border=1 rules=all cellpadding=5 cellspacing=0>
<tr><td style="font-weight:bold; width=94">Date Filed</td><th>#</th><td style="font-weight:bold">Docket Text</td></tr>
<tr><td width=94 nowrap valign=top>02/03/2019</td><td valign=top align=right>1&nbsp;</td><td valign=top>INDICTMENT</td></tr>
</table></div></body></html>"""


def raw_docket(text, name="docket.html"):
    return raw_of(text, name, "text/html", "pacer")


def case_of(*defendants, **options):
    (case,) = pacer.parse(raw_docket(page(*defendants, **options))).cases
    return case


def charges_of(**sections):
    return case_of(defendant("Ivo Imagined", **sections)).charges


def only_charge(name="18:1591(a) SEX TRAFFICKING", number="1", told="", **options):
    (charge,) = case_of(defendant("Ivo Imagined", pending=[(name, number, told)], **options)).charges
    return charge


def classes(charge):
    return {match.offence_class for match in charge.classes}


@pytest.mark.parametrize(("wording", "statutes"), read_vocabulary("us_statutes")["examples"].items())
def test_a_wording_names_the_statutes_that_the_vocabulary_says(wording, statutes):
    found = find_statutes(wording)
    assert [one.cited for one in found] == statutes
    assert all(0 <= one.start < one.end <= len(wording) for one in found)


@pytest.mark.parametrize(("wording", "code"), read_vocabulary("us_districts")["examples"].items())
def test_a_heading_names_the_district_that_the_vocabulary_says(wording, code):
    found = find_district(wording)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("wording", "expected"), read_vocabulary("us_sentences")["examples"].items())
def test_a_disposition_says_what_the_vocabulary_says(wording, expected):
    reading = parse_disposition(wording)
    terms = reading.of("imprisonment")
    money = {kind: found[0].amount for kind in ("fine", "restitution") if (found := reading.of(kind))}
    others = [p.kind for p in reading.penalties if p.kind not in ("imprisonment", "fine", "restitution")]
    told = {
        "disposition": reading.disposition and reading.disposition.value,
        "plea": reading.plea and reading.plea.value,
        "months": next((t.months for t in terms), None),
        "life": any(t.life for t in terms) or None,
        "others": list(dict.fromkeys(others)) or None,
        **money,
    }
    assert {key: value for key, value in told.items() if value is not None} == expected


@pytest.mark.parametrize(
    ("words", "numbers"),
    [("1", (1,)), ("2-4", (2, 3, 4)), ("1, 3-5 and 7", (1, 3, 4, 5, 7)), ("2s-3s", (2, 3)), ("1 through 3", (1, 2, 3)),
     ("ii", (2,)), ("I-IV", (1, 2, 3, 4)), ("ix", (9,)), ("none", ())],
)  # fmt: skip
def test_numbers_of_counts_are_read_as_lawyers_write_them(words, numbers):
    assert numbers_of(words) == numbers


@pytest.mark.parametrize(
    ("name", "numbers", "generation"),
    [("FRAUD(1)", (1,), 0), ("FRAUD(2-4)", (2, 3, 4), 0), ("FRAUD (1s)", (1,), 1), ("FRAUD(2ss-3ss)", (2, 3), 2),
     ("FRAUD(1, 3)", (1, 3), 0)],
)  # fmt: skip
def test_a_count_ends_with_its_numbers_and_the_marks_of_its_indictment(name, numbers, generation):
    found = numbers_in(Quote("0" * 64, name, 0))
    assert (found.numbers, found.generation) == (numbers, generation)


@pytest.mark.parametrize("name", ["FRAUD", "18:2251(a)", "FRAUD (felony)", "FRAUD(s)"])
def test_a_subsection_or_a_remark_is_no_number_of_a_count(name):
    assert numbers_in(Quote("0" * 64, name, 0)) is None


@needs_juriscraper
def test_a_docket_is_a_case_with_its_court_number_defendant_and_judge():
    case = case_of(defendant("Ivo Imagined", pending=[("18:1591(a) SEX TRAFFICKING", "1", "")], alias="Vo the Kid"))
    assert case.case_id == "pacer:utd:2:19-cr-00412-1"
    assert (case.number, case.country.value, case.title.value) == ("2:19-cr-00412", "USA", "United States v. Imagined")
    assert case.court.value == "United States District Court for the District of Utah"
    assert [(a.role, a.label.value) for a in case.actors] == [
        (ActorRole.DEFENDANT, "Ivo Imagined"),
        (ActorRole.JUDGE, "Cy Bench"),
    ]
    assert [note.value for note in case.actors[0].notes] == ["also known as: Vo the Kid"]
    seen = case.observability
    assert (seen.charges, seen.corruption_charges, seen.verdicts, seen.text) == (True, True, True, False)


@needs_juriscraper
def test_a_count_has_its_statute_its_words_and_its_class():
    charge = only_charge("18:1591(a) SEX TRAFFICKING OF CHILDREN")
    assert (charge.provision.value, charge.provision.wording) == ("18 U.S.C. § 1591(a)", "18:1591(a)")
    assert charge.wording.value == "SEX TRAFFICKING OF CHILDREN"
    assert classes(charge) == {OffenceClass.TRAFFICKING}


@needs_juriscraper
def test_trafficking_in_counterfeit_goods_is_not_trafficking_in_persons():
    charge = only_charge("TRAFFICKING IN COUNTERFEIT GOODS")
    assert charge.provision is None
    assert OffenceClass.TRAFFICKING not in classes(charge)


@needs_juriscraper
def test_bribery_beside_trafficking_is_seen():
    first, second = charges_of(
        pending=[("18:1591(a) SEX TRAFFICKING", "1", SENTENCE), ("18:201(b) BRIBERY", "2", SENTENCE)]
    )
    assert OffenceClass.TRAFFICKING in classes(first)
    assert {OffenceClass.BRIBERY_ACTIVE, OffenceClass.BRIBERY_PASSIVE} & classes(second)


@needs_juriscraper
def test_a_pending_count_with_a_sentence_is_a_conviction():
    charge = only_charge(told=SENTENCE, left="05/06/2020")
    assert (charge.disposition, charge.plea) == (Disposition.CONVICTED, None)
    assert charge.sentence.imprisonment_months_min == charge.sentence.imprisonment_months_max == 60
    assert charge.sentence.fine.value.amount == 2000


@needs_juriscraper
def test_supervised_release_and_assessment_stay_apart_from_the_sentence():
    case = case_of(
        defendant("Ivo Imagined", pending=[("18:371 CONSPIRACY", "1", SENTENCE), ("18:2 AID", "2", SENTENCE)])
    )
    assert [n.value for n in case.actors[0].notes] == ["supervised release: 3 years", "assessment: $100"]


@needs_juriscraper
def test_a_plea_is_stated_only_where_the_docket_says_so():
    assert only_charge(told="Pled guilty. Imprisonment 12 months and a day").plea.value is Plea.GUILTY
    assert only_charge(told="Found guilty by jury. Imprisonment 12 months").plea is None


@needs_juriscraper
def test_a_count_without_disposition_is_pending_while_the_defendant_is_in_the_case():
    assert only_charge().disposition is Disposition.PENDING


@needs_juriscraper
@pytest.mark.parametrize("where", ["pending", "terminated"])
def test_a_count_that_ended_without_a_stated_outcome_is_unknown_and_noted(where):
    case = case_of(defendant("Ivo Imagined", **{where: [("18:371 CONSPIRACY", "1", "")]}, left="05/06/2020"))
    assert case.charges[0].verdicts == ()
    assert [d.code for d in case.diagnostics] == ["ended_without_disposition"]


@needs_juriscraper
def test_a_dismissed_count_is_dismissed_and_carries_no_sentence():
    charge = only_charge(told="Dismissed on motion of the government")
    assert (charge.disposition, charge.sentence) == (Disposition.DISMISSED, None)


@needs_juriscraper
def test_a_count_that_a_superseding_indictment_replaced_is_withdrawn_and_not_acquitted():
    first, second, third = charges_of(
        pending=[("18:1591(a) SEX TRAFFICKING", "1ss", SENTENCE)],
        terminated=[("18:1591(a) SEX TRAFFICKING", "1", "Dismissed"), ("18:2421 TRANSPORTATION", "1s", "")],
    )
    assert first.disposition is Disposition.CONVICTED
    assert [v.disposition for v in second.verdicts] == [Disposition.DISMISSED, Disposition.WITHDRAWN]
    assert (third.disposition, third.verdicts[-1].wording) == (Disposition.WITHDRAWN, "1s")


@needs_juriscraper
def test_a_conviction_on_the_first_indictment_outlives_the_superseding_one():
    kept, dropped = charges_of(
        pending=[("18:2421 TRANSPORTATION", "1", SENTENCE)],
        terminated=[("18:1591(a) SEX TRAFFICKING", "1s", "Dismissed")],
    )
    assert (kept.disposition, dropped.disposition) == (Disposition.CONVICTED, Disposition.DISMISSED)


@needs_juriscraper
def test_an_acquittal_on_a_replaced_count_stands():
    _, acquitted = charges_of(
        pending=[("18:371 CONSPIRACY", "1s", SENTENCE)], terminated=[("18:1591(a) SEX TRAFFICKING", "2", "Not guilty")]
    )
    assert acquitted.disposition is Disposition.ACQUITTED


@needs_juriscraper
def test_a_range_is_one_charge_of_several_counts():
    charge = only_charge("18:1343 WIRE FRAUD", "2-4", SENTENCE)
    assert (charge.counts.value, charge.counts.wording) == (3, "2-4")


@needs_juriscraper
def test_terms_for_different_counts_go_to_their_counts():
    told = "Imprisonment: 60 months on Count 1 and 120 months on Count 2, concurrent"
    first, second = charges_of(pending=[("18:371 CONSPIRACY", "1", told), ("18:1591(a) SEX TRAFFICKING", "2", told)])
    assert (first.sentence.imprisonment_months_max, second.sentence.imprisonment_months_max) == (60, 120)
    assert first.sentence.concurrency == "concurrent"


@needs_juriscraper
def test_different_terms_without_their_counts_are_not_guessed():
    case = case_of(
        defendant("Ivo Imagined", pending=[("18:371 CONSPIRACY", "1", "Imprisonment 60 months; custody 24 months")])
    )
    assert case.charges[0].disposition is Disposition.CONVICTED
    assert case.charges[0].sentence is None
    assert [d.code for d in case.diagnostics] == ["several_terms"]


@needs_juriscraper
def test_a_length_that_belongs_to_nothing_makes_the_term_beside_it_uncertain():
    charge = only_charge(told="12 months plus another 6 months BOP")
    assert (charge.disposition, charge.sentence) == (Disposition.CONVICTED, None)


@needs_juriscraper
def test_time_served_with_its_length_is_that_length():
    charge = only_charge(told="Imprisonment: time served (30 days)")
    assert round(charge.sentence.imprisonment_months_max, 3) == 0.986


@needs_juriscraper
def test_the_term_of_a_revocation_is_no_sentence_and_is_noted():
    case = case_of(
        defendant("Ivo Imagined", pending=[("18:371 CONSPIRACY", "1", "Supervised release revoked. BOP 3 months")])
    )
    assert (case.charges[0].disposition, case.charges[0].sentence) == (Disposition.CONVICTED, None)
    assert [d.code for d in case.diagnostics] == ["revocation_left_out"]


@needs_juriscraper
def test_a_complaint_that_an_indictment_followed_is_withdrawn():
    count, complaint = charges_of(
        pending=[("18:371 CONSPIRACY", "1", SENTENCE)], complaints=[("18:1591(a) Sex trafficking", "")]
    )
    assert (count.counts.value, complaint.counts) == (1, None)
    assert complaint.disposition is Disposition.WITHDRAWN
    assert complaint.provision.value == "18 U.S.C. § 1591(a)"


@needs_juriscraper
def test_a_complaint_alone_is_a_charge_of_its_own():
    assert charges_of(complaints=[("18:1591(a) Sex trafficking", "")])[0].disposition is Disposition.PENDING
    assert charges_of(complaints=[("18:1591(a) Sex trafficking", "Dismissed")])[0].disposition is Disposition.DISMISSED


@needs_juriscraper
def test_words_that_nobody_knows_are_kept_and_noted():
    case = case_of(defendant("Ivo Imagined", pending=[("18:371 CONSPIRACY (felony)", "x", "See journal of the clerk")]))
    assert [(d.code, d.wording) for d in case.diagnostics] == [
        ("unknown_count_number", "18:371 CONSPIRACY (felony)(x)"),
        ("unknown_disposition", "See journal of the clerk"),
    ]
    assert case.charges[0].disposition is Disposition.UNKNOWN


@needs_juriscraper
def test_each_defendant_has_own_counts():
    case = case_of(
        defendant("Ivo Imagined", 1, pending=[("18:1591(a) SEX TRAFFICKING", "1", SENTENCE)]),
        defendant("Imagined Travel LLC", 2, pending=[("18:201(b) BRIBERY", "2", "Dismissed")]),
        number="2:19-cr-00412-ABC",
    )
    assert case.case_id == "pacer:utd:2:19-cr-00412"
    assert [(c.actor_id[-3:], c.charge_id[-3:], c.disposition.value) for c in case.charges] == [
        ("#d1", "#c1", "convicted"),
        ("#d2", "#c2", "dismissed"),
    ]
    assert [a.is_organisation.value if a.is_organisation else None for a in case.actors[:2]] == [None, True]


@needs_juriscraper
def test_counts_that_juriscraper_drops_are_noted():
    case = case_of(defendant("Ivo Imagined", pending=[("18:371 CONSPIRACY", "1", "")]), plaintiff=False)
    assert (case.charges, [d.code for d in case.diagnostics]) == ((), ["defendant_without_counts"])


@needs_juriscraper
def test_every_value_is_quoted_from_the_text_where_it_stands():
    text = page(
        defendant("Ivo Imagined", pending=[("18:1591(a) TRAFFICKING", "2-4", SENTENCE)], complaints=[("18:371", "")])
    )
    parsed = pacer.parse(raw_docket(text))
    quoted = list(_quoted(parsed.cases[0].model_dump()))
    assert len(quoted) > 12
    for one in quoted:
        assert parsed.text[one["span"]["start"] : one["span"]["end"]] == one["wording"]


def _quoted(value):
    if isinstance(value, dict):
        if value.get("span") and "wording" in value:
            yield value
        for one in value.values():
            yield from _quoted(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _quoted(one)


@needs_juriscraper
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("<html><body>hello</body></html>", "no docket page of a US district court"),
        (page(district="District of Atlantis"), "names no district"),
        (page().replace("CRIMINAL DOCKET", "CIVIL DOCKET").replace("-cr-", "-cv-"), "no criminal one"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no docket page"),
    ],
)
def test_a_page_that_is_no_criminal_docket_is_refused_in_one_line_that_says_what_to_do(text, told):
    with pytest.raises(ImportFileError, match=told) as caught:
        parse_file("pacer", "docket.html", text if isinstance(text, bytes) else text.encode())
    assert "\n" not in str(caught.value)
    assert any(word in str(caught.value) for word in ("save the page", "leave it out"))


@needs_juriscraper
def test_a_page_that_breaks_off_in_the_middle_ends_as_a_case_or_a_named_error():
    whole = page(defendant("Ivo Imagined", pending=[("18:371 CONSPIRACY", "1", SENTENCE)])).encode()
    for cut in range(0, len(whole), 97):
        try:
            pacer.parse(raw_docket(whole[:cut]))
        except ParseError as error:
            assert "docket.html" in str(error)


def test_without_juriscraper_the_message_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "juriscraper.pacer", None)
    with pytest.raises(MissingExtraError, match=r"jointcharge\[us\]"):
        pacer.parse(raw_docket(page()))


def test_the_format_reads_files_brought_as_pacer_alone():
    assert format_of(raw_docket("x")) is pacer
    assert format_of(raw_docket("x").model_copy(update={"portal": "htd"})) is not pacer


def test_the_statuses_of_courtlistener_are_those_of_the_page():
    told = pacer.statuses_of([{"name": "18:371(1)", "disposition": "", "status": 1}, {"name": "b", "status": 2}])
    assert [one["status"] for one in told] == ["pending", "terminated"]


@needs_real
@needs_juriscraper
def test_every_count_of_the_16_real_dockets_is_as_expected():
    spec = importlib.util.spec_from_file_location("pacer_dockets", ROOT / "benchmarks" / "pacer_dockets.py")
    benchmark = importlib.util.module_from_spec(spec)
    sys.modules["pacer_dockets"] = benchmark
    spec.loader.exec_module(benchmark)
    result = benchmark.read_all(DATA)
    assert (len(result.rows), result.refused) == (40, ("nysd_3.html",))
    wrong = [
        (row.file, row.expected.name, key) for row in result.rows for key, ok in benchmark.right(row).items() if not ok
    ]
    assert wrong == []
