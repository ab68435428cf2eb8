"""The authored training text: fictional court text, sentence by sentence, with labels under the codebook.

``classify/data/authored/*.txt`` is the one source; its form::

    ## a1-001 | register: judgment | country: ROU | elements: ACT_RECRUITMENT, MEANS_DECEPTION
    # Title of the case
    A sentence without a label.
    A sentence that carries some. :: form=bribery/found; stage=exploitation; actor=police
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jointcharge.records.case import FormStatus, TagDimension
from jointcharge.records.codebook import label_of
from jointcharge.records.errors import ImportFileError, UnknownWordingError

FOLDER = Path(__file__).with_name("data") / "authored"
"""Where the parts lie."""
REGISTERS = ("judgment", "civil_law_reasoning", "charge_sheet", "summary", "press_release")
"""Who speaks: the five kinds of text that courts and portals write."""
STATUS = "status"
Label = tuple[str, str]
"""Dimension and label; the dimension ``status`` holds a form's status."""


@dataclass(frozen=True)
class AuthoredSentence:
    """One sentence and what it carries."""

    text: str
    labels: frozenset[Label]


@dataclass(frozen=True)
class AuthoredDocument:
    """One fictional case."""

    document: str
    register: str
    country: str
    title: str | None
    elements: frozenset[str]
    sentences: tuple[AuthoredSentence, ...]


def read_authored(folder: Path = FOLDER) -> tuple[AuthoredDocument, ...]:
    """Every document of every part, in order. Raises ImportFileError with the part and line that is not of the form."""
    documents = [document for path in _parts(folder) for document in _documents(path)]
    if len({document.document for document in documents}) < len(documents):
        raise ImportFileError(f"two authored documents of {folder} have the same id; give each its own")
    return tuple(documents)


def digest_of(folder: Path = FOLDER) -> str:
    """SHA-256 over the parts, in order."""
    digest = hashlib.sha256()
    for path in _parts(folder):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _parts(folder: Path) -> list[Path]:
    parts = sorted(folder.glob("*.txt"))
    if not parts:
        raise ImportFileError(
            f"no authored text (*.txt) is in {folder}: an installed package does not carry it; run from a checkout of the repository (docs/model-card.md)"
        )
    return parts


def _documents(path: Path) -> Iterator[AuthoredDocument]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("## ") and block:
            yield _document(path, block)
            block = []
        if line.strip():
            block.append((number, line.strip()))
    if block:
        yield _document(path, block)


def _document(path: Path, block: list[tuple[int, str]]) -> AuthoredDocument:
    number, line = block[0]
    try:
        name, fields = _header(line)
        titles = [text for _, text in block[1:] if text.startswith("# ")]
        sentences = []
        for number, line in block[1:]:  # noqa: B007 - the message below names the line it stopped at
            if not line.startswith("# "):
                sentences.append(_sentence(line))
        return AuthoredDocument(
            document=name,
            register=_known_register(fields["register"]),
            country=fields["country"],
            title=titles[0][2:] if titles else None,
            elements=frozenset(
                label_of(TagDimension.ELEMENT, one.strip()).name for one in fields["elements"].split(",") if one.strip()
            ),
            sentences=tuple(sentences),
        )
    except (ValueError, KeyError, UnknownWordingError) as error:
        reason = " ".join(str(error).split())[:160]
        raise ImportFileError(
            f"{path}, line {number}: {reason}; write it as the head of classify/authored.py tells"
        ) from error


def _header(line: str) -> tuple[str, dict[str, str]]:
    name, *fields = (part.strip() for part in line.removeprefix("## ").split("|"))
    pairs = (field.partition(":") for field in fields)
    return name, {key.strip(): value.strip() for key, _, value in pairs}


def _known_register(name: str) -> str:
    if name not in REGISTERS:
        raise ValueError(f"{name!r} is no register; use one of: {', '.join(REGISTERS)}")
    return name


def _sentence(line: str) -> AuthoredSentence:
    text, _, marks = line.partition(" :: ")
    labels = [label for mark in marks.split(";") if mark.strip() for label in _labels(mark)]
    return AuthoredSentence(text.strip(), frozenset(labels))


def _labels(mark: str) -> Iterator[Label]:
    """One ``dimension=label,label`` with its labels checked; a form's status follows its label after a slash."""
    dimension, _, names = mark.partition("=")
    kind = TagDimension(dimension.strip())
    for name in names.split(","):
        label, slash, status = name.strip().partition("/")
        yield kind.value, label_of(kind, label).name
        if (kind is TagDimension.FORM) != bool(slash):
            raise ValueError(f"{name.strip()!r}: a form, and nothing else, takes a status after a slash")
        if slash:
            yield STATUS, FormStatus(status).value
