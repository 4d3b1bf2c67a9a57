"""WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/): the WARCs of an archive with index and pages, for replay in a browser.

No clock is in it: the same archive gives the same bytes. The WARCs are stored as they are, so that readers can seek in them.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.copying import ELSEWHERE, REVISIT
from newsarchive.archive.export.selection import Selection
from newsarchive.archive.layout import CDXJ, WARC, Layout
from newsarchive.digest import labelled, sha256_hex
from newsarchive.errors import DamageFound, NothingDone
from newsarchive.software import SOFTWARE

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can state
_CHUNK = 1024 * 1024
_LARGE = 2**31 - 1  # bytes from which a member needs the 64-bit form
_AT_ONCE = 200  # indexes merged at a time: fewer than a process may open files
_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
_PAGES = (
    "SELECT c.uri, c.date, a.id, a.headline, a.text FROM captures c JOIN articles a ON a.id = c.article"
    " WHERE c.kind NOT IN (?, ?, ?) ORDER BY c.number"
)


def write_wacz(layout: Layout, catalog: Catalog, _: Selection, file: BinaryIO) -> int:
    """Write the whole archive to ``file``; how many pages.

    Raises:
        NothingDone: there is nothing to replay.
        DamageFound: a WARC is not what the catalog says.
    """
    names = sorted(catalog.segment_names())
    if not names:
        raise NothingDone("the archive holds no page")
    latest = catalog.row("SELECT MAX(date) AS date FROM captures")
    known = catalog.files()
    with zipfile.ZipFile(file, "w") as package:
        writer = _Writer(package)
        for name in names:
            path = layout.segment_file(name, WARC)
            stated = known[layout.relative(path)]
            with open(path, "rb") as warc:
                digest = writer.add(f"archive/{path.name}", _chunks(warc), stored=True, large=stated.bytes > _LARGE)
            if digest != stated.sha256:
                raise DamageFound(f"{layout.relative(path)}: is not what the catalog says; see `newsarchive verify`")
        writer.add("indexes/index.cdx", _index(layout, names), large=len(names) > 1000)
        pages = _Pages(catalog)
        writer.add("pages/pages.jsonl", pages.lines(), large=len(names) > 20)
        writer.describe(latest["date"] if latest else "")
    return pages.count


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


class _Writer:
    """Adds members and knows what the description has to say of them."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._resources: list[dict[str, Any]] = []

    def add(self, path: str, chunks: Iterable[bytes], *, stored: bool = False, large: bool = False) -> str:
        """Write a member; its SHA-256, hex."""
        info = zipfile.ZipInfo(path, _EPOCH)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.create_system, info.external_attr = 3, 0o644 << 16  # Unix, whatever this is
        digest, size = hashlib.sha256(), 0
        with self._package.open(info, "w", force_zip64=large) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += member.write(chunk)
        name = path.rpartition("/")[2].lower()
        stated = {"name": name, "path": path, "hash": labelled(digest.hexdigest()), "bytes": size}
        self._resources.append(stated)
        return digest.hexdigest()

    def describe(self, created: str) -> None:
        """The two files that say what is in it; to be written last."""
        value = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": "news pages",
            "created": created,
            "modified": created,
            "software": SOFTWARE,
            "resources": list(self._resources),
        }
        data = json.dumps(value, indent=2).encode()
        self.add("datapackage.json", [data])
        digest = {"path": "datapackage.json", "hash": labelled(sha256_hex(data))}
        self.add("datapackage-digest.json", [json.dumps(digest, indent=2).encode()])


def _index(layout: Layout, names: list[str]) -> Iterator[bytes]:
    """The lines of all indexes, sorted; those of the first segments are held in memory where there are many."""
    held: list[list[bytes]] = []
    with ExitStack() as stack:
        opened = [stack.enter_context(open(layout.segment_file(name, CDXJ), "rb")) for name in names[:_AT_ONCE]]
        for start in range(_AT_ONCE, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            held.append(sorted(line for name in some for line in _lines(layout, name)))
        yield from heapq.merge(*opened, *held)


def _lines(layout: Layout, name: str) -> list[bytes]:
    return layout.segment_file(name, CDXJ).read_bytes().splitlines(keepends=True)


class _Pages:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.count = 0

    def lines(self) -> Iterator[bytes]:
        yield _line(_HEADER)
        for row in self._catalog.rows(_PAGES, REVISIT, *ELSEWHERE):
            self.count += 1
            value = {"id": row["id"], "url": row["uri"], "ts": row["date"], "title": row["headline"] or row["uri"]}
            yield _line(value | {"text": row["text"]})


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"
