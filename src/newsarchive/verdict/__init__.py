"""Is there a whole article in the page, and if not, what is it? docs/decisions/0007-verdict.md says how it is measured.

    labelled Document ──▶ plain (no text at all?) ──▶ notices (error, consent, paywall?) ──▶ measures ──▶ model ──▶ why ──▶ Verdict

Only the order of the questions belongs here: the first that has an answer decides.
"""

from __future__ import annotations

from newsarchive.model import Document, Verdict
from newsarchive.verdict.lexicon import lexicon_for
from newsarchive.verdict.listing import plain_listing, teasers_alone
from newsarchive.verdict.markup import measure_markup
from newsarchive.verdict.measures import SHORTEST, Page, count_words, known_words, measure
from newsarchive.verdict.model import weigh
from newsarchive.verdict.notices import consent_wall, error_page, paywall
from newsarchive.verdict.plain import not_text
from newsarchive.verdict.several import several_articles
from newsarchive.verdict.why import told

__all__ = ["count_words", "judge"]

_BLOCKS = 8
"""Blocks below which nothing is weighed: somebody pasted a text and little else. Of 220 pages that are none one has fewer."""
_BARE, _PROSE = 0.95, 0.8
"""Share of the body in the page, and of its parts that end like sentences: a bare text, as somebody pastes it. Of the 220 pages
with so much body none has more than 0.74 such parts."""


def judge(document: Document) -> Verdict | None:
    """Why ``document`` holds no whole article, or None where it does.

    Args:
        document: its blocks have roles.

    Raises:
        ConfigurationError: a file of words cannot be used.
    """
    if not any(block.text for block in document.blocks):
        return Verdict("empty", "the page has no visible text")
    page = Page(document, lexicon_for(document.language))
    questions = (
        *(not_text, error_page, consent_wall, paywall, teasers_alone),  # said outright
        *(_weighed, plain_listing, _short, several_articles),
    )
    return next((found for question in questions if (found := question(page))), None)


def _weighed(page: Page) -> Verdict | None:
    if len(page.blocks) < _BLOCKS:
        return None
    markup = page.document.media_type == "text/html"
    measures = measure(page) | (measure_markup(page) if markup else {})
    if measures["body_share"] > _BARE and measures["sentence_parts"] > _PROSE:
        return None
    judgement = weigh(measures, known_words(page), markup=markup)
    return Verdict(judgement.kind, told(judgement)) if judgement.score > 0 else None


def _short(page: Page) -> Verdict | None:
    words = sum(page.body_words)
    return Verdict("short", f"{words} words of body, fewer than {SHORTEST}") if words < SHORTEST else None
