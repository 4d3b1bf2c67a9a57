"""Rules that need one line and its place: each cue of the phrase tables becomes a role. Rules over runs: runrules.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Role

Find = Callable[[Page], Iterator[Finding]]
_NEAR_TOP, _NEAR_END = 6, 6  # blocks around the article in which a date or a byline is the article's own


def by_cue(role: Role, *cues: Cue) -> Find:
    """A rule: every line with one of ``cues`` has ``role``."""

    def find(page: Page) -> Iterator[Finding]:
        return ((i, role, page.evidence(i)) for i in page.cued(*cues))

    return find


def near_article(role: Role, *cues: Cue) -> Find:
    """A rule: a line with one of ``cues`` has ``role`` where it stands at the head or the foot of the article."""

    def find(page: Page) -> Iterator[Finding]:
        first = page.body[0] if page.body else page.start
        for i in page.cued(*cues):
            if page.start - _NEAR_TOP <= i <= first + 2 or page.end - 1 <= i <= page.end + _NEAR_END:
                yield i, role, page.evidence(i)

    return find


def titled(cue: Cue, role: Role) -> Find:
    """A rule: a line "Previous post: A title" is the link itself."""

    def find(page: Page) -> Iterator[Finding]:
        return ((i, role, page.evidence(i)) for i in page.cued(cue) if i > page.start)

    return find


def repeats_headline(page: Page) -> Iterator[Finding]:
    """Another copy of the headline: alone, in a breadcrumb, or with the site's name behind it."""
    if page.headline is None:
        return
    title = page.features[page.headline].key
    for i, each in enumerate(page.features):
        if i != page.headline and _copies(each.key, title):
            yield i, Role.OTHER, quoted(page.blocks[i].text)


def _copies(key: str, title: str) -> bool:
    """The title alone, or the title and little else: a site's name, the steps of a breadcrumb."""
    if key == title:
        return True
    return len(title) > 15 and len(key) < 2 * len(title) + 20 and (key.startswith(title) or key.endswith(title))


def standfirst(page: Page) -> Iterator[Finding]:
    """A sentence between the headline and the byline or date: what stands before them is not yet the text."""
    if page.headline is None or not page.body:
        return
    i = page.headline + 1
    if i >= len(page.blocks) or not page.is_body(i) or not 6 <= page.features[i].words <= 70:
        return
    for j in range(i + 1, min(i + 5, page.end)):
        if page.is_body(j):
            return
        if page.cue(j) in (Cue.BYLINE, Cue.DATE):
            yield i, Role.STANDFIRST, f"between headline and {page.evidence(j)}"
            return


_MARKUP = (
    (re.compile(r"comment-?(?:respond|form|reply)|\brespond\b|commentform"), Role.COMMENT_FORM),
    (re.compile(r"\bcomments?\b|comment-?(?:list|body|content|area|section)|disqus"), Role.COMMENT),
    (re.compile(r"cookie|consent|gdpr"), Role.COOKIE),
    (re.compile(r"newsletter|subscri|sign-?up|paywall|donat|mc_embed|mailchimp"), Role.NEWSLETTER),
    (re.compile(r"shar(?:e|ing)|social|addtoany|addthis|sharedaddy"), Role.SHARE),
    (re.compile(r"\brelated|recommend|read-?more|more-?(?:from|stories|news)|popular|trending|most-?read|teaser|outbrain|taboola"), Role.RELATED),
    (re.compile(r"\bad(?:s|vert\w*)?\b|\badv-|sponsor|promo\b|banner-?ad|dfp|adsbygoogle"), Role.AD),
    (re.compile(r"caption|credit|figcaption"), Role.CAPTION),
    (re.compile(r"byline|author|writer"), Role.BYLINE),
    (re.compile(r"breadcrumb|\bnav\b|navbar|navigation|menu|\btags?\b|skip-?link|pagination"), Role.NAV),
    (re.compile(r"footer|colophon|copyright|imprint"), Role.FOOTER),
)
"""Class, id and role words of an element and its ancestors that name its part of the page, and that part. First match wins."""


def by_markup(page: Page) -> Iterator[Finding]:
    """What the DOM calls a block, or the nearest ancestor with a telling name."""
    for i, block in enumerate(page.blocks):
        if block.markup is None:
            continue
        names = block.markup.names[:400] + " " + block.markup.path[-200:].replace("/", " ")
        for pattern, role in _MARKUP:
            found = pattern.search(names)
            if found:
                yield i, role, quoted(found.group())
                break
