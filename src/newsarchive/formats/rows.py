"""Article to the account of its page: every block once, in the order of the page, with its role, its text and why.

What ``explain`` and the review page share; how it is shown is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from newsarchive.model import Article, LineRange, Relation, Role

_FIELDS = {
    "headline": Role.HEADLINE,
    "standfirst": Role.STANDFIRST,
    "byline": Role.BYLINE,
    "published": Role.DATE,
    "modified": Role.DATE,
}
_IN_THE_HEAD = frozenset({"section", "tags", "site_name", "canonical_url"})
"""Fields that are no part a role is named after."""
_RELATED = {
    Relation.PREVIOUS: Role.RELATED_PREVIOUS,
    Relation.NEXT: Role.RELATED_NEXT,
    Relation.RELATED: Role.RELATED,
}


class Row(NamedTuple):
    """One block."""

    lines: LineRange
    role: Role
    text: str
    why: str
    became: str = ""
    """The part of the article made of it: ``body-1``, ``related-1``, or a field's name; empty where it was removed."""

    @property
    def name(self) -> str:
        """What it is: the role's name, or the field's where no role is named after that."""
        return self.became if self.became in _IN_THE_HEAD else self.role.value


def account(article: Article) -> list[Row]:
    """Every block of the page, by its first line."""
    return sorted(_rows(article), key=lambda row: row.lines)


def place(lines: LineRange) -> str:
    """``lines`` as people write them: ``12``, ``12-15``, or ``head``."""
    first, last = lines
    return "head" if last == 0 else str(first) if first == last else f"{first}-{last}"


def unit(article: Article) -> str:
    """What the numbers of ``lines`` count."""
    return "block" if article.source.media_type == "text/html" else "line"


def _rows(article: Article) -> Iterator[Row]:
    for gone in article.removed:
        yield Row(gone.lines, gone.role, gone.text, gone.why)
    for number, part in enumerate(article.body, 1):
        yield Row(part.lines, Role.BODY, part.text, part.why, f"body-{number}")
    for number, link in enumerate(article.related, 1):
        yield Row(link.lines, _RELATED[link.relation], link.title, link.why, f"related-{number}")
    shown: set[tuple[LineRange, str]] = set()
    for name, where in article.where.items():
        if (where.lines, where.raw) not in shown:  # a byline that holds the date too is one block
            yield Row(where.lines, _FIELDS.get(name, Role.OTHER), where.raw, where.why, name)
        shown.add((where.lines, where.raw))
