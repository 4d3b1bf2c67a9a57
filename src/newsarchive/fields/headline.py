"""The headline: the one block labelled so, else the title that the HTML head gives."""

from __future__ import annotations

from newsarchive.model import Block, Document, Where


def headline_field(block: Block | None, document: Document) -> tuple[str | None, Where | None]:
    """The headline and where it stands; ``lines`` is (0, 0) for a title that stands in the head only."""
    if block is not None:
        return block.text, Where(block.lines, block.text, block.why)
    title = document.hints.og_title or document.hints.title
    if not title:
        return None, None
    source = "og:title" if document.hints.og_title else "title element"
    return title, Where((0, 0), title, f"rule head-title: no headline in the page, taken from its {source}")
