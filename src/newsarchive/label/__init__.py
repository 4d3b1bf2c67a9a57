"""Every block of a document gets its role, the reason, and a probability.

    vectors ──▶ network ──▶ tagger (headline, body, likeliest role) ──▶ rules (where words say it outright) ──▶ Document

There is one network for text and one for HTML (networks/*.npz, made by training/). What labels and notices say stands in
phrases/*.toml. grounds.py tells what a network went by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from newsarchive.label.features import Features, measure
from newsarchive.label.language import page_language
from newsarchive.label.phrases import Cue, phrases_for
from newsarchive.label.rules import Page, settle
from newsarchive.model import Document, SiteMemory

HTML = "text/html"


def model_name(media_type: str) -> str:
    """Name and version of what labels pages of this media type, for the article's provenance."""
    from newsarchive.label.network import network

    return network(markup=media_type == HTML).name


def label(document: Document, source: str = "", *, explain: bool = False, memory: SiteMemory | None = None) -> Document:
    """``document`` with ``role``, ``why`` and ``probability`` on every block. Pure and deterministic; linear in size.

    Args:
        document: a decoded page.
        source: the markup that an HTML document was cut from: where the network is unsure, trafilatura is asked too.
        explain: add to the reason of each block which the network decided what it went by; takes a hundred times as long.
        memory: what is known of the site that the page stands on.

    Raises:
        ConfigurationError: a phrase table or a network cannot be used.
    """
    from newsarchive.label.tagger import propose

    language = page_language(document)
    phrases = phrases_for(language)
    features = measure(document.blocks, phrases)

    def ask() -> list[bool] | None:
        from newsarchive.label.secondopinion import second_opinion

        return second_opinion(source, document) if source else None

    proposals = propose(document, cues(features), ask, explain=explain)
    document = replace(document, language=_stated(document.language, language))  # which rules ask for too
    return replace(document, blocks=settle(Page(document, features, proposals, memory=memory)))


def cues(features: Sequence[Features]) -> Callable[[int], Cue | None]:
    """Tells of a block what the phrase tables say of it."""

    def cue_of(i: int) -> Cue | None:
        match = features[i].match
        return match.cue if match else None

    return cue_of


def _stated(stated: str | None, language: str | None) -> str | None:
    """The language as the page states it, with its region, where that is a BCP 47 tag; else what was made out."""
    tag = (stated or "").replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}", tag) else language
