"""manifest-sha256.txt: the digest of every published file, in the form that ``sha256sum -c`` checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_LINE = re.compile(rb"([0-9a-f]{64})  ([\x21-\x7e][\x20-\x7e]*)\n")


class Entry(NamedTuple):
    """One line of the manifest."""

    sha256: str
    line: int


def render(digests: Mapping[str, str]) -> bytes:
    """Path -> SHA-256 as the manifest's bytes, sorted by path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode("ascii")


def parse(data: bytes) -> tuple[dict[str, Entry], list[int]]:
    """The entries of a manifest by path, and the numbers of the lines that are none (damaged, or a path again)."""
    entries: dict[str, Entry] = {}
    damaged: list[int] = []
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        match = _LINE.fullmatch(line)
        path = match[2].decode("ascii") if match else ""
        if match is None or path in entries:
            damaged.append(number)
        else:
            entries[path] = Entry(match[1].decode("ascii"), number)
    return entries, damaged
