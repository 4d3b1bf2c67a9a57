"""Small segments joined into larger ones: members are copied as they are, the index is made anew, nothing is compressed again.

    join: write, publish ─▶ catalog, in one transaction ─▶ … ─▶ ledger ─▶ manifest ─▶ the parts go ─▶ event ─▶ ledger settled

Only neighbours are joined, in the order of the catalog: so the versions of a page keep their order when the catalog is
ever made anew. Killed at any moment, either the parts or the joined segment are whole; joined.py says which counts.
"""

from __future__ import annotations

import hashlib
import json
import time as clock
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsarchive.archive import records
from newsarchive.archive.catalog import Catalog, Move
from newsarchive.archive.copying import AGAIN
from newsarchive.archive.durable import OPEN, OpenFile, file_digest, publish, sync_folder
from newsarchive.archive.events import COMPACTION, remember, remember_runs
from newsarchive.archive.joined import COPIED, Origin, Part, read_origin, retire
from newsarchive.archive.layout import CDXJ, JSONL, SEGMENT_SUFFIXES, WARC, WET, Layout
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.run import prepare, write_manifest
from newsarchive.archive.segment import WARC_ABOUT, WET_ABOUT
from newsarchive.archive.shard import Segment
from newsarchive.digest import canonical_json, sha256_hex
from newsarchive.errors import DamageFound, NewsarchiveError
from newsarchive.software import SOFTWARE

TARGET = 100_000_000
"""Bytes of a joined segment's four files at the most. `verify` reads a segment's JSON at once: memory of some times its size."""
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours that become one segment."""

    parts: tuple[Part, ...]
    bytes: int
    """Of all their files."""

    @property
    def name(self) -> str:
        """Of the joined segment: the latest date of its parts, then a digest over what is in it."""
        content = [[part.name, *(part.files[suffix].sha256 for suffix in COPIED)] for part in self.parts]
        digest = sha256_hex(canonical_json(["compact", SOFTWARE, content]))
        return f"{max(part.name[:14] for part in self.parts)}-{digest[:16]}"

    def value(self) -> dict[str, Any]:
        """As a JSON value."""
        return {"segment": self.name, "parts": [part.name for part in self.parts], "bytes": self.bytes}


def groups(catalog: Catalog, target: int) -> list[Group]:
    """Which segments to join: runs of neighbours, each no larger than half of ``target`` bytes, together no larger than it."""
    found: list[Group] = []
    parts: list[Part] = []
    size = 0
    again: set[str] | None = None
    for part, its_size in _segments(catalog):
        its_again = _cleaned_again(catalog, part.name)
        fits = size + its_size <= target and _may_join(again, its_again)
        if parts and (its_size > target // 2 or not fits):
            found.append(Group(tuple(parts), size))
            parts, size = [], 0
        again = (again or set()) | its_again if parts else its_again
        if its_size <= target // 2:
            parts.append(part)
            size += its_size
    found.append(Group(tuple(parts), size))
    return [group for group in found if len(group.parts) > 1]


def _cleaned_again(catalog: Catalog, name: str) -> set[str]:
    """The articles of a segment that holds none but such as were cleaned again; of others nothing."""
    return {
        row["article"]
        for row in catalog.rows("SELECT article FROM captures WHERE segment = ? AND kind = ?", name, AGAIN)
    }


def _may_join(one: set[str] | None, other: set[str]) -> bool:
    """Whether a page would stand in the joined segment once only, so that each line there belongs to one cleaning."""
    return one is None or (bool(one) == bool(other) and one.isdisjoint(other))


def _segments(catalog: Catalog) -> Iterator[tuple[Part, int]]:
    files = catalog.files()
    for row in catalog.rows("SELECT segment FROM captures GROUP BY segment ORDER BY MIN(number)"):
        name = row["segment"]
        digests = {suffix: files[f"segments/{name}{suffix}"] for suffix in SEGMENT_SUFFIXES}
        part = Part(name, {suffix: digests[suffix] for suffix in COPIED})
        yield part, sum(digest.bytes for digest in digests.values())


def compact(layout: Layout, run: str, time: str, target: int = TARGET) -> dict[str, Any]:
    """Join small segments; the caller holds the write lock.

    Args:
        layout: the archive.
        run: name of the ledger that says where each segment went.
        time: now, for the event, ``YYYY-MM-DDThh:mm:ssZ``.
        target: see :func:`groups`.

    Returns:
        ``{"joined": [{"segment", "parts", "bytes"}, …], "before": segments, "after": segments}``.

    Raises:
        DamageFound: a segment is not what the catalog says; nothing of it is joined.
        StorageError, OSError: the archive cannot be read or written.
    """
    layout.require()
    if layout.catalog.exists() and not any(layout.runs.glob(f"*{OPEN}")):
        plan = plan_of(layout, target)
        if not plan["joined"]:
            return plan
    started = clock.monotonic()
    ledger = Ledger(layout.runs / f"{run}.jsonl", COMPACTION)
    try:
        catalog = prepare(layout, ledger.path)
    except NewsarchiveError:
        ledger.discard()  # nothing is under way; what is wrong must not look unfinished
        raise
    origins: dict[str, Origin] = {}
    finished = False
    try:
        with catalog:
            planned = groups(catalog, target)
            result = _summary(catalog, planned)
            for group in planned:
                origins[group.name] = _join(layout, catalog, ledger, run, group)
        finished = True
    finally:  # also after an error: what was joined stays so, and the next run settles the rest
        ledger.close(clock.monotonic() - started, interrupted=not finished)
    write_manifest(layout)
    for name, origin in origins.items():
        retire(layout, name, origin)
    stated = {"run": run, "ledger": file_digest(ledger.path).sha256, "joined": result["joined"]}
    remember(layout, COMPACTION, time, SOFTWARE, "success", **stated)
    remember_runs(layout, time)
    ledger.settle()
    return result


def plan_of(layout: Layout, target: int = TARGET) -> dict[str, Any]:
    """What :func:`compact` would do; reads only.

    Raises:
        StorageError: there is no archive here, or its catalog cannot be read.
    """
    layout.require()
    with Catalog(layout.catalog) as catalog:
        return _summary(catalog, groups(catalog, target))


def _summary(catalog: Catalog, planned: list[Group]) -> dict[str, Any]:
    before = len(catalog.segment_names())
    after = before - sum(len(group.parts) - 1 for group in planned)
    return {"joined": [group.value() for group in planned], "before": before, "after": after}


def _join(layout: Layout, catalog: Catalog, ledger: Ledger, run: str, group: Group) -> Origin:
    formerly = [name for part in group.parts for name in _names(layout, part.name)]
    origin = Origin(group.parts, tuple(formerly))
    with ExitStack() as stack:
        files = {s: stack.enter_context(OpenFile(layout.segment_file(group.name, s))) for s in SEGMENT_SUFFIXES}
        moves = _fill(layout, files, origin)
        digests = {layout.relative(file.final): file.finish() for file in files.values()}
    for suffix in SEGMENT_SUFFIXES:
        publish(layout.segment_file(group.name, suffix))
    sync_folder(layout.segments)
    catalog.join(Segment(group.name, SOFTWARE, digests, ()), run, moves)
    ledger.segments.append(group.name)
    for part, move in zip(group.parts, moves, strict=True):
        where = f"joined into segments/{group.name}{WARC}, from byte {move.offset}"
        ledger.add(f"segments/{part.name}", "ok", where, segment=group.name)
    ledger.sync()
    return origin


def _names(layout: Layout, name: str) -> tuple[str, ...]:
    """The segment's, and of what it was joined from."""
    origin = read_origin(layout, name)
    return (name, *(origin.formerly if origin else ()))


def _fill(layout: Layout, files: dict[str, OpenFile], origin: Origin) -> list[Move]:
    """Write the four files; how far the content of each part has moved."""
    final = files[WARC].final.name
    date = f"{final[:4]}-{final[4:6]}-{final[6:8]}T{final[8:10]}:{final[10:12]}:{final[12:14]}Z"
    for suffix, about, more in ((WARC, WARC_ABOUT, origin.fields()), (WET, WET_ABOUT, [])):
        files[suffix].write(records.warcinfo(files[suffix].final.name, date, SOFTWARE, about, more)[1])
    moves: list[Move] = []
    lines: list[str] = []
    for part in origin.parts:
        move = Move(part.name, files[WARC].position, files[JSONL].position)
        moves.append(move)
        for suffix in COPIED:
            _copy(layout.segment_file(part.name, suffix), files[suffix], part.files[suffix].sha256)
        lines += _index(layout.segment_file(part.name, CDXJ), final, move.offset)
    files[CDXJ].write("".join(f"{line}\n" for line in sorted(lines)).encode())
    return moves


def _copy(source: Path, target: OpenFile, sha256: str) -> None:
    digest = hashlib.sha256()
    with open(source, "rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != sha256:
        raise DamageFound(f"segments/{source.name}: is not what the catalog says; see `newsarchive verify`")


def _index(path: Path, filename: str, offset: int) -> Iterator[str]:
    """The lines of a part's index, for where its records stand now."""
    for line in path.read_text("utf-8").splitlines():
        key, time, value = line.split(" ", 2)
        entry = json.loads(value)
        entry |= {"offset": str(int(entry["offset"]) + offset), "filename": filename}
        yield f"{key} {time} {json.dumps(entry)}"
