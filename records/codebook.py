"""The codebook's labels: what a tag may say, dimension by dimension.

The concepts are those of the UN Convention against Corruption (UNCAC) and of article 3 of the Palermo
Protocol; the rules for deciding are in ``docs/tagging.md``. A tagger may give no label that is not here.
"""

from __future__ import annotations

from jointcharge.records.case import TagDimension
from jointcharge.records.errors import UnknownWordingError
from jointcharge.records.raw import Record


class Label(Record):
    """One label of one dimension."""

    name: str
    definition: str
    uncac: tuple[int, ...] = ()
    """Articles of UNCAC that describe the conduct; empty where none does."""


def _labels(*rows: tuple[str, str]) -> tuple[Label, ...]:
    return tuple(Label(name=name, definition=definition) for name, definition in rows)


FORMS = (
    Label(name="bribery", definition="An undue advantage for a public official", uncac=(15, 16)),
    Label(name="private_bribery", definition="An undue advantage for someone in a private firm", uncac=(21,)),
    Label(
        name="abuse_of_functions",
        definition="An official uses or withholds the powers of office for traffickers or for gain",
        uncac=(19,),
    ),
    Label(name="trading_in_influence", definition="Influence over officials, bought or sold", uncac=(18,)),
    Label(name="embezzlement", definition="Entrusted funds or property are diverted", uncac=(17, 22)),
    Label(
        name="obstruction_of_justice",
        definition="Evidence, testimony or a justice official is bought or tampered with",
        uncac=(25,),
    ),
    Label(name="illicit_enrichment", definition="An official's wealth that no income explains", uncac=(20,)),
)
"""Corrupt conduct that the text asserts."""

STAGES = _labels(
    ("recruitment", "Finding, winning and hiring the victim"),
    ("documents", "Passports, visas, permits, licences, marriage and adoption papers"),
    ("transport_border", "The journey, the crossing and the checks on the way"),
    ("exploitation", "The venue or workplace, raids and inspections, payment for tolerance"),
    ("proceeds", "Moving, hiding and laundering the money"),
    ("justice", "Investigation, prosecution, trial and detention"),
    ("victim_services", "Shelter, assistance and return"),
)
"""Where in the chain of trafficking the form or the signal acts."""

PUBLIC_ACTORS = _labels(
    ("police", "Police and other law enforcement"),
    ("border_customs", "Border guards and customs"),
    ("immigration_consular", "Immigration, visa and consular staff"),
    ("diplomat", "Diplomats and missions"),
    ("military_intelligence", "Armed forces and intelligence services"),
    ("local_elected", "Elected people, ministers and the local administration"),
    ("prosecutor_judge", "Prosecutors, judges and court staff"),
    ("prison_detention", "Prisons and detention centres"),
    ("inspector_licensing", "Labour, health and licensing inspectors"),
    ("other_public", "Hospitals, registries, international and other public bodies"),
)
"""Officials who are corrupt or corrupted, or to whom a signal points."""

PRIVATE_ACTORS = _labels(
    ("recruitment_agency", "Employment, modelling, au-pair, entertainment and adoption agencies"),
    ("travel_transport", "Travel agents, airlines and their drivers"),
    ("financial", "Banks and money-service businesses"),
    ("lawyer_notary", "Lawyers and notaries"),
    ("ngo_shelter", "Charities and shelters"),
    ("trade_union", "Trade unions"),
    ("community_leader", "Chiefs, elders and religious leaders"),
    ("employer_business", "Employers and businesses"),
    ("other_intermediary", "Any other intermediary"),
)
"""The private side and the intermediaries."""

ACTORS = PUBLIC_ACTORS + PRIVATE_ACTORS

SIGNALS = _labels(
    ("fraudulent_documents", "The paper itself is false, altered, borrowed or stolen"),
    ("irregular_issue", "A genuine paper was issued or applied for on a false basis"),
    ("official_involved", "An official is a trafficker, client or beneficiary"),
    ("tip_off_or_impunity", "Raids known in advance, suspects let go, complaints ignored"),
    ("unlawful_fees", "Fees, travel costs, upkeep or fines charged to the victim"),
    ("laundering", "Proceeds concealed or moved through a channel"),
    ("undeclared_payment", "An unexplained payment to someone who may be an official"),
)
"""Outcomes that point to possible corruption and do not prove it."""

ELEMENTS = _labels(
    ("ACT_RECRUITMENT", "Act: recruiting"),
    ("ACT_TRANSPORTATION", "Act: transporting"),
    ("ACT_TRANSFER", "Act: handing over to another"),
    ("ACT_HARBOURING", "Act: lodging or keeping"),
    ("ACT_RECEIPT", "Act: taking over from another"),
    ("MEANS_THREAT_FORCE_OR_COERCION", "Means: threat, force or another coercion"),
    ("MEANS_ABDUCTION", "Means: abduction"),
    ("MEANS_FRAUD", "Means: fraud"),
    ("MEANS_DECEPTION", "Means: deception"),
    ("MEANS_ABUSE_OF_POWER_OR_VULNERABILITY", "Means: abuse of power or of someone's vulnerability"),
    ("MEANS_PAYMENTS_OR_BENEFITS_FOR_CONTROL", "Means: paying someone who has control over the victim"),
    ("PURPOSE_SEXUAL_EXPLOITATION", "Purpose: prostitution of others and other sexual exploitation"),
    ("PURPOSE_FORCED_LABOUR_OR_SERVICES", "Purpose: forced labour or services"),
    ("PURPOSE_SLAVERY_OR_SIMILAR_PRACTICES", "Purpose: slavery or practices like it"),
    ("PURPOSE_SERVITUDE", "Purpose: servitude"),
    ("PURPOSE_REMOVAL_OF_ORGANS", "Purpose: removal of organs"),
    ("PURPOSE_OTHER", "Purpose: any other exploitation"),
)
"""Article 3 of the Palermo Protocol, as UNODC's keywords split it."""

CODEBOOK: dict[TagDimension, tuple[Label, ...]] = {
    TagDimension.FORM: FORMS,
    TagDimension.STAGE: STAGES,
    TagDimension.ACTOR: ACTORS,
    TagDimension.SIGNAL: SIGNALS,
    TagDimension.ELEMENT: ELEMENTS,
}
"""Every label a tag may carry."""


def labels_of(dimension: TagDimension) -> tuple[str, ...]:
    """The names of the labels of ``dimension``, in the codebook's order."""
    return tuple(label.name for label in CODEBOOK[dimension])


def label_of(dimension: TagDimension, name: str) -> Label:
    """The label called ``name``. Raises UnknownWordingError where the codebook has none."""
    for label in CODEBOOK[dimension]:
        if label.name == name:
            return label
    known = ", ".join(labels_of(dimension))
    raise UnknownWordingError(f"{name!r} is no {dimension} of the codebook; use one of: {known}")


def is_public_actor(name: str) -> bool:
    """Whether ``name`` is an actor label of the public side."""
    return any(label.name == name for label in PUBLIC_ACTORS)
