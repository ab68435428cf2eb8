"""What one can search: the fields of a query, and which of them are facets.

``FIELDS`` is the one list that the query parser, the engines and the documentation are built on.
"""

from __future__ import annotations

from enum import StrEnum

from jointcharge.records import countries as records_countries
from jointcharge.records.errors import QueryError
from jointcharge.records.raw import Record


class FieldKind(StrEnum):
    """How a field's values are compared."""

    WORDS = "words"  # as text: single words, phrases, prefixes
    CODE = "code"  # the whole value, or its beginning with a *
    YEAR = "year"  # a number: one, or a range
    DATE = "date"  # a day; a year or a month stands for all its days


class SearchField(Record):
    """One field of the query language."""

    name: str
    kind: FieldKind
    facet: bool = False
    """Whether its values are counted beside the hits and can be chosen as filters."""
    by_default: bool = False
    """Whether words without a field are looked for in it."""
    meaning: str


def _fields() -> tuple[SearchField, ...]:
    words, code = FieldKind.WORDS, FieldKind.CODE
    return (
        SearchField(name="title", kind=words, by_default=True, meaning="the case's title"),
        SearchField(name="text", kind=words, by_default=True, meaning="the passages"),
        SearchField(name="charge", kind=words, by_default=True, meaning="the wording of charges"),
        SearchField(name="provision", kind=words, by_default=True, meaning="statutes and sections charged"),
        SearchField(name="keyword", kind=words, by_default=True, meaning="the portal's keywords"),
        SearchField(name="person", kind=words, by_default=True, meaning="names of accused, judges and officials"),
        SearchField(name="number", kind=words, meaning="the portal's case number"),
        SearchField(name="country", kind=code, facet=True, meaning="ISO 3166 alpha-3 code, or a country's name"),
        SearchField(name="year", kind=FieldKind.YEAR, facet=True, meaning="year of decision"),
        SearchField(name="court", kind=words, facet=True, meaning="the court's name"),
        SearchField(name="crime_types", kind=words, facet=True, meaning="what the portal files the case under"),
        SearchField(name="offence_class", kind=code, facet=True, meaning="class of a charge"),
        SearchField(name="disposition", kind=code, facet=True, meaning="what became of a charge"),
        SearchField(name="exploitation", kind=words, facet=True, meaning="purpose of exploitation"),
        SearchField(name="sector", kind=words, facet=True, meaning="sector of exploitation"),
        SearchField(name="form", kind=code, facet=True, meaning="form of corruption that the text asserts"),
        SearchField(name="stage", kind=code, facet=True, meaning="stage of the chain where it acts"),
        SearchField(name="actor", kind=code, facet=True, meaning="who is corrupt or corrupted"),
        SearchField(name="signal", kind=code, facet=True, meaning="sign of possible corruption"),
        SearchField(
            name="element", kind=code, facet=True, meaning="Palermo element: act, means or purpose of trafficking"
        ),
        SearchField(name="source", kind=code, facet=True, meaning="portal or importer"),
        SearchField(name="language", kind=code, facet=True, meaning="ISO 639-1 code of the case or a passage"),
        SearchField(name="date", kind=FieldKind.DATE, meaning="day of decision"),
        SearchField(name="case_id", kind=code, meaning="the case's id"),
    )


FIELDS: dict[str, SearchField] = {field.name: field for field in _fields()}
"""Every field by name."""

FACETS: tuple[str, ...] = tuple(name for name, field in FIELDS.items() if field.facet)
"""The facets, in the order they are shown."""

WORD_FIELDS: tuple[str, ...] = tuple(name for name, field in FIELDS.items() if field.kind is FieldKind.WORDS)
"""The fields that are searched as text."""

DEFAULT_FIELDS: tuple[str, ...] = tuple(name for name, field in FIELDS.items() if field.by_default)
"""Where words without a field are looked for."""

PASSAGE_LABELS: tuple[str, ...] = ("form", "stage", "actor", "signal", "element")
"""The facets that belong to passages, so that a snippet can show what carries them."""


def code_of(field: str, value: str) -> str:
    """``value`` as the index holds it in a code field. Raises `QueryError` for a country nobody knows."""
    return country_code_of(value) if field == "country" else start_of_code(field, value)


def start_of_code(field: str, start: str) -> str:
    """The beginning of a code as the index holds it."""
    if field in ("country", "element"):
        return start.upper()
    return start if field == "case_id" else start.lower()


def country_code_of(value: str) -> str:
    """The ISO 3166 alpha-3 code of a code or an English country name. Raises `QueryError`."""
    if len(value) == 3 and value.isascii() and value.isalpha():
        return value.upper()
    try:
        return records_countries.country_code_of(value)
    except LookupError as error:
        raise QueryError(
            f"no country is called {value!r}; give its ISO 3166 code of three letters, e.g. country:THA"
        ) from error
