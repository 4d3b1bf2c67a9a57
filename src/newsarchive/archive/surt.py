"""The sort key of a URI as web archives index it: SURT (Sort-friendly URI Reordering Transform).

Replay tools find a page only under the key that they make of its address themselves, so this is theirs, oddities and all:
Google's Safe Browsing canonicalisation (https://developers.google.com/safe-browsing/v4/urls-hashing), then the Internet
Archive's (WaybackURLKeyMaker of iipc/webarchive-commons, Apache-2.0). The ``surt`` package that pywb uses does the same but
is under the AGPL; the table in tests/test_surt.py was made with it. Pure; no look-up is ever made for a host.
"""

from __future__ import annotations

import contextlib
import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

_PARTS = re.compile(
    rb"([a-zA-Z][a-zA-Z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?", re.DOTALL
)  # RFC 3986, appendix B
_SCHEME = re.compile(rb"[a-zA-Z][a-zA-Z0-9+.-]*:")
_REPEATED = re.compile(rb"\A(?:https?://)+(?=https?://)")
_PORTS = {b"http": 80, b"https": 443}
_HIGHEST_PORT = 65535
_WWW = re.compile(rb"www\d*\.")
_QUADS = re.compile(rb"0[0-7]*(?:\.[0-7]+){0,3}|[1-9][0-9]*(?:\.[0-9]+){0,3}")
_UNTOUCHED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""What Safe Browsing leaves as it is: everything printable but ``#`` and ``%``."""

# Session ids, where they stand and what is left without them. Only the last of each kind goes.
_SESSIONS = tuple(
    re.compile(rb"(.*)" + session + rb"(?:&(.*))?", re.IGNORECASE | re.DOTALL)
    for session in (
        rb"jsessionid=[0-9a-z]{32}",
        rb"phpsessid=[0-9a-z]{32}",
        rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)
_PATH_SESSIONS = (
    re.compile(rb"(.*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)", re.IGNORECASE | re.DOTALL),
    re.compile(rb"(.*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)", re.IGNORECASE | re.DOTALL),
)


def surt(uri: str) -> str:
    """The sort key of ``uri``: host reversed, without ``www.`` and default port; path and query in lower case, the arguments
    sorted, session ids, user names and the fragment gone. ``https://www.Example.org/A?b=2&a=1`` gives ``org,example)/a?a=1&b=2``.

    Addresses without a host (``urn:``, ``file:``) keep their scheme. The key is ASCII without white space. What no tool can
    read as an address is escaped, in lower case.
    """
    raw = re.sub(rb"[\t\r\n]", b"", uri.encode("utf-8", "surrogatepass").strip())
    if not raw:
        return "-"
    try:
        return _key(raw).decode("ascii")
    except ValueError:  # no number for a port
        return _escape(raw.lower()).decode("ascii")


def _key(raw: bytes) -> bytes:
    if not _SCHEME.match(raw):
        raw = b"http://" + raw
    match = _PARTS.match(_REPEATED.sub(b"", raw))
    if match is None:
        raise ValueError("no address")
    scheme, authority, path, query = match.groups()
    host, port = _host_and_port(authority or b"")
    if not host and path and scheme.startswith(b"http"):
        host, _, path = path.lstrip(b"/").partition(b"/")  # "http:////example.org/"
        path = b"/" + path
    host = _host(host)
    shown_port = b":%d" % port if port and port != _PORTS.get(scheme.lower()) else b""
    before = b",".join(reversed(host.split(b"."))) + shown_port + b")" if host else scheme + b":"
    path, query = _path(path, bool(host)), _query(query or b"")
    return before + (path or b"/") + b"?" + query if query else before + path


def _host_and_port(authority: bytes) -> tuple[bytes, int | None]:
    """Without user name and password. Raises ValueError where the port is no number up to 65535."""
    _, _, place = authority.rpartition(b"@")
    place = place.rstrip(b":")
    _, bracket, literal = place.partition(b"[")
    if bracket:  # an IPv6 address
        host, _, rest = literal.partition(b"]")
        port = rest.partition(b":")[2]
    else:
        host, _, port = place.partition(b":")
    if not port:
        return host, None
    if not port.isdigit() or int(port) > _HIGHEST_PORT:
        raise ValueError("no port")
    return host, int(port)


def _host(host: bytes) -> bytes:
    host = _unescape(host)
    if not host.isascii():
        with contextlib.suppress(UnicodeError):
            host = host.decode("utf-8", "ignore").encode("idna")
    host = host.replace(b"..", b".").strip(b".")
    host = (_address(host) or _escape(host.lower())).lower()
    www = _WWW.match(host)
    return host[www.end() :] if www else host


def _address(host: bytes) -> bytes | None:
    """An IPv4 address in one of its old spellings as four decimal numbers: 1.2 is 1.0.0.2, 017.1 is 15.0.0.1."""
    import socket

    if host.isdigit():
        number = int(host[-32:]) % 2**32  # 10**32 is a multiple of 2**32: the digits before tell nothing
        return b"%d.%d.%d.%d" % tuple(number.to_bytes(4, "big"))
    if not _QUADS.fullmatch(host):
        return None
    try:
        return b"%d.%d.%d.%d" % tuple(socket.inet_aton(host.decode("ascii")))
    except OSError:
        return None


def _path(path: bytes, has_host: bool) -> bytes:
    path = _unescape(path)
    if has_host:
        path = _walk(path)
    path = _escape(path).lower()
    for session in _PATH_SESSIONS:
        if match := session.fullmatch(path):
            path = match[1] + match[2]
    return path[:-1] if path.endswith(b"/") and len(path) > 1 else path


def _walk(path: bytes) -> bytes:
    """``path`` without ``.``, ``..`` and empty steps; a ``..`` that leads out of the root stays."""
    kept: list[bytes] = []
    for step in path.split(b"/")[1:]:
        if step == b".." and kept:
            kept.pop()
        elif step != b".":
            kept.append(step)
    return b"/" + b"/".join([step for step in kept[:-1] if step] + kept[-1:])


def _query(query: bytes) -> bytes:
    query = _escape(_unescape(query))
    for session in _SESSIONS:
        if match := session.fullmatch(query):
            query = match[1] + (match[2] or b"")
    query = query.lower()
    if len(query) <= 1:
        return query
    return b"&".join(b"=".join(pair) for pair in sorted(tuple(part.split(b"=", 1)) for part in query.split(b"&")))


def _unescape(text: bytes) -> bytes:
    """Percent-escapes undone until none is left."""
    while (shorter := unquote_to_bytes(text)) != text:
        text = shorter
    return text


def _escape(text: bytes) -> bytes:
    return quote_from_bytes(text, safe=_UNTOUCHED).encode("ascii")
