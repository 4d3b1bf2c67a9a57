"""The named rules, in the order in which they are asked: the first that finds a block settles it.

The table and the loop over it belong here. The rules themselves: cuerules.py (one line), runrules.py (runs of lines).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from newsarchive.label.cuerules import by_cue, by_markup, near_article, repeats_headline, standfirst, titled
from newsarchive.label.page import Finding, Page
from newsarchive.label.phrases import Cue
from newsarchive.label.runrules import (
    after_copyright,
    by_place,
    comment_form,
    comment_marks,
    comments,
    cookie_notice,
    lone_fields,
    previous_next,
    related,
)
from newsarchive.model import Block, Role

__all__ = ["RULES", "Page", "Rule", "settle"]


class Rule(NamedTuple):
    """One row of the table."""

    name: str
    find: Callable[[Page], Iterator[Finding]]
    overrules: bool
    """It may take a block from the body."""
    precision: float
    """How often it was right on hand-labelled pages (benchmarks/roles.py, by role group); the block's probability."""


RULES = (
    Rule("ad-label", by_cue(Role.AD, Cue.AD_LABEL), True, 0.9),
    Rule("ad-phrase", by_cue(Role.AD, Cue.AD), True, 0.95),
    Rule("standfirst", standfirst, True, 0.6),
    Rule("previous-label", previous_next, True, 0.9),
    Rule("previous-title", titled(Cue.PREVIOUS_TITLE, Role.RELATED_PREVIOUS), True, 0.95),
    Rule("next-title", titled(Cue.NEXT_TITLE, Role.RELATED_NEXT), True, 0.95),
    Rule("comment-form", comment_form, True, 0.95),
    Rule("comments", comments, True, 0.8),
    Rule("cookie", cookie_notice, True, 0.95),
    Rule("repeats-headline", repeats_headline, False, 0.9),
    Rule("date", near_article(Role.DATE, Cue.DATE), True, 0.85),
    Rule("byline", near_article(Role.BYLINE, Cue.BYLINE), True, 0.85),
    Rule("caption", by_cue(Role.CAPTION, Cue.CAPTION), True, 0.8),
    Rule("related-heading", related, False, 0.8),
    Rule("related-label", by_cue(Role.RELATED, Cue.RELATED), True, 0.8),
    Rule("form-fields", lone_fields, False, 0.8),
    Rule("share", by_cue(Role.SHARE, Cue.SHARE), True, 0.9),
    Rule("newsletter", by_cue(Role.NEWSLETTER, Cue.NEWSLETTER), True, 0.8),
    Rule("footer", by_cue(Role.FOOTER, Cue.FOOTER), True, 0.9),
    Rule("comment-mark", comment_marks, False, 0.8),
    Rule("after-copyright", after_copyright, False, 0.9),
    Rule("nav", by_cue(Role.NAV, Cue.NAV), False, 0.9),
    Rule("markup", by_markup, False, 0.8),
    Rule("other", by_cue(Role.OTHER, Cue.OTHER), False, 0.7),
    Rule("place", by_place, False, 0.6),
)


def settle(page: Page) -> tuple[Block, ...]:
    """The blocks of ``page`` with role, reason and probability.

    A block that the tagger holds for the headline stays it; one that it holds for body is taken from it only by rules that
    may overrule; every other block gets the role of the first rule that finds it.
    """
    settled: dict[int, Block] = {}
    for rule in RULES:
        for i, role, evidence in rule.find(page):
            if i not in settled and _may_settle(rule, page, i):
                block = page.blocks[i]
                settled[i] = replace(block, role=role, why=f"rule {rule.name}: {evidence}", probability=rule.precision)
    return tuple(settled.get(i) or _as_proposed(page, i) for i in range(len(page.blocks)))


def _may_settle(rule: Rule, page: Page, i: int) -> bool:
    proposed = page.proposals[i].role
    return proposed is not Role.HEADLINE and (rule.overrules or proposed is not Role.BODY)


def _as_proposed(page: Page, i: int) -> Block:
    proposal = page.proposals[i]
    return replace(page.blocks[i], role=proposal.role, why=proposal.why, probability=proposal.probability)
