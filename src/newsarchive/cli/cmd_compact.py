"""``newsarchive compact``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from newsarchive.cli.clock import new_run, now
from newsarchive.cli.console import complain, emit
from newsarchive.cli.options import archive_option
from newsarchive.textnorm import printable

_UNITS = {"": 1, "k": 1000, "M": 1000**2, "G": 1000**3}


def _size(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """In bytes."""
    if value is None:
        return None
    match = re.fullmatch(r"(\d{1,6})([kMG]?)", value)
    if match is None or not int(match[1]):
        raise click.BadParameter(f"{printable(value)!r} is no size as in 100M (k, M, G)")
    return int(match[1]) * _UNITS[match[2]]


@click.command("compact")
@archive_option
@click.option(
    "--target-size",
    "target",
    callback=_size,
    metavar="SIZE",
    help="Size of a joined segment at the most; segments of up to half of it are joined. Default: 100M.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be joined.")
@click.option(
    "--lock-wait", type=click.FloatRange(0), default=0, metavar="SECONDS", help="Wait so long for another run to end."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was joined as JSON on stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Only errors.")
def command(folder: Path, target: int | None, dry_run: bool, lock_wait: float, as_json: bool, quiet: bool) -> None:
    """Join small segments, as many small runs leave them, into larger ones.

    Records are copied as they are. The old files go when the new ones are published, entered in the catalog and listed in the
    manifest; until then both take up disk. Killed in between, the next `ingest` or `compact` settles the rest. The ledger of the
    run, events.jsonl and the new files themselves say what went where.

    \b
    Example:
      newsarchive compact --archive /srv/news --dry-run
    """
    from newsarchive.archive import Archive

    archive = Archive(folder)
    done = archive.compact_plan(target) if dry_run else archive.compact(new_run(), now(), target, lock_wait=lock_wait)
    if as_json:
        emit(json.dumps(done) + "\n")
    elif not quiet:
        would = "would join" if dry_run else "joined"
        for group in done["joined"]:
            complain(f"{would} {len(group['parts'])} segments ({group['bytes']} bytes) into {group['segment']}")
        complain(f"{done['before']} segments before, {done['after']} after -> {printable(str(folder))}")
