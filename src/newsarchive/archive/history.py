"""All captures of one place in the order in which they were archived, and what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches, unified_diff
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from newsarchive.archive.catalog import Catalog

_MOST = 2000
"""Paragraphs, or words of one, that are compared: matching takes quadratic time. Longer ones that differ are told whole."""
_NEIGHBOURS = 500
"""URIs before and after the one asked for, in the order of the catalog's index, among which near ones are looked for."""

_FROM = "SELECT DISTINCT uri FROM captures WHERE uri >= ? ORDER BY uri LIMIT ?"
_BEFORE = "SELECT DISTINCT uri FROM captures WHERE uri < ? ORDER BY uri DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Version:
    """One capture of the place."""

    number: int
    """From 1, in the order in which they were archived."""
    facts: dict[str, Any]
    """id, uri, date, kind, record_id, segment, status, verdict, headline, language, near_duplicate_of."""
    same_as: int | None
    """The number of the earlier version that has the same bytes: the page went back to it, or stayed."""
    diff: list[str] = field(default_factory=list)
    """Unified diff of headline and paragraphs against the version before; empty where the text is the same, and for the first."""

    def value(self) -> dict[str, Any]:
        """As a JSON value."""
        return {"number": self.number, **self.facts, "same_as": self.same_as, "diff": self.diff}


def history(catalog: Catalog, uri: str) -> Iterator[Version]:
    """The versions of ``uri``, first to latest; none where the archive has no capture of it.

    Raises:
        StorageError: the catalog cannot be read.
    """
    query = (
        "SELECT c.article AS id, c.uri, c.date, c.kind, c.record_id, c.segment, a.status, a.verdict, a.headline, a.language,"
        " n.nearest AS near_duplicate_of, a.text FROM captures c LEFT JOIN articles a ON a.id = c.article"
        " LEFT JOIN near_duplicates n ON n.article = c.article WHERE c.uri = ? AND c.kind <> 'again' ORDER BY c.number"
    )
    seen: dict[str, int] = {}
    before: tuple[str, list[str]] | None = None
    for number, row in enumerate(catalog.rows(query, uri), 1):
        facts = dict(row)
        text = [facts["headline"] or "", *str(facts.pop("text") or "").split("\n\n")]
        changes = list(_changes(before, (facts["date"], text))) if before else []
        yield Version(number, facts, seen.get(facts["id"]), changes)
        seen.setdefault(facts["id"], number)
        before = facts["date"], text


def _changes(before: tuple[str, list[str]], after: tuple[str, list[str]]) -> Iterator[str]:
    return text_diff(before[1], after[1], before[0], after[0])


def text_diff(before: list[str], after: list[str], old: str, new: str) -> Iterator[str]:
    """Unified diff of two lists of paragraphs, one paragraph of context, without newlines; nothing where they are the same.

    Args:
        before: the paragraphs that were.
        after: those that are.
        old: what ``before`` is called in the head of the diff.
        new: what ``after`` is called.
    """
    if max(len(before), len(after)) <= _MOST:
        yield from unified_diff(before, after, old, new, lineterm="", n=1)
    elif before != after:
        yield from (f"--- {old}", f"+++ {new}", f"@@ -1,{len(before)} +1,{len(after)} @@")
        yield from (f"-{line}" for line in before)
        yield from (f"+{line}" for line in after)


def changed_words(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Each paragraph as runs of words, and whether a run is only in that one. Joined, the runs are the paragraph again."""
    old, new = _pieces(before), _pieces(after)
    if max(len(old), len(new)) > _MOST:
        return [(before, True)], [(after, True)]
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(("".join(old[i1:i2]), tag != "equal"))
        right.append(("".join(new[j1:j2]), tag != "equal"))
    return left, right


def _pieces(text: str) -> list[str]:
    """Words with the space behind them; characters where hardly a space stands (Chinese, Japanese, Thai)."""
    if text.count(" ") * 20 < len(text):
        return list(text)
    words = text.split(" ")
    return [f"{word} " for word in words[:-1]] + words[-1:]


def near_uris(catalog: Catalog, uri: str, most: int = 5) -> list[str]:
    """URIs in the archive that may have been meant, the nearest first."""
    found: dict[str, None] = {}
    for start in (uri, *_other_spellings(uri)):
        for query in (_FROM, _BEFORE):
            found.update((row["uri"], None) for row in catalog.rows(query, start, _NEIGHBOURS))
    return get_close_matches(uri[:500], found, most, 0.7)


def _other_spellings(uri: str) -> Iterator[str]:
    """What people leave out or put in: the scheme, its s, www."""
    bare = uri.partition("://")[2] or uri
    bare = bare.removeprefix("www.")
    if urlsplit(f"//{bare}").netloc:
        yield from (f"{scheme}://{www}{bare}" for scheme in ("https", "http") for www in ("", "www."))
