"""Article to plain text: headline, standfirst, body; one blank line between parts, nothing else."""

from __future__ import annotations

from newsarchive.model import Article, Kind

_MARKERS = {Kind.LIST_ITEM: "- "}


def render_text(article: Article) -> str:
    """``article`` as plain text; list items with a dash. Ends in a newline, or is empty."""
    parts = [part for part in (article.headline, article.standfirst) if part]
    for part in article.body:
        parts.append(_MARKERS.get(part.kind, "") + part.text)
    return "\n\n".join(parts) + "\n" if parts else ""
