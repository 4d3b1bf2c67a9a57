"""``newsarchive verify``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newsarchive.cli.console import complain, emit
from newsarchive.cli.options import archive_option
from newsarchive.errors import ExitCode
from newsarchive.textnorm import printable


@click.command("verify")
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Only damage.")
def command(folder: Path, as_json: bool, quiet: bool) -> ExitCode:
    """Check everything in the archive against everything.

    Files against the manifest, records against their digests, the four files of each segment against each other, the catalog
    against the segments. Each damage is named with its file and record. Changes nothing.
    """
    from newsarchive.archive import Archive

    report = Archive(folder).verify()
    if as_json:
        emit(json.dumps(report.value()) + "\n")
    else:
        for finding in report.findings:
            complain(f"damaged: {printable(str(finding))}")
        for note in report.unfinished if not quiet else ():
            complain(f"unfinished: {printable(note)}")
        if not quiet:
            verdict = f"{len(report.findings)} damaged" if report.findings else "all whole"
            emit(
                f"{report.files} files, {report.records} records, {report.articles} articles, "
                f"{report.bytes} bytes: {verdict}\n"
            )
    return ExitCode.DAMAGED if report.findings else ExitCode.OK
