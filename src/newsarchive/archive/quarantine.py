"""quarantine/: pages that took more time or memory than a page may, kept so that they can be looked into, and not tried again.

    quarantine/<sha256>         the page's bytes
    quarantine/<sha256>.json    its URI, why it is here, since when, and what software could not clean it

No part of the archive: the manifest does not list it, `verify` does not look at it. A page is tried again when its .json is
removed, or by other software.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from newsarchive.archive.durable import replace
from newsarchive.archive.layout import Layout
from newsarchive.model import RawPage

FOLDER = "quarantine"


class Quarantine:
    """The pages that are in quarantine."""

    def __init__(self, layout: Layout, software: str, today: str) -> None:
        """``today``: what stands as the date of those that are put there, ``YYYY-MM-DDThh:mm:ssZ``."""
        self._folder, self._software, self._today = layout.folder / FOLDER, software, today
        self._since = dict(self._read())

    def _read(self) -> Iterator[tuple[str, str]]:
        for path in self._folder.glob("*.json"):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                about = json.loads(path.read_bytes())
                if about["software"] == self._software:
                    yield path.stem, str(about["since"])

    def why_not(self, sha256: str) -> str:
        """Why these bytes are not cleaned; empty where they may be."""
        since = self._since.get(sha256)
        if since is None:
            return ""
        return f"in quarantine since {since}: remove {FOLDER}/{sha256}.json to try again"

    def put(self, page: RawPage, sha256: str, reason: str) -> None:
        """Keep a page there.

        Raises:
            StorageError, OSError: it cannot be written.
        """
        self._folder.mkdir(exist_ok=True)
        replace(self._folder / sha256, page.data)
        about = {"uri": page.uri, "reason": reason, "software": self._software, "since": self._today}
        replace(self._about(sha256), (json.dumps(about, ensure_ascii=False, indent=2) + "\n").encode())
        self._since[sha256] = self._today

    def release(self, sha256: str) -> None:
        """It could be cleaned after all."""
        if (about := self._about(sha256)).exists():
            about.unlink()
            (self._folder / sha256).unlink(missing_ok=True)

    def _about(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.json"
