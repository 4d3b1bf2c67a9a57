"""Is there a whole article in the page, and if not, what is it? docs/decisions/0007-verdict.md says how it is measured.

    labelled Document ──▶ plain (no text at all?) ──▶ notices (error, consent, paywall?) ──▶ glance (an article beyond doubt?)
                                                            Verdict ◀── why ◀── model (what is it?) ◀── measures ◀──┘

Only the order of the questions belongs here: the first that has an answer decides.
"""

from __future__ import annotations

from newsarchive.model import Document, Verdict
from newsarchive.verdict.glance import Measures, glance
from newsarchive.verdict.listing import plain_listing, teasers_alone
from newsarchive.verdict.model import clear, weigh
from newsarchive.verdict.notices import consent_wall, error_page, paywall
from newsarchive.verdict.page import ENDS, SHORTEST, Page, count_words
from newsarchive.verdict.plain import not_text
from newsarchive.verdict.several import several_articles

__all__ = ["count_words", "judge"]

_BLOCKS = 8
"""Blocks below which nothing is weighed: somebody pasted a text and little else. Of 220 pages that are none one has fewer."""
_PROSE = 0.9
"""Share of the page's words in lines that end like sentences, whatever their role: a bare text, as somebody pastes it."""


_CLEAR = {"sentences": 0.95, "longest_run": 0.75, "in_paragraphs": 0.8}
_CLEAR_WORDS = 150
_DOUBT = 1.0
"""A body of so many words that is paragraphs of whole sentences in one piece, and how much more must then speak against an article.
By folds it takes false alarms from HTML from 1.3 to 1.2 % and loses one page of 220 that are none; from text nothing changes."""


def judge(document: Document) -> Verdict | None:
    """Why ``document`` holds no whole article, or None where it does.

    Args:
        document: its blocks have roles.

    Raises:
        ConfigurationError: a file of words cannot be used.
    """
    if not any(block.text for block in document.blocks):
        return Verdict("empty", "the page has no visible text")
    page = Page(document)
    questions = (
        *(not_text, error_page, consent_wall, paywall, teasers_alone),  # said outright
        *(_weighed, plain_listing, _short, several_articles),
    )
    return next((found for question in questions if (found := question(page))), None)


def _weighed(page: Page) -> Verdict | None:
    if len(page.blocks) < _BLOCKS:
        return None
    first = glance(page)
    return None if clear(first, markup=page.is_markup) or _is_bare(page) else _read(page, first)


def _is_bare(page: Page) -> bool:
    sentences = [n for text, n in zip(page.texts, page.words, strict=True) if text.endswith(ENDS)]
    return sum(sentences) > _PROSE * page.total


def _read(page: Page, first: Measures) -> Verdict | None:
    """What the words of the page say too; what that needs is imported for the pages that need it."""
    from newsarchive.verdict.measures import known_words, measure
    from newsarchive.verdict.why import told

    judgement = weigh(first | measure(page), known_words(page), markup=page.is_markup)
    limit = _DOUBT if _is_clear(page, first) else 0.0
    return Verdict(judgement.kind, told(judgement)) if judgement.score > limit else None


def _is_clear(page: Page, first: Measures) -> bool:
    return page.in_body >= _CLEAR_WORDS and all(first[name] >= least for name, least in _CLEAR.items())


def _short(page: Page) -> Verdict | None:
    words = sum(page.body_words)
    return Verdict("short", f"{words} words of body, fewer than {SHORTEST}") if words < SHORTEST else None
