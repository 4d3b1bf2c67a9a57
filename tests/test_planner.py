"""The plan of a run depends on its input and on the archive as it was, not on how far the workers are."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive import planner as module
from newsarchive.archive.catalog import Catalog
from newsarchive.archive.planner import Again, Planner, Unchanged
from newsarchive.archive.shard import Capture, Revisit, Shard
from newsarchive.digest import sha256_hex
from newsarchive.model import RawPage

DATE = "2023-09-05T00:00:00Z"
BROKEN = "broken"
"""Bytes of which no worker can make anything."""

Page = tuple[str, str]
"""URI and content."""

PAGES = st.lists(st.tuples(st.sampled_from("uvw"), st.sampled_from(["1", "2", "3", BROKEN])), max_size=14)


@dataclass
class FakeCatalog:
    """What the planner asks of a catalog, without SQLite."""

    captures: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """URI, digest, run, whether it holds the bytes."""

    def original(self, sha256: str) -> tuple[str, str, str, str] | None:
        return next(
            (("<id>", uri, DATE, run) for uri, sha, run, holds in self.captures if holds and sha == sha256), None
        )

    def latest(self, uri: str) -> tuple[str, str] | None:
        return next(((sha, run) for one, sha, run, _ in reversed(self.captures) if one == uri), None)

    def segment_of(self, sha256: str) -> str:
        return f"segment of {sha256[:4]}"

    def add(self, shard: Shard, run: str) -> None:
        for item in shard.items:
            if item.sha256 != sha256_hex(BROKEN.encode()):
                self.captures.append((item.uri, item.sha256, run, isinstance(item, Capture)))


@dataclass
class Run:
    """One run over pages; commits a shard when it is told to, always in order."""

    catalog: FakeCatalog
    name: str
    shards: list[Shard] = field(default_factory=list)
    unchanged: list[Page] = field(default_factory=list)
    failed_again: list[Page] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.planner = Planner(cast(Catalog, self.catalog), self.name, "newsarchive 0")
        self.flying: deque[Shard] = deque()

    def take(self, pages: Sequence[Page], ready: Sequence[int]) -> None:
        """``ready``: how many shards are ready to be committed after each page; the rest, when they must."""
        for number, (uri, content) in enumerate(pages):
            data = content.encode()
            outcome = self.planner.plan(Capture(RawPage(data, uri), DATE, sha256_hex(data)))
            self._settle((uri, sha256_hex(data)), outcome)
            self._commit(ready[number] if number < len(ready) else 0)
        self._end()
        for again, outcome in self.planner.put_off():
            self._settle_again(again, outcome)
        self._end()

    def _settle(self, page: Page, outcome: Unchanged | Shard | None) -> None:
        if isinstance(outcome, Shard):
            self._launch(outcome)
        elif outcome is not None:
            self.unchanged.append(page)

    def _settle_again(self, again: Again, outcome: Unchanged | Shard | None) -> None:
        if outcome is None and self.catalog.original(again.sha256) is None:
            self.failed_again.append((again.uri, again.sha256))
        else:
            self._settle((again.uri, again.sha256), outcome)

    def _launch(self, shard: Shard) -> None:
        self.shards.append(shard)
        self.flying.append(shard)

    def _commit(self, most: int) -> None:
        while self.flying and most:
            shard = self.flying.popleft()
            self.catalog.add(shard, self.name)
            self.planner.committed(shard)
            most -= 1

    def _end(self) -> None:
        if last := self.planner.cut():
            self._launch(last)
        self._commit(len(self.flying))


def run(history: Sequence[Sequence[Page]], pages: Sequence[Page], ready: Sequence[int]) -> Run:
    """A run over ``pages`` on an archive that took in ``history``, one run each."""
    catalog = FakeCatalog()
    for number, earlier in enumerate(history):
        Run(catalog, f"run {number}").take(earlier, [9] * len(earlier))
    this = Run(catalog, "this run")
    this.take(pages, ready)
    return this


@pytest.fixture(autouse=True, scope="module")
def small_shards() -> Iterator[None]:
    """Two items a shard: what is to be seen shows in a dozen pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MAX_ITEMS", 2)
        yield


@given(st.lists(PAGES, max_size=2), PAGES, st.lists(st.integers(0, 3), max_size=14))
def test_one_worker_and_many_write_the_same(history: list[list[Page]], pages: list[Page], ready: list[int]) -> None:
    at_once, lagging = run(history, pages, [9] * len(pages)), run(history, pages, ready)
    assert lagging.shards == at_once.shards
    assert lagging.unchanged == at_once.unchanged
    assert lagging.failed_again == at_once.failed_again
    assert lagging.catalog.captures == at_once.catalog.captures


@given(st.lists(PAGES, max_size=2), PAGES, st.lists(st.integers(0, 3), max_size=14))
def test_every_page_has_one_outcome(history: list[list[Page]], pages: list[Page], ready: list[int]) -> None:
    this = run(history, pages, ready)
    outcomes = Counter((item.uri, item.sha256) for shard in this.shards for item in shard.items)
    outcomes.update(this.unchanged + this.failed_again)
    assert outcomes == Counter((uri, sha256_hex(content.encode())) for uri, content in pages)


@given(st.lists(PAGES, max_size=2), PAGES, st.lists(st.integers(0, 3), max_size=14))
def test_bytes_are_kept_once(history: list[list[Page]], pages: list[Page], ready: list[int]) -> None:
    kept = Counter(sha for _, sha, _, holds in run(history, pages, ready).catalog.captures if holds)
    assert set(kept.values()) <= {1}


@given(st.lists(st.tuples(st.sampled_from("uvw"), st.sampled_from("123")), max_size=8, unique_by=lambda page: page[0]))
def test_the_same_input_again_is_unchanged(pages: list[Page]) -> None:
    again = run([pages], pages, [9] * len(pages))
    assert again.shards == []
    assert len(again.unchanged) == len(pages)


@given(PAGES, st.lists(st.integers(0, 3), max_size=14))
def test_the_latest_version_of_a_place_is_the_last_of_the_input(pages: list[Page], ready: list[int]) -> None:
    """Of a place whose versions are all new; one that comes back to earlier bytes is decided at the end of the run."""
    new = [page for at, page in enumerate(pages) if page[1] not in {content for _, content in pages[:at]} | {BROKEN}]
    this = run([], new, ready)
    for uri, content in dict(new).items():
        latest = this.catalog.latest(uri)
        assert latest
        assert latest[0] == sha256_hex(content.encode())


def test_the_same_bytes_at_another_place_are_a_revisit_of_the_first() -> None:
    first, second = run([], [("u", "1"), ("v", "2"), ("w", "1")], [9] * 3).shards
    assert [type(item) for item in first.items] == [Capture, Capture]
    (revisit,) = second.items
    assert isinstance(revisit, Revisit)
    assert (revisit.uri, revisit.original[1]) == ("w", "u")


def test_a_place_that_changes_and_changes_back_has_three_versions() -> None:
    this = run([[("u", "1")]], [("u", "2"), ("u", "1")], [9] * 2)
    assert [sha for uri, sha, _, _ in this.catalog.captures if uri == "u"] == [sha256_hex(c.encode()) for c in "121"]


def test_a_shard_is_whole_with_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    monkeypatch.setattr(module, "MAX_ITEMS", 100)
    shards = run([], [("u", "x" * 6), ("v", "y" * 6), ("w", "z")], []).shards
    assert [[item.uri for item in shard.items] for shard in shards] == [["u", "v"], ["w"]]
