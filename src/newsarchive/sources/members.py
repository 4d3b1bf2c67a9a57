"""One file inside a container (zip, tar): its name, its time, its bytes; and which names are refused. Values and checks only."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from newsarchive.sources.stream import Stream

_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST = 4096


class Member(NamedTuple):
    """A regular file in a container."""

    name: str
    date: str | None
    """Its time, ``YYYY-MM-DDThh:mm:ssZ``; None where it has none that can be."""
    open: Callable[[], Stream]
    """Its bytes; to be called once, before the next member is asked for."""


def unsafe_name(name: str) -> str:
    """Why a member of this name is not read; empty where it may be.

    No member is written to disk, so such a name could do no harm here. But whoever gave it to a file meant harm, or the name has
    no place in a URI: it is named in the ledger instead.
    """
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "refused: an absolute name in a container"
    if ".." in re.split(r"[/\\]", name):
        return "refused: a name that leads out of its container (..)"
    if not name or "\0" in name or len(name) > _LONGEST:
        return "refused: a name that no file can have"
    return ""
