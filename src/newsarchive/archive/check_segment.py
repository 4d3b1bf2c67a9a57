"""One segment: its WARC, its WET, its JSON Lines and its index, each whole in itself and all telling the same."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from newsarchive.archive.cdxj import cdxj_line
from newsarchive.archive.copying import AGAIN, ELSEWHERE, HOLDING, REFERENCE, REVISIT, claim, source_sha256
from newsarchive.archive.layout import CDXJ, JSONL, WARC, WET, Layout
from newsarchive.archive.members import Record, read_members
from newsarchive.archive.report import Report
from newsarchive.archive.segment import WET_JSON, WET_TEXT
from newsarchive.archive.shard import Place
from newsarchive.digest import sha256_hex

CAPTURES = (*HOLDING, REVISIT)
_REFERRED = re.compile(rb"^source-sha256: ([0-9a-f]{64})\r$", re.MULTILINE)
_AGAIN = re.compile(rb"cleaned-again: ([1-9][0-9]{0,8})\r\npage-sha256: ([0-9a-f]{64})\r\n")
_NO_TEXT = sha256_hex(b"")


@dataclass(frozen=True, slots=True)
class CaptureFact:
    """A capture as the WARC has it: the columns of the catalog's table."""

    uri: str
    date: str
    article: str
    kind: str
    record_id: str
    offset: int
    length: int
    generation: int = 0
    """How often the page was cleaned again; no column of that table, nor is the next."""
    media_type: str = ""
    status: str = ""
    """As the record claims."""


@dataclass(slots=True)
class SegmentFacts:
    """What the segment's files say, for comparison with the catalog."""

    name: str
    records: int = 0
    captures: list[CaptureFact] = field(default_factory=list)
    articles: dict[str, tuple[Place, str]] = field(default_factory=dict)
    """Id -> place in the JSON Lines file, text."""
    damaged: bool = False


def check_segment(layout: Layout, name: str, report: Report, vouched: Container[str] = ()) -> SegmentFacts:
    """Check the files of one segment; what is wrong goes to ``report``.

    Args:
        layout: the archive.
        name: the segment.
        report: takes the findings.
        vouched: files, relative to the archive, whose SHA-256 is as stated elsewhere. How their records were compressed is
            not looked into: it takes longer than all the rest, and could only say in which record such a file differs.
    """
    return _SegmentCheck(layout, name, report, vouched).run()


class _SegmentCheck:
    def __init__(self, layout: Layout, name: str, report: Report, vouched: Container[str]) -> None:
        self._layout, self._report, self._vouched = layout, report, vouched
        self._facts = SegmentFacts(name)
        self._metadata: set[str] = set()

    def run(self) -> SegmentFacts:
        index: list[str] = []
        resources: dict[str, CaptureFact] = {}
        for record in self._records(WARC):
            if _type(record) == "metadata":
                self._metadata.add(record.headers.get("warc-refers-to", ""))
            if (fact := self._capture(record)) is None:
                continue
            self._facts.captures.append(fact)
            if fact.kind not in ELSEWHERE:
                index.append(self._index_line(fact))
            if fact.kind != REVISIT:
                resources[fact.record_id] = fact
        self._check_index(index)
        self._check_articles(resources)
        return self._facts

    def _add(self, suffix: str, place: str, problem: str) -> None:
        self._facts.damaged = True
        self._report.add(f"segments/{self._facts.name}{suffix}", place, problem)

    def _path(self, suffix: str) -> Path:
        return self._layout.segment_file(self._facts.name, suffix)

    def _records(self, suffix: str) -> Iterator[Record]:
        path = self._path(suffix)
        if not path.exists():
            self._add(suffix, "", "is missing")
            return
        whole = 0
        odd: list[str] = []
        for found in read_members(path, recompress=self._layout.relative(path) not in self._vouched):
            self._facts.records += 1
            if isinstance(found, Record):
                whole += 1
                odd += [found.name] if found.odd else []
                self._check_head(suffix, found)
                yield found
            if found.problem:
                self._add(suffix, found.name, found.problem)
        self._check_compression(suffix, odd, whole)

    def _check_compression(self, suffix: str, odd: list[str], whole: int) -> None:
        """A bit can flip in a member and change no byte of its record: in the gzip header, or in padding. Compressed
        again, such a member differs from its neighbours; where most differ, another zlib has written the file."""
        if whole == 1 or len(odd) * 2 < whole + 1:
            for name in odd:
                self._add(suffix, name, "the record is whole, but not as it was compressed")

    def _check_head(self, suffix: str, record: Record) -> None:
        right = _type(record) == "warcinfo" and record.headers.get("warc-filename") == self._path(suffix).name
        if record.number == 1 and not right:
            self._add(suffix, record.name, "the file does not open with the warcinfo record of its own name")

    def _index_line(self, fact: CaptureFact) -> str:
        place = (self._path(WARC).name, fact.offset, fact.length)
        if fact.kind == REVISIT:
            return cdxj_line(fact.uri, fact.date, "warc/revisit", fact.article, place)
        return cdxj_line(fact.uri, fact.date, fact.media_type, fact.article, place, fact.status)

    def _capture(self, record: Record) -> CaptureFact | None:
        """The capture that a record is; None where it is none, or says of itself what cannot be."""
        try:
            return capture_fact(record)
        except ValueError as error:
            self._add(WARC, record.name, str(error))
            return None

    def _check_index(self, expected: list[str]) -> None:
        actual = self._lines(CDXJ)
        if actual is None or actual == sorted(expected):
            return
        missing = set(expected)
        for number, line in enumerate(actual, 1):
            if line in missing:
                missing.discard(line)
            else:
                self._add(CDXJ, f"line {number}", "is not what the WARC gives")
        for line in sorted(missing):
            self._add(CDXJ, line.partition(" {")[0], "the WARC has this capture, the index has no such line")
        if actual != sorted(actual):
            self._add(CDXJ, "", "is not sorted")

    def _lines(self, suffix: str) -> list[str] | None:
        if not self._path(suffix).exists():
            self._add(suffix, "", "is missing")
            return None
        data = self._path(suffix).read_bytes()
        if data and not data.endswith(b"\n"):
            last = data.count(b"\n") + 1
            self._add(suffix, f"line {last}", "is cut off")
        return data.decode("utf-8", "replace").split("\n")[:-1]

    def _check_articles(self, resources: dict[str, CaptureFact]) -> None:
        """Every resource has its metadata, its JSON in the WET, the same JSON in the JSON Lines, and its text."""
        stored: dict[str, str] = {}
        texts: dict[str, str] = {}
        for record in self._records(WET):
            refers = record.headers.get("warc-refers-to", "")
            if _type(record) == "conversion":
                if refers not in resources:
                    self._add(WET, record.name, "refers to no page in the WARC")
                kinds = {WET_JSON: stored, WET_TEXT: texts}
                kinds.get(record.headers.get("content-type", ""), {})[refers] = record.sha256
        self._check_lines(resources, stored)
        for identity, fact in resources.items():
            place = f"{identity} {fact.uri}"
            if identity not in self._metadata:
                self._add(WARC, place, "the page has no metadata record")
            if identity not in stored:
                self._add(WET, place, "the page has no article")
            elif texts.get(identity, _NO_TEXT) != self._text_digest(fact.article):
                self._add(WET, place, "the text is not that of the article")

    def _text_digest(self, article: str) -> str:
        _, text = self._facts.articles.get(article, (None, ""))
        return sha256_hex(str(text).encode("utf-8", "surrogatepass"))  # a damaged line may hold anything

    def _check_lines(self, resources: dict[str, CaptureFact], stored: dict[str, str]) -> None:
        path = self._path(JSONL)
        if not path.exists():
            self._add(JSONL, "", "is missing")
            return
        expected = [(fact, stored.get(identity)) for identity, fact in resources.items()]
        lines = path.read_bytes().splitlines(keepends=True)
        offset = 0
        for number, line in enumerate(lines, 1):
            fact, sha256 = expected[number - 1] if number <= len(expected) else (None, None)
            who = f"line {number}" + (f", {fact.article[:12]} {fact.uri}" if fact else "")
            if fact is None:
                self._add(JSONL, who, "stands for no page in the WARC")
            elif sha256 is not None and not (line.endswith(b"\n") and sha256_hex(line[:-1]) == sha256):
                self._add(JSONL, who, "is not the article in the WET")
            else:
                self._note_article(fact, line, offset, who)
            offset += len(line)
        for fact, _ in expected[len(lines) :]:
            self._add(JSONL, f"{fact.article[:12]} {fact.uri}", "the page has no line")

    def _note_article(self, fact: CaptureFact, line: bytes, offset: int, who: str) -> None:
        try:
            value = json.loads(line)
            identity, text = value["id"], value["text"]
        except (ValueError, KeyError, TypeError):
            self._add(JSONL, who, "is no article")
            return
        if identity != fact.article:
            self._add(JSONL, who, "its id is not the SHA-256 of the page in the WARC")
        self._facts.articles[identity] = (Place(offset, len(line)), text)


def _type(record: Record) -> str:
    return record.headers.get("warc-type", "")


def capture_fact(record: Record) -> CaptureFact | None:
    """The capture that a record of a segment's WARC is: it holds the page, or says where its bytes are. None: it is none.

    Raises:
        ValueError: its place or its time is none.
    """
    kind, get, generation = _type(record), record.headers.get, 0
    if kind == REVISIT:
        article = get("warc-payload-digest", "").removeprefix("sha256:")
        identity = get("warc-record-id", "")
    elif kind in HOLDING:
        article, identity = source_sha256(record), get("warc-record-id", "")
    elif kind == "metadata" and (again := _AGAIN.match(record.block)):
        kind, article, identity = AGAIN, again[2].decode(), get("warc-refers-to", "")
        generation = int(again[1])
    elif kind == "metadata" and (referred := _REFERRED.search(record.block)):
        kind, article, identity = REFERENCE, referred[1].decode(), get("warc-refers-to", "")
    else:
        return None
    uri, date, media_type, status = claim(record)
    place = (record.offset, record.length)
    return CaptureFact(uri, date, article, kind, identity, *place, generation, media_type, status)
