"""The figures of a run as a file in the Prometheus text exposition format, for node_exporter's textfile collector.

https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md. The file is replaced as a whole: a
scrape sees the last run or this one. The time of the last success outlives runs that fail.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from newsarchive.errors import ExitCode, StorageError
from newsarchive.patterns import lazily
from newsarchive.textnorm import printable

_STATUSES = ("ok", "duplicate", "unchanged", "not_article", "failed")
_SUCCESS = "newsarchive_last_success_timestamp_seconds"
_HELP = {
    "newsarchive_inputs": "Inputs of the last run, by what became of them.",
    "newsarchive_passed_over": "Files and pages that the last run was told not to take.",
    "newsarchive_run_seconds": "How long the last run took.",
    "newsarchive_run_timestamp_seconds": "When the last run ended, since 1970.",
    "newsarchive_run_exit_code": "Exit code of the last run.",
    _SUCCESS: "When the last run ended that took in all its inputs, since 1970.",
    "newsarchive_archive_segments": "Segments in the archive.",
    "newsarchive_archive_bytes": "Bytes of the segments' files in the archive.",
}
_OLD = lazily(rf"^{_SUCCESS} (\S+)$", re.MULTILINE)


def write_metrics(path: Path, summary: Mapping[str, Any], archive: Path, code: ExitCode, now: float) -> None:
    """Put the figures of a run at ``path``; ``now`` in seconds since 1970.

    Raises:
        StorageError: the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        text = "".join(_lines(summary, archive, code, now, _last_success(path)))
        try:
            temporary.write_text(text, encoding="ascii")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{printable(str(path))}: cannot write the metrics: {error.strerror}") from error


def _last_success(path: Path) -> float | None:
    try:
        found = _OLD.search(path.read_text(encoding="ascii"))
        return float(found[1]) if found else None
    except (OSError, ValueError):
        return None


def _lines(
    summary: Mapping[str, Any], archive: Path, code: ExitCode, now: float, last_success: float | None
) -> Iterator[str]:
    success = now if code is ExitCode.OK else last_success
    files = _sizes(archive / "segments")
    values: dict[str, dict[str, float]] = {
        "newsarchive_inputs": {f'{{status="{each}"}}': summary.get(each, 0) for each in _STATUSES},
        "newsarchive_passed_over": {"": sum(summary.get("passed_over", {}).values())},
        "newsarchive_run_seconds": {"": summary.get("seconds", 0)},
        "newsarchive_run_timestamp_seconds": {"": now},
        "newsarchive_run_exit_code": {"": int(code)},
        _SUCCESS: {} if success is None else {"": success},
        "newsarchive_archive_segments": {"": sum(name.endswith(".warc.gz") for name in files)},
        "newsarchive_archive_bytes": {"": sum(files.values())},
    }
    for name, samples in values.items():
        yield f"# HELP {name} {_HELP[name]}\n# TYPE {name} gauge\n"
        yield from (f"{name}{labels} {value}\n" for labels, value in samples.items())


def _sizes(folder: Path) -> dict[str, int]:
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry.stat().st_size for entry in entries if not entry.name.endswith(".open")}
    except OSError:
        return {}
