"""The headline: the one block labelled so, without what else stands in it; else the title that the HTML head gives.

A headline is never cut at a dash because there is a dash: something else on the page must give the shorter form in full.
"""

from __future__ import annotations

import re

from newsarchive.fields.titles import cut_out, is_enough, runs, site_names, split_words, without_names, without_site
from newsarchive.model import Block, Document, Hints, Where
from newsarchive.patterns import lazily

_FOREIGN = re.compile(
    r"\s*(?:[|/•·»‹›]|\(\s*\w+\.\w+|\W*\d{1,4}[./:-]\d|(?:\w+\W+){0,3}\d{1,2}\W+(?:\w+\W+)?(?:19|20)\d\d|(?i:by|von|par|por)\s+[^\W\d_a-z])"
)
"""What may follow a headline in its block: another part of the head's title, an address, a date or an author."""
_SHORT = 4  # letters
_AFTER_KICKER = (": ", " - ", " – ", " — ")
_TAIL = 80  # characters at the end of a block in which a date is looked for
_CLOCK = r"\d{1,2}[:.]\d\d(?::\d\d(?:\.\d)?)?(?:\s*[ap]\.?m\.?)?(?:\s*[A-Z]{2,4})?"
_NUMBERS = r"(?:\d{8}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d))"
_WORDED = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?,?\s+[^\W\d_]{3,10}|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?),?\s+(?:19|20)\d\d"
)
_WEEKDAY = r"(?:Sun|Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?)(?:day)?"
_STAMP = lazily(
    rf"[\s|,·-]+(?:(?:{_NUMBERS}|{_WORDED}),?\s+(?:at\s+)?{_CLOCK}|{_WEEKDAY},?\s+{_WORDED}(?:,?\s+{_CLOCK})?"
    rf"|[Bb]y(?:\s+[A-Z][\w.'’-]*){{1,4}},\s+(?:{_WORDED}|{_NUMBERS}))\s*$"
)
"""When the article was published, at the end of the block that the headline stands in: a date with a time of day, a weekday or an
author. A bare date may be what the headline is about."""


def headline_field(block: Block | None, document: Document) -> tuple[str | None, Where | None]:
    """The headline and where it stands; ``lines`` is (0, 0) for a title that stands in the head only."""
    if block is not None:
        own = own_part(block.text, document.hints)
        why = block.why if own == block.text else f"{block.why}; the part of it that the head gives as title"
        return own, Where(block.lines, block.text, why)
    title = document.hints.og_title or document.hints.title
    if not title:
        return None, None
    source = "og:title" if document.hints.og_title else "title element"
    why = f"rule head-title: no headline in the page, taken from its {source}"
    return without_site(title, site_names(document.hints)), Where((0, 0), title, why)


def own_part(text: str, hints: Hints) -> str:
    """``text`` without the site's name, and without kicker or date where the head gives the rest of it as title."""
    text = _unstamped(without_names(text, site_names(hints)))
    if _is_shared_without_kicker(text, hints.og_title):
        return hints.og_title
    words = split_words(text)
    folded = [word.folded for word in words]
    whole = [claim.value for claim in hints.claims if claim.field == "headline"] + [hints.og_title, hints.title]
    for title in sorted({run for each in whole for run in runs(each)}, key=lambda run: (-len(run), run)):
        given = split_words(title)
        n, these = len(given), [word.folded for word in given]
        if these == folded:
            return text
        if n >= len(words) or not is_enough(given):
            continue
        if folded[-n:] == these and _is_kicker(
            text[: words[-n].start], stated=any(each.startswith(title) for each in whole)
        ):
            return cut_out(text, words[-n].start, len(text))
        if folded[:n] == these and _FOREIGN.match(text, words[n - 1].end):
            return cut_out(text, 0, words[n - 1].end)
    return text


def _unstamped(text: str) -> str:
    """``text`` without the date and time of publication at its end."""
    match = _STAMP.search(text, max(0, len(text) - _TAIL)) if any(map(str.isdecimal, text[-_TAIL:])) else None
    left = text[: match.start()] if match else ""
    return left if is_enough(split_words(left)) else text


def _is_shared_without_kicker(text: str, og_title: str) -> bool:
    """Whether the publisher himself leaves out what stands before a colon or dash where others are shown the headline, though
    the title has it: of four corpus pages three have the shorter form as gold."""
    before = text.removesuffix(og_title)
    return before != text and before.endswith(_AFTER_KICKER) and is_enough(split_words(og_title))


def _is_kicker(before: str, *, stated: bool) -> bool:
    """Whether what stands before a title is no part of it: not an article or preposition, and, unless a title begins with
    what comes after it, not parted from that by a dash."""
    bare = before.rstrip(" «„“\"'‘‚([")
    return (bare[-1:] == ":" or len(bare) > _SHORT) and (stated or bare[-1:] not in "-–—")
