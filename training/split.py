"""Which fold a page belongs to: by registered domain, so that no site is both learnt from and measured on."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from functools import cache
from typing import Any
from urllib.parse import urlsplit

FOLDS = 3
_CANONICAL = re.compile(
    r"""<(?:link[^>]+rel=["']?canonical["']?[^>]+href|meta[^>]+og:url["'][^>]+content)=["']?(https?://[^"'>\s]+)""",
    re.IGNORECASE,
)
_HREF = re.compile(r"""(?:href|src)=["']?(https?://[^"'>\s]+)""", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"facebook|twitter|google|youtube|doubleclick|instagram|pinterest|linkedin|schema\.org|w3\.org|jquery|cloudflare|gstatic|addthis"
)


@cache
def _registered(host: str) -> str:
    import tldextract

    extract = tldextract.TLDExtract(suffix_list_urls=())  # the list that ships with the package; no network
    return extract(host).top_domain_under_public_suffix or host


def domain_of(page: dict[str, Any]) -> str:
    """The registered domain of a corpus page (its ``url``, ``html`` and ``id``).

    Pages without an address: the canonical address that they state, else the site that most of their links lead to.
    """
    html = page.get("html") or ""
    found = page.get("url") or next(iter(_CANONICAL.findall(html[:200_000])), "")
    if found:
        return _registered(urlsplit(found).hostname or found)
    hosts = (urlsplit(href).hostname or "" for href in _HREF.findall(html[:300_000]))
    known = Counter(_registered(host) for host in hosts if host and not _ELSEWHERE.search(host))
    return known.most_common(1)[0][0] if known else str(page["id"])


def fold_of(page: dict[str, Any]) -> int:
    """The fold, 0 to 2, that a page is measured in."""
    return zlib.crc32(domain_of(page).encode()) % FOLDS
