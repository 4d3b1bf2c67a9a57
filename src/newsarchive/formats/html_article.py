"""The left side of the review page: the clean article for reading and printing, its fields with their places, its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from newsarchive.formats.facts import printed_facts
from newsarchive.formats.limits import (
    LONGEST_FIELD,
    LONGEST_WHY,
    MOST_ARTICLE,
    MOST_LINKS,
    MOST_PARTS,
    shorten,
    within,
)
from newsarchive.formats.markup import Markup, element, join
from newsarchive.formats.rows import place, unit
from newsarchive.formats.tongue import direction, lang
from newsarchive.formats.weblink import host, web_address
from newsarchive.model import Article, Kind, Moment, Part, RelatedLink
from newsarchive.patterns import lazily
from newsarchive.textnorm import normalise

_MACHINE_READABLE = lazily(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_ELEMENT = {Kind.HEADING: "h2", Kind.LIST_ITEM: "li"}
_AROUND = {Kind.LIST_ITEM: "ul", Kind.QUOTE: "blockquote", Kind.TABLE_ROW: "div"}
"""What consecutive parts of a kind stand in together."""
_CLASS = {Kind.TABLE_ROW: "rows-of-table"}
_LED_OUT = {"rel": "noopener noreferrer nofollow external", "referrerpolicy": "no-referrer"}

Anchors = Mapping[str, str]
"""Part of the article to the anchor of the row that it came from."""


def article_column(article: Article, anchors: Anchors) -> Markup:
    """The article as a reader wants it."""
    parts = _parts(article)
    left = len(article.body) - len(parts)
    note = f"{left:,} more parts are not shown here; --format text has them all."
    return element(
        "article",
        _head(article, anchors),
        element("div", join(_body(parts, anchors)), class_="body"),
        element("p", note, class_="note", lang="en", dir="ltr") if left else "",
        _related(article, anchors),
        id="article",
        lang=lang(article.language),
        dir=direction(article.language),
    )


def ids(article: Article) -> frozenset[str]:
    """The ids in :func:`article_column` and :func:`fields_section` that rows lead to."""
    bodies = (f"body-{number}" for number, part in enumerate(_parts(article), 1) if normalise(part.text))
    links = (f"related-{number}" for number in range(1, min(len(article.related), MOST_LINKS) + 1))
    return frozenset((*bodies, *links, *article.where.keys() & _VALUES.keys()))


def _parts(article: Article) -> list[Part]:
    """The parts that find room; one that has none by itself is cut."""
    cut = (part._replace(text=shorten(part.text, MOST_ARTICLE)) for part in article.body)
    return list(within(((part, part.text) for part in cut), MOST_PARTS, MOST_ARTICLE))


def _head(article: Article, anchors: Anchors) -> Markup:
    headline = normalise(shorten(article.headline or "", LONGEST_FIELD))
    title = element("h1", headline) if headline else element("h1", "No headline", class_="missing", lang="en")
    standfirst = normalise(shorten(article.standfirst or "", LONGEST_FIELD))
    facts = [_fact(*fact) for fact in printed_facts(article) if normalise(fact.text)]
    return element(
        "header",
        element("div", _origin("headline", anchors), title, class_="part"),
        element("div", _origin("standfirst", anchors), element("p", standfirst), class_="part standfirst")
        if standfirst
        else "",
        element("p", join(facts, " · "), class_="facts") if facts else "",
    )


def _fact(text: str, value: str | None) -> Markup:
    shown = element("bdi", normalise(shorten(text, LONGEST_FIELD)))
    readable = value is not None and _MACHINE_READABLE.fullmatch(value)
    return element("time", shown, datetime=value) if readable else shown


def _body(parts: list[Part], anchors: Anchors) -> Iterator[Markup]:
    numbered = ((number, part) for number, part in enumerate(parts, 1) if normalise(part.text))
    for kind, run in groupby(numbered, key=lambda pair: pair[1].kind):
        shown = [_part(part, f"body-{number}", anchors) for number, part in run]
        around = _AROUND.get(kind)
        yield element(around, shown, class_=_CLASS.get(kind)) if around else join(shown)


def _part(part: Part, key: str, anchors: Anchors) -> Markup:
    name = _ELEMENT.get(part.kind, "p")
    return element(name, _origin(key, anchors), normalise(part.text), id=key, class_="part")


def _origin(key: str, anchors: Anchors) -> Markup | str:
    """The link to the row that a part came from."""
    anchor = anchors.get(key)
    if anchor is None:
        return ""
    number = anchor[1:].partition("-")[0]
    spoken = element("span", "from ", class_="spoken")
    return element("a", spoken, number if number != "0" else "head", class_="origin", href=f"#{anchor}", lang="en")


def _related(article: Article, anchors: Anchors) -> Markup | str:
    if not article.related:
        return ""
    links = (_link(link, f"related-{number}", anchors) for number, link in enumerate(article.related[:MOST_LINKS], 1))
    heading = element("h2", "Other posts on the page", id="related-title", lang="en", dir="ltr")
    return element("nav", heading, element("ul", links), class_="others", aria_labelledby="related-title")


def _link(link: RelatedLink, key: str, anchors: Anchors) -> Markup:
    relation = element("span", link.relation.value, class_="relation", lang="en")
    title = element("bdi", normalise(shorten(link.title, LONGEST_FIELD)))
    shown = element("span", _leading(link.url, title))
    return element("li", _origin(key, anchors), relation, " ", shown, id=key, class_="part")


def _leading(url: str | None, shown: Markup) -> Markup:
    """``shown`` as a link where ``url`` is a web address, with the host that it leads to, whatever it says."""
    address = web_address(url)
    if address is None:
        return shown
    out = element("a", shown, href=address, **_LED_OUT)
    where = host(address)
    return join([out, element("bdi", where, class_="host", dir="ltr")], " ") if where else out


def fields_section(article: Article, anchors: Anchors) -> Markup:
    """Every single field: its value, where it stood and why it was taken for that."""
    rows = [_field(name, value(article), article, anchors) for name, value in _VALUES.items() if name in article.where]
    head = element("tr", *(element("th", title, scope="col") for title in ("Field", "Value", "Where and why")))
    table = element("table", element("thead", head), element("tbody", rows), aria_labelledby="fields-title")
    return element(
        "section",
        element("h2", "Where the fields come from", id="fields-title"),
        table if rows else element("p", "No field was found.", class_="note"),
        id="fields",
        aria_labelledby="fields-title",
    )


def _field(name: str, value: str, article: Article, anchors: Anchors) -> Markup:
    where = article.where[name]
    raw = shorten(where.raw, LONGEST_FIELD)
    as_printed = element("p", "as it stands: ", element("bdi", raw), class_="raw") if where.raw != value else ""
    anchor = anchors.get(name)
    spot = "the head of the page" if not where.lines[1] else f"{unit(article)} {place(where.lines)}"
    return element(
        "tr",
        element("th", name.replace("_", " "), scope="row"),
        element("td", element("bdi", shorten(value, LONGEST_FIELD)), as_printed),
        element(
            "td",
            element("a", spot, href=f"#{anchor}") if anchor else spot,
            element("p", shorten(where.why, LONGEST_WHY), class_="reason"),
        ),
        id=name,
    )


def _authors(article: Article) -> str:
    byline = article.byline
    names = [*byline.authors, byline.agency or ""] if byline else []
    return ", ".join(filter(None, names)) or (byline.raw if byline else "")


def _moment(moment: Moment | None) -> str:
    return (moment.value or "date not certain") if moment else ""


_VALUES: Mapping[str, Callable[[Article], str]] = {
    "headline": lambda article: article.headline or "",
    "standfirst": lambda article: article.standfirst or "",
    "byline": _authors,
    "published": lambda article: _moment(article.published),
    "modified": lambda article: _moment(article.modified),
    "section": lambda article: article.section or "",
    "tags": lambda article: ", ".join(article.tags),
    "site_name": lambda article: article.site_name or "",
    "canonical_url": lambda article: article.canonical_url or "",
}
"""The fields that have a place, and how each is shown; in this order."""


def source_section(article: Article) -> Markup:
    """The bytes that it was made from, and what made it."""
    source = article.source
    shown = element("bdi", shorten(source.uri, LONGEST_FIELD), dir="ltr")
    facts: Iterable[tuple[str, Markup | str | None]] = (
        ("Source", _leading(source.uri, shown)),
        ("Fetched", source.fetched),
        ("Form", f"{source.media_type}, {source.encoding} ({source.encoding_from}), {source.bytes:,} bytes"),
        ("SHA-256", element("code", source.sha256)),
        ("Language", article.language),
        ("Confidence", f"{article.confidence:.3f}: how much of the page is likely in its right place"),
        ("Made by", f"{article.software}, {article.model}"),
    )
    items = [
        element(
            "div",
            element("dt", name),
            element("dd", value if isinstance(value, Markup) else shorten(value, LONGEST_FIELD)),
        )
        for name, value in facts
        if value
    ]
    return element(
        "section",
        element("h2", "Source and provenance", id="source-title"),
        element("dl", items),
        id="source",
        aria_labelledby="source-title",
    )
