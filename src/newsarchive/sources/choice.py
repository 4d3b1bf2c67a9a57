"""Which files and pages are inputs: by name, date, address and language. What is not chosen is passed over, and counted.

Only the choice belongs here; nothing is opened or decoded. How a page's language is found out is handed in by the caller.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from newsarchive.digest import canonical_json, sha256_hex
from newsarchive.model import Failure, NoPage, RawPage

_CONTAINERS = (
    ".zip .wacz .warc .arc .wet .tar .tgz .tbz .tbz2 .txz .tzst .jsonl .ndjson .mhtml .mht .gz .bz2 .xz .zst"
).split()
"""Suffixes of files that are opened although a filter does not fit their name: it may fit that of a member."""


class PassedOver(NamedTuple):
    """A file or page that was not chosen: no input."""

    uri: str
    why: str
    """``part``, ``filter``, ``since``, ``url`` or ``language``."""


Page = RawPage | NoPage | Failure | PassedOver


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file, or standard input, with its pages."""

    uri: str
    path: str | None
    """None: it is no file, or cannot be read."""
    key: str
    """SHA-256 over path, URI and whatever decides which inputs are in the file."""
    pages: Iterator[Page]
    """Lazy; to be used once."""


@dataclass(frozen=True)
class Choice:
    """What the caller wants of its sources; as it stands, everything."""

    globs: tuple[str, ...] = ()
    """Of file and member names; ``!`` before one leaves out what it fits. Without a slash: of the last step of a path."""
    since: str | None = None
    """``YYYY-MM-DDThh:mm:ssZ``: pages whose date is earlier are passed over."""
    url: str | None = None
    """A regular expression to be found in a page's URI."""
    language: str | None = None
    """ISO 639 code."""
    language_of: Callable[[RawPage], str | None] = lambda page: page.language
    """The language of a page that does not say it."""
    part: tuple[int, int] = (1, 1)
    """``(i, n)``: the i-th of n parts, 1 to n, by a hash of the name, so that the n parts are everything and no two share a thing.
    A file is in one part with all its pages; of standard input, each page."""

    def of(self, files: Iterable[SourceFile]) -> Iterator[SourceFile | PassedOver]:
        """``files`` without what is not chosen; a file whose name speaks against it is not opened."""
        if self == Choice(language_of=self.language_of):
            yield from files
            return
        for file in files:
            name = _name(file.uri)
            if file.path is not None and not self._in_part(file.uri):
                yield PassedOver(file.uri, "part")
            elif file.path is not None and (self._refused(name) or not (self._wanted(name) or _may_contain(name))):
                yield PassedOver(file.uri, "filter")
            else:
                yield replace(file, key=self._key(file.key), pages=self._pages(file))

    def _key(self, key: str) -> str:
        return sha256_hex(canonical_json([key, list(self.globs), self.since, self.url, self.language]))

    def _pages(self, file: SourceFile) -> Iterator[Page]:
        for page in file.pages:
            why = "" if isinstance(page, PassedOver) else self._why_not(page, file)
            yield PassedOver(page.uri, why) if why else page

    def _in_part(self, uri: str) -> bool:
        number, of = self.part
        return of == 1 or int(sha256_hex(uri.encode("utf-8", "surrogatepass"))[:16], 16) % of == number - 1

    def _why_not(self, page: RawPage | NoPage | Failure, file: SourceFile) -> str:
        if file.path is None and not self._in_part(page.uri):
            return "part"
        if file.path is not None and not self._member_wanted(page, file):
            return "filter"
        if self._pattern is not None and not self._pattern.search(page.uri):
            return "url"
        if not isinstance(page, RawPage):
            return ""
        if self.since is not None and page.date is not None and page.date < self.since:
            return "since"
        return "" if self.language is None or self._speaks(page) else "language"

    def _member_wanted(self, page: RawPage | NoPage | Failure, file: SourceFile) -> bool:
        if page.uri == file.uri and isinstance(page, Failure):
            return True  # the file as a whole: what was in it is not known
        name = _name(page.uri) if page.uri.startswith(file.uri) else ""
        return not self._refused(name) and (self._wanted(name) or self._wanted(_name(file.uri)))

    def _speaks(self, page: RawPage) -> bool:
        language = page.language or self.language_of(page) or ""
        return language.lower().replace("_", "-").partition("-")[0] == (self.language or "").lower()

    def _wanted(self, name: str) -> bool:
        wanted = [glob for glob in self.globs if not glob.startswith("!")]
        return not wanted or any(_fits(name, glob) for glob in wanted)

    def _refused(self, name: str) -> bool:
        return any(_fits(name, glob[1:]) for glob in self.globs if glob.startswith("!"))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.url) if self.url is not None else None


def _name(uri: str) -> str:
    """The path in a ``file:`` URI as a person writes it; empty for any other."""
    return unquote(uri.removeprefix("file:///")) if uri.startswith("file:///") else ""


def _fits(name: str, glob: str) -> bool:
    if "/" not in glob:
        return fnmatch.fnmatchcase(name.rstrip("/").rpartition("/")[2], glob)
    return fnmatch.fnmatchcase(f"/{name}", glob if glob.startswith("/") else f"*/{glob}")


def _may_contain(name: str) -> bool:
    return name.lower().endswith(tuple(_CONTAINERS))
