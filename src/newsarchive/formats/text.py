"""Article to plain text: headline, standfirst, body; one blank line between parts, nothing else."""

from __future__ import annotations

from newsarchive.model import Article, Kind
from newsarchive.textnorm import normalise

_MARKERS = {Kind.LIST_ITEM: "- "}


def render_text(article: Article) -> str:
    """``article`` as plain text; list items with a dash. Ends in a newline, or is empty.

    What comes from an archive may have been written by anybody: it is normalised again, so that no terminal obeys it.
    """
    parts = [("", article.headline or ""), ("", article.standfirst or "")]
    parts += [(_MARKERS.get(part.kind, ""), part.text) for part in article.body]
    lines = [marker + text for marker, raw in parts if (text := normalise(raw))]
    return "\n\n".join(lines) + "\n" if lines else ""
