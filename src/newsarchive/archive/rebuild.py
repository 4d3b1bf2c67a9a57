"""One segment made anew from what is whole in its four files.

The pages themselves can come from the WARC alone; everything else can be derived: the account of a page from its article, the
article from the WET or from the JSON Lines, from the page itself where both have lost it, the index from the WARC. What is whole
is kept as it is, to the byte. Only a page whose record is damaged is lost, and named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from newsarchive.archive import records
from newsarchive.archive.cdxj import cdxj_line
from newsarchive.archive.check_segment import CaptureFact, capture_fact
from newsarchive.archive.copying import AGAIN, ELSEWHERE, REVISIT, claim, source_bytes
from newsarchive.archive.durable import OpenFile, set_aside, sync_folder
from newsarchive.archive.entry import account
from newsarchive.archive.layout import CDXJ, JSONL, SEGMENT_SUFFIXES, WARC, WET, Layout
from newsarchive.archive.members import Record, read_members
from newsarchive.archive.segment import WARC_ABOUT, WET_ABOUT, WET_JSON, WET_TEXT
from newsarchive.digest import sha256_hex
from newsarchive.formats.articlejson import canonical, from_value
from newsarchive.model import Article, RawPage
from newsarchive.software import SOFTWARE


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What became of a segment."""

    name: str
    replaced: tuple[str, ...]
    """Files, relative to the archive, that are new; as they were found they lie in ``damaged/``."""
    lost: tuple[str, ...]
    """URIs of pages whose record was damaged."""
    cleaned_again: tuple[str, ...] = ()
    """URIs of pages whose article was lost and made anew from the page."""
    reverted: tuple[str, ...] = ()
    """URIs of pages that were cleaned again, and of which that is lost: the article before it counts."""


@dataclass(slots=True)
class _Kept:
    """What is whole."""

    captures: list[tuple[CaptureFact, Record]] = field(default_factory=list)
    members: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """Members by type (of a conversion its Content-Type too) and the record that they are about."""
    articles: dict[str, Article] = field(default_factory=dict)
    parts: dict[str, dict[str, dict[str, bytes]]] = field(default_factory=lambda: {WARC: {}, WET: {}})
    """Of a segment that was joined from others: by file and the capture whose records follow, name and warcinfo of each."""
    waiting: dict[str, bytes] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    """URIs of the pages that anything whole speaks of."""
    again: set[str] = field(default_factory=set)
    """Of those, pages that were cleaned again."""


def rebuild_segment(layout: Layout, name: str, expected: set[str], again: set[str]) -> Rebuilt:
    """Make the files of segment ``name`` anew where they are not what the whole rest gives.

    Args:
        layout: the archive; the caller holds the write lock.
        name: the segment.
        expected: URIs that the catalog has captures of in it, whose pages it holds or refers to.
        again: URIs of pages that it has only cleaned again.

    Raises:
        OSError, StorageError: a file cannot be read or written.
    """
    kept = _keep(layout, name)
    kept.captures = [(fact, record) for fact, record in kept.captures if _can_be_kept(kept, fact)]
    there = {fact.uri for fact, _ in kept.captures if fact.kind != AGAIN}
    there_again = {fact.uri for fact, _ in kept.captures if fact.kind == AGAIN}
    again = again | kept.again
    lost = tuple(sorted((expected | (kept.named - again)) - there))
    reverted = tuple(sorted(again - there_again))
    if not kept.captures:
        paths = [layout.segment_file(name, suffix) for suffix in SEGMENT_SUFFIXES]
        gone = tuple(layout.relative(path) for path in paths if path.exists())
        for path in paths:
            set_aside(path, layout.damaged, remove=True)
        return Rebuilt(name, gone, lost, reverted=reverted)
    writer = _Writer(layout, name, kept)
    return Rebuilt(name, writer.write(), lost, tuple(writer.cleaned_again), reverted)


def _can_be_kept(kept: _Kept, fact: CaptureFact) -> bool:
    """Whether there is an article of a capture, or its page in this segment to make one of."""
    return fact.kind not in ELSEWHERE or fact.article in kept.articles


def _keep(layout: Layout, name: str) -> _Kept:
    kept = _Kept()
    for suffix in (WARC, WET):
        path = layout.segment_file(name, suffix)
        for record, member in _whole(path):
            if record.headers.get("warc-type") == "warcinfo":
                _note_info(kept, record, member, path)
            else:
                (_note_capture if suffix == WARC else _note_conversion)(kept, record, member)
    path = layout.segment_file(name, JSONL)
    for line in path.read_bytes().splitlines() if path.exists() else ():
        _note_article(kept, line)
    path = layout.segment_file(name, CDXJ)
    for line in path.read_bytes().splitlines() if path.exists() else ():
        _note_index(kept, line)
    return kept


def _whole(path: Path) -> Iterator[tuple[Record, bytes]]:
    if not path.exists():
        return
    with open(path, "rb") as file:
        for record in read_members(path):
            if isinstance(record, Record) and not record.problem:
                file.seek(record.offset)
                yield record, file.read(record.length)


def _note_info(kept: _Kept, record: Record, member: bytes, path: Path) -> None:
    file = record.headers.get("warc-filename", "")
    if file == path.name:
        kept.members["warcinfo", file] = member
    else:
        kept.waiting[file.partition(".")[0]] = member


def _note_capture(kept: _Kept, record: Record, member: bytes) -> None:
    kind, get = record.headers.get("warc-type", ""), record.headers.get
    try:
        fact = capture_fact(record)
    except ValueError:
        return
    if uri := get("warc-target-uri"):
        kept.named.add(fact.uri if fact else uri)
    if fact is not None and fact.kind == AGAIN:
        kept.again.add(fact.uri)
    if fact is not None:
        kept.captures.append((fact, record))
        kept.members["capture", fact.record_id] = member
        _place_parts(kept, WARC, fact.record_id)
    else:
        kept.members[kind, get("warc-refers-to", "")] = member


def _note_conversion(kept: _Kept, record: Record, member: bytes) -> None:
    get = record.headers.get
    kept.members[get("content-type", ""), get("warc-refers-to", "")] = member
    _place_parts(kept, WET, get("warc-refers-to", ""))
    kept.named.add(get("warc-target-uri", ""))
    if get("content-type") == WET_JSON:
        _note_article(kept, record.block)


def _place_parts(kept: _Kept, suffix: str, identity: str) -> None:
    if kept.waiting:
        kept.parts[suffix][identity] = kept.waiting
        kept.waiting = {}


def _note_article(kept: _Kept, line: bytes) -> None:
    try:
        article = from_value(json.loads(line))
        if canonical(article) == line:
            kept.articles.setdefault(article.id, article)
            kept.named.add(article.source.uri)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # a damaged line: what it stood for is named by what is whole


def _note_index(kept: _Kept, line: bytes) -> None:
    with suppress(ValueError, KeyError, TypeError, IndexError):
        kept.named.add(json.loads(line.split(b" ", 2)[2])["url"])


class _Writer:
    """The four files, written beside the old ones and put in their place where they differ."""

    def __init__(self, layout: Layout, name: str, kept: _Kept) -> None:
        self._layout, self._name, self._kept = layout, name, kept
        software = next((article.software for article in kept.articles.values()), SOFTWARE)
        self._software = software
        self._info = {suffix: self._warcinfo(name, suffix) for suffix in (WARC, WET)}
        self.cleaned_again: list[str] = []

    def write(self) -> tuple[str, ...]:
        """Write all; the names of the files that are new."""
        layout = self._layout
        with ExitStack() as stack:
            files = {s: stack.enter_context(OpenFile(layout.segment_file(self._name, s))) for s in SEGMENT_SUFFIXES}
            self._fill(files)
            for file in files.values():
                file.finish()
        replaced = []
        for suffix in SEGMENT_SUFFIXES:
            final = files[suffix].final
            if final.exists() and final.read_bytes() == files[suffix].temporary.read_bytes():
                files[suffix].temporary.unlink()
                continue
            set_aside(final, layout.damaged)
            files[suffix].temporary.replace(final)
            replaced.append(layout.relative(final))
        sync_folder(layout.segments)
        return tuple(replaced)

    def _fill(self, files: dict[str, OpenFile]) -> None:
        for suffix, (_, member) in self._info.items():
            files[suffix].write(self._kept.members.get(("warcinfo", files[suffix].final.name), member))
        lines = []
        for fact, record in self._kept.captures:
            place = self._capture(files, fact, record)
            if fact.kind not in ELSEWHERE:
                mime = "warc/revisit" if fact.kind == REVISIT else fact.media_type
                lines.append(cdxj_line(fact.uri, fact.date, mime, fact.article, place, fact.status))
        files[CDXJ].write("".join(f"{line}\n" for line in sorted(lines)).encode())

    def _capture(self, files: dict[str, OpenFile], fact: CaptureFact, record: Record) -> tuple[str, int, int]:
        parts = self._kept.parts
        for suffix, other in ((WARC, WET), (WET, WARC)):  # where one file has lost a warcinfo, the other names it
            known = parts[suffix].get(fact.record_id, {})
            for part in known or parts[other].get(fact.record_id, {}):
                self._info[suffix] = self._warcinfo(part, suffix)  # what follows belongs to it
                files[suffix].write(known.get(part) or self._info[suffix][1])
        warc, member = files[WARC], self._kept.members["capture", fact.record_id]
        place = (warc.final.name, warc.position, len(member))
        warc.write(member)
        if fact.kind != REVISIT:
            self._article(files, fact, self._article_of(fact, record))
        return place

    def _warcinfo(self, name: str, suffix: str) -> tuple[str, bytes]:
        date = f"{name[:4]}-{name[4:6]}-{name[6:8]}T{name[8:10]}:{name[10:12]}:{name[12:14]}Z"
        about = WARC_ABOUT if suffix == WARC else WET_ABOUT
        return records.warcinfo(name + suffix, date, self._software, about)

    def _article(self, files: dict[str, OpenFile], fact: CaptureFact, article: Article) -> None:
        known, identity, line = self._kept.members, fact.record_id, canonical(article)
        if fact.kind not in ELSEWHERE:
            told = records.metadata(fact.uri, fact.date, identity, account(article), self._info[WARC][0])
            files[WARC].write(known.get(("metadata", identity), told))
        for media_type, block in ((WET_TEXT, article.text.encode()), (WET_JSON, line)):
            if block:
                about = (fact.uri, fact.date, identity, block, media_type, self._info[WET][0])
                files[WET].write(known.get((media_type, identity), records.conversion(*about, fact.generation)))
        files[JSONL].write(line + b"\n")

    def _article_of(self, fact: CaptureFact, record: Record) -> Article:
        if (article := self._kept.articles.get(fact.article)) is not None:
            return article
        from newsarchive.pipeline import clean

        self.cleaned_again.append(fact.uri)
        data = source_bytes(record)
        made = clean(RawPage(data, fact.uri, fact.date, media_type=claim(record).media_type or None))
        if not isinstance(made, Article) or sha256_hex(data) != fact.article:
            raise ValueError(f"{fact.uri}: cannot be cleaned again")
        return made
