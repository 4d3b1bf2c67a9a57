"""A decoded page, cut into blocks, each with its role once it is labelled."""

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
    parts: tuple[str, ...]
    """The runs of its text, without what its markup sets apart as a label; none in the head or around a picture."""
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
