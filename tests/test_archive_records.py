"""Records as bytes: the library of the field writes the same."""

from __future__ import annotations

import gzip
import hashlib
import io

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.archive import records

DATE = "2023-09-05T14:00:00Z"
INFO, WARCINFO = records.warcinfo("pages.warc.gz", DATE, "newsarchive", "pages, ünd more", [("formerly", "a")])
RECORDS = {
    "warcinfo": WARCINFO,
    "resource": records.resource(
        "https://news.example/fähre", DATE, b"<p>\xff\r\n\r\n", "text/html; charset=utf-8", INFO
    ),
    "empty resource": records.resource("urn:x:y", DATE, b"", "text/plain", INFO),
    "metadata": records.metadata("urn:x:y", DATE, "<urn:uuid:0>", records.fields([("status", "article")]), INFO),
    "conversion": records.conversion("urn:x:y", DATE, "<urn:uuid:0>", "Die Fähre".encode(), "text/plain", INFO),
    "revisit": records.revisit("urn:x:y", DATE, "ab" * 32, ("<urn:uuid:0>", "urn:x:z", DATE), INFO),
}


class _Hex:
    """SHA-256 as warcio's writer wants it, spelt as we do."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, data: bytes) -> None:
        self._hash.update(data)

    def __str__(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


class _Warcio(WARCWriter):
    NO_PAYLOAD_DIGEST_TYPES = ("warcinfo", "revisit", "metadata")

    @staticmethod
    def _create_digester() -> _Hex:
        return _Hex()


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_is_what_warcio_writes_of_it(name: str) -> None:
    plain = gzip.decompress(RECORDS[name])
    head, _, rest = plain.partition(b"\r\n\r\n")
    fields = {name: value for name, _, value in (line.partition(": ") for line in head.decode().split("\r\n")[1:])}
    kind, block, content_type = fields["WARC-Type"], rest[:-4], fields.get("Content-Type", "")
    given = [pair for pair in fields.items() if pair[0] not in ("Content-Type", "Content-Length")]
    if kind not in ("resource", "conversion"):
        given = [pair for pair in given if pair[0] != "WARC-Block-Digest"]  # warcio works it out
    out = io.BytesIO()
    writer = _Warcio(out, gzip=False, warc_version=records.VERSION)
    headers = StatusAndHeaders("", given, protocol=records.VERSION)
    record = writer.create_warc_record(
        "",
        kind,
        payload=io.BytesIO(block),
        length=len(block),
        warc_content_type=content_type,
        warc_headers=headers,
    )
    if not content_type:
        record.content_type = None
    writer.write_record(record)
    assert plain == out.getvalue()
