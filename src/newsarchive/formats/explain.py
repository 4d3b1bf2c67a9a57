"""Article to an account of every line for the terminal: where it stands, its role in colour, its text, why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from newsarchive.model import Article, LineRange, Role

_COLOURS = {
    Role.HEADLINE: "1;36",
    Role.STANDFIRST: "36",
    Role.BYLINE: "34",
    Role.DATE: "34",
    Role.BODY: "32",
    Role.CAPTION: "36",
    Role.RELATED_HEADING: "35",
    Role.RELATED_PREVIOUS: "1;35",
    Role.RELATED_NEXT: "1;35",
    Role.RELATED: "35",
    Role.AD: "1;31",
    Role.COMMENT: "33",
    Role.COMMENT_FORM: "33",
}
_NOISE = "31"
_FIELDS = {"headline": Role.HEADLINE, "standfirst": Role.STANDFIRST, "byline": Role.BYLINE, "published": Role.DATE}
_LONGEST = 400  # characters of a block that are shown; explain is for reading, the JSON has all


class _Row(NamedTuple):
    lines: LineRange
    role: Role
    text: str
    why: str


def render_explain(article: Article, *, colour: bool = False, width: int = 100) -> str:
    """``article`` line by line.

    Args:
        article: what to account for.
        colour: ANSI colours (ECMA-48 SGR); never part of the text itself.
        width: columns of the terminal; the text is cut to fit on one line.
    """
    rows = sorted(_rows(article), key=lambda row: row.lines)
    head = f"{article.source.uri}  {article.source.media_type}, {article.source.encoding}"
    verdict = f": {article.verdict.kind}, {article.verdict.why}" if article.verdict else ""
    status = f"{article.status.value}{verdict} (confidence {article.confidence:.2f})"
    return "\n".join([head, status, "", *(_show(row, colour, width) for row in rows)]) + "\n"


def _rows(article: Article) -> Iterator[_Row]:
    for gone in article.removed:
        yield _Row(gone.lines, gone.role, gone.text, gone.why)
    for part in article.body:
        yield _Row(part.lines, Role.BODY, part.text, part.why)
    for link in article.related:
        role = Role.RELATED if link.relation.value == "related" else Role(f"related_{link.relation.value}")
        yield _Row(link.lines, role, link.title, link.why)
    for name, place in article.where.items():
        yield _Row(place.lines, _FIELDS.get(name, Role.OTHER), place.raw, place.why)


def _show(row: _Row, colour: bool, width: int) -> str:
    first, last = row.lines
    place = "head" if last == 0 else str(first) if first == last else f"{first}-{last}"
    role = f"{row.role.value:<18}"
    if colour:
        role = f"\x1b[{_COLOURS.get(row.role, _NOISE)}m{role}\x1b[0m"
    text = row.text if len(row.text) <= _LONGEST else row.text[: _LONGEST - 1] + "…"
    room = max(20, width - 28)
    if len(text) > room:
        text = text[: room - 1] + "…"
    why = f"\x1b[2m{row.why}\x1b[0m" if colour else row.why
    return f"{place:>8}  {role}{text}\n{'':>8}  {'':<18}{why}"
