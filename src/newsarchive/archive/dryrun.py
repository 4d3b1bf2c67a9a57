"""What a run would do: inputs read and compared with the archive, nothing cleaned, nothing written."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.layout import Layout
from newsarchive.archive.quarantine import Quarantine
from newsarchive.archive.seen import Known, Seen
from newsarchive.digest import sha256_hex
from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.software import SOFTWARE
from newsarchive.sources.choice import Page, PassedOver, SourceFile

STATUSES = ("new", "duplicate", "unchanged", "not_article", "failed")


def dry_run(
    layout: Layout, pages: Iterable[Page | SourceFile], observe: Callable[[dict[str, Any]], None], *, checksum: bool
) -> dict[str, Any]:
    """Compare ``pages`` with the archive at ``layout``, which need not be there.

    Args:
        layout: the archive.
        pages: as for a run.
        observe: called with each input's URI, status (one of :data:`STATUSES`) and reason.
        checksum: read files although size and time say that they are unchanged.

    Returns:
        The sums. A page that is ``new`` may still fail to be cleaned, or be no article.

    Raises:
        StorageError: the archive cannot be read.
    """
    with _catalog(layout) as catalog:
        run = _DryRun(layout, catalog, observe, checksum)
        for one in pages:
            run.take(one)
    value: dict[str, Any] = {"inputs": sum(run.counts.values())}
    value |= {status: run.counts[status] for status in STATUSES} | {"dry_run": True}
    return value | ({"passed_over": dict(sorted(run.passed_over.items()))} if run.passed_over else {})


@contextmanager
def _catalog(layout: Layout) -> Iterator[Catalog]:
    if layout.catalog.exists():
        with Catalog(layout.catalog) as catalog:
            yield catalog
        return
    with (
        tempfile.TemporaryDirectory(prefix="newsarchive-") as folder,
        Catalog(Path(folder) / "catalog.sqlite3", create=True) as catalog,
    ):
        yield catalog


class _DryRun:
    def __init__(
        self, layout: Layout, catalog: Catalog, observe: Callable[[dict[str, Any]], None], checksum: bool
    ) -> None:
        self._catalog, self._observe = catalog, observe
        self._seen = Seen(catalog, "", 0, checksum=checksum)
        self._quarantine = Quarantine(layout, SOFTWARE, "")
        self._latest: dict[str, str] = {}
        self._digests: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.passed_over: Counter[str] = Counter()

    def take(self, one: Page | SourceFile) -> None:
        if not isinstance(one, SourceFile):
            self._page(one)
        elif isinstance(known := self._seen.open(one), Known):
            self._account(one.uri, "unchanged", f"as large and as old as in run {known.run}", known.inputs)
        else:
            for page in one.pages:
                self._page(page)

    def _page(self, page: Page) -> None:
        if isinstance(page, PassedOver):
            self.passed_over[page.why] += 1
        elif isinstance(page, Failure):
            self._account(page.uri, "failed", page.reason)
        elif isinstance(page, NoPage):
            self._account(page.uri, page.status, page.reason)
        else:
            self._account(page.uri, *self._plan(page))

    def _plan(self, page: RawPage) -> tuple[str, str]:
        sha256 = sha256_hex(page.data)
        if reason := self._quarantine.why_not(sha256):
            return "failed", reason
        latest = self._latest.get(page.uri) or (self._catalog.latest(page.uri) or ("",))[0]
        self._latest[page.uri] = sha256
        if latest == sha256:
            return "unchanged", "the archive holds these bytes"
        if sha256 in self._digests or self._catalog.original(sha256) is not None:
            return "duplicate", "the same bytes under another name"
        self._digests.add(sha256)
        return "new", "a new version" if latest else ""

    def _account(self, uri: str, status: str, reason: str, inputs: int = 1) -> None:
        self.counts[status] += inputs
        entry: dict[str, Any] = {"input": uri, "status": status, "reason": reason}
        self._observe(entry if inputs == 1 else entry | {"inputs": inputs})
