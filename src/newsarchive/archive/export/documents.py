"""A folder of documents, one an article: Markdown under names that every file system takes."""

from __future__ import annotations

import json
from pathlib import Path

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.export.selection import Selection, line_of
from newsarchive.archive.layout import Layout
from newsarchive.formats.articlejson import from_value
from newsarchive.formats.markdown import render_markdown
from newsarchive.textnorm import fold

_LONGEST = 120  # bytes of a headline in a name: file systems end names at 255


def write_markdown(layout: Layout, catalog: Catalog, selection: Selection, folder: Path) -> int:
    """Write ``YEAR/DATE-HEADLINE-ID.md`` for every article into ``folder``; how many."""
    count = 0
    for row in selection.rows(catalog):
        path = folder / row["date"][:4] / safe_name(row["date"], row["headline"] or "", row["id"])
        path.parent.mkdir(exist_ok=True)
        article = from_value(json.loads(line_of(layout, row)))
        path.write_text(render_markdown(article), encoding="utf-8", errors="backslashreplace", newline="\n")
        count += 1
    return count


def safe_name(date: str, headline: str, identity: str) -> str:
    """Letters and digits of the headline between date and id: no separator, dot, case or reserved name of any system counts."""
    words = "-".join(fold(headline).split()).encode()[:_LONGEST].decode("utf-8", "ignore").strip("-")
    return "-".join(filter(None, (date[:10], words, identity[:12]))) + ".md"
