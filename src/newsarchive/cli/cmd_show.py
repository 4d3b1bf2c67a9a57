"""``newsarchive show``."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.cli.console import emit, wants_colour, wants_screen, width
from newsarchive.cli.options import archive_option, colour_option, format_option
from newsarchive.formats import Format
from newsarchive.textnorm import printable


@click.command("show")
@click.argument("key", metavar="ID")
@archive_option
@format_option
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--raw", is_flag=True, help="The page's bytes as they came.")
@colour_option
def command(key: str, folder: Path, fmt: str, as_json: bool, raw: bool, colour: str) -> None:
    """One article of the archive.

    ID is the article's id as `list` shows it (4 digits or more), or the URI of a page (its latest version).

    \b
    Example:
      newsarchive show 1f2e3d4c --format markdown
    """
    from newsarchive.archive import Archive
    from newsarchive.cli.cleaning import Job, rendered

    archive = Archive(folder)
    if not key.isprintable():  # as a byte that is not UTF-8; no URI holds such, and SQLite takes none
        key = printable(key)
    if raw:
        emit(archive.source_bytes(key))
    else:
        chosen = Format.JSON if as_json else Format(fmt)
        article = archive.article(key)
        shown = rendered(article, Job(chosen, False, wants_screen(colour), wants_colour(colour), width()))
        near = archive.near_duplicate_of(article) if chosen is Format.JSON else None
        emit(shown if near is None else _with(shown, near))


def _with(shown: bytes, near: str) -> bytes:
    """What only the archive knows of an article, as one member more."""
    return shown.removesuffix(b"\n}\n") + f',\n  "near_duplicate_of": "{near}"\n}}\n'.encode()
