"""events.jsonl: what was done to the archive and what was found, one line an event, each line vouching for the one before.

Event types are those of PREMIS 3.0 (https://id.loc.gov/vocabulary/preservation/eventType.html). A line carries the SHA-256 of
the line before it and of itself, so that a line changed, lost or put in between is found; the file is no part of the
manifest, which could not state the digest of what grows after it was written.
"""

from __future__ import annotations

import json
import os
from typing import Any, NamedTuple

from newsarchive.archive.durable import file_digest, naming, sync_folder
from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import INGESTION
from newsarchive.digest import canonical_json, sha256_hex
from newsarchive.software import SOFTWARE

FIXITY_CHECK, RECOVERY, COMPACTION, NORMALIZATION = "fixity check", "recovery", "compaction", "normalization"
"""Beside the ingestion, which a run is that says nothing else."""
_FIRST = "0" * 64


class Event(NamedTuple):
    """A line of the file that is what it was."""

    line: int
    value: dict[str, Any]


def remember(layout: Layout, kind: str, time: str, software: str, outcome: str, **more: Any) -> None:
    """Add an event; the caller holds the write lock.

    Args:
        layout: the archive.
        kind: one of the event types above.
        time: when, ``YYYY-MM-DDThh:mm:ssZ``.
        software: name and version of what did it.
        outcome: ``success``, or in a word what was found.
        more: details, JSON values.

    Raises:
        StorageError: the file cannot be written.
    """
    value: dict[str, Any] = {"event": kind, "time": time, "software": software, "outcome": outcome, **more}
    with naming(layout.events):
        before = layout.events.read_bytes() if layout.events.exists() else b""
        whole = before[: before.rfind(b"\n") + 1]  # a line that was cut off by a power cut is written over
        value["previous"] = sha256_hex(whole.splitlines()[-1]) if whole else _FIRST
        line = canonical_json({**value, "sha256": sha256_hex(canonical_json(value))})
        with open(layout.events, "r+b" if before else "wb", buffering=0) as file:
            file.seek(len(whole))
            file.truncate()
            file.write(line + b"\n")
            os.fsync(file.fileno())
    sync_folder(layout.folder)


def read_events(layout: Layout) -> tuple[list[Event], list[tuple[int, str]]]:
    """The events that are whole, and of each other line its number and what is wrong with it."""
    if not layout.events.exists():
        return [], []
    events: list[Event] = []
    problems: list[tuple[int, str]] = []
    previous = _FIRST
    for number, line in enumerate(layout.events.read_bytes().splitlines(keepends=True), 1):
        value = _value(line)
        if value is None:
            problems.append((number, "is not the line that was written"))
        else:
            if value["previous"] != previous:
                problems.append((number, "does not follow the line before it: one was changed, lost or put in between"))
            events.append(Event(number, value))
        previous = sha256_hex(line.rstrip(b"\n"))
    return events, problems


def _value(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
        stated = value.pop("sha256")
        right = line.endswith(b"\n") and canonical_json({**value, "sha256": stated}) + b"\n" == line
        return value if right and stated == sha256_hex(canonical_json(value)) and "previous" in value else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def last_checks(layout: Layout) -> dict[str, str]:
    """Segment -> time of its last full check that found nothing; ``""`` stands for all segments there were."""
    checks: dict[str, str] = {}
    for _, event in read_events(layout)[0]:
        if event["event"] == FIXITY_CHECK and event["outcome"] == "success" and not event.get("fast"):
            checks.update(dict.fromkeys(event.get("segments", [""]), event["time"]))
    return checks


def ledger_digests(layout: Layout) -> dict[str, str]:
    """Run -> SHA-256 of its ledger, as the event of the run says."""
    values = [event.value for event in read_events(layout)[0]]
    return {value["run"]: value["ledger"] for value in values if "run" in value and "ledger" in value}


def remember_runs(layout: Layout, time: str) -> None:
    """An event for every published ledger of which there is none: of this run, and of those that were cut off."""
    known = ledger_digests(layout)
    for path in sorted(layout.runs.glob("*.jsonl")):
        if path.stem not in known:
            last = path.read_bytes().rstrip().rpartition(b"\n")[2]
            summary = json.loads(last).get("summary", {})
            outcome = "interrupted" if summary.get("interrupted") else "success"
            stated = {"run": path.stem, "ledger": file_digest(path).sha256, "inputs": summary.get("inputs", 0)}
            remember(layout, summary.get("kind", INGESTION), time, SOFTWARE, outcome, **stated)
