"""CDXJ index lines (CDXJ 0.1.0): ``key timestamp {json}``, sorted, for pywb, replayweb.page and their like.

The key is made in surt.py; only the lines belong here.
"""

from __future__ import annotations

import json
import re

from newsarchive.archive.surt import surt


def cdxj_line(uri: str, date: str, mime: str, sha256: str, place: tuple[str, int, int], status: str = "") -> str:
    """One line, without newline.

    Args:
        uri: WARC-Target-URI.
        date: WARC-Date, ``YYYY-MM-DDThh:mm:ssZ``.
        mime: media type without parameters, or ``warc/revisit``.
        sha256: payload digest, hex.
        place: file name, offset and length of the gzip member, in bytes.
        status: HTTP status code of a response; empty for records without one.
    """
    filename, offset, length = place
    value = {
        "url": uri,
        "mime": mime,
        **({"status": status} if status else {}),
        "digest": f"sha256:{sha256}",
        "length": str(length),
        "offset": str(offset),
        "filename": filename,
    }
    return f"{surt(uri)} {re.sub(r'[^0-9]', '', date)} {json.dumps(value)}"
