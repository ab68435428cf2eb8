"""Lines of a PDF page out of pdfium: text, box and font height, with two look-ups for each line.

pdfium gives the characters in the order of the file with generated line ends, marks a hyphen at a line's end as
U+FFFE without a line end behind it, and measures boxes from the lower left corner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ctypes import byref
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from jointcharge.parsing.text.printed import PrintedLine

if TYPE_CHECKING:
    import pypdfium2

_LINE = re.compile(r"[^\r\n\ufffe]+")
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\x02": "-",
        "\x00": None,
        "\xad": "-",
    }
)
_NEEDS_CARE = re.compile("[ﬀ-ﬆ\x00\x02\xad]")
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff\x01-\x08\x0e-\x1f]")
_MISREAD = re.compile("[a-zà-öø-ÿ][ÀÁÈÉÌÍÒÓÙÚÛÒ‡·ÈÌÛ˙Ò](?=[a-z])")
"""A capital with an accent amid small letters (``notificaciÛn``); no language writes that."""
_FEWEST_MISREAD = 3
_GAP_WIDTH = 0.6
"""A line whose average letter is wider than this share of the font's height holds wide gaps: cells of a table."""


class PageText:
    """One page's characters; `close` belongs to the caller."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._handle = textpage.raw
        self._rotation = page.get_rotation()
        self.width, self.height = page.get_size()
        self._box = raw.FS_RECTF()
        self._ref = byref(self._box)
        left, bottom, _, _ = page.get_bbox()
        self._origin = (left, bottom)
        self.text = _aligned_text(textpage, raw)
        self.was_repaired = len(_MISREAD.findall(self.text)) >= _FEWEST_MISREAD
        """Its letters were read by the wrong table (Mac for Windows) and set right."""
        if self.was_repaired:
            self.text = repair_letters(self.text)

    def find_lines(self) -> list[PrintedLine]:
        """The lines with anything printed on them, in the file's order."""
        care = _NEEDS_CARE.search(self.text) is not None
        found = []
        for match in _LINE.finditer(self.text):
            words = match.group().split()
            if words:
                found.append(self._line(match, ("" if is_letterspaced(words) else " ").join(words), care))
        return found

    @property
    def unreadable_share(self) -> float:
        """The share of characters that stand for no letter."""
        if _UNREADABLE.search(self.text) is None:
            return 0.0
        return len(_UNREADABLE.findall(self.text)) / max(len(self.text), 1)

    def _line(self, match: re.Match[str], text: str, care: bool) -> PrintedLine:
        raw = match.group()
        end = match.end()
        hyphen = end < len(self.text) and self.text[end] == "\ufffe"
        if care:
            if text[-1] == "\xad" and len(text) > 1:
                text, hyphen = text[:-1], True
            text = text.translate(_LIGATURES)
        first = self._box_of(match.start() + len(raw) - len(raw.lstrip()))
        last = self._box_of(match.start() + len(raw.rstrip()) - 1)
        x0, x1 = min(first[0], last[0]), max(first[2], last[2])
        smallest, size = sorted((first[3] - first[1], last[3] - last[1]))
        line = PrintedLine(text, x0, min(first[1], last[1]), x1, max(first[3], last[3]), size, smallest, hyphen)
        if x1 - x0 > _GAP_WIDTH * size * len(text) and " " in text:
            line.text, line.row = self._with_tabs(match, size), True
            line.row = "\t" in line.text
        return line

    def _box_of(self, index: int) -> tuple[float, float, float, float]:
        """The loose box of one character, from the upper left corner of the page as shown."""
        if not self._raw.FPDFText_GetLooseCharBox(self._handle, index, self._ref):
            return (0.0, 0.0, 0.0, 0.0)
        box = self._box
        left, right, low, high = box.left - self._origin[0], box.right - self._origin[0], box.bottom, box.top
        low, high = low - self._origin[1], high - self._origin[1]
        if self._rotation == 0:
            return (left, self.height - high, right, self.height - low)
        return _turned(self._rotation, (left, low, right, high), self.width, self.height)

    def _with_tabs(self, match: re.Match[str], size: float) -> str:
        """The line's words, parted by a tab where the gap is wider than one and a half times the font."""
        text, right = "", None
        for word in re.finditer(r"\S+", match.group()):
            box = self._box_of(match.start() + word.start())
            if text:
                text += "\t" if right is not None and box[0] - right > 1.5 * size else " "
            text += word.group().translate(_LIGATURES)
            right = self._box_of(match.start() + word.end() - 1)[2]
        return text


def is_letterspaced(words: Sequence[str]) -> bool:
    """Whether a line's "words" are one word printed with spaces: ``O R D E R``; exhibits ``A B C D`` are none."""
    if len(words) < _FEWEST_LETTERS or not all(len(word) == 1 and word.isupper() for word in words):
        return False
    return any(ord(b) - ord(a) != 1 for a, b in pairwise(words))


_FEWEST_LETTERS = 4
_SUSPECT = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f\xa0\xad\ufffe](?=[A-Za-z])|[^\x00-\x7f\W]|[·˙‡¸ø]")
"""A letter beyond ASCII, or a mark amid letters (``CANT”N``); not a quotation mark at a word's edge."""


def repair_letters(text: str) -> str:
    """``notificaciÛn`` is ``notificación``: the same byte by Windows' table; small letters with accents are right as they are.

    Every character becomes one character, so that positions stay.
    """
    table = _mac_to_windows()
    return _SUSPECT.sub(
        lambda found: found[0] if found[0].islower() and found[0] != "ø" else table.get(ord(found[0]), found[0]), text
    )


@lru_cache(maxsize=1)
def _mac_to_windows() -> dict[int, str]:
    """What Windows' table means by the bytes that were read by the Macintosh's, where that is a letter or a mark."""
    high = [bytes([code]) for code in range(0x80, 0x100)]
    pairs = ((code.decode("mac_roman"), code.decode("cp1252", "ignore")) for code in high)
    return {ord(mac): windows for mac, windows in pairs if windows}


def _turned(rotation: int, box: tuple[float, ...], width: float, height: float) -> tuple[float, float, float, float]:
    left, low, right, high = box
    if rotation == 90:
        return (low, left, high, right)
    if rotation == 180:
        return (width - right, low, width - left, high)
    return (width - high, height - right, width - low, height - left)


def _aligned_text(textpage: Any, raw: Any) -> str:
    """The page's characters, one for each of pdfium's indices."""
    text: str = textpage.get_text_range()
    count = textpage.count_chars()
    if len(text) == count:
        return text
    codes = (raw.FPDFText_GetUnicode(textpage.raw, i) for i in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes)
