"""What a page is called: a URI for every input, the same wherever and from wherever the command is run.

    a file            file:///<its folder>/<its name>          by the lexical absolute path, links not resolved
    in a named folder file:///<the folder>/<path inside it>
    a JSON Lines line its url, else urn:newsarchive:<its id>, else the file's URI and /<line number>
    standard input    urn:sha256:<of the bytes>; the failures of standard input: file:///dev/stdin

Only names belong here; nothing is opened. Formats: RFC 3986 (URI), RFC 8089 (file), RFC 8141 (urn).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

from newsarchive.patterns import lazily

STDIN_URI = "file:///dev/stdin"

MAX_URI = 8 * 1024
"""Characters of a URI. RFC 9110, section 4.1, asks software to take at least 8,000; a data: page would be far longer."""

_SCHEMES = lazily(r"(?:(?:https?|ftp)://(?P<host>[^/?#]+)|file:/|urn:[a-z0-9][a-z0-9-]{1,31}:[^?#])", re.IGNORECASE)
_PORT = lazily(r":([0-9]{1,20})$")
_NOT_IN_A_URI = lazily(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


def path_of(name: str) -> str:
    """A name from a command line that the file system can be asked for (PEP 383); never an error."""
    try:
        os.fsencode(name)
    except UnicodeEncodeError:  # half a surrogate pair that stands for no byte: no file has such a name
        return name.encode("utf-8", "backslashreplace").decode("utf-8")
    return name


def file_uri(path: str) -> str:
    """The URI of a file that is named directly: its folder's name and its own."""
    folder, name = os.path.split(absolute(path))
    return "file:///" + "/".join(escaped(part) for part in (os.path.basename(folder), name) if part)


def folder_uri(path: str) -> str:
    """The URI of a folder that is named directly, with a slash at its end: what the URIs of its files begin with."""
    name = os.path.basename(absolute(path))
    return f"file:///{escaped(name)}/" if name else "file:///"


def escaped(name: str) -> str:
    """One step of a path, percent-encoded byte by byte; only the unreserved characters of RFC 3986 stay."""
    return quote_from_bytes(os.fsencode(name), safe="")


def unescaped(step: str) -> str:
    """The name that `escaped` was given."""
    return os.fsdecode(unquote_to_bytes(step))


def id_uri(input_id: str) -> str:
    """The URI of a page that has nothing but an id; its slashes stay, but at the beginning (RFC 8141, section 2).

    Raises:
        ValueError: the id is too long.
    """
    name = quote(input_id, safe="/")
    return _bounded("urn:newsarchive:" + ("%2F" + name[1:] if name.startswith("/") else name), "id")


def page_url(url: str) -> str:
    """``url`` as a URI: what RFC 3986 has no place for is percent-encoded, the host by IDNA; the rest stays.

    Raises:
        ValueError: it is not an absolute http, https, ftp, file or urn URL, or is too long.
    """
    url = _bounded(url.strip(), "url")
    match = _SCHEMES.match(url)
    if match is None:
        raise ValueError("url: not an absolute http, https, ftp, file or urn URL")
    host = match["host"] or ""
    if (port := _PORT.search(host)) and int(port[1]) > 65535:
        raise ValueError("url: a port is at most 65535")
    if not host.isascii():
        url = url[: match.start("host")] + _idna(host) + url[match.end("host") :]
    scheme, colon, rest = url.partition(":")
    return _bounded(scheme.lower() + colon + _NOT_IN_A_URI.sub(lambda bad: quote(bad[0], safe=""), rest), "url")


def _idna(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host  # percent-encoded with the rest


def _bounded(text: str, what: str) -> str:
    if len(text) > MAX_URI:
        raise ValueError(f"{what}: longer than {MAX_URI} characters")
    return text


def absolute(path: str) -> str:
    """The absolute path by its letters alone: links are not resolved, so a file keeps its name when it moves behind one."""
    try:
        return os.path.normpath(Path.cwd() / path)
    except OSError:  # the working folder is gone
        return os.path.normpath(path)
