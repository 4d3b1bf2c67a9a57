"""What is to be done with each page: new, unchanged, or the same bytes again; and the cut into shards.

The plan depends on the input and the archive as it was when the run began, never on how far the workers are: a page whose bytes or
place this run has met already is put off until everything else is written, then decided in order. So one worker and
sixteen write the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.shard import Capture, Item, Revisit, Shard

MAX_ITEMS = 1000
MAX_BYTES = 32 * 1024 * 1024
"""A shard is whole with so many items or bytes: some seconds of work, and small enough that a few fit in memory."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The place holds these bytes already."""

    uri: str
    sha256: str
    segment: str


@dataclass(frozen=True, slots=True)
class Again:
    """A page put off: only what is needed to decide it later, not its bytes."""

    uri: str
    date: str
    sha256: str
    input_id: str | None
    file: int


@dataclass(slots=True)
class _Met:
    """What this run has met and the catalog does not say: what is under way, and what failed, which it never will."""

    uris: set[str] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)
    """Of bytes under way as captures; a revisit decides nothing for other places."""

    def add(self, item: Item) -> None:
        self.uris.add(item.uri)
        if isinstance(item, Capture):
            self.digests.add(item.sha256)

    def forget(self, item: Item) -> None:
        self.uris.discard(item.uri)
        self.digests.discard(item.sha256)


@dataclass(slots=True)
class Planner:
    """Decides page by page; the caller commits shards to the catalog in the order in which they were cut."""

    catalog: Catalog
    run: str
    software: str
    by_reference: bool = False
    _items: list[Item] = field(default_factory=list)
    _bytes: int = 0
    _met: _Met = field(default_factory=_Met)
    _put_off: list[Again] = field(default_factory=list)

    def plan(self, capture: Capture) -> Unchanged | Shard | None:
        """Take in one page: an outcome at once, or a shard that it made whole, or nothing yet."""
        original = self.catalog.original(capture.sha256)
        latest = self.catalog.latest(capture.uri)
        is_new = original is None and capture.sha256 not in self._met.digests
        if not is_new and self._met_in_this_run(capture, original, latest):
            self._put_off.append(Again(capture.uri, capture.date, capture.sha256, capture.page.input_id, capture.file))
            return None
        if latest is not None and latest[0] == capture.sha256:
            return Unchanged(capture.uri, capture.sha256, self.catalog.segment_of(capture.sha256))
        if original is not None:
            again = Again(capture.uri, capture.date, capture.sha256, capture.page.input_id, capture.file)
            return self._take(_revisit(again, original), 0)
        return self._take(capture, capture.size)

    def _met_in_this_run(
        self, capture: Capture, original: tuple[str, str, str, str] | None, latest: tuple[str, str] | None
    ) -> bool:
        return (
            capture.sha256 in self._met.digests
            or capture.uri in self._met.uris
            or (original is not None and original[3] == self.run)
            or (latest is not None and latest[1] == self.run)
        )

    def _take(self, item: Item, size: int) -> Shard | None:
        self._items.append(item)
        self._bytes += size
        self._met.add(item)
        full = len(self._items) >= MAX_ITEMS or self._bytes >= MAX_BYTES
        return self.cut() if full else None

    def cut(self) -> Shard | None:
        """What was taken since the last shard, as a shard; None where that is nothing."""
        items, self._items, self._bytes = tuple(self._items), [], 0
        return Shard(items, self.software, self.by_reference) if items else None

    def committed(self, shard: Shard) -> None:
        """``shard`` is in the catalog now, but for what failed."""
        for item in shard.items:
            self._met.forget(item)
        for item in shard.items:
            if self.catalog.original(item.sha256) is None:
                self._met.add(item)

    def put_off(self) -> Iterator[tuple[Again, Unchanged | Shard | None]]:
        """Decide the pages put off; to be called when every shard is committed.

        Yields each with its outcome: unchanged, or a shard it made whole, or None: taken into the next shard, or (where
        the catalog does not know its bytes) failed as its first copy did.
        """
        latest: dict[str, str] = {}
        for page in self._put_off:
            known = latest.get(page.uri) or (self.catalog.latest(page.uri) or ("",))[0]
            original = self.catalog.original(page.sha256)
            if original is None:
                yield page, None
            elif known == page.sha256:
                yield page, Unchanged(page.uri, page.sha256, self.catalog.segment_of(page.sha256))
            else:
                latest[page.uri] = page.sha256
                yield page, self._take(_revisit(page, original), 0)


def _revisit(page: Again, original: tuple[str, str, str, str]) -> Revisit:
    return Revisit(page.uri, page.date, page.sha256, original[:3], page.input_id, page.file)
