"""The sample cases crawled, parsed and tagged by the lexicon, once for all the tests of a process that only read them."""

import tempfile
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from jointcharge.cli.main import cli
from jointcharge.corpus_samples.sample import load_samples
from jointcharge.corpus_samples.server import SamplePortal

_KEPT = []
"""Temporary folders that live as long as the process."""


def run(*arguments):
    """One command in this process; its output."""
    done = CliRunner().invoke(cli, [str(one) for one in arguments])
    assert done.exit_code == 0, done.output
    return done.output


@cache
def sample_data() -> Path:
    """The data folder. Read it; do not write to it."""
    _KEPT.append(tempfile.TemporaryDirectory(prefix="jointcharge-samples-"))
    folder = Path(_KEPT[-1].name) / "data"
    with SamplePortal(load_samples()) as portal:
        run("crawl", "sherloc", "--base-url", portal.base_url, "--delay", 0, "--also", "Corruption", "--data", folder)
    run("parse", "--data", folder)
    run("tag", "--tagger", "lexicon", "--data", folder)
    return folder
