"""What class names, link types and hosts say of a link: previous, next, related, or paid for. Tables and look-ups only.

Which blocks get a role by them is settled in linkrules.py. The names are those of WordPress core, its big themes and
plugins, and the widgets of newspapers, in the languages in which they are seen; words are lower case (model.Markup.names).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from newsarchive.label.namewords import NameWords
from newsarchive.model import Link, Markup, Role

_THING = r"(?:post|article|entry|story|news|blog|single|artikel|beitrag)"
_PREVIOUS = re.compile(
    rf"(?<![a-z])(?:nav|adjacent|{_THING})[-_]*prev(?:ious)?(?![a-z])|(?<![a-z])prev(?:ious)?[-_]*(?:{_THING}|link)"
)
_NEXT = re.compile(rf"(?<![a-z])(?:nav|adjacent|{_THING})[-_]*next(?![a-z])|(?<![a-z])next[-_]*(?:{_THING}|link)")
_NEAR_NAMES = 160
"""Characters of a block's names that tell previous from next: the link and the few elements around it, not the page."""

_KINDS = r"(?:posts?|articles?|stor(?:y|ies)|news|entries|entry|links?|content|items?|coverage|reading|topics|videos?)"
_RELATED = re.compile(
    rf"(?<![a-z])related(?![a-z])|related[-_]?{_KINDS}|{_KINDS}[-_]?related"
    rf"|(?:more|similar|recommended|recent)[-_]?{_KINDS}(?![a-z])|(?<![a-z])more[-_]?(?:from|on)(?![a-z])"
    r"|(?<![a-z])(?:read|see)[-_]?(?:also|next)(?![a-z])|(?<![a-z])also[-_]?(?:read|like)|further[-_]?reading"
    r"|(?<![a-z])(?:up[-_]next|recommend(?:ed|ations?)?)(?![a-z])|you[-_]?(?:may|might)[-_]?(?:also[-_]?)?like"
    r"|yarpp|jp-relatedposts|crp_related|rp4wp|wp_rp|td_block_related|relacionad[ao]s?|lees[-_]?ook|leggi[-_]?anche"
    r"|a[-_]?lire[-_]?aussi|sur[-_]le[-_]meme|mehr[-_]zum[-_]thema|lesen[-_]sie[-_]auch|czytaj[-_](?:tez|takze)"
)
_SPONSORED = re.compile(
    r"taboola|outbrain|revcontent|zergnet|(?<![a-z])mgid|plista|ligatus|dianomi|adblade|engageya|nativo"
    r"|(?<![a-z])(?:ob-widget|trc_|sponsored|promoted|paid-content|partner-?content|advertorial)"
)
_HOSTS = re.compile(
    r"(?:^|\.)(?:taboola|outbrain|revcontent|zergnet|mgid|plista|ligatus|dianomi|adblade|engageya|doubleclick"
    r"|googleadservices|googlesyndication|adnxs|criteo|content\.ad|sharethrough|nativo)(?:\.|$)"
)
"""Networks that sell places in lists of links: the host itself, at whatever top level."""

_CALENDAR = re.compile("calendar")
"""Its previous and next are months."""
_BOTH = re.compile("tdb-next-post|next-prev|prev-next")
"""Names of boxes around both, however they end: tagDiv's builder calls either side "tdb-next-post" and names them besides."""
_SLIDER = re.compile(r"carousel|slider|slick|swiper|rotator|flickity|lightbox|(?<![a-z])bx-|gallery")
_told = NameWords(_PREVIOUS, _NEXT, _RELATED, _SPONSORED, _CALENDAR, _SLIDER)
_hosts = NameWords(_HOSTS)


@lru_cache(4096)
def neighbour_name(names: str) -> tuple[Role, str] | None:
    """Previous or next, as the nearest telling name has it, and that name; None where it names both (a box around the two)."""
    for word in _told.among(names[:_NEAR_NAMES]):
        if _CALENDAR.search(word):
            return None
        if role := _neighbour(word):
            return role, word
    return None


@lru_cache(4096)
def is_slider(names: str) -> bool:
    """Whether a block stands in a slide show, whose "previous" and "next" turn pictures over."""
    return any(_SLIDER.search(word) for word in _told.among(names[:_NEAR_NAMES]))


@lru_cache(1 << 14)
def _neighbour(word: str) -> Role | None:
    if _BOTH.search(word):
        return None
    if "next" not in word:
        return Role.RELATED_PREVIOUS if _PREVIOUS.search(word) else None
    return Role.RELATED_NEXT if "prev" not in word and _NEXT.search(word) else None


@lru_cache(4096)
def related_name(names: str) -> str | None:
    """The nearest name of a list of other articles, if there is one."""
    return next(filter(_is_related, _told.among(names)), None)


@lru_cache(1 << 14)
def _is_related(word: str) -> bool:
    return _RELATED.search(word) is not None


def is_sponsored(markup: Markup) -> bool:
    """Whether most links of a block are paid for: by their type (rel=sponsored), their host, or the name of the box."""
    if not markup.links:
        return False
    paid = sum(_is_paid(link) for link in markup.links)
    return 2 * paid > len(markup.links) or sponsor_name(markup.names) is not None


@lru_cache(4096)
def sponsor_name(names: str) -> str | None:
    """The nearest name of a paid box, if there is one."""
    return next(filter(_is_sponsor, _told.among(names)), None)


@lru_cache(1 << 14)
def _is_sponsor(word: str) -> bool:
    return _SPONSORED.search(word) is not None


def _is_paid(link: Link) -> bool:
    return (link.rel != "" and "sponsored" in link.rel.lower().split()) or is_paid_host(link.href)


def is_paid_host(href: str) -> bool:
    """Whether ``href`` leads to a network that sells links."""
    if href[:1] == "/" != href[1:2] or "//" not in href:
        return False
    site, _, rest = href.partition("//")
    return _is_network(f"{site}//{rest.partition('/')[0]}")


@lru_cache(1 << 13)
def _is_network(site: str) -> bool:
    """The same of an address without its path, of which a page has few."""
    if not _hosts.among(site.lower()):
        return False
    try:
        host = urlsplit(site).hostname or ""
    except ValueError:
        return False
    return _HOSTS.search(host) is not None


def link_type(links: Iterable[Link]) -> Role | None:
    """Previous or next, as the first link with such a type says."""
    return next((_REL[word] for link in links if link.rel for word in link.rel.lower().split() if word in _REL), None)


_REL = {"prev": Role.RELATED_PREVIOUS, "previous": Role.RELATED_PREVIOUS, "next": Role.RELATED_NEXT}
"""Link types of the HTML Living Standard, section 4.6.7.15 ("sequential link types"), and one spelling that pages use."""
