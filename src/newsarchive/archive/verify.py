"""Everything against everything: files against the manifest, records against their digests, the four files of each segment
against each other, the catalog against the segments. Reads only; never stops at the first damage.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from newsarchive.archive import manifest
from newsarchive.archive.catalog import Catalog
from newsarchive.archive.check_catalog import CatalogCheck, cut_off
from newsarchive.archive.check_segment import SegmentFacts, check_segment
from newsarchive.archive.crosscheck import cross_check
from newsarchive.archive.durable import OPEN, FileDigest, file_digest
from newsarchive.archive.events import last_checks, ledger_digests, read_events
from newsarchive.archive.layout import SEGMENT_SUFFIXES, WARC, Layout
from newsarchive.archive.report import Report
from newsarchive.errors import StorageError
from newsarchive.textnorm import printable


@dataclass(frozen=True, slots=True)
class Scope:
    """How much is checked. Whatever it is: that each file is there and has its size, manifest, ledgers, events, catalog."""

    fast: bool = False
    """Look into no segment."""
    share: float = 1.0
    """Of the segments, those that were not checked for longest; at least one."""
    before: str | None = None
    """Only segments whose last check is older than this, ``YYYY-MM-DDThh:mm:ssZ``, or was never."""
    cross_check: bool = False
    """Have warcio read the segments that are looked into as well."""

    def choose(self, names: list[str], checks: Mapping[str, str]) -> list[str] | None:
        """The segments to look into, of all ``names``; None: all of them."""
        if self.fast:
            return []
        if self.share >= 1.0 and self.before is None:
            return None
        whole = checks.get("", "")  # the last check of everything

        def last(name: str) -> str:
            return max(checks.get(name, ""), whole)

        due = sorted((name for name in names if self.before is None or last(name) < self.before), key=last)
        return sorted(due[: max(1, math.ceil(self.share * len(names)))])


def verify(layout: Layout, scope: Scope = Scope()) -> Report:
    """Check the archive at ``layout``, as far as ``scope`` says.

    Raises:
        StorageError: there is no archive here.
        OSError: a file cannot be read.
    """
    if not layout.folder.is_dir() or not (layout.about.exists() or layout.segments.is_dir()):
        layout.require()
    return _Verification(layout, scope).run()


@dataclass(frozen=True, slots=True)
class _Stated:
    """What manifest and catalog say a file is."""

    listed: dict[str, manifest.Entry]
    known: dict[str, FileDigest]


class _Verification:
    def __init__(self, layout: Layout, scope: Scope) -> None:
        self._layout, self._scope = layout, scope
        self._report = Report()
        self._running = any(layout.runs.glob(f"*{OPEN}")) if layout.runs.is_dir() else False
        """A run is going on or was cut off: files that the manifest does not list yet are no damage."""
        self._vouched: set[str] = set()
        """Files whose SHA-256 is stated, and wherever it is stated is theirs."""

    def run(self) -> Report:
        report = self._report
        try:
            self._layout.require()
        except StorageError as error:
            report.add("archive.json", "", str(error).partition(": ")[2])
        stated = _Stated(self._manifest(), self._known_files())
        present = self._present()
        names = self._segment_names(present)
        report.segments = self._scope.choose(names, last_checks(self._layout))
        chosen = set(names if report.segments is None else report.segments)
        for path in sorted(set(stated.listed) | set(stated.known) | present):
            if path in present and path.startswith("segments/") and _segment_of(path) not in chosen:
                self._check_size(path, stated)
            else:
                self._check_file(path, stated, path in present)
        self._note_leftovers()
        self._check_events()
        catalog = CatalogCheck(self._layout, report, running=self._running)
        catalog.expect(chosen if report.segments is not None else None)
        for name in sorted(chosen):
            fact = self._segment(name)
            report.articles += len(fact.articles)
            report.records += fact.records
            catalog.segment(fact)
        catalog.finish()
        return report

    def _manifest(self) -> dict[str, manifest.Entry]:
        name = self._layout.relative(self._layout.manifest)
        if not self._layout.manifest.exists():
            if self._running:
                self._report.unfinished.append(f"{name}: not written yet")
            else:
                self._report.add(name, "", "is missing")
            return {}
        entries, damaged = manifest.parse(self._layout.manifest.read_bytes())
        for line in damaged:
            self._report.add(name, f"line {line}", "is no line of a manifest: 64 hex digits, two spaces, a path")
        return entries

    def _known_files(self) -> dict[str, FileDigest]:
        if cut_off(self._layout, running=self._running):
            name = self._layout.relative(self._layout.catalog)
            self._report.unfinished.append(
                f"{name}: a transaction is under way, or was cut off; the next ingest settles it"
            )
            return {}
        try:
            with Catalog(self._layout.catalog) as catalog:
                return catalog.files()
        except StorageError:
            return {}  # check_catalog says what is wrong with it

    def _present(self) -> set[str]:
        layout = self._layout
        found = {path for path in (layout.readme, layout.about, layout.catalog) if path.exists()}
        for folder in (layout.segments, layout.runs):
            if folder.is_dir():
                found.update(path for path in folder.iterdir() if path.suffix != OPEN)
        return {layout.relative(path) for path in found}

    def _check_file(self, path: str, stated: _Stated, present: bool) -> None:
        entry, known = stated.listed.get(path), stated.known.get(path)
        if not present:
            self._report.add(path, "", "is missing")
            return
        actual = file_digest(self._layout.folder / path)
        self._report.files += 1
        self._report.bytes += actual.bytes
        if {actual.sha256} == {value.sha256 for value in (entry, known) if value is not None}:
            self._vouched.add(path)
        if entry is None:
            self._unlisted(path, known is not None and known == actual)
        elif known is not None and known != actual and entry.sha256 != actual.sha256:
            self._report.add(path, "", "its SHA-256 is neither the manifest's nor the catalog's")
        elif entry.sha256 != actual.sha256:
            self._differs(path, entry, undisputed=known is None)
        elif known is not None and known != actual:
            self._report.add("catalog.sqlite3", f"files, {path}", "states another digest than manifest and file")

    def _check_size(self, path: str, stated: _Stated) -> None:
        """Of a file that is not read: that it is listed, and as long as the catalog says."""
        size = (self._layout.folder / path).stat().st_size
        self._report.files += 1
        known = stated.known.get(path)
        if path not in stated.listed:
            self._unlisted(path, known is not None and known.bytes == size)
        elif known is not None and known.bytes != size:
            self._report.add(path, "", f"has {size} bytes, the catalog says {known.bytes}")

    def _unlisted(self, path: str, in_catalog: bool) -> None:
        if self._running:
            told = "is in the catalog" if in_catalog else "is published"
            self._report.unfinished.append(f"{path}: {told}, the manifest does not list it yet")
        else:
            self._report.add(path, "", "is not in manifest-sha256.txt")

    def _differs(self, path: str, entry: manifest.Entry, *, undisputed: bool) -> None:
        if path == self._layout.relative(self._layout.catalog) and self._running:
            self._report.unfinished.append(f"{path}: changed since the manifest was written")
        elif undisputed:
            self._report.add(path, "", f"its SHA-256 is not that of line {entry.line} of manifest-sha256.txt")
        else:
            self._report.add(
                "manifest-sha256.txt", f"line {entry.line}, {path}", "states another digest than catalog and file"
            )

    def _note_leftovers(self) -> None:
        for folder in (self._layout.segments, self._layout.runs):
            for path in sorted(folder.glob(f"*{OPEN}")) if folder.is_dir() else ():
                name = printable(self._layout.relative(path))
                self._report.unfinished.append(
                    f"{name}: a run is writing it, or was cut off; the next ingest settles it"
                )

    def _check_events(self) -> None:
        name = self._layout.relative(self._layout.events)
        _, problems = read_events(self._layout)
        for line, problem in problems:
            self._report.add(name, f"line {line}", problem)
        told = ledger_digests(self._layout)
        runs = sorted(path.stem for path in self._layout.runs.glob("*.jsonl")) if self._layout.runs.is_dir() else []
        for run in runs if not self._running and not problems else ():
            if run not in told:
                self._report.add(name, "", f"has no event of run {printable(run)}: lines are missing")

    def _segment_names(self, present: set[str]) -> list[str]:
        files = [path for path in present if path.startswith("segments/") and path.endswith(SEGMENT_SUFFIXES)]
        return sorted(set(map(_segment_of, files)))

    def _segment(self, name: str) -> SegmentFacts:
        if self._running and not self._layout.segment_file(name, WARC).exists():
            self._report.unfinished.append(f"segments/{name}: not whole yet; the next ingest writes it again")
            return SegmentFacts(name)
        if self._scope.cross_check:
            cross_check(self._layout, name, self._report)
        return check_segment(self._layout, name, self._report, self._vouched)


def _segment_of(path: str) -> str:
    return path.removeprefix("segments/").partition(".")[0]
