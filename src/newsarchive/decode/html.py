"""HTML pages: characters in, blocks out. The DOM ends here.

The page streams once through libxml2's HTML parser; no tree is built. This module turns the parser's events into text
and line ends (flow.py makes blocks of them) by the tables of dom.py, and passes metadata on to htmlhead.py. Choosing the
charset is done before, choosing the article after.

What is visible: every text node outside the elements of :data:`newsarchive.decode.dom.INVISIBLE`. No text are
attributes (``alt``, ``placeholder``, ``value``), comments and what CSS generates. A browser's line ends end blocks; so do
the paragraphs that authors make with ``<br>``, and blank lines in preformatted text. White space is one space, and a
tab between the cells of a table row.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from newsarchive.decode.dom import MISREAD, TooDeep
from newsarchive.decode.flow import Flow
from newsarchive.decode.htmlhead import Head
from newsarchive.model import Block, Hints

_CHUNK = 1 << 16
"""Bytes parsed at once. After an exception the parser reads on to the end of what it was given, and libxml2 looks through
all open elements for each stray end tag, so that too deep a page must soon be seen."""

_MENDED = (
    (re.compile(r"</?noframes\b[^<>]*>", re.IGNORECASE), "<br><br>"),
    (re.compile(r"</?wbr\b[^<>]*>", re.IGNORECASE), ""),
)
_RAW_TEXT = r"iframe|noembed|script|style|textarea|title|xmp"  # their content is no markup, so their tags must stay
_NESTING = re.compile(rf"</?(?!(?:{_RAW_TEXT})\b)[a-z][^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """An HTML page as text and blocks."""

    text: str
    """The visible text, one block a line: as the page spells it, but for white space."""
    blocks: tuple[Block, ...]
    hints: Hints


def cut_html(source: str, utf8: bytes | None = None) -> HtmlPage:
    """Cut the HTML ``source`` into blocks. Never fails: what is no HTML is text.

    Time and memory are linear in ``source``. Entities that a page defines are not expanded and nothing is fetched:
    libxml2's HTML parser does neither. Block numbers stand in ``Block.lines``.

    Args:
        source: the page.
        utf8: ``source`` in UTF-8, where the caller has it: that saves a twentieth of the time.
    """
    try:
        return _cut(_encoded(source) if utf8 is None else utf8, MISREAD)
    except (_Misread, TooDeep):
        source = source.replace("\0", "")
    for pattern, instead in _MENDED:
        source = pattern.sub(instead, source)
    try:
        return _cut(_encoded(source))
    except TooDeep:
        return _cut(_encoded(_NESTING.sub("<br><br>", source)))


class _Misread(Exception):
    """There is an element of :data:`newsarchive.decode.dom.MISREAD`."""


def _encoded(source: str) -> bytes:
    return source.encode("utf-8", "ignore")


def _cut(source: bytes, refused: Container[str] = ()) -> HtmlPage:
    from lxml import etree

    cutter = _Cutter(refused)
    target: Any = cutter  # the stub asks for a comment() too; without one, comments are skipped faster
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    parser.feed(b"<!DOCTYPE html>")  # so that there is something to parse in an empty page
    for chunk in _chunks(source.replace(b"\0", b"")):
        parser.feed(chunk)
    parser.close()
    text, blocks = cutter.finish()
    hints = cutter.head.hints()
    cutter.forget()  # the parser, which refers to it, refers to itself
    return HtmlPage(text, blocks, hints)


def _chunks(utf8: bytes) -> Iterator[bytes]:
    """``utf8`` in pieces that end with a whole character."""
    start = 0
    while start < len(utf8):
        end = start + _CHUNK
        while b"\x80" <= utf8[end : end + 1] < b"\xc0" and end > start + _CHUNK - 4:
            end -= 1
        yield utf8[start:end]
        start = end


class _Cutter(Flow):
    """Receives the parser's events: lxml's "target parser" interface.

    Every start has its end, properly nested. The methods of the interface are called some 3,000 times a page, so they do
    at once what is common and pass on what is rare.
    """

    def __init__(self, refused: Container[str]) -> None:
        """Of the elements that are misread, those in ``refused`` raise :class:`_Misread`."""
        super().__init__()
        self.head = Head()
        self._refused = refused
        self._titles = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.place = place = self.place[tag]
        if place.is_element:
            if place.breaks and self.pieces:
                self.end_block()
            self.element = [self.element, attributes, place, None]
        if place.special:
            self._start_special(tag, attributes)

    def _start_special(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "a":
            self.open_link()
        elif tag == "br":
            self.break_line()
        elif tag == "tr":
            self.open_row()
        elif tag == "hr":
            self.end_block()
        elif tag == "title":
            self._titles += 1
        elif tag == "time":
            self.head.time(attributes, self.next_number)
        elif tag == "script":
            self.head.script(attributes)
        elif tag not in MISREAD:
            self.head.see(tag, attributes)
        elif tag in self._refused:
            raise _Misread

    def end(self, tag: str) -> None:
        """An element ends."""
        place = self.place
        self.place = place.parent
        if place.is_element:
            if place.breaks and self.pieces:
                self.end_block()
            if place.special:
                self._end_special(tag)
            element = self.element
            self.element = parent = element[0]
            if element is self.reach:
                self.reach = parent

    def _end_special(self, tag: str) -> None:
        if tag == "a":
            self.close_link()
        elif tag == "tr":
            self.close_row()

    def title(self, text: str) -> None:
        """Text of a ``<title>``; the first is the page's."""
        if self._titles == 1:
            self.head.title(text)

    def script(self, text: str) -> None:
        """Text of a ``<script>``."""
        self.head.script_text(text)

    def close(self) -> None:
        """The page ends."""


# lxml asks five times a page how many arguments start() takes. To find out each time took as long as 50 elements do.
_Cutter.start.__dict__["__signature__"] = inspect.signature(_Cutter.start)
