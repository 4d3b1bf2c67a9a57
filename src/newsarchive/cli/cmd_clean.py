"""``newsarchive clean``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from newsarchive.cli.console import complain, emit, output, wants_colour, width
from newsarchive.cli.options import colour_option, source_options
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
@click.option("--format", "fmt", type=click.Choice([fmt.value for fmt in Format]), default="text", show_default=True)
@click.option("--canonical", is_flag=True, help="JSON on one line in RFC 8785 form: the same page, the same bytes.")
@source_options
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@colour_option
def command(
    source: str | None, fmt: str, canonical: bool, target: Path | None, colour: str, kind: str, **stated: str | None
) -> ExitCode:
    """One page in, the clean article out.

    SOURCE is a file or - for stdin (which needs no name in a pipe): text or HTML, also compressed. JSON Lines in (one page a
    line) give JSON Lines out, one article a line in the same order.

    Exit code 3 where the page holds no article, with the reason on stderr.
    """
    if source is None and sys.stdin.isatty():
        raise click.UsageError("no SOURCE: name a file, or pipe a page in")
    if source not in (None, "-") and Path(str(source)).is_dir():
        raise click.UsageError(f"{printable(str(source))} is a folder: `newsarchive ingest` takes folders")
    opened = read_one(source or "-", kind, **stated)
    with output(target):
        if opened.is_stream:
            return _clean_stream(opened.pages)
        page = next(islice(opened.pages, 1))
        return _clean_one(page, Format(fmt), canonical=canonical, colour=wants_colour(colour) and target is None)


def _clean_one(page: RawPage | Failure, fmt: Format, *, canonical: bool, colour: bool) -> ExitCode:
    article = page if isinstance(page, Failure) else clean(page)
    if isinstance(article, Failure):
        return _failed(article)
    if article.status is Status.ARTICLE or fmt in _SHOWN_WITHOUT_ARTICLE:
        if fmt is Format.JSON and canonical:
            emit(_line(article))
        else:
            emit(render(article, fmt, colour=colour, width=width()))
    if article.verdict is None:
        return ExitCode.OK
    complain(f"{printable(article.source.uri)}: no article in the page: {article.verdict.kind}: {article.verdict.why}")
    return ExitCode.NOTHING_DONE


def _failed(failure: Failure) -> ExitCode:
    if failure.stage == "internal":
        raise RuntimeError(f"{failure.uri}: {failure.reason}\n{failure.detail}")
    if failure.stage == "source" and failure.reason.startswith(("no such", "permission denied")):
        raise StorageError(f"{printable(failure.uri)}: {failure.reason}")
    complain(f"{printable(failure.uri)}: {printable(failure.reason)}")
    return ExitCode.NOTHING_DONE


def _clean_stream(pages: Iterator[RawPage | Failure]) -> ExitCode:
    inputs = failed = 0
    for page in pages:
        inputs += 1
        article = page if isinstance(page, Failure) else clean(page)
        if isinstance(article, Failure):
            failed += 1
            emit(json.dumps({"input_id": article.input_id, "status": "failed", "error": article.reason}) + "\n")
        else:
            emit(_line(article))
        sys.stdout.flush()
    if failed:
        complain(f"{failed} of {inputs} lines failed")
    if failed == inputs:
        return ExitCode.NOTHING_DONE
    return ExitCode.SOME_FAILED if failed else ExitCode.OK


def _line(article: Article) -> bytes:
    from newsarchive.formats.articlejson import canonical

    return canonical(article) + b"\n"
