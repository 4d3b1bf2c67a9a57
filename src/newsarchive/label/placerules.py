"""Rules by place between two blocks of the body, where the network has left out what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.label.page import Finding, Page
from newsarchive.model import Kind, Role

_LONGEST_PIECE = 8  # words of a link or a name in the middle of a sentence


def inside_sentence(page: Page) -> Iterator[Finding]:
    """A piece of a sentence that a rendering has cut at its links: the block before it does not end, the one after it goes on."""
    for before, after in zip(page.body, page.body[1:], strict=False):
        if after - before != 2 or before + 1 == page.headline:
            continue
        i = before + 1
        apart = page.blocks[i].blank_before or page.blocks[after].blank_before > 1
        if apart or page.features[before].ends or not page.features[after].opens_low:
            continue
        if page.features[i].words <= _LONGEST_PIECE:
            yield i, Role.BODY, "in the middle of a sentence"


def subhead(page: Page) -> Iterator[Finding]:
    """A heading of the markup between two paragraphs of the body, which the network has left out."""
    for i, block, markup in page.marked:
        if block.kind is not Kind.HEADING or markup.link_density >= 0.5 or not 0 < i < len(page.blocks) - 1:
            continue
        if page.is_body(i - 1) and page.is_body(i + 1) and page.cue(i) is None:
            yield i, Role.BODY, "a heading between two paragraphs"
