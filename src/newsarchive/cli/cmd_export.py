"""``newsarchive export``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newsarchive.cli.clock import now
from newsarchive.cli.console import complain, emit
from newsarchive.cli.options import Choice, archive_option
from newsarchive.errors import ExitCode
from newsarchive.textnorm import printable

_FORMATS = ("wacz", "bagit", "jsonl", "csv", "parquet", "markdown")


class _Stdout:
    """Standard output as a file to write to."""

    @staticmethod
    def write(data: bytes) -> int:
        emit(data)
        return len(data)


def _since(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from newsarchive.sources import normalise_date

    try:
        return None if value is None else normalise_date(value)
    except ValueError as error:
        raise click.BadParameter(f"{value}: {error}", ctx, param) from None


@click.command("export")
@archive_option
@click.option("--to", "to", type=Choice(_FORMATS), required=True, help="The format.")
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="File, or folder for bagit and markdown; jsonl and csv go to stdout without it.",
)
@click.option("--query", metavar="QUERY", help="Only articles in which these words occur, as for `search`.")
@click.option("--since", metavar="DATE", callback=_since, help="Only articles of this date or later (RFC 3339).")
@click.option("--status", type=Choice(["article", "not_article"]), help="Only articles, or only pages that hold none.")
@click.option("--force", is_flag=True, help="Write over a file that is there; never over a folder.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON on stdout; needs -o.")
@click.option("-q", "--quiet", is_flag=True, help="Only errors.")
def command(
    folder: Path,
    to: str,
    path: Path | None,
    force: bool,
    as_json: bool,
    quiet: bool,
    query: str | None,
    **chosen: str | None,
) -> ExitCode:
    """The archive, or articles of it, in a form that others take.

    wacz: the WARCs with index and pages, for replayweb.page; bagit: the whole archive as a bag (RFC 8493); jsonl: the articles
    as archived, one a line; csv: RFC 4180, cells that a spreadsheet would take for a formula begin with an apostrophe; parquet:
    needs newsarchive[parquet]; markdown: a folder of documents. What is there is not written over. Exit code 3: nothing chosen.

    \b
    Examples:
      newsarchive export --to wacz -o news.wacz
      newsarchive export --to csv --query ferry --since 2026-01-01 > ferry.csv
    """
    from newsarchive.archive import Archive
    from newsarchive.archive.export import STREAMS, WHOLE, Target
    from newsarchive.archive.export.selection import Selection

    target = Target(to)
    selection = Selection(query=query, **chosen)
    if target in WHOLE and selection != Selection():
        raise click.UsageError(f"--to {to} holds the whole archive: it takes no --query, --since, --status")
    if path is None and (target not in STREAMS or as_json):
        raise click.UsageError("-o PATH: where to?")
    place = path if path is not None and str(path) != "-" else _Stdout()
    done = Archive(folder).export(target, place, selection, time=now(), force=force)
    if as_json:
        emit(json.dumps({"to": to, "path": str(path), "count": done.count}) + "\n")
    elif not quiet and path is not None:
        complain(f"{done.count} {'files' if target is Target.BAGIT else 'pages'} -> {printable(str(path))}")
    return ExitCode.OK if done.count else ExitCode.NOTHING_DONE
