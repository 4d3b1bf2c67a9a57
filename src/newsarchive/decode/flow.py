"""Runs of text become blocks: where a paragraph ends, what a link is, which table rows are data.

The parser's events come from html.py, the elements from dom.py. Nothing here knows tags beyond links, line breaks and
table rows. Every visible character that is added stands in exactly one block, in the order it was added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsarchive.decode.dom import Element, block_element
from newsarchive.model import Block, Kind, Link, Markup
from newsarchive.textnorm import normalise

_LONGEST_HREF = 2000
_MOST_LINKS = 200

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


@dataclass(slots=True)
class _Run:
    """A block in the making."""

    raw: str
    text: str
    block: Element | None
    near: Element | None
    kind: Kind
    links: list[Link]
    linked: int


class Flow:
    """Collects text, line breaks and links; :meth:`end_block` makes a block of what came since the last."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._carried: list[str] = []
        self._link: Element | None = None
        self._after_link = False
        self._reset()

    def _reset(self) -> None:
        self.pieces: list[str] = []
        """The text of the block so far; :meth:`end_block` need not be called while this is empty."""
        self._near: Element | None = None
        self._links: list[Link] = []
        self._linked = 0
        self._breaks = 0
        self._link_start = self._line_start = self._line_linked = 0

    def __len__(self) -> int:
        """Number of blocks that are complete."""
        return len(self._runs)

    def add(self, text: str, at: Element | None) -> None:
        """Add a text node, or a part of one, that stands in the element ``at``."""
        self._after_link = False
        if not text or text.isspace():
            if self.pieces:
                self.pieces.append(text)
            return
        if self._breaks:
            if self._breaks > 1 or self._paragraph_ends(text):
                self.end_block()
            self._breaks = 0
            self._line_start, self._line_linked = len(self.pieces), self._linked
        if self._near is None:
            self._near = at
        else:
            while not self._near.open and self._near.parent is not None:
                self._near = self._near.parent
        self.pieces.append(text)

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

    def open_link(self, element: Element) -> None:
        """An ``<a>`` begins. Two without white space between are two words: pages set them apart with CSS.

        A link to the next post begins a block where nothing but the link to the previous one stands before it.
        """
        if _SEQUENTIAL.search(element.attributes.get("rel", "")[:_LONGEST_HREF]) and self._is_one_sequential_link():
            self.end_block()
        if self._after_link:
            self.pieces.append(" ")
        self._link = element if "href" in element.attributes else None
        self._link_start = len(self.pieces)

    def _is_one_sequential_link(self) -> bool:
        """Whether the block so far is one link with rel=prev or rel=next, and no other text."""
        if len(self._links) != 1 or not _SEQUENTIAL.search(self._links[0].rel):
            return False
        return normalise("".join(self.pieces)) == self._links[0].text

    def close_link(self) -> None:
        """An ``<a>`` ends."""
        self._note_link()
        self._link = None
        self._after_link = bool(self.pieces)

    def _note_link(self) -> None:
        """Keep the part of the open link that stands in this block."""
        if self._link is None:
            return
        text = normalise("".join(self.pieces[self._link_start :]))
        self._link_start = len(self.pieces)
        self._linked += len(text)
        if text and len(self._links) < _MOST_LINKS:
            get = self._link.attributes.get
            self._links.append(Link(text, get("href", "")[:_LONGEST_HREF], get("rel", "")[:_LONGEST_HREF]))

    def end_block(self) -> None:
        """End the block that is being collected, if there is anything in it to read."""
        self._note_link()
        raw = " ".join("".join(self.pieces).split())
        text = normalise(raw)
        near, links, linked = self._near, self._links, self._linked
        self._after_link = False
        self._reset()
        if not text:
            if raw:
                self._carried.append(raw)  # invisible, such as a lone zero-width space: it goes with the next block
            return
        if self._carried:
            raw = " ".join((*self._carried, raw))
            self._carried = []
        kind = near.kind if near is not None else Kind.PARAGRAPH
        self._runs.append(_Run(raw, text, block_element(near), near, kind, links, linked))

    def join_row(self, row: Element, first: int) -> None:
        """Make one block of the cells of a table row, the blocks from ``first`` on, if they are data and not layout."""
        cells = range(first, len(self._runs))
        if len(cells) < 2 or not all(self._is_cell(number, row, first) for number in cells):
            return
        runs = self._runs[first:]
        raw = "\t".join(run.raw for run in runs)
        links = [link for run in runs for link in run.links][:_MOST_LINKS]
        linked = sum(run.linked for run in runs)
        self._runs[first:] = [_Run(raw, normalise(raw), row, row, Kind.TABLE_ROW, links, linked)]

    def _is_cell(self, number: int, row: Element, first: int) -> bool:
        """Whether the block is all there is of a short cell of ``row``."""
        run = self._runs[number]
        if run.block is None or run.block.parent is not row or len(run.raw) > _LONGEST_CELL:
            return False
        return number == first or run.block is not self._runs[number - 1].block

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        """The text, one block a line, and the blocks."""
        if self.pieces:
            self.end_block()
        if self._carried:
            self._carry_back()
        blocks = []
        start = 0
        for number, run in enumerate(self._runs, 1):
            end = start + len(run.raw) + 1
            blocks.append(_block(run, (start, end), number))
            start = end
        return "".join(run.raw + "\n" for run in self._runs), tuple(blocks)

    def _carry_back(self) -> None:
        """What cannot be read at the end of the page goes with the last block; if it is all there is, it is one."""
        rest = " ".join(self._carried)
        if self._runs:
            self._runs[-1].raw += " " + rest
        else:
            self._runs.append(_Run(rest, "", None, None, Kind.PARAGRAPH, [], 0))


def _block(run: _Run, span: tuple[int, int], number: int) -> Block:
    density = min(1.0, run.linked / len(run.text)) if run.text else 0.0
    path = run.block.path if run.block is not None else ""
    names = run.near.names if run.near is not None else ""
    markup = Markup(path, names, density, tuple(run.links))
    return Block(run.text, span, (number, number), kind=run.kind, markup=markup)
