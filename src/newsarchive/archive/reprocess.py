"""The pages of an archive cleaned again with this version, and compared with what was archived of them. Reads only.

Who writes the new articles: again.py.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.contents import read_page
from newsarchive.archive.copying import ELSEWHERE, REVISIT
from newsarchive.archive.export.selection import line_of
from newsarchive.archive.history import text_diff
from newsarchive.archive.layout import WARC, Layout
from newsarchive.engines.cell import Limits, kept_cell
from newsarchive.errors import StorageError
from newsarchive.formats.articlejson import from_value, to_value
from newsarchive.model import Article, Captured, Failure, RawPage
from newsarchive.software import SOFTWARE

_QUERY = (
    "SELECT a.*, c.uri AS place, c.date AS fetched, c.kind, c.record_id, c.offset, c.segment AS held FROM captures c"
    " JOIN articles a ON a.id = c.article WHERE c.kind NOT IN (?, ?, ?) ORDER BY c.number"
)
_HOW = frozenset({"schema", "provenance", "checksums", "where", "related", "removed", "body", "source", "confidence"})
"""Members of the JSON that say how it was made, or are told apart from the others."""


@dataclass(frozen=True, slots=True)
class Again:
    """What became of one page when it was cleaned again."""

    id: str
    uri: str
    software: str
    """That the archived article was made with."""
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Name of each member that differs -> what it was, what it would be; of ``text`` its numbers of paragraphs."""
    added: int = 0
    """Paragraphs that the text would gain."""
    removed: int = 0
    """Paragraphs that the text would lose."""
    roles: dict[str, int] = field(default_factory=dict)
    """``ad -> body`` and the like: blocks that would be taken for something else."""
    diff: list[str] = field(default_factory=list)
    """Unified diff of headline and text."""
    failure: str = ""
    """Why it could not be read or cleaned again; then nothing else is stated."""

    @property
    def changed(self) -> bool:
        return bool(self.fields or self.roles)

    def value(self) -> dict[str, Any]:
        """As a JSON value."""
        value: dict[str, Any] = {"id": self.id, "uri": self.uri, "software": self.software}
        if self.failure:
            return value | {"status": "failed", "error": self.failure}
        told = {name: {"was": old, "would_be": new} for name, (old, new) in self.fields.items()}
        value |= {"status": "changed" if self.changed else "same", "fields": told, "roles": self.roles}
        return value | {"added": self.added, "removed": self.removed, "diff": self.diff}


def reprocess(
    layout: Layout, catalog: Catalog, limits: Limits, *, outdated: bool = False, site_memory: bool = True
) -> Iterator[Again]:
    """Clean every page that the archive holds again, each within ``limits``; in the order in which they were archived.

    Pages that it only refers to are passed over: their bytes are elsewhere.

    Args:
        layout: the archive.
        catalog: its catalog.
        limits: what one page may take.
        outdated: pass over pages whose article this version made.
        site_memory: go by which lines recur on a site, as far as the archive knows now.

    Raises:
        StorageError: the catalog cannot be read.
    """
    cell = kept_cell(limits)
    for row in catalog.rows(_QUERY, REVISIT, *ELSEWHERE):
        try:
            was = from_value(json.loads(line_of(layout, row)))
            if outdated and was.software == SOFTWARE:
                continue
            data = read_page(layout.segment_file(row["held"], WARC), row["offset"], row["record_id"])
        except (StorageError, ValueError, KeyError, TypeError) as error:
            yield Again(row["id"], row["place"], "", failure=str(error))
            continue
        [memory] = catalog.sites_before("", [row["place"]] if site_memory else []) or [None]
        now = cell.clean(page_again(was, data, row["place"], row["fetched"]), memory)
        yield compared(was, now, row["place"])


def page_again(was: Article, data: bytes, uri: str, date: str) -> RawPage:
    """The page as it was given then, as far as the archive knows: the language that the caller stated is not kept."""
    source, record = was.source, was.source.record
    return RawPage(
        data,
        uri,
        date,
        date_is_stated=source.fetched is not None,
        media_type=source.media_type,
        encoding=source.encoding if source.encoding_from == "declared" else None,
        encoding_given=source.encoding if source.encoding_from == "given" else None,
        input_id=was.input_id,
        captured=Captured(record.file, record.offset, "", record.id, b"") if record else None,
    )


def compared(was: Article, now: Article | Failure, uri: str) -> Again:
    """What differs between the archived article and the new one."""
    if isinstance(now, Failure):
        return Again(was.id, uri, was.software, failure=now.reason)
    old, new = to_value(was), to_value(now)
    fields = {
        name: (_told(name, old.get(name)), _told(name, new.get(name)))
        for name in sorted((old.keys() | new.keys()) - _HOW)
        if old.get(name) != new.get(name)
    }
    diff = list(text_diff(_paragraphs(was), _paragraphs(now), "archived", "now"))
    signs = Counter(line[:1] for line in diff[2:])
    roles = _moved(was, now)
    return Again(was.id, uri, was.software, fields, signs["+"], signs["-"], roles, diff)


def _told(name: str, value: Any) -> Any:
    return str(value).count("\n\n") + bool(value) if name == "text" else value


def _paragraphs(article: Article) -> list[str]:
    return [article.headline or "", *(part.text for part in article.body)]


def _moved(was: Article, now: Article) -> dict[str, int]:
    before, after = _roles(was), _roles(now)
    moves = Counter(
        f"{before.get(lines, 'none')} -> {after.get(lines, 'none')}"
        for lines in before.keys() | after.keys()
        if before.get(lines) != after.get(lines)
    )
    return dict(sorted(moves.items()))


def _roles(article: Article) -> dict[tuple[int, int], str]:
    """Lines -> what they were taken for."""
    found = {place.lines: name for name, place in sorted(article.where.items())}
    found |= {part.lines: "body" for part in article.body}
    found |= {link.lines: link.relation.value for link in article.related}
    return found | {gone.lines: gone.role.value for gone in article.removed}
