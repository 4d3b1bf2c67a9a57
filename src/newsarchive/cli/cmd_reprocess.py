"""``newsarchive reprocess``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.console import Progress, complain, emit
from newsarchive.cli.options import archive_option
from newsarchive.errors import ExitCode, NothingDone
from newsarchive.textnorm import normalise, printable

if TYPE_CHECKING:
    from newsarchive.archive.reprocess import Again


@click.command("reprocess")
@archive_option
@click.option("--dry-run", is_flag=True, help="Only say what would change; needed, as nothing is written yet.")
@click.option("--diff", is_flag=True, help="Show what would change in headline and text.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page that would change, then a summary.")
@click.option("-q", "--quiet", is_flag=True, help="Only the pages, no summary.")
def command(folder: Path, dry_run: bool, diff: bool, as_json: bool, quiet: bool) -> ExitCode:
    """Clean the pages of the archive again with this version, and say what would change.

    One line a page that would change: its fields, paragraphs gained and lost, blocks taken for something else. To write the new
    versions is not there yet: without --dry-run this is a usage error. Exit code 1: some pages could not be cleaned again.

    \b
    Example:
      newsarchive reprocess --dry-run --diff | less
    """
    from newsarchive.archive import Archive

    if not dry_run:
        raise click.UsageError("to write new versions is not there yet; --dry-run shows what would change")
    counts: Counter[str] = Counter()
    progress = Progress(quiet)
    try:
        for again in Archive(folder).reprocess():
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
    return _end(counts, as_json, quiet)


def _end(counts: Counter[str], as_json: bool, quiet: bool) -> ExitCode:
    summary = {
        "pages": counts.total(),
        "same": counts["same"],
        "changed": counts["changed"],
        "failed": counts["failed"],
    }
    if not summary["pages"]:
        raise NothingDone("the archive holds no page")
    if as_json:
        emit(json.dumps({"summary": summary}) + "\n")
    elif not quiet:
        told = ", ".join(f"{count} {name}" for name, count in summary.items() if name != "pages" and count)
        complain(f"{summary['pages']} pages: {told}; nothing was written")
    if summary["failed"] == summary["pages"]:
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
