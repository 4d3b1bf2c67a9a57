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

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newsarchive.decode.dom import BLOCKS, INVISIBLE, VOID, Element
from newsarchive.decode.flow import Flow
from newsarchive.decode.htmlhead import TAGS as HEAD_TAGS
from newsarchive.decode.htmlhead import Head
from newsarchive.model import Block, Hints

# Browsers nest no deeper either (Blink, maximumHTMLParserDOMTreeDepth); the deepest of 470 corpus pages is 51. Past this
# the page is cut flat: libxml2 looks through all open elements for each stray end tag, so the depth must be bounded.
_DEEPEST = 512

_CHUNK = 1 << 16
"""Characters parsed at once. After an exception the parser reads on to the end of what it was given."""

_BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n")
# libxml2 takes what stands in <noframes> for raw text, and does not know that <wbr> has no end.
_UNKNOWN = (
    (("<noframes", "<NOFRAMES"), re.compile(r"</?noframes\b[^<>]*>", re.IGNORECASE), "<br><br>"),
    (("<wbr", "<WBR"), re.compile(r"</?wbr\b[^<>]*>", re.IGNORECASE), ""),
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


def cut_html(source: str) -> HtmlPage:
    """Cut the HTML ``source`` into blocks. Never fails: what is no HTML is text.

    Time and memory are linear in ``source``. Entities that a page defines are not expanded and nothing is fetched:
    libxml2's HTML parser does neither. Block numbers stand in ``Block.lines``.
    """
    source = source.replace("\0", "")
    for names, pattern, instead in _UNKNOWN:
        if any(name in source for name in names):
            source = pattern.sub(instead, source)
    try:
        return _cut(source)
    except _TooDeep:
        return _cut(_NESTING.sub("<br><br>", source))


class _TooDeep(Exception):
    """Elements are nested deeper than any honest page nests them."""


def _cut(source: str) -> HtmlPage:
    from lxml import etree

    cutter = _Cutter()
    target: Any = cutter  # the stub asks for a comment() too; without one, comments are skipped faster
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    parser.feed(b"<!DOCTYPE html>")  # so that there is something to parse in an empty page
    for start in range(0, len(source), _CHUNK):
        parser.feed(source[start : start + _CHUNK].encode("utf-8", "ignore"))
    parser.close()
    text, blocks = cutter.flow.finish()
    return HtmlPage(text, blocks, cutter.head.hints())


class _Cutter:
    """Receives the parser's events: lxml's "target parser" interface."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.head = Head()
        self._at: Element | None = None
        self._depth = 0
        self._hidden = 0  # how many elements are open from the outermost invisible one on
        self._titles = 0
        self._in_title = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDeep
        if self._hidden:
            self._hidden += 1
        elif tag in VOID:
            self._void(tag, attributes)
        elif tag in INVISIBLE:
            self._hidden = 1
            self._titles += tag == "title"
            self._in_title = tag == "title" and self._titles == 1
        else:
            self._enter(tag, attributes)

    def _void(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            self.flow.break_line()
        elif tag == "hr":
            self.flow.end_block()
        elif tag in HEAD_TAGS:
            self.head.see(tag, attributes)

    def _enter(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in BLOCKS and self.flow.pieces:
            self.flow.end_block()
        self._at = element = Element(tag, attributes, self._at)
        if tag == "a":
            self.flow.open_link(element)
        elif tag == "tr":
            element.first_block = len(self.flow)
        elif tag == "html":
            self.head.see(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        if self._hidden:
            self._hidden -= 1
        elif tag not in VOID and self._at is not None:
            self._leave(tag, self._at)

    def _leave(self, tag: str, element: Element) -> None:
        if tag in BLOCKS and self.flow.pieces:
            self.flow.end_block()
        if tag == "a":
            self.flow.close_link()
        elif tag == "tr":
            self.flow.join_row(element, element.first_block)
        element.open = False
        self._at = element.parent

    def data(self, text: str) -> None:
        """A text node, or a part of one."""
        if self._hidden:
            if self._in_title:
                self.head.title(text)
            return
        if self._at is not None and self._at.preformatted and "\n" in text:
            self._add_preformatted(text)
        else:
            self.flow.add(text, self._at)

    def _add_preformatted(self, text: str) -> None:
        first, *others = _BLANK_LINE.split(text)
        self.flow.add(first, self._at)
        for other in others:
            self.flow.end_block()
            self.flow.add(other, self._at)

    def close(self) -> None:
        """The page ends."""
