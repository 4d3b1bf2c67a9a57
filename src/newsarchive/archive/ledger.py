"""The ledger of a run: one line for every input with its outcome and reason, then a summary. Nothing is left out.

Written as ``runs/RUN.jsonl.open``, one line at a time; published at the end of the run. The ``.open`` name stays until the
manifest lists the ledger, so its presence says that a run is going on or was cut off.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from newsarchive.archive.durable import OPEN, naming, sync_folder
from newsarchive.errors import ExitCode
from newsarchive.model import Failure

STATUSES = ("ok", "duplicate", "unchanged", "not_article", "failed")
INGESTION = "ingestion"


class Ledger:
    """A ledger being written."""

    def __init__(self, path: Path, kind: str = INGESTION) -> None:
        """``kind``: of event that the run is. If it is no ingestion, the first line says so, for whoever finds it cut off."""
        self.path, self.kind = path, kind
        self._open = path.with_name(path.name + OPEN)
        self._file = open(self._open, "ab", buffering=0)  # noqa: SIM115 - lives as long as the run
        self.counts: Counter[str] = Counter()
        self.passed_over: Counter[str] = Counter()
        """What was not chosen, by the reason; no inputs."""
        self.segments: list[str] = []
        if kind != INGESTION and self._file.tell() == 0:
            self._line({"kind": kind})

    def add(
        self,
        uri: str,
        status: str,
        reason: str,
        *,
        identity: str | None = None,
        segment: str | None = None,
        failure: Failure | None = None,
        inputs: int = 1,
    ) -> dict[str, Any]:
        """Account for one input, or for all those of a file that was not read; returns the line.

        Args:
            uri: the input.
            status: one of :data:`STATUSES`.
            reason: why it has that status; empty for a plain ``ok``.
            identity: SHA-256 of its bytes, where they were read.
            segment: where its bytes are.
            failure: of a failed input: the stage at which it failed is stated, and the traceback of a bug.
            inputs: how many the line stands for.
        """
        value: dict[str, Any] = {"input": uri, "status": status, "reason": reason, "id": identity, "segment": segment}
        if failure is not None:
            value |= {"stage": failure.stage} | ({"detail": failure.detail} if failure.detail else {})
        if inputs != 1:
            value["inputs"] = inputs
        self.counts[status] += inputs
        self._line(value)
        return value

    def close(self, seconds: float, *, interrupted: bool = False, stopped: str = "") -> dict[str, Any]:
        """Write the summary and publish the ledger; returns the summary. :meth:`settle` must follow.

        Args:
            seconds: how long the run took.
            interrupted: not all inputs were come to.
            stopped: why, where the run ended itself.
        """
        value: dict[str, Any] = {"kind": self.kind} if self.kind != INGESTION else {}
        value |= {"inputs": sum(self.counts.values())}
        value |= {status: self.counts[status] for status in STATUSES}
        value |= {"segments": self.segments, "seconds": round(seconds, 3)}
        if self.passed_over:
            value["passed_over"] = dict(sorted(self.passed_over.items()))
        if interrupted:
            value["interrupted"] = True
        if stopped:
            value["stopped"] = stopped
        self._line({"summary": value})
        os.fsync(self._file.fileno())
        self._file.close()
        os.link(self._open, self.path)
        sync_folder(self.path.parent)
        return value

    def settle(self) -> None:
        """The manifest lists the ledger now: the run is over."""
        self._open.unlink()
        sync_folder(self.path.parent)

    def discard(self) -> None:
        """The run did not begin: take the ledger away."""
        self._file.close()
        self.settle()

    def sync(self) -> None:
        """Make what was accounted for so far survive a power cut."""
        os.fsync(self._file.fileno())

    def _line(self, value: dict[str, Any]) -> None:
        with naming(self.path):
            self._file.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")


def finish_cut_off(path: Path) -> None:
    """Publish the ledger of a run that was killed: its whole lines, and a summary that says so.

    Args:
        path: the final name; ``path`` + ``.open`` is what the run left.
    """
    left = path.with_name(path.name + OPEN)
    if path.exists():  # killed after it was published, before the manifest was written
        left.unlink()
        return
    whole = [line for line in left.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    values = [json.loads(line) for line in whole]
    if values and "summary" in values[-1]:  # killed before it was published
        values.pop()
    os.truncate(left, sum(map(len, whole[: len(values)])))
    ledger = Ledger(path, values[0].get("kind", INGESTION) if values else INGESTION)
    for value in values:
        if "status" in value:
            ledger.counts[value["status"]] += value.get("inputs", 1)
    ledger.close(0.0, interrupted=True)
    ledger.settle()


def exit_code(counts: dict[str, Any]) -> ExitCode:
    """The exit code that follows from a summary's counts."""
    if not counts["inputs"] and "part" in counts.get("passed_over", {}):
        return ExitCode.OK  # there are more parts than files
    if counts["inputs"] == counts["failed"] and "stopped" not in counts:
        return ExitCode.NOTHING_DONE
    return ExitCode.SOME_FAILED if counts["failed"] else ExitCode.OK
