"""CourtListener, the REST API v4 of Free Law Project: opinions, and the parties of dockets with their counts.

Of a query the API is asked for two lists, ``type=o`` (clusters of opinions) and ``type=r`` (dockets), oldest first, so
that a list which takes days to read, at 125 requests a day, is not shifted by what comes in. Fetched are each opinion
(``opinions/<id>/``) and the parties of each docket, who carry the criminal counts (``parties/?docket=<id>``); these need
a token. What the API names otherwise (caption, court, dates) is in the lists.

robots.txt bars programs from the website and points them to this API, so only addresses of the API are asked for.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jointcharge.crawler.pace import Rate
from jointcharge.crawler.portal import ListedCase, ListingPage, Portal, Slice

if TYPE_CHECKING:
    from jointcharge.crawler.settings import CrawlOptions

API = "/api/rest/v4/"
TOKEN_VARIABLE = "JOINTCHARGE_COURTLISTENER_TOKEN"  # noqa: S105 (the variable's name)
COUNTED_EXACTLY = 2000
"""Dockets beyond this number are estimated by the API, to 6 %."""
_TEXTS = ("html_with_citations", "plain_text", "html", "html_lawbox", "html_columbia", "html_anon_2020", "xml_harvard")
_DAY = 86_400.0


class CourtListener(Portal):
    """The API at www.courtlistener.com."""

    name = "courtlistener"
    home = "https://www.courtlistener.com"
    hosts = frozenset({"www.courtlistener.com"})
    scope = API
    # 18 U.S.C. 1591 by its number alone would find docket and page numbers.
    default_queries = ('"human trafficking" OR "sex trafficking" OR "18 U.S.C. § 1591"',)
    obeys_robots = False
    accept = "application/json"
    token_variable = TOKEN_VARIABLE
    longest_wait = 3700.0  # the allowance of an hour is waited for, that of a day is not
    passes = 1
    continues_lists = True
    paged_cases = True
    sections = ("text", "parties", "criminal_counts")

    def find_caveats(self, options: CrawlOptions) -> tuple[str, ...]:
        """What an anonymous crawl goes without."""
        if options.token is not None:
            return ()
        return (
            "without a token CourtListener answers 100 requests a day and shows no parties, so dockets and their criminal"
            f" counts were left out; put your token, free with an account, into {TOKEN_VARIABLE}",
        )

    def rates(self, options: CrawlOptions) -> tuple[Rate, ...]:
        """The throttles of a user's account, or of an anonymous address."""
        if options.token is None:
            return (Rate(count=100, seconds=_DAY),)
        return (Rate(count=5, seconds=60), Rate(count=50, seconds=3600), Rate(count=125, seconds=_DAY))

    def slices(self, query: str, options: CrawlOptions, today: dt.date) -> tuple[Slice, ...]:
        """Opinions first; dockets where there is a token to see their parties."""
        kinds = {"o": "opinions", "r": "dockets"} if options.token else {"o": "opinions"}
        return tuple(
            Slice(label=f"{word}: {query}", query=urlencode({"type": kind, "q": query, "order_by": "dateFiled asc"}))
            for kind, word in kinds.items()
        )

    def first_listing_url(self, base_url: str, query: str) -> str:
        """The search for one kind of thing; the pages behind it are linked by cursors."""
        return f"{base_url}{API}search/?{query}"

    def find_listing_fault(self, body: bytes) -> str | None:
        """No JSON, or none with the keys that are read."""
        try:
            answer = json.loads(body)
            if not isinstance(answer["count"], int):
                return "the search answer's `count` is not a number"
            if not isinstance(answer["next"], str | None):
                return "the search answer's `next` is no address"
            for result in answer["results"]:
                _listed(result, "")
        except ValueError:
            return "the search answer is not JSON"
        except (KeyError, TypeError) as error:
            return f"the search answer misses {error}"
        return None

    def parse_listing(self, body: bytes, base_url: str, start_at: int) -> ListingPage:
        """The clusters or dockets of one page, and the cursor of the next."""
        answer = json.loads(body)
        count = answer["count"]
        is_estimate = count > COUNTED_EXACTLY and any("cluster_id" not in result for result in answer["results"])
        return ListingPage(
            found=count,
            tolerance=-(-count * 6 // 100) if is_estimate else 0,
            start_at=start_at,
            cases=tuple(_listed(result, base_url) for result in answer["results"]),
            next_url=answer["next"],
        )

    def find_case_fault(self, body: bytes, url: str = "") -> str | None:
        """Neither the opinion asked for nor a page of parties."""
        answer = _object(body)
        if answer is None:
            return "the answer is not JSON (a challenge, an error page or half an answer)"
        if "/parties/" not in url:
            return _find_opinion_fault(answer, url)
        parties = answer.get("results")
        if not isinstance(parties, list) or "next" not in answer:
            return "the answer has no list of parties"
        if not all(isinstance(party, dict) and isinstance(party.get("party_types"), list) for party in parties):
            return "a party has no `party_types`"
        return None

    def find_refusal(self, status: int, body: bytes, url: str) -> str | None:
        """The API's own words for what is wrong with the request, the token or its permissions."""
        answer = _object(body) or {}
        if status == 401:
            return f"the token in {TOKEN_VARIABLE} is not accepted; copy it anew from your CourtListener profile"
        if status == 403 and "/parties/" in url:
            return (
                f"the token in {TOKEN_VARIABLE} must not read parties; ask Free Law Project for RECAP permission, or unset"
                " the variable to fetch opinions only"
            )
        if status == 400 and (unknown := answer.get("unknown_params")):
            names = ", ".join(map(str, unknown)) if isinstance(unknown, list) else str(unknown)
            return f"the API knows no filter called {names}; it has changed: report it with this message"
        if status == 400:
            return f"the API does not understand the search ({answer.get('detail', 'no reason given')}); mend --query"
        return None

    def find_sections(self, body: bytes) -> frozenset[str]:
        """Whether an opinion has text, and a page of parties anyone with counts."""
        answer = _object(body) or {}
        types = [kind for party in answer.get("results", ()) for kind in party["party_types"]]
        found = {
            "text": any(answer.get(name) for name in _TEXTS),
            "parties": bool(answer.get("results")),
            "criminal_counts": any(kind.get("criminal_counts") for kind in types),
        }
        return frozenset(name for name, there in found.items() if there)

    def find_more(self, body: bytes, url: str) -> tuple[str, ...]:
        """The next page of a docket's parties."""
        following = (_object(body) or {}).get("next")
        return (following,) if isinstance(following, str) else ()


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _find_opinion_fault(answer: dict[str, Any], url: str) -> str | None:
    asked = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    if str(answer.get("id")) != asked:
        return f"the answer is not opinion {asked}"
    return None if any(name in answer for name in _TEXTS) else "the opinion has no field for its text"


def _listed(result: dict[str, Any], base_url: str) -> ListedCase:
    """One result: a cluster has opinions to fetch, a docket its parties. One docket is one case."""
    docket = int(result["docket_id"])
    if "cluster_id" in result:
        path = result["absolute_url"]
        documents = [f"opinions/{int(opinion['id'])}/" for opinion in result["opinions"]]
    else:
        path = result["docket_absolute_url"]
        documents = [f"parties/?docket={docket}&filter_nested_results=True"]
    return ListedCase(
        case_id=f"courtlistener:{docket}",
        url=f"{base_url}{path}",
        number=result.get("docketNumber"),
        title=result["caseName"],
        documents=tuple(f"{base_url}{API}{one}" for one in documents),
    )


PORTAL = CourtListener()
