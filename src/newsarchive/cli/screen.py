"""The article as a person reads it at a terminal: set in lines of a readable length, its fields told apart, links at the end.

Pure: what stands here decides how it looks, not where it goes. For what copies and pipes well see formats/text.py. Addresses are
printed as they are (terminals make them links by themselves); there are no OSC 8 links, which show one address and open another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from newsarchive.cli.wrapping import wrap
from newsarchive.formats.explain import columns
from newsarchive.model import Article, Byline, Kind, Moment, Part, RelatedLink, Relation
from newsarchive.patterns import lazily
from newsarchive.textnorm import normalise

MEASURE = 88
"""Columns of the longest line. Typographers ask for 45 to 75 characters (Bringhurst, 2.1.2), WCAG 2.2, 1.4.8, for 80 at most;
a terminal of 80 is used whole, and a wide one is not read from edge to edge."""
_MOST_LINKS = 12

_BOLD, _DIM, _ITALIC, _LABEL = "1", "2", "3", "36"
"""SGR parameters (ECMA-48, 8.3.117)."""


class _Style(NamedTuple):
    """How a part of the body is set."""

    first: str = ""
    """What its first line begins with."""
    other: str = ""
    """What its other lines begin with."""
    sgr: str = ""
    close: bool = False
    """Whether parts of this kind follow each other without a blank line."""


_STYLES = {
    Kind.PARAGRAPH: _Style(),
    Kind.HEADING: _Style(sgr=_BOLD),
    Kind.LIST_ITEM: _Style("- ", "  ", close=True),
    Kind.QUOTE: _Style("│ ", "│ "),
    Kind.TABLE_ROW: _Style(other="  ", close=True),
}
_INDENT = max(map(len, Relation)) + 2
_ISO = lazily(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def render_screen(article: Article, *, colour: bool, width: int) -> str:
    """``article`` for a terminal of ``width`` columns. Ends in a newline, or is empty.

    Everything is normalised again, and no escape sequence but our own is in it (SGR, and only with ``colour``).
    """
    paint = _paint if colour else _plain
    room = min(width, MEASURE)
    head = [*_set(article.headline, room, paint, _BOLD), *_set(_origin(article), room, paint, _DIM)]
    parts = [head, _set(article.standfirst, room, paint, _ITALIC), *_body(article.body, room, paint)]
    if article.related:
        parts.append([paint("─" * min(room, 24), _DIM), *_links(article.related, room, paint)])
    return "".join("\n".join(lines) + "\n\n" for lines in parts if lines).removesuffix("\n")


def _paint(text: str, sgr: str) -> str:
    return f"\x1b[{sgr}m{text}\x1b[0m" if sgr and text else text


def _plain(text: str, sgr: str) -> str:
    return text


def _set(text: str | None, room: int, paint: Callable[[str, str], str], sgr: str) -> list[str]:
    return [paint(line, sgr) for line in wrap(normalise(text or ""), room)]


def _origin(article: Article) -> str:
    """Who and when, as far as the page says."""
    facts = [_author(article.byline), _moment(article.published)]
    if article.modified is not None:
        facts.append(f"updated {_moment(article.modified)}")
    return " · ".join(filter(None, facts))


def _author(byline: Byline | None) -> str:
    if byline is None:
        return ""
    names = list(byline.authors)
    if byline.agency and byline.agency not in names:
        names.append(byline.agency)
    return ", ".join(names) or byline.raw


def _moment(moment: Moment | None) -> str:
    """``2023-09-05 14:00 +02:00``; as it is printed where it could not be read."""
    if moment is None:
        return ""
    match = _ISO.fullmatch(moment.value or "")
    return " ".join(filter(None, match.groups())) if match else moment.raw


def _body(body: Sequence[Part], room: int, paint: Callable[[str, str], str]) -> Iterator[list[str]]:
    """The parts; those that belong together as one."""
    together: list[str] = []
    kind = None
    for part in body:
        style = _STYLES[part.kind]
        if not (style.close and part.kind is kind):
            yield together
            together = []
        kind = part.kind
        lines = wrap(normalise(part.text), room - columns(style.first or style.other))
        starts = [style.first, *[style.other] * len(lines)]
        together += [start + paint(line, style.sgr) for start, line in zip(starts, lines, strict=False)]
    yield together


def _links(related: Sequence[RelatedLink], room: int, paint: Callable[[str, str], str]) -> Iterator[str]:
    """Previous, next, the others; the address on a line of its own and whole, so that it can be clicked and copied."""
    order = list(Relation)
    links = sorted(related, key=lambda link: order.index(link.relation))
    for link in links[:_MOST_LINKS]:
        label = f"{link.relation.value.capitalize():<{_INDENT}}"
        lines = wrap(normalise(link.title), room - _INDENT) or ["-"]
        yield paint(label, _LABEL) + lines[0]
        yield from (" " * _INDENT + line for line in lines[1:])
        if link.url and link.url.startswith(("http://", "https://")):
            yield " " * _INDENT + paint(normalise(link.url).replace(" ", "%20"), _DIM)
    if len(links) > _MOST_LINKS:
        yield paint(f"{'':{_INDENT}}and {len(links) - _MOST_LINKS} more: --format json has them all", _DIM)
