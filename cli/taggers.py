"""Which tagger a command reads with: its options, the key from the environment, and the cache in the data folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jointcharge.cli import console

if TYPE_CHECKING:
    from jointcharge.classify.base import Tagger
    from jointcharge.records.corpus import Corpus

F = TypeVar("F", bound=Callable[..., Any])
KEY_VARIABLE = "OPENAI_API_KEY"


def tagger_options(command: F) -> F:
    """``--tagger`` and ``--allow-remote``."""
    command = click.option(
        "--allow-remote", is_flag=True, help="With openai: allow a server on another machine, over https."
    )(command)
    return click.option(
        "--tagger",
        "spec",
        metavar="TAGGER",
        help="Who reads: model, lexicon, model:FOLDER, hf:FOLDER or openai:URL#MODEL.  [default: model where it can run, else lexicon]",
    )(command)


def open_chosen(spec: str | None, allow_remote: bool = False, cache: Path | None = None) -> Tagger:
    """The tagger chosen, or the default one; says so where that is not the trained one."""
    from jointcharge.classify.base import TaggerSettings, default_tagger, open_tagger

    if spec is None:
        spec = default_tagger()
        if spec == "lexicon":
            console.tell(
                "Reading with the lexicon: the trained tagger needs the extra `tag`:  pip install 'jointcharge[tag]'"
            )
    settings = TaggerSettings(cache=cache, api_key=os.environ.get(KEY_VARIABLE), allow_remote=allow_remote)
    return open_tagger(spec, settings)


def standing_spec(corpus: Corpus) -> str | None:
    """The tagger whose tags most cases carry, as ``--tagger`` takes it; None where there is none, or its folder or address is not known."""
    from jointcharge.classify.base import spec_of

    row = corpus.select("SELECT tagger FROM taggings GROUP BY tagger ORDER BY count(*) DESC LIMIT 1").fetchone()
    return None if row is None else spec_of(row[0])
