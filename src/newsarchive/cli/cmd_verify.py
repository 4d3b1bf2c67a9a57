"""``newsarchive verify``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.clock import ago, now
from newsarchive.cli.console import complain, emit
from newsarchive.cli.options import archive_option
from newsarchive.errors import ExitCode
from newsarchive.textnorm import printable

if TYPE_CHECKING:
    from newsarchive.archive.report import Report

_UNITS = {"d": 86_400, "w": 7 * 86_400, "m": 30 * 86_400, "y": 365 * 86_400}


def _share(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)\s?%", value or "100%")
    if match is None or not 0 < float(match[1]) <= 100:
        raise click.BadParameter(f"{printable(value or '')!r} is no share as in 5%")
    return float(match[1]) / 100 if value is not None else None


def _age(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """In seconds."""
    match = re.fullmatch(r"(\d{1,5})([dwmy])", value or "0d")
    if match is None:
        raise click.BadParameter(f"{printable(value or '')!r} is no age as in 90d (d, w, m, y)")
    return int(match[1]) * _UNITS[match[2]] if value is not None else None


@click.command("verify")
@archive_option
@click.option(
    "--sample", callback=_share, metavar="SHARE", help="Only so many of the segments, as 5%: the longest unchecked."
)
@click.option("--older-than", callback=_age, metavar="AGE", help="Only segments last checked so long ago, as 90d.")
@click.option("--fast", is_flag=True, help="Only that every file is there and has its size; no segment is read.")
@click.option("--cross-check", is_flag=True, help="Have warcio, a reader of other people's, read every record as well.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Only damage.")
def command(folder: Path, sample: float | None, older_than: int | None, **given: bool) -> ExitCode:
    """Check everything in the archive against everything.

    Files against the manifest, records against their digests, the four files of each segment against each other, the catalog
    against the segments. Each damage is named with its file and record. Changes nothing, but notes the check and its outcome in
    events.jsonl, from where --sample and --older-than know what is due. Exit code 5: damage; see `newsarchive repair`.

    \b
    Examples:
      newsarchive verify --archive /srv/news
      newsarchive verify --archive /srv/news --sample 5% --quiet    # every night: all in three weeks
    """
    from newsarchive.archive import Archive
    from newsarchive.archive.verify import Scope

    if given["fast"] and (given["cross_check"] or sample is not None or older_than is not None):
        raise click.UsageError("--fast reads no segment: it goes with none of --sample, --older-than, --cross-check")
    before = ago(older_than) if older_than is not None else None
    scope = Scope(given["fast"], sample if sample is not None else 1.0, before, cross_check=given["cross_check"])
    report = Archive(folder).verify(scope, time=now())
    if given["as_json"]:
        emit(json.dumps(report.value()) + "\n")
    else:
        _tell(report, given["quiet"])
    return ExitCode.DAMAGED if report.findings else ExitCode.OK


def _tell(report: Report, quiet: bool) -> None:
    for finding in report.findings:
        complain(f"damaged: {printable(str(finding))}")
    for note in report.unfinished if not quiet else ():
        complain(f"unfinished: {printable(note)}")
    if quiet:
        return
    if report.unremembered:
        complain(f"not noted in events.jsonl: {printable(report.unremembered)}")
    verdict = f"{len(report.findings)} damaged" if report.findings else "all whole"
    looked = "" if report.segments is None else f", {len(report.segments)} segments looked into"
    emit(
        f"{report.files} files{looked}, {report.records} records, {report.articles} articles, {report.bytes} bytes: {verdict}\n"
    )
