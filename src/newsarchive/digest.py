"""SHA-256 in the spellings the formats want, ids derived from content, canonical JSON. Pure; no files."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

NAMESPACE = uuid.UUID("6f1c2a52-0f7d-5c0e-9c1c-1f6a5d0b8e11")
"""Namespace of every uuid5 that newsarchive derives (RFC 9562, section 5.5). Never change it: ids hang on it."""


def sha256_hex(data: bytes) -> str:
    """SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def labelled(hex_digest: str) -> str:
    """A digest as WARC and JSON label it: ``sha256:`` and lower-case hex.

    Hex is the one spelling of SHA-256 that every WARC checker accepts; IIPC warc-specifications issue 80
    settles on lower-case Base16.
    """
    return f"sha256:{hex_digest}"


def record_id(*parts: str) -> str:
    """A WARC-Record-ID, ``<urn:uuid:…>``, that depends on ``parts`` and nothing else."""
    return f"<urn:uuid:{uuid.uuid5(NAMESPACE, chr(31).join(parts))}>"


def canonical_json(value: Any) -> bytes:
    """``value`` as RFC 8785 canonical JSON: the same value is the same bytes, everywhere.

    Raises:
        rfc8785.CanonicalizationError: ``value`` holds something JSON cannot say (NaN, a lone surrogate).
    """
    import rfc8785

    return rfc8785.dumps(value)
