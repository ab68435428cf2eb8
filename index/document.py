"""IndexDocument: what is indexed of one case, the same for every engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from pydantic import Field

from jointcharge.index.fields import FACETS, PASSAGE_LABELS, WORD_FIELDS
from jointcharge.index.tokens import NO_WORDS, words
from jointcharge.records.case import ActorRole, Case, Charge, Tag
from jointcharge.records.raw import Record
from jointcharge.records.withheld import Withheld

_NAMED_ROLES = frozenset(
    {
        ActorRole.DEFENDANT,
        ActorRole.RESPONDENT,
        ActorRole.JUDGE,
        ActorRole.PROSECUTOR,
        ActorRole.OFFICIAL,
        ActorRole.INTERMEDIARY,
    }
)
"""Whose names can be searched. Victims, complainants, migrants, witnesses and unknown roles never are."""


class IndexPassage(Record):
    """One passage, with the codebook labels it carries as ``dimension:label``."""

    passage_id: str
    text: str
    labels: tuple[str, ...] = ()


class IndexDocument(Record):
    """One case as an engine stores it."""

    case_id: str
    digest: str = ""
    """Of the record and tags it was built from; an engine gives it back in `CaseIndex.digests`."""
    title: str | None
    country: str | None
    decision_date: dt.date | None
    decision_year: int | None
    texts: dict[str, tuple[str, ...]]
    """Word field to its values; ``text`` is left out, it is the passages."""
    facets: dict[str, tuple[str, ...]]
    """Facet to the case's values, each once."""
    passages: tuple[IndexPassage, ...] = Field(repr=False)

    @property
    def sort_day(self) -> int | None:
        """The day cases are sorted by, as a proleptic ordinal: of decision, else the first of its year."""
        if self.decision_date:
            return self.decision_date.toordinal()
        year = self.decision_year
        return dt.date(year, 1, 1).toordinal() if year is not None and 1 <= year <= 9999 else None


def build_document(case: Case, tags: Sequence[Tag], crime_types: tuple[str, ...]) -> IndexDocument:
    """What is indexed of ``case``; ``crime_types`` are those that a portal's search files it under.

    The names that the record has for victims and witnesses are struck out, so that nothing found or shown holds them.
    """
    struck = Withheld(case).struck
    facets = _facets(case, tags, (*case.crime_types, *crime_types))
    texts = {
        **_texts(case, struck),
        **{name: facets[name] for name in WORD_FIELDS if name in FACETS and name in facets},
    }
    labels: dict[str, list[str]] = {}
    for tag in tags:
        if tag.dimension in PASSAGE_LABELS:
            labels.setdefault(tag.passage_id, []).append(f"{tag.dimension}:{tag.label}")
    return IndexDocument(
        case_id=case.case_id,
        title=struck(case.title.value) if case.title else None,
        country=case.country.value if case.country else None,
        decision_date=case.decision_date.value if case.decision_date else None,
        decision_year=case.decision_year,
        texts={name: values for name, values in texts.items() if values},
        facets={name: values for name, values in facets.items() if values},
        passages=tuple(
            IndexPassage(passage_id=one.passage_id, text=struck(one.text), labels=_once(labels.get(one.passage_id, ())))
            for one in case.passages
        ),
    )


def cut_passages(document: IndexDocument) -> list[str]:
    """The words of each passage, joined by spaces: what an engine is handed."""
    return [" ".join(words(passage.text)) for passage in document.passages]


def cut_fields(document: IndexDocument, passages: Sequence[str]) -> dict[str, list[str]]:
    """The words of every word field, joined by spaces, a string a value; ``passages`` are those of ``text``."""
    values = {name: [" ".join(words(one)) for one in document.texts.get(name, ())] for name in WORD_FIELDS}
    values["text"] = list(passages)
    return {name: cut if any(cut) else [NO_WORDS] for name, cut in values.items()}


def _texts(case: Case, struck: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    people = (actor.label for actor in case.actors if actor.role in _NAMED_ROLES)
    return {
        "title": (struck(case.title.value),) if case.title else (),
        "number": (case.number,) if case.number else (),
        "charge": _once(struck(charge.wording.value) for charge in case.charges if charge.wording),
        "provision": _once(text for charge in case.charges for text in _provision(charge)),
        "keyword": _once(keyword.value.value for keyword in case.keywords),
        "person": _once(label.value for label in people if label),
    }


def _provision(charge: Charge) -> tuple[str, ...]:
    return (charge.provision.wording, charge.provision.value) if charge.provision else ()


def _facets(case: Case, tags: Sequence[Tag], crime_types: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    courts = (case.court, *(proceeding.court for proceeding in case.proceedings))
    languages = (case.language, *(passage.language for passage in case.passages))
    found = {
        "country": (case.country.value,) if case.country else (),
        "year": (str(case.decision_year),) if case.decision_year else (),
        "court": _once(court.value for court in courts if court),
        "crime_types": _once(crime_types),
        "offence_class": _once(one.offence_class.value for charge in case.charges for one in charge.classes),
        "disposition": _once(charge.disposition.value for charge in case.charges),
        "exploitation": _once(case.exploitation),
        "sector": _once(case.sectors),
        "source": (case.source,),
        "language": _once(language for language in languages if language),
    }
    for dimension in PASSAGE_LABELS:
        found[dimension] = _once(tag.label for tag in tags if tag.dimension == dimension)
    return found


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
