"""Which blocks of an HTML page are body and headline, for now: what trafilatura takes for the article.

A trained tagger over the blocks replaces this module; the seam is one :class:`Proposal` a block. Only choosing belongs
here: blocks are made in decode/html.py, the finer roles of noise are settled by the rules. trafilatura runs in its balanced
mode, without metadata, comments and network: of six settings tried on 150 pages of five corpora that had the best
word F1 (0.935; fast 0.914, without tables 0.925, recall 0.916, precision 0.906). What it raises becomes a reason.
"""

from __future__ import annotations

from typing import Any

from newsarchive.label.alignment import stands_in
from newsarchive.label.htmlheadline import choose_headline
from newsarchive.label.proposal import Proposal
from newsarchive.model import Block, Document, Role
from newsarchive.textnorm import stream_safe

# trafilatura walks its tree many times over. Within these bounds the worst of some thirty hostile pages (elements nested
# 190 deep) took it 7 s; of 470 corpus pages the largest has 1,075,000 characters and 19,400 tags.
LARGEST = 2_000_000
MOST_TAGS = 40_000

# Measured on those 150 pages by blocks: of 4,355 body blocks 0.83 stand in the gold text, of 20,652 others 0.98 do not;
# of 120 headlines 0.85 equal the gold one. By density alone: not measured, low on purpose.
_PROBABILITY = {Role.BODY: 0.83, Role.OTHER: 0.98, Role.HEADLINE: 0.85}
_BY_DENSITY = 0.5
_LONG_PARAGRAPH = 120
_FEW_LINKS = 0.3


def choose_body(source: str, document: Document) -> tuple[Proposal, ...]:
    """One proposal for each block of ``document``, in order: headline, body or other.

    Args:
        source: the HTML that the document was cut from, decoded.
        document: its blocks. Their order is the order of the page.

    Takes up to seconds for a hostile page within :data:`LARGEST` and :data:`MOST_TAGS`; above these, and where trafilatura
    fails or finds nothing, long paragraphs with few links are the body and the reason says so.

    Raises:
        ImportError: trafilatura is not (wholly) installed.
    """
    text, name = _extract(source, document)
    if text:
        chosen = stands_in(text, [block.text for block in document.blocks])
        body = [_by_extraction(name, is_body) for is_body in chosen]
    else:
        chosen = [_is_dense(block) for block in document.blocks]
        body = [_by_density(name, is_body) for is_body in chosen]
    headline, why = choose_headline(document, chosen)
    if headline is not None:
        body[headline] = Proposal(Role.HEADLINE, _PROBABILITY[Role.HEADLINE], why)
    return tuple(body)


def tagger_name() -> str:
    """Name and version of what chooses the body of HTML pages."""
    import trafilatura

    return f"trafilatura {trafilatura.__version__}"


def _by_extraction(name: str, is_body: bool) -> Proposal:
    if is_body:
        return Proposal(Role.BODY, _PROBABILITY[Role.BODY], f"{name}: stands in its extraction")
    return Proposal(Role.OTHER, _PROBABILITY[Role.OTHER], f"{name}: does not stand in its extraction")


def _by_density(reason: str, is_body: bool) -> Proposal:
    if is_body:
        return Proposal(Role.BODY, _BY_DENSITY, f"rule html-density: a long paragraph with few links ({reason})")
    return Proposal(Role.OTHER, _BY_DENSITY, f"rule html-density: short or full of links ({reason})")


def _extract(source: str, document: Document) -> tuple[str, str]:
    """trafilatura's article as text, and its name and version; or nothing, and why there is nothing."""
    if len(source) > LARGEST or source.count("<") > MOST_TAGS:
        return "", "page too large for trafilatura"
    if (
        stream_safe(document.text) != document.text
    ):  # it normalises to NFC, which takes the square of the marks in a row
        return "", "too many combining marks in a row for trafilatura"
    import trafilatura

    name = tagger_name()
    clean = source.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")  # lxml refuses NUL and lone surrogates
    try:
        found: Any = trafilatura.bare_extraction(clean, include_comments=False, with_metadata=False)
    except Exception as error:  # whatever goes wrong in there must not end the run
        return "", f"{name} raised {type(error).__name__}"
    if found is None or not found.text:
        return "", f"{name} found no text"
    return found.text, name


def _is_dense(block: Block) -> bool:
    links = block.markup.link_density if block.markup is not None else 0.0
    return len(block.text) >= _LONG_PARAGRAPH and links < _FEW_LINKS
