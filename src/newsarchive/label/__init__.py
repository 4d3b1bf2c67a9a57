"""Every block of a document gets its role, the reason, and a probability.

    features ──▶ tagger (headline, body, noise) ──▶ rules (the finer role of noise) ──▶ Document(Block.role…)

The tagger for text is tagger.py, for HTML extraction.py; both give one Proposal a block (proposal.py). What labels and
notices say stands in phrases/*.toml.
"""

from __future__ import annotations

import re
from dataclasses import replace

from newsarchive.label.features import measure
from newsarchive.label.language import page_language
from newsarchive.label.phrases import phrases_for
from newsarchive.label.rules import Page, settle
from newsarchive.label.tagger import NAME as _TEXT_TAGGER
from newsarchive.label.tagger import propose
from newsarchive.model import Document

HTML = "text/html"


def model_name(media_type: str) -> str:
    """Name and version of what labels pages of this media type, for the article's provenance."""
    if media_type != HTML:
        return _TEXT_TAGGER
    from newsarchive.label.extraction import tagger_name

    return tagger_name()


def label(document: Document, source: str = "") -> Document:
    """``document`` with ``role``, ``why`` and ``probability`` on every block. Pure and deterministic; linear in size.

    Args:
        document: a decoded page.
        source: the markup that an HTML document was cut from; unused for text.

    Raises:
        ConfigurationError: a phrase table cannot be used.
    """
    language = page_language(document)
    phrases = phrases_for(language)
    features = measure(document.blocks, phrases)
    if document.media_type == HTML:
        from newsarchive.label.extraction import choose_body

        proposals = choose_body(source, document)
    else:
        proposals = propose(document.blocks, features, phrases)
    return replace(
        document, blocks=settle(Page(document, features, proposals)), language=_stated(document.language, language)
    )


def _stated(stated: str | None, language: str | None) -> str | None:
    """The language as the page states it, with its region, where that is a BCP 47 tag; else what was made out."""
    tag = (stated or "").replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}", tag) else language
