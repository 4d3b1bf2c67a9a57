"""Rules that need one line and its place: each cue of the phrase tables becomes a role. Others: headrules.py, runrules.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import itemgetter

from newsarchive.label.namewords import NameWords
from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Role
from newsarchive.textnorm import fold

Find = Callable[[Page], Iterator[Finding]]
_MARKS = ("©", "ⓒ")
_SHORT_CREDIT, _FEWEST, _MOST = 8, 4, 60  # words
_LEAD = 3  # blocks above the headline in which the first picture has its caption
_NEAR_TOP, _NEAR_END = 6, 6  # blocks around the article in which a date or a byline is the article's own


def by_cue(role: Role, *cues: Cue) -> Find:
    """A rule: every line with one of ``cues`` has ``role``."""

    def find(page: Page) -> Iterator[Finding]:
        return ((i, role, page.evidence(i)) for i in page.cued(*cues))

    return find


def near_article(role: Role, *cues: Cue) -> Find:
    """A rule: a line with one of ``cues`` has ``role`` at the head of the article, or right below it if it is no lone word."""

    def find(page: Page) -> Iterator[Finding]:
        top = page.start if page.headline is None else page.headline
        first = next((i for i in page.body if i > top), top)
        for i in page.cued(*cues):
            lone = page.features[i].words < 2
            below = page.end - 1 <= i <= page.end + _NEAR_END and not lone
            if (page.start if lone else page.start - _NEAR_TOP) <= i <= first + 2 or below:
                yield i, role, page.evidence(i)

    return find


def inside_article(role: Role, *cues: Cue) -> Find:
    """A rule: a line with one of ``cues`` has ``role`` between the head of the article and the line after its end."""

    def find(page: Page) -> Iterator[Finding]:
        for i in page.cued(*cues):
            if page.start - _LEAD <= i < page.end + (page.blocks[i].text[:1] not in _MARKS) * 2:
                yield i, role, page.evidence(i)

    return find


def caption_over_credit(page: Page) -> Iterator[Finding]:
    """A sentence over "Photo: Anna Holm", which is no text."""
    for i in page.cued(Cue.CAPTION):
        above = page.features[i - 1] if i else None
        if above is None or not page.start - _LEAD <= i - 1 <= page.end or page.features[i].words > _SHORT_CREDIT:
            continue
        if not page.is_body(i - 1) and page.cue(i - 1) is None and _FEWEST <= above.words <= _MOST:
            yield i - 1, Role.CAPTION, f"over {page.evidence(i)}"


def closing_credit(page: Page) -> Iterator[Finding]:
    """The agency's closing credits belong to the text, where they stand in it or right below it."""
    for i in page.cued(Cue.CREDIT):
        if page.body and page.body[len(page.body) // 2] < i <= page.end + 2:
            yield i, Role.BODY, page.evidence(i)


def copyright_line(page: Page) -> Iterator[Finding]:
    """A copyright line with its year, at the end of what was taken for the text or below it."""
    return (
        (i, Role.FOOTER, page.evidence(i))
        for i in page.cued(Cue.FOOTER)
        if page.features[i].dated and i >= page.end - 1
    )


def name_with_copyright(page: Page) -> Iterator[Finding]:
    """ "© A name" away from the article, where no picture stands."""
    return ((i, Role.FOOTER, page.evidence(i)) for i in page.cued(Cue.CAPTION) if page.blocks[i].text[:1] in _MARKS)


def ad_labels(page: Page) -> Iterator[Finding]:
    """ "Advertisement" where it stands by itself; as an entry of a menu or a footer it sells advertisements."""
    imprint = next((i for i in page.cued(Cue.FOOTER) if i > page.end), len(page.blocks))
    for i in page.cued(Cue.AD_LABEL):
        entry = page.features[i].listed or i > imprint or {page.cue(i - 1), page.cue(i + 1)} & {Cue.NAV, Cue.FOOTER}
        if page.features[i].words >= 3 or not entry:
            yield i, Role.AD, page.evidence(i)


def titled(cue: Cue, role: Role) -> Find:
    """A rule: a line "Previous post: A title" is the link itself."""

    def find(page: Page) -> Iterator[Finding]:
        for i in page.cued(cue):
            match = page.features[i].match
            if i > page.start and match is not None and fold(match.rest).strip("0123456789 "):
                yield i, role, page.evidence(i)

    return find


_MARKUP = (
    (re.compile(r"comment-?(?:respond|form|reply)|\brespond\b|commentform"), Role.COMMENT_FORM),
    (re.compile(r"\bcomments?\b|comment-?(?:list|body|content|area|section)|disqus"), Role.COMMENT),
    (re.compile(r"cookie|consent|gdpr"), Role.COOKIE),
    (re.compile(r"newsletter|subscri|sign-?up|paywall|donat|mc_embed|mailchimp"), Role.NEWSLETTER),
    (re.compile(r"shar(?:e|ing)|social|addtoany|addthis|sharedaddy"), Role.SHARE),
    (
        re.compile(
            r"\brelated|recommend|read-?more|more-?(?:from|stories|news)|popular|trending|most-?read|teaser|outbrain|taboola"
        ),
        Role.RELATED,
    ),
    (re.compile(r"\bad(?:s|vert\w*)?\b|\badv-|sponsor|promo\b|banner-?ad|dfp|adsbygoogle"), Role.AD),
    (re.compile(r"caption|credit|figcaption"), Role.CAPTION),
    (re.compile(r"byline|author|writer"), Role.BYLINE),
    (re.compile(r"breadcrumb|\bnav\b|navbar|navigation|menu|\btags?(?![\w-])|skip-?link|pagination"), Role.NAV),
    (re.compile(r"footer|colophon|copyright|imprint"), Role.FOOTER),
)
"""Class, id and role words of an element and its ancestors that name its part of the page, and that part. First match wins."""
_told = NameWords(*(pattern for pattern, _ in _MARKUP))
_Named = tuple[int, str]
"""The row of the table that a word meets, and the piece of the word that meets it."""
_rank = itemgetter(0)


def text_fields(page: Page) -> Iterator[Finding]:
    """What stands in a text field of a form: the page's own text a second time to be copied, or an example."""
    for i, _, markup in page.marked:
        if "textarea" in markup.path and "textarea" in markup.path.split("/"):
            yield i, Role.OTHER, "a text field of a form"


def by_markup(page: Page) -> Iterator[Finding]:
    """What the DOM calls a block, or the nearest ancestor with a telling name."""
    if not page.marked:
        return
    for i in page.noise():
        markup = page.blocks[i].markup
        if markup is not None and (found := _telling(markup.names[:400], markup.path[-200:])):
            rank, name = found
            role = _MARKUP[rank][1]
            heading = role is Role.RELATED and page.cues[i] is Cue.RELATED_HEADING
            yield i, Role.RELATED_HEADING if heading else role, quoted(name)


def _telling(names: str, path: str) -> _Named | None:
    """What the words say that stands first in :data:`_MARKUP`; where two say the same, the nearer to the block."""
    by_names, by_path = _first_named(names), _first_named(path.replace("/", " "))
    return by_path if by_names is None or (by_path and by_path[0] < by_names[0]) else by_names


@lru_cache(4096)
def _first_named(words: str) -> _Named | None:
    return min([found for word in _told.among(words) if (found := _named(word))], key=_rank, default=None)


@lru_cache(1 << 14)
def _named(word: str) -> _Named | None:
    """What one word says. No pattern reaches beyond a space, so each word is looked at once for many pages."""
    hits = ((rank, found.group()) for rank, (pattern, _) in enumerate(_MARKUP) if (found := pattern.search(word)))
    return next(hits, None)
