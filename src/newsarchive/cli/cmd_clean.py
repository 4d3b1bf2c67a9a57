"""``newsarchive clean``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
from click.core import ParameterSource

from newsarchive.cli.console import complain, emit, flush, is_terminal, output, wants_colour, width
from newsarchive.cli.options import colour_option, format_option, source_options
from newsarchive.cli.reading import read_one
from newsarchive.errors import ExitCode, StorageError
from newsarchive.formats import Format, render
from newsarchive.model import Article, Failure, RawPage, Status
from newsarchive.pipeline import clean
from newsarchive.textnorm import printable

_SHOWN_WITHOUT_ARTICLE = (Format.JSON, Format.EXPLAIN)
"""Formats that have something to say of a page that holds no article."""


@click.command("clean")
@click.argument("source", required=False, type=click.Path(allow_dash=True))
@format_option
@click.option("--canonical", is_flag=True, help="JSON on one line in RFC 8785 form: the same page, the same bytes.")
@source_options
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write to a file: whole, or not at all.",
)
@colour_option
def command(
    source: str | None, fmt: str, canonical: bool, target: Path | None, colour: str, kind: str, **stated: str | None
) -> ExitCode:
    """One page in, the clean article out.

    SOURCE is a file or - for stdin (which needs no name in a pipe): text or HTML, also compressed. JSON Lines in (one page a
    line) give JSON Lines out, one article a line in the same order.

    Exit code 3 where the page holds no article, with the reason on stderr.
    """
    if source is None and is_terminal(sys.stdin):
        raise click.UsageError("no SOURCE: name a file, or pipe a page in")
    if source not in (None, "-") and Path(str(source)).is_dir():
        raise click.UsageError(f"{source} is a folder: `newsarchive ingest` takes folders")
    name = "standard input" if source in (None, "-") else printable(str(source))
    opened = read_one(source or "-", kind, **stated)
    with output(target):
        if opened.is_stream:
            _check_format(fmt)
            return _clean_stream(opened.pages, name)
        page = next(islice(opened.pages, 1))
        return _clean_one(page, name, Format(fmt), canonical=canonical, colour=wants_colour(colour))


def _check_format(fmt: str) -> None:
    """A stream has one format; an order for another must not be passed over in silence."""
    typed = click.get_current_context().get_parameter_source("fmt") is ParameterSource.COMMANDLINE
    if typed and fmt != Format.JSON.value:
        raise click.UsageError(f"JSON Lines in give JSON Lines out: --format {fmt} takes one page")


def _clean_one(page: RawPage | Failure, name: str, fmt: Format, *, canonical: bool, colour: bool) -> ExitCode:
    article = page if isinstance(page, Failure) else clean(page, explain=fmt is Format.EXPLAIN)
    if isinstance(article, Failure):
        return _failed(article, name)
    if article.status is Status.ARTICLE or fmt in _SHOWN_WITHOUT_ARTICLE:
        if fmt is Format.JSON and canonical:
            emit(_line(article))
        else:
            emit(render(article, fmt, colour=colour, width=width()))
    if article.verdict is None:
        return ExitCode.OK
    complain(f"{name}: no article in the page: {article.verdict.kind}: {article.verdict.why}")
    return ExitCode.NOTHING_DONE


def _failed(failure: Failure, name: str) -> ExitCode:
    if failure.stage == "internal":
        raise RuntimeError(f"{name}: {failure.reason}\n{failure.detail}")
    reason = printable(failure.reason)
    if failure.stage == "access":
        raise StorageError(f"{name}: {reason}")
    complain(f"{name}: {reason}")
    return ExitCode.NOTHING_DONE


def _clean_stream(pages: Iterator[RawPage | Failure], name: str) -> ExitCode:
    inputs = failed = 0
    for page in pages:
        inputs += 1
        article = page if isinstance(page, Failure) else clean(page)
        if isinstance(article, Failure):
            failed += 1
            emit(json.dumps({"input_id": article.input_id, "status": "failed", "error": article.reason}) + "\n")
        else:
            emit(_line(article))
        flush()
    if failed:
        complain(f"{name}: {failed} of {inputs} lines failed")
    if failed == inputs:
        return ExitCode.NOTHING_DONE
    return ExitCode.SOME_FAILED if failed else ExitCode.OK


def _line(article: Article) -> bytes:
    from newsarchive.formats.articlejson import canonical

    return canonical(article) + b"\n"
