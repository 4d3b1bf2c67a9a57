"""Which addresses of a page a reader may be led to, and in which spelling. Formats link nothing else."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from newsarchive.patterns import lazily

_WEB = lazily(r"https?://", re.IGNORECASE)
_NOT_IN_A_URL = lazily(r"[^\w!#$%&'*+,\-./:;=?@\[\]~]+")
_LONGEST = 2000  # characters; no browser or server promises more


def web_address(url: str | None) -> str | None:
    """``url`` where it is http or https, else None; what could end it in its surroundings is percent-encoded.

    ``javascript:``, ``data:``, ``file:`` and relative addresses are none, and nothing beyond 2,000 characters is.
    """
    if url is None or not _WEB.match(url) or len(url) > _LONGEST:
        return None
    return _NOT_IN_A_URL.sub(lambda bad: quote(bad[0], safe="", errors="replace"), url)


def host(address: str) -> str:
    """Where ``address`` leads: its host, without the user name that may look like one; "" where it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # a bracket without its pair (RFC 3986, section 3.2.2)
        return ""
