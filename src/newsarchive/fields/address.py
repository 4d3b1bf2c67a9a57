"""Addresses of links: made absolute, spelt as URIs, and compared. Nothing here is fetched; which links count is related.py's."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from newsarchive.model import Hints

_WEB = re.compile(r"(?P<host>https?://[\w\-.~%:@\[\]!$&'()*+,;=]+)(?P<rest>(?:[/?#].*)?)", re.IGNORECASE | re.DOTALL)
_URI = "%:/?#[]@!$&'()*+,;=~"
_PLAIN = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9_/~-]*(?:\.[a-z]+)?")
"""Most absolute addresses: nothing in them could be joined, be parted or need an escape."""
_PATH = re.compile(r"(?![a-z][a-z0-9+.-]{0,20}:)(?!//)[^#\s]", re.IGNORECASE)
_PAGE = r"(?:page|seite|pagina|pag|strona|sivu|sida|p)"
_PAGE_WORD = re.compile(rf"[-/_]{_PAGE}[-/_]?\d", re.IGNORECASE)
_PAGE_STEP = re.compile(
    rf"(?:/(?:{_PAGE}[-/]?)?\d{{1,3}}|[-_,.]{_PAGE}?[-_]?\d{{1,2}})(?=(?:\.\w{{2,5}})?/?$)", re.IGNORECASE
)
_PAGE_KEY = re.compile(
    rf"[?&](?:{_PAGE}|pg|paged|page_?(?:no|num|number)|start|offset|cpage|pagenum)=\d{{1,2}}(?:&|$)", re.IGNORECASE
)
"""How addresses number the pages of one article: ``/page/2``, ``/2``, ``-2.html``, ``?page=2``."""


def base_address(uri: str, hints: Hints) -> str:
    """What the relative links of a page are relative to (RFC 3986, section 5.1): its base element, else its own URL."""
    own = own_address(uri, hints)
    return _join(own, hints.base) if hints.base else own


def own_address(uri: str, hints: Hints) -> str:
    """Where the page stands on the web: the address it was fetched from, else the one it states."""
    return uri if uri.startswith(("http://", "https://")) else hints.canonical


def web_address(base: str, href: str) -> str | None:
    """``href`` as an absolute http or https URI, or None; what RFC 3986 has no place for is percent-encoded."""
    href = href.strip()
    if _PLAIN.fullmatch(href):
        return href
    match = _WEB.fullmatch(_join(base, href))
    return match["host"] + quote(match["rest"], safe=_URI, errors="replace") if match else None


def is_path(href: str) -> bool:
    """Whether ``href`` leads to another page of the same site: a relative address that is more than a fragment."""
    return bool(_PATH.match(href.strip()))


def is_same_page(url: str, own: str) -> bool:
    """Whether ``url`` leads to the page at ``own`` itself, to a part of it, or to another page of the same article."""
    if not own:
        return False
    (host, here, ours), (their_host, there, theirs) = _parts(own), _parts(url)
    if host != their_host:
        return False
    if here == there:
        return ours == theirs or bool(_PAGE_KEY.search(f"?{ours}") or _PAGE_KEY.search(f"?{theirs}"))
    return ours == theirs and (_first(there) == here or _first(here) == there or _are_pages(here, there))


def is_front_page(url: str) -> bool:
    """Whether ``url`` is a site's front page: it has no path and no query."""
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query


def _are_pages(here: str, there: str) -> bool:
    """Whether two paths are numbered pages of a third, by a word for page."""
    return bool(_PAGE_WORD.search(here)) and _first(here) == _first(there)


def _first(path: str) -> str:
    """``path`` without the number of a page at its end."""
    return _PAGE_STEP.sub("", path)


def _parts(url: str) -> tuple[str, str, str]:
    """Host, path and query; nothing but a path where ``url`` is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url, ""
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query


def _join(base: str, href: str) -> str:
    try:
        joined = urljoin(base, href)
        urlsplit(joined)
    except ValueError:  # a bracket without its pair is no address (RFC 3986, section 3.2.2)
        return ""
    return joined
