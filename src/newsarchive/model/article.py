"""A cleaned page: its fields, each with its provenance, and everything that was left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from newsarchive.model.document import Kind, LineRange, Relation, Role


class Status(StrEnum):
    """Whether the page holds a whole article."""

    ARTICLE = "article"
    NOT_ARTICLE = "not_article"


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
