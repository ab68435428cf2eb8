"""Fictional decisions of the Philippine Supreme Court, made of their parties and of what they tell."""

from __future__ import annotations

from judgment_readings import imported

from jointcharge.records.case import Case, Charge

SIGNED = "SO ORDERED.\nLumbao, De los Santos, and Reyes, JJ., concur."
APPEAL = (
    "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS AND ANA SY, ACCUSED, LITO RAMOS, ACCUSED-APPELLANT."
)
BOTH_APPEAL = "PEOPLE OF THE PHILIPPINES, PLAINTIFF-APPELLEE, VS. LITO RAMOS AND ANA SY, ACCUSED-APPELLANTS."
TRIED = """Lito Ramos and Ana Sy were charged before the Regional Trial Court of Makati with illegal recruitment in large scale in Criminal Case No. 01-501 and with estafa in Criminal Cases Nos. 01-502 and 01-503.
After trial, the RTC rendered a decision, the dispositive portion of which reads:
"WHEREFORE, judgment is hereby rendered:
1. In Criminal Case No. 01-501, finding accused Lito Ramos and Ana Sy guilty beyond reasonable doubt of illegal recruitment in large scale, and sentencing each of them to life imprisonment and a fine of P500,000.00;
2. In Criminal Cases Nos. 01-502 and 01-503, finding both accused guilty of estafa and sentencing each of them to four (4) years and two (2) months of prision correccional, as minimum, to eight (8) years of prision mayor, as maximum, for each count.
SO ORDERED."
"""


def case_of(parties: str, told: str) -> Case:
    """The decision with this caption and this text."""
    head = f"[ G.R. No. 300001, May 05, 2030 ]\n{parties}\nD E C I S I O N\nTAGLE, J.:\n"
    return imported(f"{head}{told}\n{SIGNED}\n")


def charges_of(case: Case, accused: str) -> dict[str, Charge]:
    """The charges against the accused of this surname, by the number of the information."""
    ids = {a.actor_id for a in case.actors if a.label and accused.lower() in a.label.value.lower()}
    assert len(ids) == 1
    mine = [c for c in case.charges if c.actor_id in ids]
    return {c.wording.value.removeprefix("Criminal Case No. ").split(":")[0]: c for c in mine if c.wording}


def final_of(case: Case, accused: str) -> dict[str, str]:
    """What stands at the end against this accused, by the number of the information."""
    return {number: c.disposition.value for number, c in charges_of(case, accused).items()}


def terms_of(case: Case, accused: str) -> dict[str, tuple[float, float] | str | None]:
    """The prison term in months against this accused, or ``life``, by the number of the information."""
    found: dict[str, tuple[float, float] | str | None] = {}
    for number, charge in charges_of(case, accused).items():
        sentence = charge.sentence
        low, high = (sentence.imprisonment_months_min, sentence.imprisonment_months_max) if sentence else (None, None)
        years = (round(low, 1), round(high, 1)) if low is not None and high is not None else None
        found[number] = "life" if sentence and sentence.life else years
    return found
