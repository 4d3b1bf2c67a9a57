"""What every run has around it that writes segments: an open ledger, an archive put in order, and manifest and events at the end.

ledger opened ─▶ recovered ─▶ (the run) ─▶ ledger published ─▶ manifest replaced ─▶ event ─▶ ledger settled
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.archive import manifest
from newsarchive.archive.catalog import Catalog, remove_outdated
from newsarchive.archive.durable import OPEN, file_digest, replace
from newsarchive.archive.events import remember_runs
from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.recover import recover
from newsarchive.engines import Engine, open_engine
from newsarchive.errors import NewsarchiveError

if TYPE_CHECKING:
    from newsarchive.archive.ingest import RunOptions


def carry_out(
    layout: Layout, options: RunOptions, kind: str, work: Callable[[Catalog, Ledger, Engine], dict[str, Any]]
) -> dict[str, Any]:
    """What every run has around it that writes segments: an open ledger, an archive put in order, manifest and events at the end.

    Args:
        layout: the archive; the caller holds the write lock.
        options: of them the run's name, the engine, its workers and the time.
        kind: of the event that the run is.
        work: does it, closes the ledger, and gives the summary.
    """
    with open_engine(options.engine, options.workers) as engine:
        layout.make_folders()
        # First of all files: while it is open, verify knows that what the manifest does not list yet is no damage.
        ledger = Ledger(layout.runs / f"{options.run}.jsonl", kind)
        try:
            layout.describe()
            catalog = prepare(layout, ledger.path)
        except NewsarchiveError:
            ledger.discard()  # nothing is under way; what is wrong must not look unfinished
            raise
        with catalog:
            try:
                summary = work(catalog, ledger, engine)
            except BaseException as error:
                if isinstance(error, Exception) or options.engine != "local":
                    raise  # workers elsewhere may still be writing: what they publish is for the next run to enter
                engine.close(drop=True)
                recover(layout, catalog, ledger.path)
                _settle(layout, ledger, options)
                raise
    _settle(layout, ledger, options)
    return summary


def _settle(layout: Layout, ledger: Ledger, options: RunOptions) -> None:
    write_manifest(layout)
    remember_runs(layout, options.today)
    ledger.settle()


def prepare(layout: Layout, ours: Path) -> Catalog:
    """The catalog, with what a killed run left put in order; ``ours`` is the ledger of the run that begins."""
    remove_outdated(layout.catalog)
    catalog = Catalog(layout.catalog, create=True)
    try:
        recover(layout, catalog, ours)
    except BaseException:
        catalog.close()
        raise
    return catalog


def write_manifest(layout: Layout) -> None:
    """List every published file with its digest; those of segments come from the catalog, where their writer put them."""
    with Catalog(layout.catalog) as catalog:
        digests = {path: sha256 for path, (sha256, _) in catalog.files().items()}
    ledgers = (path for path in layout.runs.iterdir() if path.suffix != OPEN)
    for path in (layout.readme, layout.about, layout.catalog, *ledgers):
        digests[layout.relative(path)] = file_digest(path).sha256
    replace(layout.manifest, manifest.render(digests))
