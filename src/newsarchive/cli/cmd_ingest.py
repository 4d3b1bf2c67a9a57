"""``newsarchive ingest``."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.choosing import choice_of, choice_options
from newsarchive.cli.clock import new_run, now
from newsarchive.cli.console import complain, emit, flush
from newsarchive.cli.options import Choice, archive_option, source_options
from newsarchive.cli.runlog import log, log_event
from newsarchive.cli.runprogress import RunProgress, kind_of, processors
from newsarchive.errors import ExitCode, NewsarchiveError, NothingDone
from newsarchive.textnorm import printable

if TYPE_CHECKING:
    from newsarchive.archive.ingest import RunOptions
    from newsarchive.sources.choice import PassedOver, SourceFile

_COUNTS = ("ok", "new", "duplicate", "unchanged", "not_article", "failed")


@click.command("ingest")
@click.argument("sources", nargs=-1, type=click.Path(allow_dash=True))
@archive_option
@source_options
@choice_options
@click.option("--checksum", is_flag=True, help="Read files although size and time say that they are unchanged.")
@click.option("--by-reference", is_flag=True, help="Copy no records of web archives, only refer to them.")
@click.option("--no-site-memory", is_flag=True, help="Do not go by which lines recur on a site that the archive knows.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes; default: one a processor.")
@click.option(
    "--engine",
    default="local",
    show_default=True,
    metavar="SPEC",
    help="Where the work is done: local, dask:ADDRESS, dask:FILE.json or MODULE:FACTORY.",
)
@click.option(
    "--page-timeout",
    type=click.FloatRange(0, min_open=True),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="A page that takes more processor time is stopped, and kept in quarantine/.",
)
@click.option("--max-failures", type=click.IntRange(1), metavar="N", help="End after so many inputs that failed.")
@click.option(
    "--lock-wait", type=click.FloatRange(0), default=0, metavar="SECONDS", help="Wait so long for another run to end."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done with each input; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
@click.option(
    "--metrics-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the run's figures there, for Prometheus.",
)
@click.option("--log-json", is_flag=True, help="Log as JSON lines on stderr.")
@click.option(
    "--progress", type=Choice(["bar", "json", "none"]), help="Default: a bar where stderr is a terminal; json: lines."
)
@click.option("-q", "--quiet", is_flag=True, help="Only errors.")
def command(sources: tuple[str, ...], folder: Path, **given: Any) -> ExitCode:
    """Pages into the archive: cleaned, checksummed, accounted for.

    SOURCES are files, folders (with all that is in them) and - for stdin: text, HTML, JSON Lines, web archives (WARC, WET,
    ARC, WACZ), zip, tar, also compressed. Input that the archive holds already is left alone; a copy under another name is
    noted as such; changed input becomes a new version. Every input is in the ledger, runs/RUN.jsonl, with what became of it.

    \b
    Examples:
      newsarchive ingest pages/ crawl.jsonl
      newsarchive ingest --filter '*.html' --since 2023-09-01 site.zip
      newsarchive ingest --part "$SLURM_ARRAY_TASK_ID/64" -a "part-$SLURM_ARRAY_TASK_ID" crawl/
      curl -sL URL | newsarchive ingest --url URL -
    """
    from newsarchive.cli.reading import read

    _check_sources(sources, given["url"])
    chosen = choice_of(*(given[name] for name in ("globs", "since", "url_pattern", "only_language", "part")))
    stated = {name: given[name] for name in ("url", "encoding", "language", "date")}
    files = chosen.of(read(sources, folder, given["kind"], **stated))
    if given["dry_run"]:
        return _dry_run(files, folder, given)
    return _Ingest(sources, folder, given).run(files)


class _Ingest:
    """One run, as it was asked for, and what is told of it."""

    def __init__(self, sources: tuple[str, ...], folder: Path, given: dict[str, Any]) -> None:
        self._folder, self._given, self._name = folder, given, new_run()
        self._silent = given["quiet"] or given["as_json"] or given["log_json"]
        self._progress = RunProgress(kind_of(given["progress"], self._silent), sources, str(folder))
        self._log: Callable[..., None] = log if given["log_json"] else lambda *_, **__: None

    def run(self, files: Iterable[SourceFile | PassedOver]) -> ExitCode:
        from newsarchive.archive import Archive
        from newsarchive.cli.signals import hearing

        options = self._options()
        self._log("start", run=self._name, archive=str(self._folder), engine=options.engine)
        with hearing(options.stop, quiet=self._silent) as heard:
            try:
                summary = Archive(self._folder).ingest(files, options, lock_wait=self._given["lock_wait"])
            except BaseException as error:
                self._tell_end(error)
                raise
            finally:
                self._progress.done()
        return self._tell(summary, heard.code, heard.ended)

    def _tell_end(self, error: BaseException) -> None:
        """Figures and log say also of a run that ended by an error that it did; what the error is, who ends the process tells."""
        from newsarchive.cli import code_of

        code = code_of(error)
        self._log("end", exit_code=int(code), error=printable(str(error)))
        with contextlib.suppress(NewsarchiveError):
            self._write_metrics({}, code)

    def _write_metrics(self, summary: dict[str, Any], code: ExitCode) -> None:
        if self._given["metrics_file"] is not None:
            from newsarchive.cli.metrics import write_metrics

            write_metrics(self._given["metrics_file"], summary, self._folder, code, time.time())

    def _options(self) -> RunOptions:
        from newsarchive.archive.ingest import RunOptions
        from newsarchive.engines.cell import Limits

        given = self._given
        return RunOptions(
            run=self._name,
            today=now(),
            workers=given["workers"] or processors(),
            engine=given["engine"],
            limits=Limits(seconds=given["page_timeout"]),
            by_reference=given["by_reference"],
            site_memory=not given["no_site_memory"],
            checksum=given["checksum"],
            now_ns=time.time_ns(),
            max_failures=given["max_failures"],
            observe=self._observe,
        )

    def _observe(self, event: dict[str, Any]) -> None:
        self._progress(event)
        if self._given["log_json"]:
            log_event(event)

    def _tell(
        self, summary: dict[str, Any], signalled: ExitCode | None, ended: Callable[[], BaseException]
    ) -> ExitCode:
        from newsarchive.archive.ledger import exit_code

        code = signalled or exit_code(summary)
        self._log("end", exit_code=int(code), **summary)
        self._write_metrics(summary, code)
        if self._given["as_json"]:
            emit(json.dumps(summary) + "\n")
            flush()
        if not self._silent and (_found(summary) or signalled):
            complain(f"{_summary(summary)} -> {printable(str(self._folder))}")
        if signalled:
            raise ended()
        _check_inputs(summary)
        if code is not ExitCode.OK and not self._given["log_json"]:
            _tell_failures(self._folder, self._name, summary)
        return code


def _dry_run(files: Iterable[SourceFile | PassedOver], folder: Path, given: dict[str, Any]) -> ExitCode:
    """Each input with what would become of it, on stdout; the sums on stderr, or as the last line of JSON."""
    from newsarchive.archive.dryrun import dry_run
    from newsarchive.archive.layout import Layout
    from newsarchive.archive.ledger import exit_code

    def show(entry: dict[str, Any]) -> None:
        reason = f"  ({printable(entry['reason'])})" if entry["reason"] else ""
        many = f"  {entry['inputs']} inputs" if "inputs" in entry else ""
        line = f"{entry['status']:<12}{printable(entry['input'])}{many}{reason}"
        emit((json.dumps(entry, ensure_ascii=False) if given["as_json"] else line) + "\n")

    summary = dry_run(Layout(folder.absolute()), files, show, checksum=given["checksum"])
    if given["as_json"]:
        emit(json.dumps({"summary": summary}) + "\n")
    flush()
    _check_inputs(summary)
    if not given["as_json"] and not given["quiet"]:
        complain(f"{_summary(summary)}; nothing was written (--dry-run)")
    return exit_code(summary)


def _check_sources(sources: tuple[str, ...], url: str | None) -> None:
    if not sources:
        raise click.UsageError("no SOURCES: name files or folders, or - for stdin")
    if url and (len(sources) > 1 or Path(sources[0]).is_dir()):
        raise click.UsageError("--url is the place of one page: with it, name one file or -")


def _summary(summary: dict[str, Any]) -> str:
    shown = [f"{summary[name]} {name.replace('_', ' ')}" for name in _COUNTS if summary.get(name)]
    told = f"{summary['inputs']} inputs: {', '.join(shown)}" if shown else "0 inputs"
    return f"{told}; {_passed_over(summary)}" if "passed_over" in summary else told


def _passed_over(summary: dict[str, Any]) -> str:
    why = ", ".join(f"{count} by {name}" for name, count in summary["passed_over"].items())
    return f"passed over: {why}"


def _check_inputs(summary: dict[str, Any]) -> None:
    if _found(summary):
        return
    why = _passed_over(summary) if "passed_over" in summary else "the folders named hold no files"
    raise NothingDone(f"no input found: {why}")


def _found(summary: dict[str, Any]) -> bool:
    """Whether there was something to do; where there are more parts than files, some have nothing."""
    return bool(summary["inputs"]) or "part" in summary.get("passed_over", {})


def _tell_failures(folder: Path, run: str, summary: dict[str, Any], most: int = 10) -> None:
    """The first failures by name; the ledger has all."""
    ledger = folder / "runs" / f"{run}.jsonl"
    shown = 0
    with open(ledger, encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if entry.get("status") == "failed" and shown < most:
                complain(f"failed: {printable(entry['input'])}: {printable(entry['reason'])}")
                shown += 1
    more = f"{summary['failed'] - shown} more failed; " if summary["failed"] > shown else ""
    complain(f"{more}the ledger has every input: {printable(str(ledger))}")
    if "stopped" in summary:
        complain(f"ended early: {summary['stopped']}; what was finished is safe")
