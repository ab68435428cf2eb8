"""The generic Spanish reader: every example of its vocabulary, and the traps of real judgments in fictional words."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_documents import raw_of

from jointcharge.parsing.courts import Hints, generic_spanish
from jointcharge.parsing.judgment_text import read_judgment
from jointcharge.parsing.spanish_names import same_name
from jointcharge.parsing.spanish_offences import find_offences
from jointcharge.parsing.spanish_text import fold_in_place, read_spanish, term_months
from jointcharge.parsing.spanish_verdicts import find_fine, is_suspended, verdict_words
from jointcharge.parsing.text.document import DocumentText, TextStatus
from jointcharge.parsing.wordings import read_vocabulary
from jointcharge.records.case import Case, Disposition
from jointcharge.records.errors import ParseError
from jointcharge.records.raw import sha256_of

VOCABULARY = read_vocabulary("spanish_judgments")
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "ec_judgments"
OPENING = (
    "Juicio No. 99281-2031-00001\nTRIBUNAL DE GARANTÍAS PENALES DE SANTA AUREA. Santa Aurea, martes 4 de marzo del 2031.\n"
    "VISTOS: La situación jurídica de los procesados LUCIO ANDRÉS VERDEJO PALMA y NURIA ESTEFANÍA CALLE ROBLES por el delito"
    " de trata de personas tipificado en el artículo 91 del Código Orgánico Integral Penal.\n"
    + "La prueba se practicó en la audiencia conforme a las reglas del procedimiento. " * 8
    + "\nADMINISTRANDO JUSTICIA EN NOMBRE DEL PUEBLO SOBERANO DEL ECUADOR, "
)


def text_of(text: str) -> DocumentText:
    return DocumentText(sha256_of(text.encode()), "text/plain", text, TextStatus.TEXT)


def case_of(text: str) -> Case:
    return generic_spanish.parse(text_of(text), raw_of(text))


def decided(decision: str) -> list[tuple[str, str | None, float | None]]:
    """Accused, disposition and months of a decision on the two accused of the opening."""
    case = case_of(OPENING + decision)
    names = {a.actor_id: a.label.value.split()[0] for a in case.actors if a.label}
    return [
        (
            names[c.actor_id or ""],
            c.disposition.value,
            c.sentence.imprisonment_months_max if c.sentence else None,
        )
        for c in case.charges
    ]


@pytest.mark.parametrize(("wording", "months"), VOCABULARY["term_examples"].items())
def test_terms_in_words_are_months(wording: str, months: float) -> None:
    assert term_months(wording) == pytest.approx(months)


@pytest.mark.parametrize(("wording", "outcome"), VOCABULARY["verdict_examples"].items())
def test_words_of_decision_mean_what_the_vocabulary_says(wording: str, outcome: str | None) -> None:
    found = {kind for kind, _, _ in verdict_words(fold_in_place(wording))}
    assert found == ({Disposition(outcome)} if outcome else set())


def test_each_accused_gets_the_ruling_and_the_term_that_names_them() -> None:
    told = decided(
        "declara a LUCIO ANDRÉS VERDEJO PALMA y NURIA ESTEFANÍA CALLE ROBLES culpables del delito de trata de personas, tipificado en el"
        " artículo 91 del Código Orgánico Integral Penal, e impone a LUCIO ANDRÉS VERDEJO PALMA la pena privativa de libertad de DIEZ AÑOS"
        " y a NURIA ESTEFANÍA CALLE ROBLES la pena de CUATRO AÑOS SEIS MESES. NOTIFÍQUESE."
    )
    assert told == [("LUCIO", "convicted", 120.0), ("NURIA", "convicted", 54.0)]


def test_surnames_first_and_surnames_last_are_one_person() -> None:
    told = decided(
        "declara a VERDEJO PALMA LUCIO ANDRES culpable y le impone la pena de SEIS AÑOS de prisión. Respecto de CALLE ROBLES NURIA"
        " ESTEFANIA se confirma su estado de inocencia."
    )
    assert told == [("LUCIO", "convicted", 72.0), ("NURIA", "acquitted", None)]


def test_a_range_that_a_statute_provides_is_no_term() -> None:
    told = decided(
        "declara culpables a los procesados; el delito se sanciona con pena de trece a dieciséis años, y se les impone la pena de"
        " TRECE AÑOS de privación de libertad."
    )
    assert told == [("LUCIO", "convicted", 156.0), ("NURIA", "convicted", 156.0)]


def test_an_accused_on_whom_nothing_is_decided_is_unknown_and_not_acquitted() -> None:
    told = decided("declara a LUCIO ANDRÉS VERDEJO PALMA culpable y le impone la pena de UN AÑO de prisión.")
    assert told == [("LUCIO", "convicted", 12.0), ("NURIA", "unknown", None)]


def test_offences_quoted_from_a_statute_are_charged_against_nobody() -> None:
    case = case_of(
        OPENING
        + 'declara culpables a los procesados. No cabe la suspensión "en los delitos de peculado tipificado en el artículo 278 del'
        ' COIP, cohecho tipificado en el artículo 280 del COIP" que la ley enumera. Se les impone la pena de DIEZ AÑOS de prisión.'
    )
    assert {c.provision.value for c in case.charges if c.provision} == {
        "artículo 91 del Código Orgánico Integral Penal"
    }


def test_an_article_cited_in_relation_is_no_charge() -> None:
    text = "tipificado y sancionado en el artículo 91 del COIP, en concordancia con el artículo 110 del COIP"
    found = find_offences(read_spanish(read_judgment(text_of(text))), 0, len(text))
    assert [one.provision for one in found] == ["artículo 91 del COIP"]


@pytest.mark.parametrize(
    ("printed", "cited"),
    [
        ("artículo el 264 literal d) esto es en gran escala del COIP", "artículo 264 literal d) del COIP"),
        (
            "artículo 177 bis, apartado 1, del vigente Código Penal",
            "artículo 177 bis, apartado 1, del vigente Código Penal",
        ),
        ("Art. 91 numeral 1 COIP", "Art. 91 numeral 1 COIP"),
    ],
)
def test_an_article_is_cited_without_the_words_between_it_and_its_law(printed: str, cited: str) -> None:
    text = f"delito tipificado en el {printed} y nada más."
    (found,) = find_offences(read_spanish(read_judgment(text_of(text))), 0, len(text))
    assert found.provision == cited
    assert text[found.start : found.end] == printed


def test_articles_of_procedure_are_no_offences() -> None:
    text = "previsto en el artículo 635 del Código Orgánico Integral Penal"
    assert find_offences(read_spanish(read_judgment(text_of(text))), 0, len(text)) == []


def test_a_fine_in_salaries_has_no_amount_and_one_in_money_has() -> None:
    wages, money = (
        "multa de diez salarios básicos unificados",
        "multa de seis salarios básicos, esto es $ 614,50 para cada uno",
    )
    read = read_spanish(read_judgment(text_of(wages)))
    found = find_fine(read, 0, len(wages))
    assert found and found.money is None and found.wages == 10
    read = read_spanish(read_judgment(text_of(money)))
    found = find_fine(read, 0, len(money))
    assert found and found.money and (found.money.amount, found.money.currency) == (614.5, "USD")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("SUSPENDE CONDICIONALMENTE el cumplimiento de la pena", True),
        ("Ordenar la suspensión condicional de la pena", True),
        ("resuelve RECHAZAR el pedido de suspensión condicional de la pena", False),
        ("la suspensión condicional es una institución procesal", None),
    ],
)
def test_a_suspension_that_is_refused_is_not_one_that_is_granted(words: str, answer: bool | None) -> None:
    assert is_suspended(read_spanish(read_judgment(text_of(words))), 0) is answer


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("VERDEJO PALMA LUCIO ANDRÉS", "Lucio Andrés Verdejo Palma", True),
        ("Lucio Verdejo", "LUCIO ANDRÉS VERDEJO PALMA", True),
        ("LUCIO ANDRES VERDEJO PALMA", "LUCIO ANDRES VERDEXO PALMA", True),
        ("JUAN CARLOS VERDEJO PALMA", "LUCIO ANDRÉS VERDEJO PALMA", False),
        ("VERDEJO", "LUCIO ANDRÉS VERDEJO PALMA", False),
    ],
)
def test_names_are_compared_in_any_order_and_with_one_slip(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_letters_of_a_lost_encoding_are_put_back() -> None:
    text = (
        "La resoluciÛn del cantÛn, la aprehensiÛn y la detenciÛn, la acciÛn, la infracciÛn, la opiniÛn, la versiÛn, aÒo CANT”N "
        * 2
    )
    plain = read_spanish(read_judgment(text_of(text))).plain
    assert "resolución del cantón" in plain and "año CANTÓN" in plain and len(plain) == len(text)


def test_text_in_good_order_is_left_alone() -> None:
    text = "Über die Ò dos letras; una resolución del cantón."
    assert read_spanish(read_judgment(text_of(text))).plain.startswith("Über die Ò")


def test_a_civil_decision_in_spanish_is_not_recognised() -> None:
    text = (
        "El actor demanda el pago del arriendo del local y los intereses que se deben por la mora en el pago de la renta. "
        * 30
    )
    assert not generic_spanish.recognises(text, Hints())


def test_an_empty_text_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ParseError, match=r"an empty text is no judgment; fetch it again or run OCR"):
        case_of(" ")


@pytest.mark.skipif(not DATA.exists(), reason="the shared data are not on this machine")
def test_a_real_judgment_is_recognised_and_names_one_accused_whose_case_is_decided() -> None:
    from jointcharge.parsing.text.read import read_text

    body = (DATA / "ec_cb9a5d24.pdf").read_bytes()
    text = read_text(body, name="ec_cb9a5d24.pdf").text
    assert generic_spanish.recognises(text, Hints())
    case = case_of(text)
    assert [c.disposition for c in case.charges] == [Disposition.ACQUITTED]
