"""``newsarchive ingest``."""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from pathlib import Path

import click

from newsarchive.cli.console import Progress, complain, emit
from newsarchive.cli.options import archive_option, source_options
from newsarchive.errors import ConfigurationError, ExitCode, NothingDone
from newsarchive.textnorm import printable


@click.command("ingest")
@click.argument("sources", nargs=-1, type=click.Path(allow_dash=True))
@archive_option
@source_options
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes; default: one a processor.")
@click.option(
    "--lock-wait", type=click.FloatRange(0), default=0, metavar="SECONDS", help="Wait so long for another run to end."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Only errors.")
def command(
    sources: tuple[str, ...],
    folder: Path,
    workers: int | None,
    lock_wait: float,
    as_json: bool,
    quiet: bool,
    kind: str,
    **stated: str | None,
) -> ExitCode:
    """Pages into the archive: cleaned, checksummed, accounted for.

    SOURCES are files, folders (with all that is in them) and - for stdin: text, HTML or JSON Lines, also compressed
    (gz, bz2, xz, zst). Input that the archive holds already is left alone; a copy under another name is noted as such;
    changed input becomes a new version. Every input is in the ledger, runs/RUN.jsonl, with what became of it.

    \b
    Examples:
      newsarchive ingest pages/ crawl.jsonl
      curl -sL URL | newsarchive ingest --url URL -
    """
    from newsarchive.archive import Archive
    from newsarchive.archive.ingest import RunOptions
    from newsarchive.archive.ledger import exit_code
    from newsarchive.cli.reading import read

    _check_sources(sources, stated["url"])
    progress = Progress(quiet or as_json)
    run = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{uuid.uuid4().hex[:8]}"
    options = RunOptions(run=run, today=_today(), workers=workers or _processors(), progress=progress)
    try:
        summary = Archive(folder).ingest(read(sources, folder, kind, **stated), options, lock_wait=lock_wait)
    finally:
        progress.done()
    if as_json:
        emit(json.dumps(summary) + "\n")
    if not summary["inputs"]:
        raise NothingDone("no input found: the folders named hold no files")
    if not as_json and not quiet:
        _tell(summary, folder)
    code = exit_code(summary)
    if code is not ExitCode.OK:
        _tell_failures(folder, run, summary["failed"])
    return code


def _check_sources(sources: tuple[str, ...], url: str | None) -> None:
    if not sources:
        raise click.UsageError("no SOURCES: name files or folders, or - for stdin")
    if url and (len(sources) > 1 or Path(sources[0]).is_dir()):
        raise click.UsageError("--url is the place of one page: with it, name one file or -")


def _tell(summary: dict[str, int], folder: Path) -> None:
    counts = ("ok", "duplicate", "unchanged", "not_article", "failed")
    shown = ", ".join(f"{summary[name]} {name.replace('_', ' ')}" for name in counts if summary[name])
    complain(f"{summary['inputs']} inputs: {shown} -> {printable(str(folder))}")


def _tell_failures(folder: Path, run: str, failed: int, most: int = 10) -> None:
    """The first failures by name; the ledger has all."""
    ledger = folder / "runs" / f"{run}.jsonl"
    shown = 0
    with open(ledger, encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if entry.get("status") == "failed" and shown < most:
                complain(f"failed: {printable(entry['input'])}: {printable(entry['reason'])}")
                shown += 1
    more = f"{failed - shown} more failed; " if failed > shown else ""
    complain(f"{more}the ledger has every input: {printable(str(ledger))}")


def _today() -> str:
    """The date of pages that come without one: SOURCE_DATE_EPOCH (reproducible-builds.org) or the clock, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        seconds = int(epoch) if epoch else time.time()
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    except (ValueError, OverflowError, OSError):
        raise ConfigurationError(f"SOURCE_DATE_EPOCH is {printable(epoch or '')!r}, not a number of seconds") from None


def _processors() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
