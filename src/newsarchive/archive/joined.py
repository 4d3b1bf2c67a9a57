"""Joined segments: what one says of the parts that it was made of, and the end of parts that it stands for.

A joined segment's WARC, WET and JSON Lines are its own warcinfo record and behind it the files of its parts, byte for byte, with
the warcinfo records of each. Its own warcinfo names every file that went in, with size and digest. So which of the two counts
can be told from the files alone, after a crash too. Joining itself: compact.py.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from newsarchive.archive.durable import FileDigest, file_digest, sync_folder
from newsarchive.archive.layout import CDXJ, JSONL, SEGMENT_SUFFIXES, WARC, WET, Layout
from newsarchive.archive.members import Record, read_member
from newsarchive.digest import labelled
from newsarchive.errors import DamageFound

COPIED = (WARC, WET, JSONL)
"""Files that are taken over as they are; the index is made anew."""
_FIELD = re.compile(r"(compacted-from|formerly): (\S+)(?: (\d+) sha256:([0-9a-f]{64}))?")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A segment that went into another."""

    name: str
    files: dict[str, FileDigest]
    """Suffix -> SHA-256 and size, of the files in :data:`COPIED`."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a joined segment was made of."""

    parts: tuple[Part, ...]
    formerly: tuple[str, ...]
    """Names under which its pages ever stood: of its parts, and of what these were joined from."""

    def fields(self) -> list[tuple[str, str]]:
        """As fields of the warcinfo record."""
        made_of = [
            ("compacted-from", f"{part.name}{suffix} {part.files[suffix].bytes} {labelled(part.files[suffix].sha256)}")
            for part in self.parts
            for suffix in COPIED
        ]
        return made_of + [("formerly", name) for name in self.formerly]


def read_origin(layout: Layout, name: str) -> Origin | None:
    """What the segment ``name`` was joined from, by its WARC's first record; None where it was not, or that cannot be read."""
    path = layout.segment_file(name, WARC)
    first = read_member(path, 0) if path.exists() and path.stat().st_size else None
    if not isinstance(first, Record) or first.problem:
        return None
    files: dict[str, dict[str, FileDigest]] = {}
    formerly = []
    for line in first.block.decode("utf-8", "replace").split("\r\n"):
        if match := _FIELD.fullmatch(line):
            field, value, size, sha256 = match.groups()
            if field == "formerly":
                formerly.append(value)
            elif size:
                part, dot, suffix = value.partition(".")
                files.setdefault(part, {})[dot + suffix] = FileDigest(sha256, int(size))
    return Origin(tuple(Part(*each) for each in files.items()), tuple(formerly)) if files else None


def settle(layout: Layout, known: Collection[str]) -> None:
    """Where a joined segment and parts of it both lie there after a crash, leave one of them.

    While every part is whole, a joined segment that the catalog does not know goes: it was about to be entered. Else its parts go.

    Args:
        layout: the archive; the caller holds the write lock.
        known: segments that the catalog knows.

    Raises:
        DamageFound: a joined segment does not hold what it was made of.
    """
    names = sorted({path.name.partition(".")[0] for path in layout.segments.glob(f"*{WARC}")})
    for name in names:
        origin = read_origin(layout, name)
        if origin is None:
            continue
        if name not in known and all(_is_whole(layout, part) for part in origin.parts):
            remove_segment(layout, name)
        else:
            retire(layout, name, origin)


def _is_whole(layout: Layout, part: Part) -> bool:
    paths = {layout.segment_file(part.name, suffix): digest for suffix, digest in part.files.items()}
    index = layout.segment_file(part.name, CDXJ)
    return index.exists() and all(path.exists() and file_digest(path) == stated for path, stated in paths.items())


def retire(layout: Layout, name: str, origin: Origin) -> None:
    """Remove the parts of the joined segment ``name``, when it is seen to hold every byte of them.

    Raises:
        DamageFound: it does not; nothing is removed.
    """
    left = [part for part in origin.parts if any(path.exists() for path in _files(layout, part.name))]
    if not left:
        return
    for suffix in COPIED:
        path = layout.segment_file(name, suffix)
        for part, actual in zip(origin.parts, _stretches(path, suffix, origin.parts), strict=True):
            if actual != part.files[suffix].sha256:
                raise DamageFound(
                    f"{layout.relative(path)}: does not hold {part.name}{suffix}, which it was joined from, as it was;"
                    " see `newsarchive verify`"
                )
    for part in left:
        remove_segment(layout, part.name)


def _stretches(path: Path, suffix: str, parts: tuple[Part, ...]) -> Iterator[str]:
    """SHA-256 of the bytes that came from each part."""
    start = 0
    if suffix != JSONL:
        first = read_member(path, 0)
        start = first.length if isinstance(first, Record) else 0
    with open(path, "rb") as file:
        file.seek(start)
        for part in parts:
            digest, left = hashlib.sha256(), part.files[suffix].bytes
            while left and (chunk := file.read(min(left, _CHUNK))):
                digest.update(chunk)
                left -= len(chunk)
            yield digest.hexdigest()


def remove_segment(layout: Layout, name: str) -> None:
    """Take a segment's files away, the WARC first: without it, what is left counts as unfinished."""
    for path in _files(layout, name):
        path.unlink(missing_ok=True)
        sync_folder(layout.segments)


def _files(layout: Layout, name: str) -> list[Path]:
    return [layout.segment_file(name, suffix) for suffix in reversed(SEGMENT_SUFFIXES)]
