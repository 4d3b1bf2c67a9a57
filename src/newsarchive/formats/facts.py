"""Who and when, as a reader wants it above the article: as printed, and once."""

from __future__ import annotations

from typing import NamedTuple

from newsarchive.model import Article, Moment


class Fact(NamedTuple):
    """One of them."""

    text: str
    value: str | None
    """ISO 8601 where it is a date that could be read."""


def printed_facts(article: Article) -> list[Fact]:
    """Byline, date of publication, date of change; what only the head of the page says of the change is left out."""
    facts = [Fact(article.byline.raw, None)] if article.byline else []
    said = {fact.text for fact in facts}
    for name, moment in (("published", article.published), ("modified", article.modified)):
        text = _printed(article, name, moment) if moment else ""
        if moment and text and text not in said:
            said.add(text)
            facts.append(Fact(text, moment.value))
    return facts


def _printed(article: Article, name: str, moment: Moment) -> str:
    """As it stands on the page; from the head only the day, where the byline does not tell it."""
    where = article.where.get(name)
    if where is None or where.lines[1]:
        return moment.raw
    told = article.byline is not None and moment.value is not None and moment.value[:4] in article.byline.raw
    return "" if told or name != "published" else (moment.value or moment.raw).partition("T")[0]
