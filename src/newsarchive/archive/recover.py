"""Before a run: put in order what a killed run left. Nothing that was reported as archived is touched.

- ``.open`` files of segments: unfinished; removed, the run that follows writes them again.
- segment files without their WARC, which is published last: unfinished too.
- a joined segment beside the parts that it was joined from: one of them goes (joined.py).
- whole segments that the catalog does not know: entered ("adopted").
- a ledger that was never published: closed with a summary that says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from newsarchive.archive import manifest
from newsarchive.archive.catalog import Catalog
from newsarchive.archive.contents import read_segment
from newsarchive.archive.durable import OPEN
from newsarchive.archive.joined import read_origin, settle
from newsarchive.archive.layout import SEGMENT_SUFFIXES, WARC, Layout
from newsarchive.archive.ledger import finish_cut_off
from newsarchive.archive.shard import Segment
from newsarchive.errors import DamageFound

ADOPTED = "adopted"
"""Stands for the run of a segment that no ledger names: its run was killed before it could be entered."""


def recover(layout: Layout, catalog: Catalog, ours: Path) -> None:
    """Make the archive whole again; the caller holds the write lock.

    Args:
        layout: the archive.
        catalog: its catalog, open for writing.
        ours: the ledger of the run that begins, which is open and stays so.

    Raises:
        StorageError: a segment cannot be read back.
        DamageFound: a segment to be adopted is not what the manifest says.
    """
    if _segments(layout) - catalog.segment_names():
        settle(layout, catalog.segment_names())
        unknown = _segments(layout) - catalog.segment_names()
        runs = dict(_runs(layout))
        places = {name: number for number, name in enumerate(runs)}
        for name in sorted(unknown, key=lambda name: (_place(layout, name, places), name)):
            _adopt(layout, catalog, name, runs.get(name, ADOPTED))
    for path in layout.segments.glob(f"*{OPEN}"):
        path.unlink()
    for path in layout.runs.glob(f"*{OPEN}"):
        final = path.with_name(path.name.removesuffix(OPEN))
        if final != ours:
            finish_cut_off(final)


def _adopt(layout: Layout, catalog: Catalog, name: str, run: str) -> None:
    if layout.segment_file(name, WARC).exists():
        segment = read_segment(layout, name)
        _compare(layout, segment)
        catalog.add(segment, run)
    else:
        for suffix in SEGMENT_SUFFIXES:
            layout.segment_file(name, suffix).unlink(missing_ok=True)


def _runs(layout: Layout) -> Iterator[tuple[str, str]]:
    """Segment and run, in the order in which the ledgers say they were written: the order of a page's versions."""
    for path in sorted(layout.runs.glob("*.jsonl")):
        last = path.read_bytes().rstrip().rpartition(b"\n")[2]
        for name in json.loads(last).get("summary", {}).get("segments", ()):
            yield name, path.stem


def _place(layout: Layout, name: str, places: dict[str, int]) -> int:
    """Where a segment stands in the order of the ledgers: a joined one where the first of its parts stood."""
    origin = read_origin(layout, name)
    return min(places.get(each, len(places)) for each in (name, *(origin.formerly if origin else ())))


def _segments(layout: Layout) -> set[str]:
    names = (path.name for path in layout.segments.iterdir())
    return {name.partition(".")[0] for name in names if name.endswith(SEGMENT_SUFFIXES)}


def _compare(layout: Layout, segment: Segment) -> None:
    listed, _ = manifest.parse(layout.manifest.read_bytes() if layout.manifest.exists() else b"")
    for path, (sha256, _) in segment.files.items():
        if path in listed and listed[path].sha256 != sha256:
            raise DamageFound(f"{path}: differs from the manifest; see `newsarchive verify`")
