"""Rebuild what can be rebuilt from the rest, and name what cannot. Nothing is thrown away: ``damaged/`` keeps what is replaced.

segments ─▶ catalog (from the segments) ─▶ ledger of the repair ─▶ manifest ─▶ events.jsonl

While it runs, or after it was killed, its open ledger says so, and the next ingest or repair settles the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsarchive.archive import manifest
from newsarchive.archive.catalog import Catalog
from newsarchive.archive.copying import AGAIN
from newsarchive.archive.durable import file_digest, set_aside
from newsarchive.archive.events import RECOVERY, ledger_digests, read_events, remember, remember_runs
from newsarchive.archive.layout import SEGMENT_SUFFIXES, Layout
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.rebuild import Rebuilt, rebuild_segment
from newsarchive.archive.report import Report
from newsarchive.archive.run import prepare, write_manifest
from newsarchive.archive.verify import verify
from newsarchive.errors import StorageError
from newsarchive.software import SOFTWARE


@dataclass(slots=True)
class RepairReport:
    """What a repair did."""

    found: Report
    """What verify said before."""
    replaced: list[str] = field(default_factory=list)
    """Files that are new, relative to the archive."""
    removed: list[str] = field(default_factory=list)
    """Files taken out of the archive: damaged beyond repair, or none of its own."""
    lost: list[str] = field(default_factory=list)
    """URIs of pages to ingest again."""
    cleaned_again: list[str] = field(default_factory=list)
    reverted: list[str] = field(default_factory=list)
    """URIs of pages whose article of before counts again: what they were cleaned to later is lost. `reprocess` makes it anew."""
    left: Report | None = None
    """What verify says after; None where there was nothing to do."""

    def value(self) -> dict[str, Any]:
        """As a JSON value, for ``repair --json``."""
        return {
            "ok": not self.lost and (self.left is None or not self.left.findings),
            "found": len(self.found.findings),
            "replaced": self.replaced,
            "removed": self.removed,
            "lost": self.lost,
            "cleaned_again": self.cleaned_again,
            "reverted": self.reverted,
            "left": [str(finding) for finding in self.left.findings] if self.left else [],
        }


def repair(layout: Layout, run: str, time: str) -> RepairReport:
    """Mend the archive at ``layout``; the caller holds the write lock.

    Args:
        layout: the archive.
        run: name of the ledger that lists what was lost.
        time: when, for the events, ``YYYY-MM-DDThh:mm:ssZ``.

    Raises:
        StorageError: there is no archive here.
        OSError: a file cannot be read or written.
    """
    report = RepairReport(verify(layout))
    if not report.found.findings and not report.found.unfinished:
        return report
    layout.make_folders()
    ledger = Ledger(layout.runs / f"{run}.jsonl", RECOVERY)
    _Repair(layout, report, ledger.path.name).run()
    with prepare(layout, ledger.path):
        for uri in report.lost:
            ledger.add(uri, "failed", "its record was damaged beyond repair; ingest it again")
    ledger.close(0.0)
    write_manifest(layout)
    value = report.value()
    outcome = "beyond repair in part" if report.lost else "success"
    stated = {key: value[key] for key in ("replaced", "removed", "lost", "cleaned_again", "reverted")}
    remember(layout, RECOVERY, time, SOFTWARE, outcome, run=run, ledger=file_digest(ledger.path).sha256, **stated)
    remember_runs(layout, time)
    ledger.settle()
    report.left = verify(layout)
    return report


class _Repair:
    def __init__(self, layout: Layout, report: RepairReport, ours: str) -> None:
        self._layout, self._report, self._ours = layout, report, ours
        self._bad = {finding.path for finding in report.found.findings}

    def run(self) -> None:
        for name in sorted(set(self._bad_segments())):
            self._segment(name)
        self._strangers()
        self._ledgers()
        self._descriptions()
        self._events()
        self._catalog()
        set_aside(self._layout.manifest, self._layout.damaged, remove=True)

    def _bad_segments(self) -> Iterator[str]:
        for path in self._bad:
            name = path.removeprefix("segments/")
            if name != path and name.endswith(SEGMENT_SUFFIXES):
                yield name.partition(".")[0]

    def _segment(self, name: str) -> None:
        known: list[tuple[str, str]] = []
        with suppress(StorageError), Catalog(self._layout.catalog) as catalog:
            known = [tuple(row) for row in catalog.rows("SELECT uri, kind FROM captures WHERE segment = ?", name)]
        expected = {uri for uri, kind in known if kind != AGAIN}
        again = {uri for uri, kind in known if kind == AGAIN}
        rebuilt: Rebuilt = rebuild_segment(self._layout, name, expected, again)
        self._report.replaced += rebuilt.replaced
        self._report.lost += rebuilt.lost
        self._report.cleaned_again += rebuilt.cleaned_again
        self._report.reverted += rebuilt.reverted

    def _strangers(self) -> None:
        """What lies among the segments or ledgers under a name that is none of theirs."""
        folders = ((self._layout.segments, SEGMENT_SUFFIXES), (self._layout.runs, (".jsonl", ".open")))
        for folder, suffixes in folders:
            for path in sorted(folder.iterdir()):
                if not path.name.endswith(suffixes):
                    self._take_out(self._layout.relative(path), path)

    def _ledgers(self) -> None:
        """A ledger can come from nothing else. Where manifest and file differ, its own event says which is right."""
        stated = ledger_digests(self._layout)
        for path in sorted(self._layout.runs.glob("*.jsonl")):
            relative = self._layout.relative(path)
            if relative not in self._bad or path.name == self._ours:
                continue
            right = stated.get(path.stem) == file_digest(path).sha256
            if not right:
                self._take_out(relative, path)

    def _take_out(self, shown: str, path: Path) -> None:
        set_aside(path, self._layout.damaged, remove=True)
        self._report.removed.append(shown)

    def _descriptions(self) -> None:
        for path in (self._layout.readme, self._layout.about):
            if self._layout.relative(path) in self._bad and not self._is_right(path):
                set_aside(path, self._layout.damaged, remove=True)
                self._report.replaced.append(self._layout.relative(path))
        self._layout.describe()

    def _is_right(self, path: Path) -> bool:
        """Whether the manifest is at fault, and not the file."""
        listed, _ = manifest.parse(self._layout.manifest.read_bytes() if self._layout.manifest.exists() else b"")
        entry = listed.get(self._layout.relative(path))
        return path.exists() and entry is not None and file_digest(path).sha256 == entry.sha256

    def _events(self) -> None:
        events, problems = read_events(self._layout)
        if self._layout.relative(self._layout.events) not in self._bad or not problems:
            return  # an event that is missing altogether is told again when the repair ends
        set_aside(self._layout.events, self._layout.damaged, remove=True)
        for event in events:
            known = {key: value for key, value in event.value.items() if key not in ("previous", "sha256")}
            kind, time, software, outcome = (
                str(known.pop(key, "")) for key in ("event", "time", "software", "outcome")
            )
            remember(self._layout, kind, time, software, outcome, **known)
        self._report.replaced.append(self._layout.relative(self._layout.events))

    def _catalog(self) -> None:
        """Derived: made anew from the segments by what comes next, wherever it or they are in doubt."""
        catalog = self._layout.catalog
        if self._layout.relative(catalog) in self._bad or self._report.replaced or self._report.removed:
            set_aside(catalog, self._layout.damaged, remove=True)
            catalog.with_name(catalog.name + "-journal").unlink(missing_ok=True)
            self._report.replaced.append(self._layout.relative(catalog))
