"""The SHERLOC search's ``data.json`` answers: which cases are filed under which crime type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jointcharge.records.case import Listing
from jointcharge.records.errors import ParseError
from jointcharge.records.portal_ids import canonical_url, case_id_of
from jointcharge.records.raw import RawDocument

_PORTAL = "sherloc"
_REMEDY = "fetch it again with  jointcharge crawl sherloc --refresh"


def parse_listing(raw: RawDocument) -> Iterator[Listing]:
    """The entries of one answer, in its order; ParseError where it is no answer of the search."""
    answer = _answer(raw)
    crime_type = _crime_type(raw)
    for entry in answer["results"]:
        values: dict[str, Any] = entry.get("values") or {}
        uri = str(entry.get("uri") or values.get("uri") or "")
        if not uri:
            raise ParseError(f"{raw.url}: a search result has no uri; {_REMEDY}")
        url = uri if urlsplit(uri).netloc else f"https://www.unodc.org/cld/en{uri}"
        number = values.get("caseLaw@unodcNo_s1")
        yield Listing(
            portal=_PORTAL,
            crime_type=crime_type,
            case_id=case_id_of(url),
            url=canonical_url(url),
            number=str(number) if number else None,
            title=str(values.get("page_title") or ""),
            seen_at=raw.fetched_at,
        )


def _answer(raw: RawDocument) -> dict[str, Any]:
    try:
        answer = json.loads(raw.body)
    except ValueError as error:
        raise ParseError(f"{raw.url}: the search's answer is not JSON ({error}); {_REMEDY}") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
        raise ParseError(f"{raw.url}: the search's answer has no list of results; {_REMEDY}")
    return answer


def _crime_type(raw: RawDocument) -> str:
    """The crime type that the request's criteria filter by."""
    try:
        criteria = json.loads(parse_qs(urlsplit(raw.url).query)["criteria"][0])
        (chosen,) = [f["value"] for f in criteria["filters"] if f["fieldName"].endswith("crimeTypes_s")]
    except (KeyError, ValueError, TypeError) as error:
        raise ParseError(
            f"{raw.url}: the search's address names no single crime type in its criteria; crawl again with --crime-type"
        ) from error
    return str(chosen)
