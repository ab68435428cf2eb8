"""XML events from hostile input: expat, with entities, external references and endless nesting refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from jointcharge.parsing.text.failures import FailureKind, UnreadableTextError

_DEEPEST = 2_000
"""Elements within elements; no court's document comes near."""


class Handler:
    """What a reader does with the events; element and attribute names come without their namespaces."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters."""


def read_xml(body: bytes, handler: Handler, what: str) -> None:
    """Send the events of ``body`` to ``handler``. Raises `UnreadableTextError` naming ``what`` where it is broken or unsafe."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = _Depth(handler, what)
    parser.StartElementHandler = depth.start
    parser.EndElementHandler = depth.end
    parser.CharacterDataHandler = handler.text
    refuse = _refuse(what)
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        where = f"line {error.lineno}: {expat.errors.messages.get(error.code, 'not XML')}"
        raise UnreadableTextError(FailureKind.BROKEN, f"{what} that is truncated or damaged ({where})") from error
    except (LookupError, UnicodeError) as error:
        raise UnreadableTextError(FailureKind.BROKEN, f"{what} in an encoding that nobody knows") from error


class _Depth:
    def __init__(self, handler: Handler, what: str) -> None:
        self._handler = handler
        self._what = what
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableTextError(
                FailureKind.UNSAFE, f"{self._what} with elements nested more than {_DEEPEST:,} deep"
            )
        self._handler.start(local_name(name), {local_name(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        self._depth -= 1
        self._handler.end(local_name(name))


def local_name(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def _refuse(what: str) -> Callable[..., NoReturn]:
    def refuse(*_: object) -> NoReturn:
        raise UnreadableTextError(
            FailureKind.UNSAFE, f"{what} that declares entities: they can swell it without end or read other files"
        )

    return refuse


class _RootName(Handler):
    def __init__(self) -> None:
        self.name: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.name = self.name or name


def root_name(body: bytes) -> str | None:
    """The name of the root element; None where even that cannot be told."""
    handler = _RootName()
    try:
        read_xml(body, handler, "XML")
    except UnreadableTextError:
        return handler.name
    return handler.name
