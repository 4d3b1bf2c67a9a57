"""``newsarchive list``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newsarchive.cli.console import emit
from newsarchive.cli.options import archive_option, json_option
from newsarchive.textnorm import normalise, printable


@click.command("list")
@archive_option
@json_option
@click.option("-n", "--limit", type=click.IntRange(1), metavar="N", help="At most so many, the latest.")
def command(folder: Path, as_json: bool, limit: int | None) -> None:
    """What is in the archive: one line a capture, the latest first.

    Columns: id (its first 12 digits, enough for `show`), date, status, headline, URI. With --json one object a line.

    \b
    Example:
      newsarchive list -n 20
    """
    from newsarchive.archive import Archive

    for row in Archive(folder).captures(limit or -1):
        if as_json:
            emit(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            status = "duplicate" if row["kind"] == "revisit" else row["status"]
            headline = normalise(row["headline"] or "-")
            shown = headline if len(headline) <= 60 else headline[:59] + "…"
            emit(f"{row['id'][:12]}  {row['date']}  {status:<11}  {shown}  {printable(row['uri'])}\n")
