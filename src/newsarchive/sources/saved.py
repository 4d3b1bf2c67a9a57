"""Pages that a browser saved: MHTML (the page among its pictures, as a mail) and SingleFile (HTML that says where it is from).

Formats: RFC 2557 (MHTML), with Chromium's ``Snapshot-Content-Location``; SingleFile's comment at the head of its files.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from newsarchive.patterns import lazily
from newsarchive.sources.options import normalise_date
from newsarchive.sources.stream import Unreadable

if TYPE_CHECKING:
    from email.message import Message

MHTML = "multipart/related"
_HEADER = lazily(rb"[A-Za-z][A-Za-z0-9-]{0,60}:|[ \t]")
_MHTML = (b"content-type: multipart/related", b"content-type:multipart/related", b"from: <saved by ")
_MAIL_HEAD = 4096
_SINGLE_FILE = lazily(
    rb"<!--\s{0,20}Page saved with SingleFile\s{1,20}url:\s{0,20}(\S{1,8192})\s{1,20}"
    rb"saved date:\s{0,20}([^\n]{1,100}?)\s{0,20}(?:\n|-->)",
    re.IGNORECASE,
)
_ZONE_NAME = lazily(r"\s*\([^)]*\)$")
_BROWSER_DATE = lazily(r"GMT([+-]\d{4})")
_SINGLE_FILE_HEAD = 64 * 1024
_MOST_PARTS = 10_000


class Saved(NamedTuple):
    """A page as its browser saved it."""

    data: bytes
    url: str | None
    date: str | None
    """When it was saved, ``YYYY-MM-DDThh:mm:ssZ``."""
    charset: str | None = None


def is_mhtml(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is a page saved as MHTML: a mail's header that says so."""
    lines = head[:_MAIL_HEAD].lstrip().splitlines()
    last = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    header = lines[:last]
    return all(map(_HEADER.match, header[:-1])) and any(line.lower().startswith(_MHTML) for line in header)


def from_mhtml(data: bytes) -> Saved:
    """The page in an MHTML file: its root part, or the first of HTML.

    Raises:
        Unreadable: there is no HTML in it.
    """
    import email.policy

    whole = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = [part for _, part in zip(range(_MOST_PARTS), whole.walk(), strict=False) if _is_html(part)]
    root = next((part for part in parts if part.get("Content-ID") == (whole.get_param("start") or "")), None)
    page = root or next(iter(parts), None)
    held = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(held, bytes) or not held:
        raise Unreadable("MHTML without a page of HTML in it")
    url = whole.get("Snapshot-Content-Location") or page.get("Content-Location")
    charset = page.get_content_charset()
    return Saved(held, str(url).strip() if url else None, _mail_date(whole.get("Date")), charset)


def _is_html(part: Message) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml")


def _mail_date(stated: object) -> str | None:
    import email.utils

    try:
        moment = email.utils.parsedate_to_datetime(str(stated))
    except (TypeError, ValueError, IndexError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return normalise_date(aware.isoformat())
    except ValueError:
        return None


def from_single_file(data: bytes) -> Saved | None:
    """What the head of a SingleFile page says; None where it is none."""
    found = _SINGLE_FILE.search(data, 0, _SINGLE_FILE_HEAD)
    if found is None:
        return None
    date = _ZONE_NAME.sub("", found[2].decode("utf-8", "replace"))
    return Saved(data, found[1].decode("utf-8", "replace"), _mail_date(_BROWSER_DATE.sub(r"\1", date)))
