"""Article to an account of every line for the terminal: where it stands, its role in colour, its text, why."""

from __future__ import annotations

import unicodedata

from newsarchive.formats.rows import Row, account, place
from newsarchive.model import Article, Role
from newsarchive.textnorm import normalise

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
_ROLE_WIDTH = max(map(len, Role)) + 2
_LEAST_TEXT = 20  # columns, however narrow the terminal
_LONGEST = 400  # columns of a block that are shown; explain is for reading, the JSON has all
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})  # marks and joiners, by general category


def render_explain(article: Article, *, colour: bool = False, width: int = 100) -> str:
    """``article`` line by line.

    Args:
        article: what to account for.
        colour: ANSI colours (ECMA-48 SGR); never part of the text itself.
        width: columns of the terminal; text and reason are cut to fit on one line each, the address is not.
    """
    rows = account(article)
    source = article.source
    head = normalise(f"{source.uri}  {source.media_type}, {source.encoding}")
    verdict = f": {article.verdict.kind}, {article.verdict.why}" if article.verdict else ""
    status = normalise(f"{article.status.value}{verdict} (confidence {article.confidence:.2f})")
    margin = max([8, *(len(place(row.lines)) for row in rows)])
    return "\n".join([head, status, "", *(_show(row, margin, colour, width) for row in rows)]) + "\n"


def columns(text: str) -> int:
    """Columns that ``text`` takes in a terminal: East Asian wide and full-width characters two (UAX 11), marks none."""
    return len(text) if text.isascii() else sum(map(_width, text))


def cut(text: str, room: int) -> str:
    """``text`` on one line in at most ``room`` columns; where something is left out, an ellipsis says so."""
    shown = normalise(text[: 20 * room])  # a text of marks alone takes no room, and would never end
    if columns(shown) <= room and len(text) <= 20 * room:
        return shown
    used = 1  # the ellipsis
    for end, character in enumerate(shown):
        used += _width(character)
        if used > room:
            return shown[:end] + "…"
    return shown + "…"


def _width(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _show(row: Row, margin: int, colour: bool, width: int) -> str:
    role, room = f"{row.name:<{_ROLE_WIDTH}}", width - margin - _ROLE_WIDTH - 2
    text, why = (cut(shown, min(_LONGEST, max(_LEAST_TEXT, room))) for shown in (row.text, row.why))
    if colour:
        role = f"\x1b[{_COLOURS.get(row.role, _NOISE)}m{role}\x1b[0m"
        why = f"\x1b[2m{why}\x1b[0m"
    return f"{place(row.lines):>{margin}}  {role}{text}\n{'':>{margin}}  {'':<{_ROLE_WIDTH}}{why}"
