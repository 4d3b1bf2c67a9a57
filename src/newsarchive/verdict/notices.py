"""Pages that say outright that they are none: errors, proofs of being no robot, consent walls, paywalls.

The notices stand in ``words/``. They decide only where the page has hardly any body besides them, so that an article about error
pages stays one. How often they err stands in docs/decisions/0007-verdict.md.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.model import Role, Verdict
from newsarchive.patterns import lazily
from newsarchive.verdict.page import NOTICE, Page, count_words

_LITTLE = 60  # words of body besides the notice, under which an error decides
_STUB = 150  # words of body before a paywall; a stub of three paragraphs has some 120
_CONSENT = 80
_SMALL_PAGE = 400  # words; on a larger page an error must be said in its title, headline or body
_AFTER = 8  # blocks behind the body among which a paywall stands
_STATUS = lazily(r"(?:http |error |fehler |erreur )?(?:40[0134]|410|429|50[0234])(?: error)?(?: [a-z]+){0,3}")
"""A line that is an HTTP status (RFC 9110, section 15), as servers print it."""
_SAYS = {
    "error": "it says that there is no page here",
    "robot": "it asks for a proof that the reader is no robot",
    "script": "it asks for JavaScript",
}


def error_page(page: Page) -> Verdict | None:
    """Whether the page is an error, or asks for something before it shows anything."""
    if sum(page.body_words) > _LITTLE + 2 * NOTICE:
        return None
    for what, says in _SAYS.items():
        lines = _lines(page, what)
        besides = sum(n for i, n in zip(page.at, page.body_words, strict=True) if i not in lines)
        if lines and besides < _LITTLE and (page.total < _SMALL_PAGE or _is_central(page, lines)):
            return Verdict("error", f"{says}: “{_shown(page, lines[0])}”")
    return None


def _is_central(page: Page, lines: list[int]) -> bool:
    return any(page.blocks[i].role in (Role.HEADLINE, Role.BODY) for i in lines)


def consent_wall(page: Page) -> Verdict | None:
    """Whether the page asks for consent to cookies and hardly shows anything else."""
    consent = page.by_role[Role.COOKIE]
    body = sum(page.body_words)
    if not consent or body >= _CONSENT or consent * 2 <= page.total:
        return None
    return Verdict("consent", f"{consent} of {page.total} words ask for consent, {body} are body")


def paywall(page: Page) -> Verdict | None:
    """Whether a short body ends at a request to subscribe."""
    if sum(page.body_words) > _STUB + NOTICE:
        return None
    lines = _lines(page, "paywall")
    before = [i for i in page.at if i not in lines]
    ends = before[-1] if before else -1
    if sum(page.words[i] for i in before) > _STUB:
        return None
    behind = next((i for i in lines if ends < i <= ends + _AFTER), None)
    if behind is None:
        return None
    return Verdict("paywall", f"after {sum(page.words[i] for i in before)} words of body: “{_shown(page, behind)}”")


def _lines(page: Page, what: str) -> list[int]:
    """The small blocks that hold a notice. Nearly all notices stand nowhere on a page, which a plain search tells fastest."""
    everything = "\n".join([text for _, text in page.small])
    pattern = _pattern(tuple([each for each in page.lexicon.notices[what] if each in everything]))
    return [i for i, text in page.small if pattern.search(text) or (what == "error" and _STATUS.fullmatch(text))]


@lru_cache(256)
def _pattern(notices: tuple[str, ...]) -> re.Pattern[str]:
    """A notice from the beginning of a word on, which CJK scripts do not show; matches nothing where there is none."""
    either = "|".join([rf"\b{re.escape(each)}" if each.isascii() else re.escape(each) for each in notices])
    return re.compile(either or r"(?!)")


def _shown(page: Page, i: int) -> str:
    text = page.blocks[i].text
    return text if count_words(text) <= 12 and len(text) <= 100 else text[:100].rsplit(" ", 1)[0] + " …"
