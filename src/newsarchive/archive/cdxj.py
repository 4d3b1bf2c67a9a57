"""CDXJ index lines (CDXJ 0.1.0): ``key timestamp {json}``, sorted, for pywb, replayweb.page and their like.

The key is a SURT (Sort-friendly URI Reordering Transform), made as pywb makes it; checked against cdxj-indexer in a slow test.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"^www\d*\.")


def surt(uri: str) -> str:
    """The sort key of ``uri``: host reversed, without www and default port, path and query lower-cased.

    Addresses without a host (``urn:``, ``file:///``) stay as they are, lower-cased.
    """
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return uri.lower()
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return uri.lower()
    reversed_host = ",".join(reversed(_WWW.sub("", host).split(".")))
    shown_port = f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else ""
    path = parts.path.rstrip("/") or "/"
    query = "?" + "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{reversed_host}{shown_port}){path}{query}".lower()


def cdxj_line(uri: str, date: str, mime: str, sha256: str, place: tuple[str, int, int]) -> str:
    """One line, without newline.

    Args:
        uri: WARC-Target-URI.
        date: WARC-Date, ``YYYY-MM-DDThh:mm:ssZ``.
        mime: media type without parameters, or ``warc/revisit``.
        sha256: payload digest, hex.
        place: file name, offset and length of the gzip member, in bytes.
    """
    filename, offset, length = place
    value = {
        "url": uri,
        "mime": mime,
        "digest": f"sha256:{sha256}",
        "length": str(length),
        "offset": str(offset),
        "filename": filename,
    }
    return f"{surt(uri)} {re.sub(r'[^0-9]', '', date)} {json.dumps(value)}"
