"""The named rules, in the order in which they are asked: the first that finds a block settles it.

The table and the loop over it belong here. The rules themselves: cuerules.py (one line), headrules.py (between headline and
text), authorrules.py (who wrote it, below the text), runrules.py (runs of lines), placerules.py (nothing but the place).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from newsarchive.label.arrowrules import arrows, lone_arrows
from newsarchive.label.authorrules import author_box, author_told
from newsarchive.label.cuerules import (
    ad_labels,
    by_cue,
    by_markup,
    caption_over_credit,
    closing_credit,
    copyright_line,
    inside_article,
    name_with_copyright,
    near_article,
    text_fields,
    titled,
)
from newsarchive.label.headrules import date_in_head, name_after_label, name_in_head, reading_time, standfirst
from newsarchive.label.labelpairs import labelled_pair
from newsarchive.label.linkrules import pagination, related, related_box, related_inset, related_tail, sponsored
from newsarchive.label.neighbourrules import by_neighbour_name, by_rel, previous_next, unnamed_neighbour
from newsarchive.label.page import Finding, Page
from newsarchive.label.phrases import Cue
from newsarchive.label.placerules import (
    above_headline,
    counted_entries,
    inside_sentence,
    many_dates,
    orphan,
    picture_told,
    subhead,
)
from newsarchive.label.recurring import recurring_lines
from newsarchive.label.runrules import (
    after_copyright,
    comment_form,
    comment_marks,
    comments,
    cookie_notice,
    lone_fields,
    menu_run,
    newsletter,
)
from newsarchive.model import Block, Role

__all__ = ["RULES", "Page", "Rule", "settle"]

_BODY = Role.BODY  # looked up here, for Python 3.11 takes 0.1 µs each time
_new = tuple.__new__
"""``_new(Block, (…))`` is ``Block._make((…))`` in half the time."""


class Rule(NamedTuple):
    """One row of the table."""

    name: str
    find: Callable[[Page], Iterator[Finding]]
    overrules: bool
    """It may take a block from the body."""
    precision: float
    """How often it was right, by role group, on 74 hand-labelled pages (`benchmarks/roles.py FOLDER --rules`); set by judgement
    where fewer than ten lines came up. It is the block's probability."""


RULES = (
    Rule("sentence", inside_sentence, False, 0.9),
    Rule("ad-label", ad_labels, True, 0.95),
    Rule("ad-phrase", by_cue(Role.AD, Cue.AD), True, 0.95),
    Rule("sponsored", sponsored, True, 0.95),
    Rule("rel-link", by_rel, True, 0.98),
    Rule("neighbour-name", by_neighbour_name, True, 0.96),
    Rule("standfirst", standfirst, True, 0.6),
    Rule("neighbour-label", previous_next, True, 0.95),
    Rule("previous-title", titled(Cue.PREVIOUS_TITLE, Role.RELATED_PREVIOUS), True, 0.95),
    Rule("next-title", titled(Cue.NEXT_TITLE, Role.RELATED_NEXT), True, 0.95),
    Rule("label-pair", labelled_pair, True, 0.95),
    Rule("arrows", arrows, True, 0.9),
    Rule("lone-arrow", lone_arrows, True, 0.9),
    Rule("pages", pagination, False, 0.9),
    Rule("closing-credit", closing_credit, True, 0.9),
    Rule("text-field", text_fields, True, 0.95),
    Rule("comment-form", comment_form, True, 0.93),
    Rule("comments", comments, True, 0.9),
    Rule("cookie", cookie_notice, True, 0.95),
    Rule("counted", counted_entries, True, 0.95),
    Rule("date", near_article(Role.DATE, Cue.DATE), True, 0.8),
    Rule("byline", near_article(Role.BYLINE, Cue.BYLINE, Cue.CREDIT), True, 0.88),
    Rule("author-box", author_box, True, 0.6),
    Rule("name-after-label", name_after_label, True, 0.9),
    Rule("author-told", author_told, True, 0.9),
    Rule("reading-time", reading_time, False, 0.9),
    Rule("name-in-head", name_in_head, False, 0.7),
    Rule("date-in-head", date_in_head, False, 0.8),
    Rule("caption", inside_article(Role.CAPTION, Cue.CAPTION), True, 0.9),
    Rule("caption-credit", caption_over_credit, False, 0.8),
    Rule("caption-place", picture_told, True, 0.8),
    Rule("related-box", related_box, True, 0.9),
    Rule("copyright-name", name_with_copyright, False, 0.6),
    Rule("markup", by_markup, False, 0.8),
    Rule("related-inset", related_inset, True, 0.9),
    Rule("related-tail", related_tail, True, 0.8),
    Rule("related-heading", related, False, 0.86),
    Rule("related-label", by_cue(Role.RELATED, Cue.RELATED), True, 0.8),
    Rule("unnamed-neighbour", unnamed_neighbour, False, 0.6),
    Rule("many-dates", many_dates, False, 0.9),
    Rule("form-fields", lone_fields, False, 0.8),
    Rule("share", by_cue(Role.SHARE, Cue.SHARE), True, 0.92),
    Rule("newsletter", newsletter, True, 0.66),
    Rule("copyright", copyright_line, True, 0.97),
    Rule("menu", menu_run, True, 0.97),
    Rule("footer", by_cue(Role.FOOTER, Cue.FOOTER), False, 0.9),
    Rule("comment-mark", comment_marks, False, 0.9),
    Rule("after-copyright", after_copyright, False, 0.83),
    Rule("nav", by_cue(Role.NAV, Cue.NAV), False, 0.9),
    Rule("orphan", orphan, False, 0.73),
    Rule("other", by_cue(Role.OTHER, Cue.OTHER), False, 0.7),
    Rule("above-headline", above_headline, True, 0.9),
    Rule("subhead", subhead, False, 0.9),
    Rule("recurring-line", recurring_lines, True, 0.9),
)


def settle(page: Page) -> tuple[Block, ...]:
    """The blocks of ``page`` with role, reason and probability.

    A block that the tagger holds for the headline stays it; one that it holds for body is taken from it only by rules that
    may overrule; every other block gets the role of the first rule that finds it, or the likeliest where none does.
    """
    page = Page(page.document, page.features, page.proposals, memory=page.memory)
    settled = page.settled
    headline = {page.headline}
    article = {page.headline, *page.body}
    for name, find, overrules, precision in RULES:
        kept = headline if overrules else article
        for i, role, evidence in find(page):
            if i not in settled and i not in kept:
                taken = page.is_body(i)
                placement = precision if taken else max(precision, 1 - page.proposals[i].body)
                settled[i] = _labelled(page.blocks[i], role, f"rule {name}: {evidence}", precision, placement)
    return tuple(
        [
            settled[i]
            if i in settled
            else _labelled(
                block, each.role, each.why, each.probability, each.body if each.role is _BODY else 1 - each.body
            )
            for i, (block, each) in enumerate(zip(page.blocks, page.proposals, strict=True))
        ]
    )


def _labelled(block: Block, role: Role, why: str, probability: float, placement: float) -> Block:
    """``block._replace(…)``, in a third of the time: a page has hundreds of them."""
    return _new(Block, (*block[:-4], role, why, probability, placement))
