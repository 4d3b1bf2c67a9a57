"""Runs of text become blocks: where a paragraph ends, what a link is, which table rows are data.

The parser's events come from html.py, the elements from dom.py. Nothing here knows tags beyond links, line breaks and
table rows. Every visible character that is added stands in exactly one block, in the order it was added.
"""

from __future__ import annotations

import re

from newsarchive.decode.dom import HIDDEN, PREFORMATTED, TITLE, Element, block_element, names, outermost, root
from newsarchive.model import Block, Kind, Link, Markup
from newsarchive.textnorm import normalise

_LONGEST_HREF = 2000
_MOST_LINKS = 200

_BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n")
_SEQUENTIAL = re.compile(r"(?:^|\s)(?:prev|previous|next)(?:\s|$)", re.IGNORECASE)

_LONGEST_CELL = 200
"""Characters of a table cell in a row that is data; in old pages whole articles stand in cells, for the layout.
The 354 rows joined in 150 corpus pages are the same at 200 and at 1,000; at 50 they are 323."""

# A line that follows <br> with an indent or a bullet begins a paragraph (the indent is how Chinese pages do it).
_NEW_PARAGRAPH = re.compile(r"[ \n]*(?:[\u3000\u00a0\u2003]{2}|[•▪■►●◆])")
# A line before <br> that is a finished sentence of some length ends a paragraph; an address or a verse goes on. The length
# matters little: of 25,207 blocks in 150 corpus pages 43 are cut by this rule, 79 without a least length.
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»）)\]]{0,3}\Z")
_SHORTEST_SENTENCE = 60


_UNLABELLED = Block("", (0, 0), (0, 0))[7:]
"""What comes after a block's markup."""
_new = tuple.__new__
"""``_new(Link, (…))`` is ``Link(…)`` in half the time."""


class Flow:
    """Collects text, line breaks and links; :meth:`end_block` makes a block of what came since the last."""

    def __init__(self) -> None:
        self.place = root()
        """The place of the innermost open element, seen or not."""
        self.element = outermost(self.place)
        """The innermost open element that is seen."""
        self._blocks: list[Block] = []
        self._raws: list[str] = []
        """As the blocks' text stands in the page, but for white space."""
        self._length = 0
        self._carried: list[str] = []
        self._link: Element | None = None
        self._rows: list[int] = []
        """For every open table row: the number of blocks before it."""
        self._cells: dict[int, Element] = {}
        """Index of a block in a table row -> the element that is the block."""
        self._spelt: dict[tuple[str, str], str] = {}
        self._reset()

    def _reset(self) -> None:
        self.pieces: list[str] = []
        """The text of the block so far; :meth:`end_block` need not be called while this is empty."""
        self.near = self.element
        """The innermost element around all text of the block."""
        self.reach = self.element
        """The innermost open one of ``near`` and its ancestors: it will be ``near`` if more text comes."""
        self._links: list[Link] = []
        self._linked = 0
        self._whole = 0, "", ""
        """A link from the start of the block on: its number of pieces, and they as :func:`_spell` spells them."""
        self._breaks = 0
        self._link_start = self._line_start = self._line_linked = 0
        self._after_link = -1
        """The number of pieces when the last link ended."""

    def data(self, text: str) -> None:
        """A text node, or a part of one, that stands in the innermost element."""
        what = self.place.text
        if what and (what != PREFORMATTED or "\n" in text):
            if what != HIDDEN:
                self._set_apart(what, text)
        elif text.isspace():
            if self.pieces:
                self.pieces.append(text)
        else:
            if self._breaks:
                self._continue(text)
            self.near = self.reach = self.reach if self.pieces else self.element
            self.pieces.append(text)

    def _set_apart(self, what: int, text: str) -> None:
        """Text of a title or a script, or preformatted and of several lines."""
        if what == PREFORMATTED:
            first, *others = _BLANK_LINE.split(text)
            self.data(first.replace("\n", " ") or " ")
            for other in others:
                self.end_block()
                self.data(other.replace("\n", " ") or " ")
        elif what == TITLE:
            self.title(text)
        else:
            self.script(text)

    def title(self, text: str) -> None:
        """Text of a ``<title>``, which is no part of any block."""

    def script(self, text: str) -> None:
        """Text of a ``<script>``, the same."""

    @property
    def next_number(self) -> int:
        """The number of the block that is being collected, or of the next."""
        return len(self._raws) + 1

    def _continue(self, text: str) -> None:
        """Text follows a line break."""
        if self._breaks > 1 or self._paragraph_ends(text):
            self.end_block()
        self._breaks = 0
        self._line_start, self._line_linked = len(self.pieces), self._linked

    def break_line(self) -> None:
        """A ``<br>``: two in a row end the block, one may."""
        if self.pieces:
            self._breaks += 1
            self.pieces.append("\n")

    def _paragraph_ends(self, following: str) -> bool:
        """Whether one ``<br>`` stands between two paragraphs, not within one."""
        if _NEW_PARAGRAPH.match(following):
            return True
        line = "".join(self.pieces[self._line_start :]).strip()
        if 2 * (self._linked - self._line_linked) > len(line):
            return True  # a list of links
        return len(line) >= _SHORTEST_SENTENCE and _SENTENCE_END.search(line, len(line) - 5) is not None

    def open_link(self) -> None:
        """The innermost element, an ``<a>``, begins.

        Two without white space between are two words: pages set them apart with CSS. A link to the next post begins a
        block where nothing but the link to the previous one stands before it.
        """
        attributes = self.element[1]
        if len(self._links) == 1 and _SEQUENTIAL.search(attributes.get("rel", "")[:_LONGEST_HREF]):
            self._part_sequential_links()
        if self._after_link == len(self.pieces):
            self.pieces.append(" ")
        self._link = self.element if "href" in attributes else None
        self._link_start = len(self.pieces)

    def _part_sequential_links(self) -> None:
        """End the block if it is one link with rel=prev or rel=next so far, and no other text."""
        (link,) = self._links
        if _SEQUENTIAL.search(link.rel) and normalise("".join(self.pieces)) == link.text:
            self.end_block()

    def close_link(self) -> None:
        """An ``<a>`` ends."""
        if self.pieces:
            self._note_link()
            self._after_link = len(self.pieces)
        self._link = None

    def _note_link(self) -> None:
        """Keep the part of the open link, if there is one, that stands in this block."""
        start, end = self._link_start, len(self.pieces)
        if self._link is None or start == end:
            return
        raw, text = _spell("".join(self.pieces[start:]))
        if not start:
            self._whole = end, raw, text
        self._link_start = end
        self._linked += len(text)
        if text and len(self._links) < _MOST_LINKS:
            get = self._link[1].get
            href, rel = get("href", "")[:_LONGEST_HREF], get("rel", "")[:_LONGEST_HREF]
            self._links.append(_new(Link, (text, href, rel)))

    def end_block(self) -> None:
        """End the block that is being collected, if there is anything in it to read."""
        if self._link is not None:
            self._note_link()
        whole, raw, text = self._whole
        if whole != len(self.pieces):
            raw, text = _spell("".join(self.pieces))
        near, links, linked = self.near, self._links, self._linked
        self._reset()
        if text:
            if self._rows:
                self._cells[len(self._blocks)] = block_element(near)
            self._add(raw, text, near, near[2].kind, links, linked)
        elif raw:
            self._carried.append(raw)  # invisible, such as a lone zero-width space: it goes with the next block

    def _add(self, raw: str, text: str, near: Element, kind: Kind, links: list[Link], linked: int) -> None:
        if self._carried:
            raw = " ".join((*self._carried, raw))
            self._carried = []
        self._raws.append(raw)
        start, number = self._length, len(self._raws)
        self._length = end = start + len(raw) + 1
        density = linked / len(text) if linked < len(text) else 1.0
        markup = _new(Markup, (near[2].block.path, names(near, self._spelt), density, tuple(links)))
        self._blocks.append(_new(Block, (text, (start, end), (number, number), 0, 0, kind, markup, *_UNLABELLED)))

    def open_row(self) -> None:
        """The innermost element, a ``<tr>``, begins."""
        self._rows.append(len(self._blocks))

    def close_row(self) -> None:
        """The innermost element, a ``<tr>``, ends. If its cells are data and not layout they are one block."""
        first = self._rows.pop()
        if len(self._blocks) < first + 2 or not self._are_data(first):
            return
        raw = "\t".join(self._raws[first:])
        links = [link for block in self._blocks[first:] if block.markup for link in block.markup.links]
        self._length = self._blocks[first].span[0]
        del self._raws[first:], self._blocks[first:]
        self._cells[first] = self.element
        linked = sum(len(link.text) for link in links)
        self._add(raw, normalise(raw), self.element, Kind.TABLE_ROW, links[:_MOST_LINKS], linked)

    def _are_data(self, first: int) -> bool:
        """Whether each block is all there is of a short cell of the innermost element."""
        before = None
        for number in range(first, len(self._blocks)):
            cell = self._cells[number]
            if cell is before or cell[0] is not self.element or len(self._raws[number]) > _LONGEST_CELL:
                return False
            before = cell
        return True

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        """The text, one block a line, and the blocks."""
        if self.pieces:
            self.end_block()
        if self._carried:
            self._carry_back()
        return "".join([raw + "\n" for raw in self._raws]), tuple(self._blocks)

    def forget(self) -> None:
        """Let go of the page. What refers to this would else keep all blocks until the garbage collector comes."""
        self.place.forget()
        vars(self).clear()

    def _carry_back(self) -> None:
        """What cannot be read at the end of the page goes with the last block; if it is all there is, it is one."""
        rest = " ".join(self._carried)
        if self._blocks:
            start, end = self._blocks[-1].span
            self._blocks[-1] = self._blocks[-1]._replace(span=(start, end + 1 + len(rest)))
            self._raws[-1] += f" {rest}"
        else:
            self._raws.append(rest)
            self._blocks.append(Block("", (0, len(rest) + 1), (1, 1), markup=Markup("", "", 0.0)))


def _spell(text: str) -> tuple[str, str]:
    """``text`` with one space for all white space, and normalised. Most is so already, which is quickly seen."""
    if text.isprintable() and "  " not in text:
        raw = text.strip()
        return raw, raw if raw.isascii() else normalise(raw)
    raw = " ".join(text.split())
    return raw, normalise(raw)
