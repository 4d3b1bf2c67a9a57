"""What is known of a site before a page of it is cleaned (archive/sitememory.py learns it, label/recurring.py goes by it)."""

from __future__ import annotations

from typing import NamedTuple


class Recurring(NamedTuple):
    """A line that recurs on a site."""

    key: int
    """``line_key`` of its text (label/recurring.py)."""
    pages: int
    """On which it stood."""
    of: int
    """Pages seen since it first did, that one included."""


class SiteMemory(NamedTuple):
    """The lines that recur on a site, by key."""

    site: str
    lines: tuple[Recurring, ...]
