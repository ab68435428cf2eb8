"""The ``openai:URL#MODEL`` tagger: asks a language model behind an OpenAI-compatible server, one passage at a time.

Meant for a server on this machine (llama.cpp, vLLM, Ollama and others speak this protocol): the passages are about
victims. Another machine is asked only where the user allows it, and never without encryption.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jointcharge.classify.base import TaggerSettings, span_within, tag_id_of, why_unread
from jointcharge.classify.context import Composed, compose_case
from jointcharge.classify.openai_prompt import (
    Answer,
    GivenLabel,
    digest,
    instructions,
    question,
    read_answer,
    response_format,
)
from jointcharge.classify.tag_cache import PassageCache, key_of
from jointcharge.records.case import Case, Passage, Tag, TagDimension
from jointcharge.records.errors import MissingExtraError, TaggerError, UnreadCaseError

if TYPE_CHECKING:
    from openai import OpenAI

NAME = "openai"
FLOOR = 0.5
"""Labels given with less confidence are not kept."""
LONGEST = 6_000
"""Characters of a passage in one question; a longer one is asked about in pieces."""
SECONDS, CONNECT_SECONDS, RETRIES = 120.0, 5.0, 4
"""How long an answer may take, a connection, and how often a busy or failing server is asked again, ever more slowly."""
TOKENS = 1_200
"""Tokens of an answer; more means that the model does not stop."""


class OpenAITagger:
    """Tags with what a language model answers; build with `open_openai`."""

    name = NAME
    languages: tuple[str, ...] = ()
    at_once = 4

    def __init__(self, client: OpenAI, url: str, model: str, cache: PassageCache | None) -> None:
        self.version = f"{model}-{digest(url, model)}"
        self._client, self._url, self._model, self._cache = client, url, model, cache

    def tag(self, case: Case) -> tuple[Tag, ...]:
        """The tags of ``case``. Raises UnreadCaseError where the model gives no answer of the schema about a passage."""
        return tuple(
            self._tag(case, passage, given)
            for passage, composed in zip(case.passages, compose_case(case), strict=True)
            if why_unread(passage, case, self.languages) is None
            for given in _kept(self._answers(passage, composed))
        )

    def _answers(self, passage: Passage, composed: Composed) -> Iterator[Answer]:
        for piece in _pieces(composed.sentence):
            yield self._answer(passage, composed._replace(sentence=piece))

    def _answer(self, passage: Passage, composed: Composed) -> Answer:
        key = key_of(self.version, composed)
        known = self._cache.get([key]) if self._cache else {}
        if key in known:
            return read_answer(known[key].decode())
        answer = self._asked(passage, composed)
        if self._cache:
            self._cache.put({key: answer.model_dump_json().encode()})
        return answer

    def _asked(self, passage: Passage, composed: Composed) -> Answer:
        """Ask; where the answer keeps not to the schema, ask once more and say what was wrong."""
        told = [("system", instructions()), ("user", question(composed))]
        fault = ""
        for _ in range(2):
            text = self._complete(told)
            try:
                return read_answer(text)
            except ValueError as error:
                fault = str(error)
                told += [("assistant", text), ("user", f"That is not the JSON asked for ({fault}). Answer again.")]
        raise UnreadCaseError(
            f"{passage.passage_id}: {self._model} twice gave no usable answer ({fault}); choose a model that keeps to a JSON schema"
        )

    def _complete(self, told: list[tuple[str, str]]) -> str:
        """One completion. Raises TaggerError, which never repeats what a server says, since that may hold the key."""
        import openai

        request: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": role, "content": text} for role, text in told],
            "response_format": response_format(),
            "temperature": 0,
            "seed": 0,
            "max_tokens": TOKENS,
        }
        try:
            made = self._client.chat.completions.create(**request)
        except openai.APIStatusError as error:
            raise TaggerError(f"the server {self._url} answers with {_told(error.status_code, self._model)}") from None
        except openai.APIConnectionError as error:
            what = "does not answer in time" if isinstance(error, openai.APITimeoutError) else "cannot be reached"
            raise TaggerError(f"the server {self._url} {what}; start it, then run the same command to go on") from None
        except openai.OpenAIError as error:
            raise TaggerError(
                f"the server {self._url} gave what is no completion ({type(error).__name__}); check its address"
            ) from None
        choices = made.choices or ()
        return next((one.message.content for one in choices if one.message and one.message.content), "")

    def _tag(self, case: Case, passage: Passage, given: GivenLabel) -> Tag:
        start = passage.text.find(given.quote) if given.quote.strip() else -1
        span = span_within(passage, start, start + len(given.quote)) if start >= 0 else passage.span
        return Tag(
            tag_id=tag_id_of(passage.passage_id, given.dimension, given.name, self.name),
            passage_id=passage.passage_id,
            case_id=case.case_id,
            dimension=given.dimension,
            label=given.name,
            status=given.status,
            score=given.confidence,
            tagger=self.name,
            version=self.version,
            span=span,
        )


def open_openai(where: str, settings: TaggerSettings, cache: PassageCache | None = None) -> OpenAITagger:
    """The tagger of ``URL#MODEL``. Raises TaggerError for an address that is none or that passages may not be sent to."""
    url, _, model = where.partition("#")
    if not model:
        raise TaggerError("name the model after a #, as in  openai:http://127.0.0.1:8080/v1#my-model")
    local = check_address(url, settings.allow_remote)
    try:
        import httpx
        import openai
    except ImportError as error:
        raise MissingExtraError("asking a language model", "openai") from error
    # Redirects could carry passages elsewhere, and so could a proxy for an address on this machine.
    http = httpx.Client(follow_redirects=False, trust_env=not local)
    client = openai.OpenAI(
        base_url=url,
        api_key=settings.api_key or "none",
        timeout=httpx.Timeout(SECONDS, connect=CONNECT_SECONDS),
        max_retries=RETRIES,
        http_client=http,
    )
    return OpenAITagger(client, url, model, cache)


def check_address(url: str, allow_remote: bool) -> bool:
    """Whether the server is on this machine. Raises TaggerError for an address that may not be used, without its secrets."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise TaggerError(
            "the address of the model's server must begin with http:// or https://, as in  openai:http://127.0.0.1:8080/v1#my-model"
        )
    if parts.username or parts.password:
        raise TaggerError(
            "leave the key out of the server's address and give it in the environment variable OPENAI_API_KEY"
        )
    if _is_loopback(host):
        return True
    if not allow_remote:
        raise TaggerError(
            f"{host} is another machine, and the passages are about victims; use a server on this machine, or give --allow-remote if you may send them there"
        )
    if parts.scheme != "https":
        raise TaggerError(f"passages are sent to another machine ({host}) only under encryption; use https://")
    return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _told(status: int, model: str) -> str:
    """A status code, and what to do about it."""
    remedies = {
        400: f"400: it refuses the request; see that {model} takes response_format json_schema",
        401: "401: it wants another key; set OPENAI_API_KEY",
        403: "403: the key may not be used for this; set another OPENAI_API_KEY",
        404: f"404: it has no model {model} at this address; check both",
        429: "429: it is too busy; wait, then run the same command to go on",
    }
    return remedies.get(status, f"{status}; look at its log, then run the same command to go on")


def _kept(answers: Iterator[Answer]) -> list[GivenLabel]:
    """Each label once, the surest; stages and actors only beside a form or a signal, as the codebook has it."""
    surest: dict[str, GivenLabel] = {}
    for given in (given for answer in answers for given in answer.labels if given.confidence >= FLOOR):
        if given.label not in surest or given.confidence > surest[given.label].confidence:
            surest[given.label] = given
    facts = any(given.dimension in (TagDimension.FORM, TagDimension.SIGNAL) for given in surest.values())
    alone = (TagDimension.FORM, TagDimension.SIGNAL, TagDimension.ELEMENT)
    return [given for given in surest.values() if facts or given.dimension in alone]


def _pieces(sentence: str) -> list[str]:
    """The sentence, or where it is very long, stretches of it that end between words where they can."""
    return [one.group() for one in re.finditer(rf"\S.{{0,{LONGEST - 1}}}(?=\s|$)|\S{{{LONGEST}}}", sentence, re.S)]
