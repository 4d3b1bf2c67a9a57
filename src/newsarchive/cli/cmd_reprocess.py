"""``newsarchive reprocess``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.clock import new_run, now
from newsarchive.cli.console import Progress, complain, emit, flush
from newsarchive.cli.options import archive_option
from newsarchive.cli.runprogress import RunProgress, kind_of, processors
from newsarchive.errors import ExitCode, NothingDone
from newsarchive.textnorm import normalise, printable

if TYPE_CHECKING:
    from newsarchive.archive.reprocess import Again


@click.command("reprocess")
@archive_option
@click.option("--outdated", is_flag=True, help="Only pages whose article another version made.")
@click.option("--no-site-memory", is_flag=True, help="Do not go by which lines recur on a site that the archive knows.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes; default: one a processor.")
@click.option(
    "--engine", default="local", show_default=True, metavar="SPEC", help="Where the work is done: as for ingest."
)
@click.option(
    "--lock-wait", type=click.FloatRange(0), default=0, metavar="SECONDS", help="Wait so long for another run to end."
)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--diff", is_flag=True, help="With --dry-run: show what would change in headline and text.")
@click.option(
    "--json", "as_json", is_flag=True, help="The summary as JSON; before it, with --dry-run, an object a page."
)
@click.option("-q", "--quiet", is_flag=True, help="Only errors; with --dry-run, only the pages.")
def command(folder: Path, **given: Any) -> ExitCode:
    """Clean the pages of the archive again with this version.

    An article that comes out otherwise is archived anew, beside the old one, which stays; look-up, search and export give the new
    one. Pages whose article would be the same are left alone. --dry-run only says what would change, one entry a page: fields,
    paragraphs gained and lost, blocks taken for something else. Exit code 1: some pages could not be cleaned again.

    \b
    Examples:
      newsarchive reprocess --dry-run --diff | less
      newsarchive reprocess --outdated
    """
    if given["dry_run"]:
        return _compare(folder, given)
    if given["diff"]:
        raise click.UsageError("--diff shows what would change: it needs --dry-run")
    return _clean_again(folder, given)


def _clean_again(folder: Path, given: dict[str, Any]) -> ExitCode:
    from newsarchive.archive import Archive
    from newsarchive.archive.ingest import RunOptions
    from newsarchive.archive.ledger import exit_code
    from newsarchive.cli.signals import hearing

    silent = given["quiet"] or given["as_json"]
    progress = RunProgress(kind_of(None, silent), ["-"], "")
    options = RunOptions(
        run=new_run(),
        today=now(),
        workers=given["workers"] or processors(),
        engine=given["engine"],
        site_memory=not given["no_site_memory"],
        observe=progress,
    )
    with hearing(options.stop, quiet=silent) as heard:
        try:
            summary = Archive(folder).clean_again(options, outdated=given["outdated"], lock_wait=given["lock_wait"])
        finally:
            progress.done()
    if given["as_json"]:
        emit(json.dumps(summary) + "\n")
        flush()
    elif not silent:
        complain(f"{_told(summary)} -> {printable(str(folder))}")
    if heard.code:
        raise heard.ended()
    if not summary["inputs"] and not summary.get("passed_over"):
        raise NothingDone("the archive holds no page")
    if summary["failed"]:
        complain(f"the ledger has every page: {printable(str(folder / 'runs' / f'{options.run}.jsonl'))}")
    return exit_code(summary) if summary["inputs"] else ExitCode.OK


def _told(summary: dict[str, Any]) -> str:
    new = summary["ok"] + summary["not_article"]
    counts = {"archived anew": new, "unchanged": summary["unchanged"], "failed": summary["failed"]}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    only = summary.get("passed_over", {}).get("reference", 0)
    return f"{summary['inputs']} pages: {told or 'nothing done'}" + (f"; {only} only referred to" if only else "")


def _compare(folder: Path, given: dict[str, Any]) -> ExitCode:
    from newsarchive.archive import Archive

    diff, as_json, quiet = given["diff"], given["as_json"], given["quiet"]
    counts: Counter[str] = Counter()
    progress = Progress(quiet)
    try:
        found = Archive(folder).reprocess(outdated=given["outdated"], site_memory=not given["no_site_memory"])
        for again in found:
            value = again.value()
            counts[value["status"]] += 1
            progress(counts.total())
            if value["status"] == "same":
                continue
            if as_json:
                emit(json.dumps(value if diff else value | {"diff": []}, ensure_ascii=False) + "\n")
            else:
                emit("".join(f"{line}\n" for line in _lines(again, diff)))
    finally:
        progress.done()
    return _end(counts, as_json, quiet, outdated=given["outdated"])


def _end(counts: Counter[str], as_json: bool, quiet: bool, *, outdated: bool) -> ExitCode:
    summary = {
        "pages": counts.total(),
        "same": counts["same"],
        "changed": counts["changed"],
        "failed": counts["failed"],
    }
    if not summary["pages"] and not outdated:
        raise NothingDone("the archive holds no page")
    if as_json:
        emit(json.dumps({"summary": summary}) + "\n")
    elif not quiet:
        told = ", ".join(f"{count} {name}" for name, count in summary.items() if name != "pages" and count)
        complain(f"{summary['pages']} pages: {told}; nothing was written")
    if summary["failed"] and summary["failed"] == summary["pages"]:
        return ExitCode.NOTHING_DONE
    return ExitCode.SOME_FAILED if summary["failed"] else ExitCode.OK


def _lines(again: Again, diff: bool) -> Iterator[str]:
    yield f"{again.id[:12]}  {printable(again.uri)}"
    if again.failure:
        yield f"  failed: {printable(again.failure)}"
        return
    for name, (old, new) in again.fields.items():
        if name != "text":
            yield f"  {name}: {_shown(old)} -> {_shown(new)}"
    if again.added or again.removed:
        yield f"  text: {again.added} paragraphs more, {again.removed} fewer"
    for move, count in again.roles.items():
        yield f"  {count} x {move}"
    yield from (line[:1] + normalise(line[1:]) for line in again.diff if diff)


def _shown(value: object) -> str:
    text = normalise(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return text if len(text) <= 100 else text[:99] + "…"
