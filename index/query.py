"""The query language: a line of text to a tree that every engine compiles.

Lucene's habits, cut to what two engines answer alike: ``AND`` ``OR`` ``NOT`` in capitals, words side by side are
joined by AND, ``-word`` is NOT, AND binds closer than OR, parentheses, ``"a phrase"``, ``"near words"~5`` (all of the
words, in any order, with at most five others between), ``prefix*``, ``field:word``, ``field:"a phrase"``,
``field:(a OR b)``, ``field:*`` (any value), ``year:[2010 TO 2015]``, ``date:{2012-01 TO *]``, ``year:>=2010``.

luqum, which parses Lucene's syntax, was tried and left: it has no place for an unclosed quote or parenthesis,
it accepts fuzzy terms, boosts and regular expressions that would have to be refused again, and it rests on ply.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from jointcharge.index.fields import FIELDS, FieldKind, code_of, start_of_code
from jointcharge.index.query_faults import fault
from jointcharge.index.query_values import year_or_days
from jointcharge.index.tokens import prefix_of, words
from jointcharge.index.tree import And, Between, Code, Everything, Exists, Node, Not, Or, Prefix, Words
from jointcharge.records.errors import QueryError

_MOST_WORDS = 150
_DEEPEST = 12
"""Elasticsearch reads queries of 30 levels, and each parenthesis can make two."""


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


_LEXER = re.compile(
    r"""(?P<space>\s+)
      | (?P<open>\()
      | (?P<close>\))
      | (?P<phrase>"[^"]*"(?:~\d*)?)
      | (?P<quote>")
      | (?P<range>[\[{][^\[\]{}"()]*[\]}])
      | (?P<bracket>[\[\]{}])
      | (?P<sign>[-+](?=[\w("]))
      | (?P<field>[^\W\d]\w*:(?=\S))
      | (?P<word>[^\s()"\[\]{}]+)""",
    re.VERBOSE,
)
_QUOTES = str.maketrans("“”„", '"""')
_OPERATORS = ("AND", "OR", "NOT")
_BOUNDS = re.compile(r"\s*(\S+)\s+TO\s+(\S+)\s*")
_COMPARED = re.compile(r"(>=|<=|>|<)(.*)")


def parse_query(text: str) -> Node:
    """The tree of a query; no text at all, or a lone ``*``, means every case.

    Raises `QueryError` with the query, a caret at the place, and how to write it.
    """
    return _Parser(text.translate(_QUOTES)).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [
            _Token(str(m.lastgroup), m.group(), m.start()) for m in _LEXER.finditer(text) if m.lastgroup != "space"
        ]
        self.next = 0
        self.depth = 0
        self.count = 0

    def parse(self) -> Node:
        if not self.tokens:
            return Everything()
        node = self.any_of(None)
        if self.next < len(self.tokens):
            self.fault(self.tokens[self.next], "closes a parenthesis that was never opened", "take it out")
        if node is None:
            self.fault(self.tokens[0], "there is no word in it to search for", "write at least one word, or *")
        return node

    # ---- operators ----

    def any_of(self, field: str | None) -> Node | None:
        parts = [self.all_of(field)]
        while (sign := self.accept("OR")) is not None:
            self.expect_operand(sign)
            parts.append(self.all_of(field))
        known = tuple(part for part in parts if part is not None)
        return Or(known) if len(known) > 1 else (known or (None,))[0]

    def all_of(self, field: str | None) -> Node | None:
        parts = [self.one_of(field)]
        while self.next < len(self.tokens):
            token = self.tokens[self.next]
            if token.kind == "close" or token.text == "OR":
                break
            if (sign := self.accept("AND")) is not None:
                self.expect_operand(sign)
            parts.append(self.one_of(field))
        known = tuple(part for part in parts if part is not None)
        return And(known) if len(known) > 1 else (known or (None,))[0]

    def one_of(self, field: str | None) -> Node | None:
        token = self.take()
        if token.text == "NOT" or (token.kind == "sign" and token.text == "-"):
            self.expect_operand(token)
            part = self.deeper(token, lambda: self.one_of(field))
            return None if part is None else Not(part)
        if token.kind == "sign":
            return self.one_of(field)
        if token.kind == "word" and token.text in _OPERATORS:
            self.fault(token, f"{token.text} has nothing before it", 'put a word there, or quote it: "and"')
        if token.kind == "field":
            return self.value_of(token)
        return self.value(field, token)

    def value_of(self, token: _Token) -> Node | None:
        name = token.text[:-1].lower()
        if name not in FIELDS:
            known = ", ".join(FIELDS)
            self.fault(token, f"there is no field {name!r}", f"quote it to search for the text, or use one of: {known}")
        value = self.take()
        if value.kind == "field" and value.text[:-1].lower() not in FIELDS and self.next < len(self.tokens):
            value = _Token("word", value.text + self.take().text, value.at)  # an id such as htd:2:11-cr-42
        return self.value(name, value)

    # ---- values ----

    def value(self, field: str | None, token: _Token) -> Node | None:
        if token.kind == "open":
            return self.deeper(token, lambda: self.group(field, token))
        if token.kind == "close":
            self.fault(token, "an operand is missing before this parenthesis", "put a word there")
        if token.kind == "quote":
            self.fault(token, "this quotation mark is not closed", 'close it: "two words"')
        if token.kind == "bracket":
            self.fault(token, "this bracket is not part of a range", "write a range so: year:[2010 TO 2015]")
        if token.kind == "field":
            self.fault(token, "a field within a field", f"write {token.text}word on its own")
        self.count += 1
        if self.count > _MOST_WORDS:
            self.fault(token, f"more than {_MOST_WORDS} words", "search in several steps")
        kind = FIELDS[field].kind if field else FieldKind.WORDS
        if token.kind == "range" or kind in (FieldKind.YEAR, FieldKind.DATE):
            return self.between(field, token)
        return self.code(field, token) if field and kind is FieldKind.CODE else self.words(field, token)

    def group(self, field: str | None, opened: _Token) -> Node | None:
        if self.next >= len(self.tokens):
            self.fault(opened, "this parenthesis is not closed", "close it: (a OR b)")
        if self.tokens[self.next].kind == "close":
            self.fault(opened, "there is nothing between the parentheses", "put a word there: (a OR b)")
        node = self.any_of(field)
        if self.next >= len(self.tokens):
            self.fault(opened, "this parenthesis is not closed", "close it: (a OR b)")
        self.next += 1
        return node

    def words(self, field: str | None, token: _Token) -> Node | None:
        if token.kind == "phrase":
            return self.phrase(field, token)
        text = token.text
        if text == "*":
            return Exists(field) if field else Everything()
        self.refuse_unknown_signs(token, field)
        if text.endswith("*"):
            start = prefix_of(text[:-1])
            if len(start) != 1:
                self.fault(token, "a * can follow one word only", "write  anti AND corrupt*  instead of  anti-corrupt*")
            return Prefix(field, start[0])
        found = tuple(words(text))
        return Words(field, found) if found else None

    def phrase(self, field: str | None, token: _Token) -> Node | None:
        inner, _, distance = token.text[1:].rpartition('"')
        if "*" in inner:
            self.fault(
                token, "a * cannot stand within quotation marks", 'write  "police officer"  or  polic* AND officer'
            )
        if distance == "~":
            self.fault(token, "the distance is missing after ~", 'write  "near words"~5')
        found = tuple(words(inner))
        if not found:
            return None
        return Words(field, found, int(distance[1:4]) if distance and len(found) > 1 else None)

    def refuse_unknown_signs(self, token: _Token, field: str | None) -> None:
        text = token.text
        if field is None and text.endswith(":") and text[:-1].lower() in FIELDS:
            self.fault(token, f"{text} has nothing after it", f"write the value right after it: {text}word")
        if "*" in text[:-1]:
            self.fault(token, "a * can only end a word", "write  corrupt*")
        if "^" in text:
            self.fault(token, "words cannot be given weights", "leave out the ^")
        if text.rstrip("0123456789.").endswith("~") and words(text):
            self.fault(
                token, "there is no search for similar spellings", 'use a beginning, corrupt*, or "near words"~5'
            )

    def code(self, field: str, token: _Token) -> Node:
        text = token.text.strip('"') if token.kind == "phrase" else token.text
        if text == "*":
            return Exists(field)
        if text.endswith("*"):
            return Code(field, start_of_code(field, text[:-1]), prefix=True)
        try:
            return Code(field, code_of(field, text))
        except QueryError as error:
            what, _, remedy = str(error).partition("; ")
            self.fault(token, what, remedy)

    def between(self, field: str | None, token: _Token) -> Node:
        if field is None or FIELDS[field].kind not in (FieldKind.YEAR, FieldKind.DATE):
            self.fault(
                token, "only year and date have ranges", "write  year:[2010 TO 2015]  or  date:[2012-01-31 TO *]"
            )
        text = token.text.strip('"') if token.kind == "phrase" else token.text
        if text == "*":
            return Exists(field)
        low, high = self.bounds(field, token, text)
        if low is not None and high is not None and low > high:
            self.fault(token, "this range ends before it begins", "put the earlier bound first")
        return Between(field, low, high)

    def bounds(self, field: str, token: _Token, text: str) -> tuple[int | None, int | None]:
        if token.kind == "range":
            found = _BOUNDS.fullmatch(text[1:-1])
            if found is None:
                self.fault(token, "this range cannot be read", f"write  {field}:[2010 TO 2015],  with TO in capitals")
            low, high = self.days(field, token, found[1]), self.days(field, token, found[2])
            first = None if low is None else (low[0] if text[0] == "[" else low[1] + 1)
            last = None if high is None else (high[1] if text[-1] == "]" else high[0] - 1)
            return first, last
        compared = _COMPARED.fullmatch(text)
        value = self.days(field, token, compared[2] if compared else text)
        if value is None:
            self.fault(token, "a bound is missing", f"write  {field}:>=2010")
        sides = {">=": (value[0], None), ">": (value[1] + 1, None), "<=": (None, value[1]), "<": (None, value[0] - 1)}
        return sides[compared[1]] if compared else value

    def days(self, field: str, token: _Token, text: str) -> tuple[int, int] | None:
        """The first and last year or day that ``text`` stands for; None for an open bound."""
        if text == "*":
            return None
        try:
            return year_or_days(FIELDS[field].kind, text)
        except ValueError:
            form = "2014" if FIELDS[field].kind is FieldKind.YEAR else "2014, 2014-05 or 2014-05-31"
            self.fault(token, f"{text!r} is not a {field}", f"write it as {form}")

    # ---- tokens ----

    def accept(self, operator: str) -> _Token | None:
        if self.next < len(self.tokens) and self.tokens[self.next][:2] == ("word", operator):
            self.next += 1
            return self.tokens[self.next - 1]
        return None

    def expect_operand(self, sign: _Token) -> None:
        following = self.tokens[self.next] if self.next < len(self.tokens) else None
        if following is None or following.kind == "close" or following.text in ("AND", "OR"):
            self.fault(sign, f"{sign.text} has nothing after it", 'put a word there, or quote it: "and"')

    def take(self) -> _Token:
        self.next += 1
        return self.tokens[self.next - 1]

    def deeper(self, token: _Token, read: Callable[[], Node | None]) -> Node | None:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fault(token, f"more than {_DEEPEST} parentheses within each other", "write it flatter")
        node = read()
        self.depth -= 1
        return node

    def fault(self, token: _Token, what: str, remedy: str) -> NoReturn:
        raise fault(self.text, token.at, what, remedy)
