"""Of an article, what the archive writes and enters: flat values, made where the page is cleaned.

So every article is turned into JSON once, beside the page, and what goes from process to process is some strings of it and not
thousands of small objects.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.archive import neardup, records, sitememory
from newsarchive.formats.articlejson import canonical
from newsarchive.model import Article


@dataclass(frozen=True, slots=True)
class Entry:
    """One article."""

    id: str
    status: str
    verdict: str | None
    """Its kind, where the page is no article."""
    why: str
    """Why it is none."""
    headline: str | None
    byline: str | None
    published: str | None
    language: str | None
    text: str
    media_type: str
    charset: str
    software: str
    line: bytes
    """Canonical JSON, without newline."""
    account: bytes
    """Block of the metadata record."""
    bands: tuple[int, ...]
    """Keys under which near-duplicates meet (neardup.py)."""
    lines: tuple[int, ...] | None
    """Keys of the lines that may recur on its site (sitememory.py); None: it teaches nothing."""


def entry_of(article: Article) -> Entry:
    """What is entered of ``article``."""
    return Entry(
        article.id,
        article.status.value,
        article.verdict.kind if article.verdict else None,
        article.verdict.why if article.verdict else "",
        article.headline,
        article.byline.raw if article.byline else None,
        article.published.value if article.published else None,
        article.language,
        article.text,
        article.source.media_type,
        article.source.encoding,
        article.software,
        canonical(article),
        account(article),
        tuple(neardup.bands(neardup.shingles(article.text))),
        sitememory.keys_of(article),
    )


def account(article: Article) -> bytes:
    """The metadata block: what was made of the page and which lines went, in fields that hold no text of the page."""
    record = article.source.record
    pairs = [
        ("source-file", record.file if record else ""),
        ("source-offset", str(record.offset) if record else ""),
        ("source-record-id", record.id if record else ""),
        ("software", article.software),
        ("labeller", article.model),
        ("status", article.status.value),
        ("charset", f"{article.source.encoding} ({article.source.encoding_from})"),
        ("body", " ".join(_range(part.lines) for part in article.body)),
        *((f"where-{name}", _range(place.lines)) for name, place in sorted(article.where.items())),
        *(("related", f"{link.relation.value} {_range(link.lines)}") for link in article.related),
        *(("removed", f"{gone.role.value} {_range(gone.lines)}") for gone in article.removed),
    ]
    return records.fields((name, value) for name, value in pairs if value)


def _range(lines: tuple[int, int]) -> str:
    return f"{lines[0]}-{lines[1]}"
