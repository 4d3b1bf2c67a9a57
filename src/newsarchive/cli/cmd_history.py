"""``newsarchive history``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.console import emit, wants_colour
from newsarchive.cli.options import archive_option, colour_option, json_option
from newsarchive.textnorm import normalise, printable

if TYPE_CHECKING:
    from newsarchive.archive.history import Version

_COLOURS = {"-": ("31", "1;9;31"), "+": ("32", "1;32"), "@": ("36", "36")}
"""First character of a line of the diff -> SGR of the line, and of words that only this line has."""


@click.command("history")
@click.argument("uri", metavar="URI")
@archive_option
@json_option
@colour_option
def command(uri: str, folder: Path, as_json: bool, colour: str) -> None:
    """All captures of a URI, first to latest, and what changed in headline and text from one to the next.

    Changes are a unified diff, one paragraph a line; on a terminal the words that differ stand out. A capture of bytes that were
    seen before says so. With --json one object a capture. Exit code 3 where the URI is not in the archive; near ones are named.

    \b
    Example:
      newsarchive history https://news.example/ferry
    """
    from newsarchive.archive import Archive

    key = uri if uri.isprintable() else printable(uri)
    coloured = wants_colour(colour)
    for version in Archive(folder).history(key):
        if as_json:
            emit(json.dumps(version.value(), ensure_ascii=False) + "\n")
        else:
            emit("".join(f"{line}\n" for line in _lines(version, coloured)))


def _lines(version: Version, coloured: bool) -> Iterator[str]:
    facts = version.facts
    status = facts["status"] or "-"
    head = f"{version.number}  {facts['date']}  {facts['kind']}  {facts['id'][:12]}  {status}"
    yield f"\x1b[1m{head}\x1b[0m" if coloured else head
    yield f"   {normalise(facts['headline'] or '-')}"
    if version.same_as is not None:
        went = "unchanged since" if version.same_as == version.number - 1 else "went back to"
        yield f"   {went} version {version.same_as}: the same bytes"
    if facts["near_duplicate_of"]:
        yield f"   near-duplicate of {facts['near_duplicate_of'][:12]}"
    lines = [line[:1] + normalise(line[1:]) for line in version.diff]
    yield from _painted(lines) if coloured else lines
    if version.number > 1 and not version.diff and version.same_as is None:
        yield "   other bytes, the same headline and text"


def _painted(lines: list[str]) -> Iterator[str]:
    """The lines in colour; where as many go as come, they are compared word by word."""
    gone: list[str] = []
    come: list[str] = []
    yield from lines[:2]
    for line in lines[2:]:
        sign, text = line[:1], line[1:]
        if sign not in ("-", "+") or (sign == "-" and come):
            yield from _pairs(gone, come)
            gone, come = [], []
        if sign in ("-", "+"):
            (gone if sign == "-" else come).append(text)
        else:
            yield f"\x1b[{_COLOURS[sign][0]}m{line}\x1b[0m" if sign in _COLOURS else line
    yield from _pairs(gone, come)


def _pairs(gone: list[str], come: list[str]) -> Iterator[str]:
    from newsarchive.archive.history import changed_words

    if len(gone) != len(come):
        yield from (_runs(sign, [(line, False)]) for sign, lines in (("-", gone), ("+", come)) for line in lines)
        return
    compared = [changed_words(old, new) for old, new in zip(gone, come, strict=True)]
    yield from (_runs("-", old) for old, _ in compared)
    yield from (_runs("+", new) for _, new in compared)


def _runs(sign: str, runs: list[tuple[str, bool]]) -> str:
    plain, marked = _COLOURS[sign]
    painted = "".join(f"\x1b[{marked if only else plain}m{text}\x1b[0m" for text, only in runs if text)
    return f"\x1b[{plain}m{sign}\x1b[0m{painted}"
