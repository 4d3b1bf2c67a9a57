"""What an HTML page says of itself for machines: title, Open Graph, other metadata, JSON-LD, time elements, language.

Only :class:`newsarchive.model.Hints` are made here, from the elements that html.py passes on. The page may lie, repeat
itself or put these elements anywhere: the first non-empty value of each hint counts, claims are kept in the order of the page,
and all is cut to a bound. What is believed of it is decided in fields/.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsarchive.decode.jsonld import LONGEST_SCRIPT, claims
from newsarchive.model import Claim, Hints
from newsarchive.textnorm import normalise

LONGEST = 2000
"""Characters kept of each hint: an address longer than this works in no browser's bar (2,083 was the oldest limit)."""
_MOST_CLAIMS = 500
"""Claims kept of a page; an ``article:tag`` is one."""

TAGS = frozenset(("html", "meta", "link", "base"))
"""The elements to pass to :meth:`Head.see`."""

# Name or property of a <meta> -> hint. https://ogp.me/ writes `property`; many pages write `name`.
_META = {
    "og:title": "og_title",
    "og:type": "og_type",
    "og:url": "og_url",
    "og:locale": "og_locale",
    "content-language": "content_language",
}

_CLAIMS = {
    "published": """
        article:published_time og:article:published_time datepublished article.published parsely-pub-date sailthru.date
        cxenseparse:recs:publishtime cxenseparse:publishtime og:publish_date og:pubdate published publisheddate publish_date
        publish-date published-date publication-date publishdate published_at published_time article:publish_date pubdate
        pub_date publication_date date_published article:published article_date_original originalpublicationdate
        prism.publicationdate citation_publication_date citation_online_date dc.date.issued dcterms.issued dc.issued
        rnews:datepublished
        article:post_date ptime publishtime cxenseparse:xta-published szn:article:published
        """,
    "created": """
        dc.date.created dcterms.created date.created dc.created dc.date dcterms.date date datecreated article:published_date
        """,
    "modified": """
        article:modified_time og:article:modified_time datemodified og:updated_time last-modified lastmod dc.date.modified
        dcterms.modified dc.modified article:modified cxenseparse:recs:modified revised updated modified_date
        article_date_updated
        """,
    "author": """
        author article:author og:article:author og:author parsely-author sailthru.author cxenseparse:author article:author_name
        dc.creator dcterms.creator dc:creator creator citation_author byl byline authors author_name mrf:authors
        rbauthors article.author smartbanner:article-author
        """,
    "section": """
        article:section og:article:section og:section parsely-section articlesection section prism.section cxenseparse:section
        """,
    "tag": "article:tag og:article:tag news_keywords keywords parsely-tags sailthru.tags article.tag cxenseparse:epi-tags",
    "site_name": "og:site_name application-name",
    "description": "og:description description twitter:description dc.description",
}
"""Field -> names of the <meta> that claim it.

78 of the 100 names were met on 1,902 pages of five data sets; the others are by judgement."""
_CLAIM_OF = {name: field for field, names in _CLAIMS.items() for name in names.split()}

# WordPress's Yoast plugin tells who wrote a post as twitter:data1, under a label in the language of the site.
_WRITTEN_BY = frozenset(
    (
        "written by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da", "geschreven door",
        "napisane przez",
        "автор", "написано автором", "автор:", "yazan", "skriven av", "skrevet av", "skrevet af", "forfatter", "kirjoittanut",
        "γράφτηκε από", "συντάχθηκε από", "napsal(a)", "napsal", "كتب بواسطة", "כתוב על ידי", "نوشته‌شده بدست", "ditulis oleh",
        "được viết bởi", "作者", "執筆者", "글쓴이", "szerző", "scris de", "escrit per", "napisao/la", "by", "author", "posted by",
    )
)  # fmt: skip
_LABEL, _DATA = "twitter:label", "twitter:data"

_PUBLISHED_TIME = frozenset(
    ("published", "entry-date", "datepublished", "pubdate", "post-date", "dt-published", "article-date")
)
_MODIFIED_TIME = frozenset(("updated", "modified", "datemodified", "dt-updated", "last-updated"))


class Head:
    """Collects hints while the page streams by."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._title: list[str] = []
        self._title_room = LONGEST
        self._claims: list[Claim] = []
        self._scripts: list[list[str]] = []
        self._script_room = 0
        self._room_of_all = LONGEST_SCRIPT

    def see(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take what one element of :data:`TAGS` says."""
        get = attributes.get
        if tag == "meta":
            self._see_meta(
                get("property") or get("name") or get("itemprop") or get("http-equiv") or "",
                get("content") or get("value") or "",  # what some tools that save pages make of it
            )
        elif tag == "link":
            rel = get("rel", "")
            if rel != "stylesheet" and "canonical" in rel[:100].lower().split():
                self._take("canonical", get("href", ""))
        elif tag == "html":
            self._take("lang", get("lang") or get("xml:lang") or "")
        elif tag == "base":
            self._take("base", get("href", ""))

    def _see_meta(self, key: str, content: str) -> None:
        name = key[:LONGEST].strip().lower()
        hint, field = _META.get(name), _CLAIM_OF.get(name)
        if hint is not None:
            self._take(hint, content)
        elif field is not None:
            self._claim(field, content, f"meta {name}")
        elif name.startswith((_LABEL, _DATA)):
            self._take(name, content)

    def _claim(self, field: str, value: str, source: str, block: int = 0) -> None:
        if len(self._claims) < _MOST_CLAIMS and (text := normalise(value[:LONGEST])):
            self._claims.append(Claim(field, text, source, block))

    def _take(self, name: str, value: str) -> None:
        if len(self._found) < _MOST_CLAIMS and (text := normalise(value[:LONGEST])):
            self._found.setdefault(name, text)

    def time(self, attributes: Mapping[str, str], block: int) -> None:
        """Take a ``<time>``; it stands in, or before, the block of this number."""
        if value := attributes.get("datetime"):
            names = {attributes.get("itemprop", "").lower(), *attributes.get("class", "")[:LONGEST].lower().split()}
            field = "published" if names & _PUBLISHED_TIME or "pubdate" in attributes else "time"
            self._claim(
                "modified" if names & _MODIFIED_TIME and field == "time" else field, value, "time element", block
            )

    def script(self, attributes: Mapping[str, str]) -> None:
        """A ``<script>`` begins: its text is taken if it is JSON-LD."""
        if "ld+json" in attributes.get("type", "").lower():
            self._scripts.append([])
            self._script_room = self._room_of_all
        else:
            self._script_room = 0

    def script_text(self, text: str) -> None:
        """Take a run of the text of the ``<script>`` that began last."""
        if self._script_room > 0:
            self._scripts[-1].append(text[: self._script_room])
            self._script_room = self._room_of_all = self._script_room - len(text)

    def title(self, text: str) -> None:
        """Take a run of the text of the first ``<title>``."""
        self._title.append(text[: self._title_room])
        self._title_room -= len(self._title[-1])

    def hints(self) -> Hints:
        """What was found; language in the order html@lang, content-language, og:locale."""
        get = self._found.get
        return Hints(
            title=normalise("".join(self._title)),
            og_title=get("og_title", ""),
            og_type=get("og_type", ""),
            canonical=get("canonical") or get("og_url", ""),
            base=get("base", ""),
            language=get("lang") or get("content_language") or get("og_locale", "").replace("_", "-"),
            locale=get("og_locale", ""),
            claims=(*claims("".join(script) for script in self._scripts), *self._written_by(), *self._claims),
        )

    def _written_by(self) -> list[Claim]:
        """What stands as data under a label that says "Written by"."""
        pairs = [(self._found.get(f"{_LABEL}{n}", ""), self._found.get(f"{_DATA}{n}", "")) for n in (1, 2, 3)]
        return [
            Claim("author", data, f"meta {_DATA}") for label, data in pairs if data and label.lower() in _WRITTEN_BY
        ]
