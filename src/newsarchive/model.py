"""The values that flow through the program: immutable, without behaviour that touches the world.

    RawPage ──decode──▶ Document(Block…) ──label──▶ Document(Block.role…) ──assemble──▶ Article
       └────────────────────────── Failure ◀──────────────────────────────────────────────┘

Only values belong here. Nothing in this module reads a file, a clock or the environment.

What a page has hundreds of is a NamedTuple, made in a third of the time of a frozen dataclass; the rest are dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

LineRange = tuple[int, int]
"""First and last line, 1-based, both included. For HTML: the numbers of the blocks."""


class Role(StrEnum):
    """What a block is to the page. Noise is a role like any other: nothing is ever deleted."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATE = "date"
    BODY = "body"
    CAPTION = "caption"
    RELATED_HEADING = "related_heading"
    RELATED_PREVIOUS = "related_previous"
    RELATED_NEXT = "related_next"
    RELATED = "related"
    COMMENT = "comment"
    COMMENT_FORM = "comment_form"
    SHARE = "share"
    NEWSLETTER = "newsletter"
    AD = "ad"
    COOKIE = "cookie"
    NAV = "nav"
    FOOTER = "footer"
    OTHER = "other"


class Kind(StrEnum):
    """The form of a block, whatever its role."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE_ROW = "table_row"


class Relation(StrEnum):
    """How another post stands to this one."""

    PREVIOUS = "previous"
    NEXT = "next"
    RELATED = "related"


class Status(StrEnum):
    """Whether the page holds a whole article."""

    ARTICLE = "article"
    NOT_ARTICLE = "not_article"


@dataclass(frozen=True, slots=True)
class Captured:
    """The record of a web archive that a page came from: where it stands, and its own bytes."""

    file: str
    """URI of the WARC, ARC, WET or WACZ file."""
    offset: int
    """Byte of the file at which the record, or the gzip member or zstd frame that holds it, begins."""
    kind: str
    """WARC-Type: ``response``, ``resource`` or ``conversion``."""
    record_id: str
    """WARC-Record-ID with its angle brackets; made from file, place and URI where the format has none (ARC)."""
    record: bytes
    """The record as it stands, from its version line to the end of its block; empty where it cannot be copied (ARC)."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """The bytes of one page as they came, and what the source says of them."""

    data: bytes
    uri: str
    """Where the page stands: its own URL, or ``file:///…`` or ``urn:…`` (see sources/naming.py)."""
    date: str | None = None
    """When the page was fetched, ``YYYY-MM-DDThh:mm:ssZ``, or the file's own time; None where nothing says so."""
    date_is_stated: bool = True
    """Whether the source or the user says that it was fetched then; a file's own time is only where it stands for that."""
    media_type: str | None = None
    """``text/plain`` or ``text/html`` where the source states it; None: decided by the bytes."""
    encoding: str | None = None
    """The charset that the source declares; believed only where the bytes fit it."""
    encoding_given: str | None = None
    """The charset that the user orders; believed whatever the bytes say."""
    language: str | None = None
    """The language that the source or the caller declares (BCP 47)."""
    input_id: str | None = None
    """The ``id`` of a JSON Lines object, repeated in the answer."""
    captured: Captured | None = None
    """The record of a web archive that the page came from."""


@dataclass(frozen=True, slots=True)
class NoPage:
    """An input of a web archive that is no page of text and need not be one: a picture, a redirect, a revisit."""

    uri: str
    reason: str
    status: str = "not_article"
    """Its status in the ledger: ``not_article``, or ``duplicate`` for a revisit."""
    input_id: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An input of which nothing could be made, and why. It flows on and reaches the ledger."""

    uri: str
    stage: str
    """``access`` (it cannot be come at), ``source`` (what is in it is no page), ``limit`` (it takes too much time or memory), or
    ``internal`` (a bug)."""
    reason: str
    input_id: str | None = None
    detail: str = ""
    """A traceback for stage ``internal``; else empty."""


class Link(NamedTuple):
    """A hyperlink of an HTML block: its text and where it leads, as written in the page."""

    text: str
    href: str
    rel: str = ""


class Markup(NamedTuple):
    """What the DOM knows of a block; text pages have none."""

    path: str
    """Tag names from ``body`` down, as ``div/article/p``."""
    names: str
    """The class, id and role words of the element and its ancestors, lower case, space-separated, nearest first."""
    link_density: float
    """Share of the block's characters that stand in links, 0 to 1."""
    links: tuple[Link, ...] = ()


class Block(NamedTuple):
    """A run of text that has one role: a paragraph, a menu entry, a headline, a form label."""

    text: str
    """Normalised text (textnorm.py); may be empty only in an empty document."""
    span: tuple[int, int]
    """Where the block and the white space after it stand in ``Document.text``: [start, end)."""
    lines: LineRange
    blank_before: int = 0
    """Empty lines before the block (text), 0 for HTML."""
    indent: int = 0
    """Columns of white space before the first character (text)."""
    kind: Kind = Kind.PARAGRAPH
    markup: Markup | None = None
    role: Role = Role.OTHER
    why: str = ""
    """``rule NAME: …`` or ``MODEL VERSION p=0.98``; empty until labelled."""
    probability: float = 0.0
    """How sure the labeller is of the role, 0 to 1."""
    placement: float = 0.0
    """How sure it is that the block rightly is in the body, or rightly is not, 0 to 1."""


class Neighbour(NamedTuple):
    """A link to the previous or next page of a series, as its ``rel`` attribute states it."""

    relation: Relation
    text: str
    """Its text, without what its markup sets apart as a label; empty in the head or around a picture."""
    title: str
    """Its ``title`` attribute, else what stands for its picture; may be empty."""
    href: str
    in_head: bool
    """A ``link`` element, which no reader sees."""


class Claim(NamedTuple):
    """What an HTML page says of itself for machines: one value of one field. Pages repeat themselves, and err."""

    field: str
    """``author``, ``published``, ``modified``, ``created``, ``time``, ``section``, ``tag``, ``site_name``, ``headline`` …"""
    value: str
    source: str
    """Where it stands, in words: ``JSON-LD NewsArticle author``, ``meta article:author``, ``time element``."""
    block: int = 0
    """The number of the block that it stands in, from 1; 0 for the head."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What an HTML head or the source says of the page, outside any block. All empty for text."""

    title: str = ""
    og_title: str = ""
    og_type: str = ""
    canonical: str = ""
    base: str = ""
    language: str = ""
    neighbours: tuple[Neighbour, ...] = ()
    locale: str = ""
    """Language and region as Open Graph writes them: ``en_GB``."""
    claims: tuple[Claim, ...] = ()
    """JSON-LD first, then the rest in the order of the page."""


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded page: its text, cut without remainder into blocks."""

    text: str
    """All characters, as decoded. ``text[b.span[0]:b.span[1]]`` over the blocks gives it back exactly."""
    blocks: tuple[Block, ...]
    media_type: str
    encoding: str
    encoding_from: str
    """How the charset was chosen: ``given``, ``bom``, ``declared``, ``valid`` (it decodes as UTF-8), ``guessed``."""
    language: str | None = None
    hints: Hints = field(default_factory=Hints)


class Part(NamedTuple):
    """One part of the body."""

    kind: Kind
    text: str
    lines: LineRange
    why: str
    path: str | None = None


class RelatedLink(NamedTuple):
    """A link to another post."""

    relation: Relation
    title: str
    url: str | None
    lines: LineRange
    why: str


class Removed(NamedTuple):
    """A block that stands in no field: never lost, always with its reason."""

    role: Role
    text: str
    lines: LineRange
    why: str


class Where(NamedTuple):
    """Where a single field came from."""

    lines: LineRange
    raw: str
    why: str


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it. ``raw`` is the line as it stands."""

    raw: str
    authors: tuple[str, ...] = ()
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as printed and, where it can be read without guessing, in ISO 8601. A missing zone stays missing."""

    value: str | None
    raw: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why the page is no whole article."""

    kind: str
    why: str


class SourceRecord(NamedTuple):
    """The record of a web archive that the bytes were taken from."""

    file: str
    offset: int
    """In bytes: of the record, or of the compressed member that it stands in."""
    id: str


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes that the article was made from."""

    uri: str
    fetched: str | None
    """When, where the source or the user says so."""
    media_type: str
    encoding: str
    encoding_from: str
    bytes: int
    sha256: str
    record: SourceRecord | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned page. ``formats/articlejson.py`` gives its JSON form (docs/article.md)."""

    id: str
    """SHA-256 of the source bytes, 64 hex digits."""
    status: Status
    verdict: Verdict | None
    headline: str | None
    standfirst: str | None
    byline: Byline | None
    published: Moment | None
    modified: Moment | None
    language: str | None
    body: tuple[Part, ...]
    related: tuple[RelatedLink, ...]
    removed: tuple[Removed, ...]
    where: dict[str, Where]
    confidence: float
    source: Source
    software: str
    model: str
    input_id: str | None = None
    section: str | None = None
    """The part of the site in which it stands."""
    tags: tuple[str, ...] = ()
    site_name: str | None = None
    canonical_url: str | None = None
    """Absolute, http or https."""

    @property
    def text(self) -> str:
        """The body, one blank line between parts."""
        return "\n\n".join(part.text for part in self.body)
