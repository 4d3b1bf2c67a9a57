"""Which blocks of an HTML page are body and headline, for now: what trafilatura takes for the article.

A trained tagger over the blocks replaces this module; the seam is one :class:`Proposal` a block. Only choosing belongs
here: blocks are made in decode/html.py, and finer roles of noise are settled by the rules. trafilatura is run without
its metadata, its comments and the network; whatever it raises becomes a reason, never an error.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsarchive.label.alignment import stands_in
from newsarchive.label.htmlheadline import choose_headline
from newsarchive.label.proposal import Proposal
from newsarchive.model import Block, Document, Role

# trafilatura walks its tree many times over. Within these bounds the worst of some thirty hostile pages (elements 190
# deep) took it 7 s; of 470 corpus pages the largest has 1,075,000 characters and 19,400 tags.
_LARGEST = 2_000_000
_MOST_TAGS = 40_000

_PROBABILITY = {Role.BODY: 0.9, Role.HEADLINE: 0.9, Role.OTHER: 0.9}


def choose_body(source: str, document: Document) -> tuple[Proposal, ...]:
    """One proposal for each block of ``document``: headline, body or other.

    Args:
        source: the HTML that the document was cut from.
        document: its blocks, in page order.
    """
    text, why = _extract(source)
    if text is None:
        chosen = _dense(document.blocks)
        reason = f"block density ({why})"
    else:
        chosen = stands_in(text, [block.text for block in document.blocks])
        reason = why
    headline, headline_why = choose_headline(document, chosen)
    return tuple(
        Proposal(Role.HEADLINE, _PROBABILITY[Role.HEADLINE], headline_why)
        if number == headline
        else _proposal(is_body, reason)
        for number, is_body in enumerate(chosen)
    )


def _proposal(is_body: bool, reason: str) -> Proposal:
    role = Role.BODY if is_body else Role.OTHER
    verb = "stands" if is_body else "does not stand"
    return Proposal(role, _PROBABILITY[role], f"{reason}: {verb} in its extraction")


def _extract(source: str) -> tuple[str | None, str]:
    """trafilatura's article as text, and its name; or None, and why there is none."""
    if (refusal := _too_much(source)) is not None:
        return None, refusal
    try:
        import trafilatura

        name = f"trafilatura {trafilatura.__version__}"
        found = trafilatura.bare_extraction(source, include_comments=False, with_metadata=False)
    except Exception as error:
        return None, f"trafilatura raised {type(error).__name__}"
    if found is None or not found.text:
        return None, f"{name} found no text"
    return found.text, name


def _too_much(source: str) -> str | None:
    if len(source) > _LARGEST:
        return "page too large for trafilatura"
    if source.count("<") > _MOST_TAGS:
        return "too many tags for trafilatura"
    return None


def _dense(blocks: Sequence[Block]) -> list[bool]:
    """Long blocks with few links: what a body is made of when nothing better is known."""
    return [len(block.text) >= 120 and (block.markup is None or block.markup.link_density < 0.3) for block in blocks]
