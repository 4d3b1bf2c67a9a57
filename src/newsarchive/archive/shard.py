"""A shard: the pages that become one segment. Values only; named by what is in it, so that any worker writes the same bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newsarchive.archive.durable import FileDigest
from newsarchive.archive.entry import Entry
from newsarchive.digest import canonical_json, sha256_hex
from newsarchive.model import Failure, RawPage, SiteMemory


@dataclass(frozen=True, slots=True)
class Capture:
    """A page whose bytes are new to the archive."""

    page: RawPage
    date: str
    sha256: str
    file: int = -1
    """Which file of the run it comes from (seen.py)."""
    original: str = ""
    """Of a page that the archive has already and that is cleaned again: the id of its record, which stays where it is."""
    generation: int = 0
    """How often such a page was cleaned again, this time included."""

    @property
    def uri(self) -> str:
        return self.page.uri

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, nearly."""
        return len(self.page.data) + (len(self.page.captured.record) if self.page.captured else 0)


@dataclass(frozen=True, slots=True)
class Revisit:
    """A page whose bytes the archive has already, under another name or from an earlier time."""

    uri: str
    date: str
    sha256: str
    original: tuple[str, str, str]
    """Record id, target URI and date of the resource that holds the bytes."""
    input_id: str | None = None
    file: int = -1


Item = Capture | Revisit


@dataclass(frozen=True, slots=True)
class Shard:
    """What one worker takes at a time."""

    items: tuple[Item, ...]
    software: str
    by_reference: bool = False
    """Records of web archives are not copied, only referred to."""
    memory: tuple[SiteMemory, ...] = ()
    """What was known of the sites of its pages when the run began."""

    @property
    def date(self) -> str:
        """The latest WARC-Date in the shard: stands for the segment, which must not know the clock."""
        return max(item.date for item in self.items)

    @property
    def name(self) -> str:
        """Name of the segment: its date, then a digest over everything that decides its bytes."""
        content = [[type(i).__name__, i.uri, i.date, i.sha256, *_again(i)] for i in self.items]
        more = [*(["by-reference"] if self.by_reference else []), *([repr(self.memory)] if self.memory else [])]
        digest = sha256_hex(canonical_json([self.software, *more, content]))
        return f"{''.join(filter(str.isdigit, self.date))}-{digest[:16]}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in its file, in bytes."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Written:
    """An item that is in the segment."""

    item: Item
    record_id: str
    place: Place
    entry: Entry | None
    """None for a revisit."""
    line: Place | None
    """Of the article in the JSON Lines file; None for a revisit."""
    kind: str = "resource"
    """``resource``, ``response`` or ``conversion`` (copied from a web archive), ``reference`` (kept there only), ``revisit``,
    ``again`` (cleaned again: the page is in another segment)."""


def _again(item: Item) -> tuple[str | int, ...]:
    return (item.original, item.generation) if isinstance(item, Capture) and item.original else ()


def without_page(one: Written | Failure) -> Written | Failure:
    """What a worker sends back: who sent the page has it."""
    if isinstance(one, Failure) or isinstance(one.item, Revisit):
        return one
    item = one.item
    return replace(one, item=replace(item, page=RawPage(b"", item.uri, item.date)))


@dataclass(frozen=True, slots=True)
class Segment:
    """A published segment and what is in it."""

    name: str
    software: str
    files: dict[str, FileDigest]
    """Path relative to the archive -> SHA-256 and size."""
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What became of a shard: its segment (None where nothing of it could be archived), and of each item, in order."""

    segment: Segment | None
    outcomes: tuple[Written | Failure, ...]
