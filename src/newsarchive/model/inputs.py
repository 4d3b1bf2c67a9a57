"""What comes in: a page's bytes and what its source says of them, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Captured:
    """The record of a web archive that a page came from: where it stands, and its own bytes."""

    file: str
    """URI of the WARC, ARC, WET or WACZ file."""
    offset: int
    """Byte of the file at which the record, or the gzip member or zstd frame that holds it, begins."""
    kind: str
    """WARC-Type: ``response``, ``resource`` or ``conversion``."""
    record_id: str
    """WARC-Record-ID with its angle brackets; made from file, place and URI where the format has none (ARC)."""
    record: bytes
    """The record as it stands, from its version line to the end of its block; empty where it cannot be copied (ARC)."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """The bytes of one page as they came, and what the source says of them."""

    data: bytes
    uri: str
    """Where the page stands: its own URL, or ``file:///…`` or ``urn:…`` (see sources/naming.py)."""
    date: str | None = None
    """When the page was fetched, ``YYYY-MM-DDThh:mm:ssZ``, or the file's own time; None where nothing says so."""
    date_is_stated: bool = True
    """Whether the source or the user says that it was fetched then; a file's own time is only where it stands for that."""
    media_type: str | None = None
    """``text/plain`` or ``text/html`` where the source states it; None: decided by the bytes."""
    encoding: str | None = None
    """The charset that the source declares; believed only where the bytes fit it."""
    encoding_given: str | None = None
    """The charset that the user orders; believed whatever the bytes say."""
    language: str | None = None
    """The language that the source or the caller declares (BCP 47)."""
    input_id: str | None = None
    """The ``id`` of a JSON Lines object, repeated in the answer."""
    captured: Captured | None = None
    """The record of a web archive that the page came from."""


@dataclass(frozen=True, slots=True)
class NoPage:
    """An input of a web archive that is no page of text and need not be one: a picture, a redirect, a revisit."""

    uri: str
    reason: str
    status: str = "not_article"
    """Its status in the ledger: ``not_article``, or ``duplicate`` for a revisit."""
    input_id: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An input of which nothing could be made, and why. It flows on and reaches the ledger."""

    uri: str
    stage: str
    """``access`` (it cannot be come at), ``source`` (what is in it is no page), ``limit`` (it takes too much time or memory), or
    ``internal`` (a bug)."""
    reason: str
    input_id: str | None = None
    detail: str = ""
    """A traceback for stage ``internal``; else empty."""
