"""Form AO 245B: what the form fills in is read, what it leaves blank or does not say is not."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from raw_documents import raw_of

from jointcharge.parsing.ao245b_form import find_date, find_lists, find_rows, find_totals, us_date
from jointcharge.parsing.courts import Hints, court_of, usa_ao245b
from jointcharge.parsing.text.read import read_text
from jointcharge.records.case import ActorRole, Disposition, Plea
from jointcharge.records.errors import ParseError
from jointcharge.records.offences import OffenceClass

HEAD = """AO 245B (Rev. 09/19) Judgment in a Criminal Case

UNITED STATES DISTRICT COURT
{district}

UNITED STATES OF AMERICA          )    JUDGMENT IN A CRIMINAL CASE
             v.                   )
                                  )    Case Number: {number}
        {name}        )    USM Number: 00000-000
                                  )
                                  )    Ada Counsel
                                  )    Defendant's Attorney
THE DEFENDANT:
{lists}

The defendant is adjudicated guilty of these offenses:

Title & Section          Nature of Offense                     Offense Ended     Count
{rows}

The defendant is sentenced as provided in pages 2 through 7 of this judgment. The sentence is imposed pursuant to
the Sentencing Reform Act of 1984.
{ended}

It is ordered that the defendant must notify the United States attorney for this district within 30 days.
{day}
Date of Imposition of Judgment

Signature of Judge
Cy Bench, United States District Judge
Name and Title of Judge

IMPRISONMENT

The defendant is hereby committed to the custody of the Federal Bureau of Prisons to be imprisoned for a total term of:
{term}

☐ The court makes the following recommendations to the Bureau of Prisons: 60 months of vocational training.
☒ The defendant is remanded to the custody of the United States Marshal.

SUPERVISED RELEASE

Upon release from imprisonment, you will be on supervised release for a term of: {release}

MANDATORY CONDITIONS
You must not commit another federal, state or local crime within 5 years.

CRIMINAL MONETARY PENALTIES

            Assessment     Restitution     Fine     AVAA Assessment*     JVTA Assessment**
TOTALS      {totals}
"""
PLED = """☒ pleaded guilty to count(s)  1 and 3 of the Superseding Indictment
☐ pleaded nolo contendere to count(s)
  which was accepted by the court.
☐ was found guilty on count(s)
  after a plea of not guilty."""
ROWS = """18 U.S.C. § 1591(a)(1)   Sex trafficking of a minor            05/06/2018        1
18 U.S.C. § 201(b)(2)    Receipt of a bribe by an official     06/07/2018        3"""
ENDED = """☐ The defendant has been found not guilty on count(s)
☒ Count(s)  2, 4-5    ☐ is  ☒ are dismissed on the motion of the United States."""
NONE_ENDED = """☐ The defendant has been found not guilty on count(s)
☐ Count(s)            ☐ is  ☐ are dismissed on the motion of the United States."""


def form(**parts):
    filled = {
        "district": "District of Utah", "number": "2:19-cr-00412-001", "name": "IVO IMAGINED", "lists": PLED,
        "rows": ROWS, "ended": ENDED, "day": "May 3, 2019",
        "term": "120 months on each of Counts 1 and 3, to be served concurrently", "release": "5 years",
        "totals": "$ 200.00       $ 5,000.00      $ 750.00      $               $ 5,000.00",
    }  # fmt: skip
    return HEAD.format(**(filled | parts))


def document_of(text):
    return read_text(text.encode(), "text/plain", name="judgment.txt")


def case_of(**parts):
    text = form(**parts)
    return usa_ao245b.parse(document_of(text), raw_of(text))


def convictions(case):
    return [c for c in case.charges if c.disposition is Disposition.CONVICTED]


def classes(charge):
    return {match.offence_class for match in charge.classes}


def test_the_form_is_recognised_and_a_revocation_or_an_opinion_is_not():
    assert usa_ao245b.recognises(form(), Hints())
    revoked = form().replace(
        "JUDGMENT IN A CRIMINAL CASE", "JUDGMENT IN A CRIMINAL CASE (For Revocation of Supervised Release)"
    )
    assert not usa_ao245b.recognises(revoked, Hints())
    assert not usa_ao245b.recognises(
        "UNITED STATES DISTRICT COURT. Opinion. The judgment in a criminal case was entered.", Hints()
    )


def test_the_caption_gives_court_number_defendant_judge_and_day():
    case = case_of()
    assert case.court.value == "United States District Court for the District of Utah"
    assert (case.number, case.country.value) == ("2:19-cr-00412-001", "USA")
    assert case.decision_date.value == dt.date(2019, 5, 3)
    assert case.title.value == "United States v. IVO IMAGINED"
    assert {(a.role, a.label.value) for a in case.actors} == {
        (ActorRole.DEFENDANT, "IVO IMAGINED"),
        (ActorRole.JUDGE, "Cy Bench"),
    }


def test_each_row_of_the_table_is_a_conviction_with_its_statute_words_and_class():
    trafficking, bribery = convictions(case_of())
    assert (trafficking.provision.value, trafficking.wording.value) == (
        "18 U.S.C. § 1591(a)(1)",
        "Sex trafficking of a minor",
    )
    assert (bribery.provision.value, bribery.wording.value) == (
        "18 U.S.C. § 201(b)(2)",
        "Receipt of a bribe by an official",
    )
    assert OffenceClass.TRAFFICKING in classes(trafficking)
    assert OffenceClass.BRIBERY_PASSIVE in classes(bribery)


def test_a_ticked_plea_is_a_plea():
    assert [c.plea.value for c in convictions(case_of())] == [Plea.GUILTY, Plea.GUILTY]


def test_a_verdict_after_trial_is_no_plea():
    tried = PLED.replace("  1 and 3 of the Superseding Indictment", "").replace("☒", "☐")
    tried = tried.replace("☐ was found guilty on count(s)", "☒ was found guilty on count(s)  1 and 3")
    found = convictions(case_of(lists=tried))
    assert [c.plea for c in found] == [None, None]
    assert found[0].verdicts[0].wording.startswith("was found guilty on count")


def test_counts_pleaded_and_counts_tried_are_told_apart():
    both = PLED.replace("1 and 3 of", "1 of").replace(
        "☐ was found guilty on count(s)", "☒ was found guilty on count(s) 3"
    )
    assert [c.plea and c.plea.value for c in convictions(case_of(lists=both))] == [Plea.GUILTY, None]


def test_no_contest_is_no_plea_of_guilty():
    nolo = PLED.replace(
        "☒ pleaded guilty to count(s)  1 and 3 of the Superseding Indictment", "☐ pleaded guilty to count(s)"
    )
    nolo = nolo.replace("☐ pleaded nolo contendere to count(s)", "☒ pleaded nolo contendere to count(s)  1 and 3")
    assert [c.plea.value for c in convictions(case_of(lists=nolo))] == [Plea.NO_CONTEST, Plea.NO_CONTEST]


@pytest.mark.parametrize(("ticked", "empty"), [("☒", "☐"), ("[X]", "[ ]"), ("X", ""), ("", "")])
def test_boxes_of_every_kind_and_lost_ones_are_read(ticked, empty):
    case = case_of(
        lists=PLED.replace("☒", ticked).replace("☐", empty), ended=ENDED.replace("☒", ticked).replace("☐", empty)
    )
    assert [c.disposition.value for c in case.charges] == ["convicted", "convicted", "dismissed"]
    assert [c.plea.value for c in convictions(case)] == [Plea.GUILTY, Plea.GUILTY]


def test_a_list_whose_box_is_plainly_empty_is_not_taken_for_ticked():
    lists = list(
        find_lists("☐ pleaded guilty to count(s) 1\n☒ was found guilty on count(s) 1 after a plea of not guilty.")
    )
    assert [(one.kind, one.numbers) for one in lists] == [("tried", (1,))]


def test_dismissed_counts_are_one_charge_without_a_statute():
    (dismissed,) = [c for c in case_of().charges if c.disposition is Disposition.DISMISSED]
    assert (dismissed.counts.value, dismissed.counts.wording) == (3, "2, 4-5")
    assert dismissed.provision is None
    assert dismissed.sentence is None


def test_remaining_counts_are_dismissed_without_a_number():
    (dismissed,) = [
        c for c in case_of(ended="☒ Count(s) remaining  ☐ is ☒ are dismissed on the motion of the United States.").charges
        if c.disposition is Disposition.DISMISSED
    ]  # fmt: skip
    assert dismissed.counts is None


def test_acquitted_counts_are_acquitted():
    case = case_of(ended="☒ The defendant has been found not guilty on count(s)  2\n")
    assert [c.disposition.value for c in case.charges] == ["convicted", "convicted", "acquitted"]


def test_blank_lists_of_ended_counts_are_no_charges():
    assert len(case_of(ended=NONE_ENDED).charges) == 2


def test_corruption_cannot_be_excluded_where_dismissed_counts_name_no_statute():
    only = "18 U.S.C. § 1591(a)(1)   Sex trafficking of a minor            05/06/2018        1"
    assert case_of(rows=only).observability.corruption_charges is False
    assert case_of(rows=only, ended=NONE_ENDED).observability.corruption_charges is True
    assert case_of().observability.corruption_charges is True  # bribery was convicted
    assert case_of().observability.charges is True


def test_a_term_given_to_each_count_goes_to_each():
    found = convictions(case_of())
    assert [(c.sentence.imprisonment_months_min, c.sentence.imprisonment_months_max) for c in found] == [(120, 120)] * 2
    assert [c.sentence.concurrency for c in found] == ["concurrent", "concurrent"]


def test_different_terms_go_to_their_counts():
    found = convictions(case_of(term="180 months on Count 1 and 60 months on Count 3, consecutively"))
    assert [c.sentence.imprisonment_months_max for c in found] == [180, 60]
    assert found[0].sentence.concurrency == "consecutive"


def test_a_total_term_that_names_no_count_stands_once():
    first, second = convictions(case_of(term="TWO HUNDRED FORTY (240) MONTHS"))
    assert first.sentence.imprisonment_months_max == 240
    assert second.sentence is None


def test_life_is_life():
    first, _ = convictions(case_of(term="LIFE"))
    assert first.sentence.life
    assert first.sentence.imprisonment_months_max is None


def test_time_served_is_a_term_without_a_length():
    first, _ = convictions(case_of(term="TIME SERVED"))
    assert (first.sentence.imprisonment.wording, first.sentence.imprisonment_months_max) == ("TIME SERVED", None)


def test_recommendations_and_supervised_release_are_no_prison_term():
    case = case_of(term="120 months")
    assert convictions(case)[0].sentence.imprisonment_months_max == 120
    notes = [n.value for a in case.actors if a.role is ActorRole.DEFENDANT for n in a.notes]
    assert notes == ["supervised release: 5 years", "assessment: $ 200.00", "JVTA assessment: $ 5,000.00"]


def test_probation_is_no_prison_term():
    text = form().replace(form()[form().index("The defendant is hereby") : form().index("☐ The court makes")], "")
    text = text.replace(
        "SUPERVISED RELEASE\n", "PROBATION\nYou are hereby sentenced to probation for a term of: 3 years\n"
    )
    case = usa_ao245b.parse(document_of(text), raw_of(text))
    assert convictions(case)[0].sentence.imprisonment is None
    assert "probation: 3 years" in [n.value for a in case.actors for n in a.notes]


def test_fine_and_restitution_stand_once_and_the_assessment_is_neither():
    first, second = convictions(case_of())
    assert (first.sentence.fine.value.amount, first.sentence.compensation.value.amount) == (750, 5000)
    assert (second.sentence.fine, second.sentence.compensation) == (None, None)


@pytest.mark.parametrize(
    ("totals", "fine", "restitution"),
    [
        ("$ 200.00   $   $ 0.00   $   $", None, None),
        ("$ 200.00   $ TBD   $ waived   $   $", None, None),
        ("$ 100.00   $ 1,234,567.89   $ 10,000.00   $ 0.00   $ 0.00", 10000, 1234567.89),
    ],
)
def test_blank_waived_and_zero_cells_are_no_amounts(totals, fine, restitution):
    sentence = convictions(case_of(totals=totals))[0].sentence
    assert (sentence.fine and sentence.fine.value.amount) == fine
    assert (sentence.compensation and sentence.compensation.value.amount) == restitution


def test_totals_with_fewer_cells_than_columns_are_not_guessed():
    case = case_of(totals="$ 200.00   $ 5,000.00")
    assert convictions(case)[0].sentence.fine is None
    assert "unread_totals" in [d.code for d in case.diagnostics]


def test_older_forms_with_three_columns_are_read():
    text = "CRIMINAL MONETARY PENALTIES\nAssessment   Fine   Restitution\nTOTALS  $ 300.00  $ 1,500.00  $ 20.00"
    assert [(m.kind, m.amount) for m in find_totals(text)[0]] == [
        ("assessment", 300),
        ("fine", 1500),
        ("restitution", 20),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("18 U.S.C. § 1591(a)\tSex trafficking\t5/6/2018\t1", [("18 U.S.C. § 1591(a)", "Sex trafficking", (1,))]),
        ("18:1591(a)   Sex trafficking    May 6, 2018   1s-3s", [("18 U.S.C. § 1591(a)", "Sex trafficking", (1, 2, 3))]),
        ("18 U.S.C. §§ 1591(a)(1), (b)(2) and 2   Sex trafficking by force   May 2018   II",
         [("18 U.S.C. § 1591(a)(1); 18 U.S.C. § 1591(b)(2); 18 U.S.C. § 2", "Sex trafficking by force", (2,))]),
        ("18 U.S.C. § 1591(a)(1),   Sex trafficking of a   05/06/2018   1\n(b)(2) and 2   minor",
         [("18 U.S.C. § 1591(a)(1); 18 U.S.C. § 1591(b)(2); 18 U.S.C. § 2", "Sex trafficking of a", (1,))]),
        ("18 U.S.C. § 1594(c)   Conspiracy   05/06/2018   1\n18 U.S.C. § 1591(a)",
         [("18 U.S.C. § 1594(c); 18 U.S.C. § 1591(a)", "Conspiracy", (1,))]),
        ("21 U.S.C. § 841(a)(1)   Possession of 50 grams or more with intent   6/2018   4",
         [("21 U.S.C. § 841(a)(1)", "Possession of 50 grams or more with intent", (4,))]),
        ("18 U.S.C. § 371   Conspiracy to commit an offence under 18 U.S.C. § 201   05/06/2018   1",
         [("18 U.S.C. § 371", "Conspiracy to commit an offence under 18 U.S.C. § 201", (1,))]),
    ],
)  # fmt: skip
def test_rows_of_the_table_come_apart(rows, expected):
    text = f"Title & Section\tNature of Offense\tOffense Ended\tCount\n{rows}\nThe defendant is sentenced as provided in pages"
    found = find_rows(text, text)
    assert [("; ".join(s.cited for s in r.statutes), text[slice(*r.nature)], r.numbers) for r in found] == expected


def test_every_value_is_quoted_from_the_text_where_it_stands():
    text = form()
    document = document_of(text)
    quoted = list(_quoted(usa_ao245b.parse(document, raw_of(text)).model_dump()))
    assert len(quoted) > 25
    for one in quoted:
        assert document.text[one["span"]["start"] : one["span"]["end"]] == one["wording"]


def _quoted(value):
    if isinstance(value, dict):
        if value.get("span") and "wording" in value:
            yield value
        for one in value.values():
            yield from _quoted(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _quoted(one)


def test_a_form_without_offences_is_refused_with_what_to_do():
    with pytest.raises(ParseError, match=r"without offences in its table; run OCR or check the file"):
        case_of(rows="")


@pytest.mark.parametrize(
    ("wording", "day"),
    [("5/6/2018", dt.date(2018, 5, 6)), ("May 6, 2018", dt.date(2018, 5, 6)), ("13/1/2018", None), ("May 2018", None)],
)
def test_american_dates_put_the_month_first(wording, day):
    assert us_date(wording) == day


@pytest.mark.parametrize(
    "text", ["Date of Imposition of Judgment: 5/3/2019", "5/3/2019\nDate of Imposition of Judgment", "May 3, 2019\n____\nDate of Imposition of Judgment\n"]
)  # fmt: skip
def test_the_day_stands_above_its_label_or_behind_it(text):
    assert find_date(text)[0] == dt.date(2019, 5, 3)


def test_a_form_without_a_day_has_none():
    assert find_date("Date of Imposition of Judgment\nSignature") is None


def pdf_of(text):
    """A PDF of one page for each 60 lines, in Courier, as plain as PDFs come."""
    lines = text.replace("☒", "X").replace("☐", " ").replace("§", "\xa7").split("\n")
    pages = [lines[n : n + 60] for n in range(0, len(lines), 60)]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"]  # fmt: skip
    for n, page in enumerate(pages):
        shown = "".join(
            f"({line.replace(chr(92), '').replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj T*\n"
            for line in page
        )
        stream = f"BT /F1 8 Tf 11 TL 40 750 Td\n{shown}ET"
        box = f"/MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R /Resources << /Font << /F1 3 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {box} >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    body, places = "%PDF-1.4\n", []
    for n, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{n} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{body.index('xref') if 'xref' in body else len(body)}\n%%EOF"
    return body.encode("latin-1")


def test_the_form_as_pdf_says_the_same_as_its_text():
    pytest.importorskip("pypdfium2")
    body = pdf_of(form())
    document = read_text(body, "application/pdf", name="judgment.pdf")
    assert usa_ao245b.recognises(document.text, Hints())
    case = usa_ao245b.parse(document, raw_of(body))
    assert [
        (c.disposition.value, c.provision and c.provision.value, c.sentence and c.sentence.imprisonment_months_max)
        for c in case.charges
    ] == [
        ("convicted", "18 U.S.C. § 1591(a)(1)", 120),
        ("convicted", "18 U.S.C. § 201(b)(2)", 120),
        ("dismissed", None, None),
    ]
    assert case.charges[0].verdicts[0].span.page == 1
    assert [a.label.value for a in case.actors if a.role is ActorRole.DEFENDANT] == ["IVO IMAGINED"]


SAMPLES = Path(__file__).resolve().parents[1] / "corpus_samples" / "judgments" / "usa_ao245b"
FILES = sorted(SAMPLES.glob("*.txt"))


def read_sample(path):
    body = path.read_bytes()
    document = read_text(body, name=path.name)
    return usa_ao245b.parse(document, raw_of(body)), document.text, yaml.safe_load(path.with_suffix(".yml").read_text())


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_sample_is_read_by_this_court_alone(path):
    text = read_sample(path)[1]
    assert court_of(text, Hints(name=path.name)) is usa_ao245b


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_sample_says_what_a_careful_reader_finds(path):
    case, _, expected = read_sample(path)
    named = {
        role: [a.label.value for a in case.actors if a.role is role] for role in (ActorRole.DEFENDANT, ActorRole.JUDGE)
    }
    assert named[ActorRole.DEFENDANT] == expected["accused"]
    assert len(named[ActorRole.JUDGE]) == expected["judges"]
    assert (case.number, case.decision_date.value, case.country.value) == (expected["number"], expected["date"], "USA")
    assert set(expected.get("diagnostics", [])) == {d.code for d in case.diagnostics}
    assert len(case.charges) == len(expected["charges"])
    for charge, wanted in zip(case.charges, expected["charges"], strict=True):
        sentence = charge.sentence
        told = {
            "accused": 1,
            "provision": charge.provision and charge.provision.value,
            "classes": [m.offence_class.value for m in charge.classes],
            "trial": charge.disposition_trial.value,
            "final": charge.disposition.value,
            "plea": charge.plea and charge.plea.value.value,
            "months": sentence and sentence.imprisonment_months_max,
            "life": bool(sentence and sentence.life),
            "counts": charge.counts and charge.counts.value,
            "fine": [sentence.fine.value.amount, "USD"] if sentence and sentence.fine else None,
        }
        assert {key: told[key] for key in wanted} == wanted
