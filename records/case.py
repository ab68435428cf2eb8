"""The lawyers' nouns: Case, Proceeding, Actor, Charge, Verdict, Sentence, Passage, Span, Tag.

Every value read out of a document is ``Stated``: the normalised value beside the original wording and the
span it was read from. ``None`` means not stated or not observable, never false.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from jointcharge.records.offences import OffenceMatch
from jointcharge.records.raw import Record, Sha256
from jointcharge.records.stated import CountryCode as CountryCode
from jointcharge.records.stated import Money as Money
from jointcharge.records.stated import Span as Span
from jointcharge.records.stated import Stated as Stated


class ActorRole(StrEnum):
    """What a person or body is to the case."""

    DEFENDANT = "defendant"
    VICTIM = "victim"
    COMPLAINANT = "complainant"
    PLAINTIFF = "plaintiff"
    MIGRANT = "migrant"
    RESPONDENT = "respondent"
    WITNESS = "witness"
    JUDGE = "judge"
    PROSECUTOR = "prosecutor"
    OFFICIAL = "official"
    INTERMEDIARY = "intermediary"
    OTHER = "other"  # a role label the vocabulary does not know; the label is in the diagnostics


class Gender(StrEnum):
    """As stated; a portal's "Child" is not a gender but makes the actor a minor."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Disposition(StrEnum):
    """What became of one charge against one actor."""

    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    PENDING = "pending"
    REVERSED = "reversed"
    UNKNOWN = "unknown"


class Plea(StrEnum):
    """How an accused answered a charge."""

    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    NO_CONTEST = "no_contest"


class Instance(StrEnum):
    """The level at which a verdict was given."""

    TRIAL = "trial"
    APPEAL = "appeal"
    FINAL = "final"


class Confidence(StrEnum):
    """How far a value may be taken as read."""

    FULL = "full"
    LOWER = "lower"  # read by rules that know no court's habits, or inferred: check it before counting


class Absence(StrEnum):
    """Why a decision does not decide on one of the accused: what became of them is not known from it."""

    AT_LARGE = "at_large"
    DIED = "died"
    APPEALED_ELSEWHERE = "appealed_elsewhere"  # before another court


class Verdict(Record):
    """One decision on one charge against one actor."""

    instance: Instance
    disposition: Disposition
    wording: str
    span: Span
    confidence: Confidence = Confidence.FULL


class Sentence(Record):
    """The penalty for one charge. Months are floats: one day is 1/30.4375 month."""

    imprisonment_months_min: float | None = Field(default=None, ge=0)
    imprisonment_months_max: float | None = Field(default=None, ge=0)
    """Equal to the minimum where one term is fixed; per count. None for life or where nothing is stated."""
    life: bool = False
    death: bool = False
    suspended_months: float | None = Field(default=None, ge=0)
    """The part that is suspended; equal to the whole term where all of it is."""
    concurrency: Annotated[str, StringConstraints(pattern=r"^(concurrent|consecutive)$")] | None = None
    imprisonment: Stated[str] | None = None
    """The wording the term was read from."""
    fine: Stated[Money] | None = None
    fine_wages: Stated[float] | None = None
    """A fine in monthly basic (minimum) wages, which is no amount of money: how many."""
    compensation: Stated[Money] | None = None


class Actor(Record):
    """A person, a body, or a group that the document records as one."""

    actor_id: str
    """``<case_id>#<d|v|…><n>``, n counted from 1 in the order of the document."""
    role: ActorRole
    label: Stated[str] | None = None
    """The name as printed. For victims never put out by default."""
    group_size: Stated[int] | None = None
    """How many people the record stands for, where it says so."""
    gender: Stated[Gender] | None = None
    is_minor: Stated[bool] | None = None
    nationalities: tuple[Stated[CountryCode], ...] = ()
    age: Stated[int] | None = None
    birth_year: Stated[int] | None = None
    is_official: Stated[bool] | None = None
    office: Stated[str] | None = None
    is_organisation: Stated[bool] | None = None
    absences: tuple[Stated[Absence], ...] = ()
    notes: tuple[Stated[str], ...] = ()


class Charge(Record):
    """One offence alleged against one actor, with what became of it."""

    charge_id: str
    """``<case_id>#c<n>``, n counted from 1 in the order of the document."""
    actor_id: str | None
    """None for an orphan: a charge that stands outside any person. It is never assigned by guess."""
    counts: Stated[int] | None = None
    provision: Stated[str] | None = None
    """The statute and section as printed."""
    wording: Stated[str] | None = None
    """What the charge says beyond the provision."""
    classes: tuple[OffenceMatch, ...] = ()
    """Never empty once parsed: ``unclassified`` where no rule knows the provision or the wording."""
    plea: Stated[Plea] | None = None
    verdicts: tuple[Verdict, ...] = ()
    """In the order given; the last one stands."""
    sentence: Sentence | None = None
    confidence: Confidence = Confidence.FULL
    """Of the offence and the accused; a verdict has its own."""

    @property
    def lowest_confidence(self) -> Confidence:
        """Of the charge and of the verdict that stands, the lower."""
        told = (self.confidence, *(verdict.confidence for verdict in self.verdicts[-1:]))
        return Confidence.LOWER if Confidence.LOWER in told else Confidence.FULL

    @property
    def disposition(self) -> Disposition:
        """What stands after the latest decision known."""
        return self.verdicts[-1].disposition if self.verdicts else Disposition.UNKNOWN

    @property
    def disposition_trial(self) -> Disposition:
        """What the trial court decided, as far as the document says."""
        trial = [v for v in self.verdicts if v.instance is Instance.TRIAL]
        return trial[-1].disposition if trial else Disposition.UNKNOWN


class Bribe(Record):
    """An advantage of a stated amount that somebody gave, promised or asked for. The text asserts it; no verdict follows from it."""

    amount: Stated[Money]
    payer: ActorRole | None = None
    """What the one who paid is to the case; None where the text does not say, never a guess."""
    payer_id: str | None = None
    """The actor, where it is one of the case's."""
    recipient: ActorRole | None = None
    recipient_id: str | None = None


class Proceeding(Record):
    """One instance of the case before one court."""

    court: Stated[str] | None = None
    instance: Stated[str] | None = None
    decision_date: Stated[dt.date] | None = None
    description: Stated[str] | None = None


class Keyword(Record):
    """A portal's own tag of the case, under the crime type and the field it stands in."""

    origin: Annotated[str, StringConstraints(pattern=r"^(badge|legacy|cross_cutting)$")]
    crime_type: str | None
    """The badge's crime type; None for legacy keywords and cross-cutting issues."""
    field: str
    """``offences``, ``actsInvolved``, ``meansUsed``, ``exploitativePurposes``, … as the portal names it."""
    value: Stated[str]


class Passage(Record):
    """One sentence of the case's text: the unit that is tagged, searched and quoted."""

    passage_id: str
    """``<case_id>@<n>``, n counted from 1 over the whole case."""
    span: Span
    section: str
    """``fact_summary``, ``commentary``, ``proceeding``, ``legal_reasoning``, ``judgment``, …"""
    language: str | None
    """ISO 639-1, None where it cannot be told."""
    text: str


class Link(Record):
    """A source cited, or a file attached."""

    text: str
    url: str | None


class Diagnostic(Record):
    """Something the parser met and did not understand; recorded, never dropped."""

    code: str
    """Short and stable, e.g. ``unknown_verdict``; ``jointcharge parse`` counts them."""
    wording: str
    span: Span | None = None
    is_name: bool = False
    """The wording is the name of a person who may be a victim: it is not put out."""


class Observability(Record):
    """What the source can show. What it cannot show enters no denominator."""

    charges: bool
    """The source states charges for this case."""
    corruption_charges: bool
    """A corruption charge, had there been one, would show (False for a table without such a column)."""
    verdicts: bool
    text: bool
    """There is text in which corruption could be described."""


class Case(Record):
    """The matter, as one document of one portal tells it."""

    case_id: str
    source: str
    """The portal or importer: ``sherloc``, ``htd``, …"""
    number: str | None = None
    """The portal's own number; not always unique."""
    neutral_citation: Stated[str] | None = None
    """As printed: ``[2023] EWCA Crim 123``."""
    ecli: Stated[str] | None = None
    """European Case Law Identifier; where none is printed, the one that number and date give, with the number's wording."""
    title: Stated[str] | None
    country: Stated[CountryCode] | None
    """None with a diagnostic where the country is unknown, or for an international court."""
    court: Stated[str] | None = None
    decision_date: Stated[dt.date] | None = None
    decision_year: int | None = None
    """From the decision date, else from the portal's path."""
    url: str
    language: str | None = None
    crime_types: tuple[str, ...] = ()
    """As the page states them; what the portal files it under by search is kept with the listings."""
    keywords: tuple[Keyword, ...] = ()
    exploitation: tuple[str, ...] = ()
    """Purposes of exploitation, the portal's values without bullets, each once."""
    sectors: tuple[str, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()
    actors: tuple[Actor, ...] = ()
    charges: tuple[Charge, ...] = ()
    bribes: tuple[Bribe, ...] = ()
    passages: tuple[Passage, ...] = ()
    sources: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    sections: tuple[str, ...] = ()
    """The sections that were filled; for the fill rates."""
    observability: Observability
    diagnostics: tuple[Diagnostic, ...] = ()
    fetched_at: dt.datetime
    sha256: Sha256


class TagDimension(StrEnum):
    """The codebook's four dimensions, and ``element`` for the Palermo Protocol's act, means and purpose."""

    FORM = "form"
    STAGE = "stage"
    ACTOR = "actor"
    SIGNAL = "signal"
    ELEMENT = "element"


class FormStatus(StrEnum):
    """How firmly the text asserts a corrupt form."""

    ALLEGED = "alleged"
    CHARGED = "charged"
    FOUND = "found"
    CONVICTED = "convicted"
    ACQUITTED = "acquitted"


class Tag(Record):
    """One element of the codebook at one passage."""

    tag_id: str
    passage_id: str
    case_id: str
    dimension: TagDimension
    label: str
    status: FormStatus | None = None
    """For forms only."""
    score: float = Field(ge=0, le=1)
    tagger: str
    version: str
    span: Span
    """The words that gave the tag, or the whole passage."""


class Listing(Record):
    """One entry of a portal's search results: the case is filed under this crime type."""

    portal: str
    crime_type: str
    case_id: str
    url: str
    number: str | None
    title: str
    seen_at: dt.datetime


class Review(Record):
    """A person's answer about one label at one passage; it outranks any tagger."""

    passage_id: str
    dimension: TagDimension
    label: str
    present: bool
    reviewer: str
    reviewed_at: dt.datetime
    passage_text: str
    """What the reviewer read; the review re-opens when the passage's text changes."""
