"""``newsarchive search``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from newsarchive.cli.console import emit
from newsarchive.cli.options import archive_option, json_option
from newsarchive.errors import ExitCode
from newsarchive.textnorm import normalise, printable

_AROUND = 60  # characters of the text on each side of the first word found


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@archive_option
@json_option
@click.option(
    "-n", "--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="At most so many."
)
def command(query: tuple[str, ...], folder: Path, as_json: bool, limit: int) -> ExitCode:
    """Full-text search in the archive: the best matches first.

    QUERY is words that must all occur, "phrases", begin*, and AND, OR, NOT between them. Exit code 3 where nothing is found.

    \b
    Example:
      newsarchive search harbour AND '"milk float"'
    """
    from newsarchive.archive import Archive

    typed = " ".join(query)
    found = 0
    for row in Archive(folder).search(typed, limit):
        found += 1
        if as_json:
            value = {name: row[name] for name in row if name != "text"} | {"snippet": _snippet(row["text"], typed)}
            emit(json.dumps(value, ensure_ascii=False) + "\n")
        else:
            emit(f"{row['id'][:12]}  {row['date'][:10]}  {normalise(row['headline'] or '-')}\n")
            emit(f"{'':12}  {_snippet(row['text'], typed)}\n{'':12}  {printable(row['uri'])}\n")
    return ExitCode.OK if found else ExitCode.NOTHING_DONE


def _snippet(text: str, typed: str) -> str:
    """The text around the first of the words typed."""
    words = [word for word in re.findall(r"[^\W_]+", typed) if word not in ("AND", "OR", "NOT")]
    match = re.search("|".join(map(re.escape, words)), text, re.IGNORECASE) if words else None
    at = match.start() if match else 0
    start, end = max(0, at - _AROUND), at + _AROUND
    shown = normalise(text[start:end])
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")
