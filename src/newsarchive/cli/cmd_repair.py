"""``newsarchive repair``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.clock import new_run, now
from newsarchive.cli.console import complain, emit
from newsarchive.cli.options import archive_option
from newsarchive.errors import ExitCode
from newsarchive.textnorm import printable

if TYPE_CHECKING:
    from newsarchive.archive.repair import RepairReport


@click.command("repair")
@archive_option
@click.option(
    "--lock-wait", type=click.FloatRange(0), default=0, metavar="SECONDS", help="Wait so long for another run to end."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Only what is lost.")
def command(folder: Path, lock_wait: float, as_json: bool, quiet: bool) -> ExitCode:
    """Mend what verify finds: rebuild what can be rebuilt from the rest, name what cannot.

    Index, JSON Lines, clean text, accounts, manifest and catalog are made anew; a page whose own record is damaged is lost,
    and named, to be ingested again. Files that are replaced are kept in damaged/ as they were. Exit code 5: something is lost.

    \b
    Example:
      newsarchive repair --archive /srv/news
    """
    from newsarchive.archive import Archive

    run = new_run()
    report = Archive(folder).repair(run, now(), lock_wait=lock_wait)
    if as_json:
        emit(json.dumps(report.value()) + "\n")
    else:
        _tell(report, quiet)
    return ExitCode.OK if report.value()["ok"] else ExitCode.DAMAGED


def _tell(report: RepairReport, quiet: bool) -> None:
    for uri in report.lost:
        complain(f"lost, ingest it again: {printable(uri)}")
    for finding in report.left.findings if report.left else ():
        complain(f"still damaged: {printable(str(finding))}")
    if quiet:
        return
    for told, paths in (("made anew", report.replaced), ("taken out, see damaged/", report.removed)):
        for path in paths:
            complain(f"{told}: {printable(path)}")
    for uri in report.cleaned_again:
        complain(f"cleaned again, its article was lost: {printable(uri)}")
    for uri in report.reverted:
        complain(
            f"what it was cleaned to later was lost, the article before counts (see `newsarchive reprocess`): {printable(uri)}"
        )
    if report.left is None:
        emit("nothing to mend\n")
    else:
        lost = f"{len(report.lost)} pages lost" if report.lost else "nothing lost"
        emit(f"{len(report.replaced)} files made anew, {len(report.removed)} taken out, {lost}\n")
