"""SHA-256 in the spellings the formats want, ids derived from content, canonical JSON. Pure; no files."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import uuid
from typing import Any

NAMESPACE = uuid.UUID("6f1c2a52-0f7d-5c0e-9c1c-1f6a5d0b8e11")
"""Namespace of every uuid5 that newsarchive derives (RFC 9562, section 5.5). Never change it: ids hang on it."""

_ALGORITHMS = frozenset(("sha1", "md5", "sha256", "sha512"))
_SAFE = 2**53 - 1
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True).encode


def sha256_hex(data: bytes) -> str:
    """SHA-256 of ``data`` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def labelled(hex_digest: str) -> str:
    """A digest as WARC and JSON label it: ``sha256:`` and lower-case hex.

    Hex is the one spelling of SHA-256 that every WARC checker accepts; IIPC warc-specifications issue 80
    settles on lower-case Base16.
    """
    return f"sha256:{hex_digest}"


def label_matches(label: str, data: bytes) -> bool | None:
    """Whether ``data`` has the digest that ``label`` states, as other software spells it; None: an unknown algorithm or spelling.

    Known: ``sha1:``, ``md5:``, ``sha256:`` and ``sha512:``, in hexadecimal or base32, padded or not (WARC 1.1, section 5.8).
    """
    name, _, value = label.strip().partition(":")
    algorithm = name.lower().replace("-", "")
    if algorithm not in _ALGORITHMS:
        return None
    digest = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    if len(value) == 2 * len(digest):
        return value.lower() == digest.hex()
    spelt = base64.b32encode(digest).decode("ascii").rstrip("=")
    return value.rstrip("=").upper() == spelt if len(value.rstrip("=")) == len(spelt) else None


def record_id(*parts: str) -> str:
    """A WARC-Record-ID, ``<urn:uuid:…>``, that depends on ``parts`` and nothing else."""
    return f"<urn:uuid:{uuid.uuid5(NAMESPACE, chr(31).join(parts))}>"


def canonical_json(value: Any) -> bytes:
    """``value`` as RFC 8785 canonical JSON: the same value is the same bytes, everywhere.

    Raises:
        rfc8785.CanonicalizationError: ``value`` holds something JSON cannot say (NaN, a lone surrogate).
    """
    if _is_plain(value):
        with contextlib.suppress(UnicodeEncodeError):
            return _encode(value).encode()
    import rfc8785

    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    """Whether Python's own encoder, thirty times as fast, writes the same: it does but for some numbers and names.

    RFC 8785 sorts names by UTF-16 code units (section 3.2.3) and writes numbers as ECMAScript does (section 3.2.2.3): whole
    floats without a point, and with an exponent from 1e21 on and below 1e-6, where Python's begin at 1e16 and below 1e-4.
    """
    if isinstance(value, str):
        return True
    if isinstance(value, dict):
        return all(isinstance(k, str) and k.isascii() and _is_plain(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, float):
        return 1e-4 <= abs(value) < 1e16 and not value.is_integer()
    return value is None or (isinstance(value, int) and abs(value) <= _SAFE)
