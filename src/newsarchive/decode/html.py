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

from newsarchive.decode.dom import BLOCKS, INVISIBLE, Element
from newsarchive.decode.flow import Flow
from newsarchive.decode.htmlhead import TAGS as HEAD_TAGS
from newsarchive.decode.htmlhead import Head
from newsarchive.model import Block, Hints

# Browsers nest no deeper either (Blink, maximumHTMLParserDOMTreeDepth); the deepest of 470 corpus pages is 51. Past this
# the page is cut flat: libxml2 looks through all open elements for each stray end tag, so the depth must be bounded.
_DEEPEST = 512

_BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n")
_NOFRAMES = re.compile(r"</?noframes\b[^<>]*>", re.IGNORECASE)
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
    if "noframes" in source or "NOFRAMES" in source:
        source = _NOFRAMES.sub("<br><br>", source)  # the parser gives their content as raw text
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
    etree.fromstring(
        source.encode("utf-8", "ignore"), etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    )
    text, blocks = cutter.flow.finish()
    return HtmlPage(text, blocks, cutter.head.hints())


class _Cutter:
    """Receives the parser's events: lxml's "target parser" interface."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.head = Head()
        self._at: Element | None = None
        self._hidden = 0  # how many elements are open from the outermost invisible one on
        self._titles = 0
        self._in_title = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._hidden:
            self._hidden += 1
            return
        if tag in HEAD_TAGS:
            self.head.see(tag, attributes)
        if tag in INVISIBLE:
            self._hide(tag)
            return
        if tag in BLOCKS and self.flow.pieces:
            self.flow.end_block()
        self._at = element = Element(tag, attributes, self._at)
        if element.depth > _DEEPEST:
            raise _TooDeep
        if tag == "a":
            self.flow.open_link(element)
        elif tag == "tr":
            element.first_block = len(self.flow)

    def _hide(self, tag: str) -> None:
        self._hidden = 1
        if tag == "br":
            self.flow.break_line()
        elif tag == "title":
            self._titles += 1
        self._in_title = tag == "title" and self._titles == 1

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._hidden:
            self._hidden -= 1
            return
        if tag in BLOCKS and self.flow.pieces:
            self.flow.end_block()
        element = self._at
        if element is None:
            return
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
