"""``newsarchive clean``: what was typed, checked; what is made of it goes to stdout, how it went to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from newsarchive.cli.console import is_terminal, note, output, wants_colour, wants_screen, width
from newsarchive.cli.options import colour_option, format_option, source_options
from newsarchive.cli.reading import STDIN, is_folder, read_each
from newsarchive.errors import ExitCode
from newsarchive.formats import Format

if TYPE_CHECKING:
    from newsarchive.cli.account import Place
    from newsarchive.cli.cleaning import Job, Page
    from newsarchive.sources import OpenSource

_HEADED = frozenset({Format.TEXT, Format.EXPLAIN})
"""Formats of which several follow each other, each under a line with the name of its source."""
_LINES = frozenset({Format.JSON})
"""Formats that have a form of one line."""


@click.command("clean")
@click.argument("source", nargs=-1, type=click.Path(allow_dash=True))
@format_option
@click.option("--canonical", is_flag=True, help="JSON on one line in RFC 8785 form: the same page, the same bytes.")
@source_options
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes, for many pages; what is written is the same.",
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write to a file: whole, or not at all.",
)
@colour_option
@click.option("-v", "--verbose", is_flag=True, help="Say what was removed, also where stderr is no terminal.")
@click.option("-q", "--quiet", is_flag=True, help="Only errors.")
def command(**typed: Any) -> ExitCode:
    """A page in, the clean article out.

    SOURCE is a file, or - for stdin (which needs no name in a pipe): text or HTML, also compressed. Several follow each
    other, each under its name; as JSON, one a line. JSON Lines in (a page a line) give JSON Lines out, in the same order.

    \b
    Examples:
      newsarchive clean page.html
      newsarchive clean --format explain page.txt
      curl -sL URL | newsarchive clean --url URL
      newsarchive clean --format json --workers 4 pages/*.html > articles.jsonl

    Exit code 1 where some pages failed, 3 where no page holds an article; the reasons are on stderr.
    """
    return _clean(_Order(**typed))


@dataclass(frozen=True, slots=True)
class _Order:
    """What was typed."""

    source: tuple[str, ...]
    fmt: str
    canonical: bool
    kind: str
    url: str | None
    encoding: str | None
    language: str | None
    date: str | None
    workers: int
    target: Path | None
    colour: str
    verbose: bool
    quiet: bool

    @property
    def names(self) -> tuple[str, ...]:
        return self.source or (STDIN,)

    @property
    def is_several(self) -> bool:
        return len(self.names) > 1

    def open(self) -> Iterator[tuple[str, OpenSource]]:
        return read_each(
            self.names, self.kind, url=self.url, encoding=self.encoding, language=self.language, date=self.date
        )


def _clean(order: _Order) -> ExitCode:
    from newsarchive.cli.account import Account
    from newsarchive.cli.cleaning import answers

    _check(order)
    sources = order.open()
    name, first = next(sources)
    _check_format(order, is_stream=first.is_stream)
    is_single = not first.is_stream and not order.is_several
    with output(order.target):
        job = _job(order, is_stream=first.is_stream)
        account = Account(job, is_single=is_single, told=_told(order), headed=order.is_several and job.fmt in _HEADED)
        pages = _pages(chain([(name, first)], sources), job)
        for place, answer in answers(pages, job, 1 if is_single else order.workers):
            account.add(place, answer)
        return account.close()


def _check(order: _Order) -> None:
    if not order.source and is_terminal(sys.stdin):
        raise click.UsageError("no SOURCE: name a file, pipe a page in, or paste one after `newsarchive clean -`")
    if not order.is_several and is_folder(order.names[0]):
        raise click.UsageError(f"{order.names[0]} is a folder: `newsarchive ingest` takes folders")
    if order.is_several and order.url:
        raise click.UsageError("--url is the place of one page: with it, name one SOURCE")
    if STDIN in order.source and is_terminal(sys.stdin) and not order.quiet:
        note("paste the page, then press Enter and Ctrl-D")


def _check_format(order: _Order, *, is_stream: bool) -> None:
    """Several articles have not every format; an order for one that they have not must not be passed over in silence."""
    fmt = Format(order.fmt)
    typed = click.get_current_context().get_parameter_source("fmt") is ParameterSource.COMMANDLINE
    if is_stream and typed and fmt not in _LINES:
        raise click.UsageError(
            f"a stream of pages (JSON Lines, WARC) comes out as JSON Lines: --format {fmt} takes one page"
        )
    if not is_stream and order.is_several and fmt not in _HEADED | _LINES:
        raise click.UsageError(f"--format {fmt} makes a document of each page: name one SOURCE at a time")


def _job(order: _Order, *, is_stream: bool) -> Job:
    from newsarchive.cli.cleaning import Job

    fmt = Format(order.fmt)
    if is_stream and fmt not in _LINES:
        fmt = Format.JSON
    a_line = fmt in _LINES and (order.canonical or order.is_several or is_stream)
    return Job(fmt, a_line, wants_screen(order.colour), wants_colour(order.colour), width())


def _told(order: _Order) -> bool:
    """Whether a person wants to be told what was removed, where the format does not show it."""
    from newsarchive.formats import TELLS_ALL

    return order.verbose or (is_terminal(sys.stderr) and not order.quiet and order.fmt not in TELLS_ALL)


def _pages(sources: Iterator[tuple[str, OpenSource]], job: Job) -> Iterator[tuple[Place, Page]]:
    from newsarchive.cli.account import Place
    from newsarchive.model import Failure

    for name, source in sources:
        place = Place(name, source.is_stream)
        if source.is_stream and not job.a_line:
            yield Place(name, False), Failure(name, "source", "JSON Lines among pages: --format json takes both")
        else:
            yield from ((place, page) for page in islice(source.pages, None if source.is_stream else 1))
