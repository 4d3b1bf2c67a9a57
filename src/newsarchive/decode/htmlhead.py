"""What an HTML page says of itself outside its text: title, Open Graph, canonical address, language.

Only :class:`newsarchive.model.Hints` are made here, from the elements that html.py passes on. The page may lie, repeat
itself or put these elements anywhere: the first non-empty value of each counts, and every value is cut to a bound.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsarchive.model import Hints
from newsarchive.textnorm import normalise

LONGEST = 2000
"""Characters kept of each hint: an address longer than this works in no browser's bar (2,083 was the oldest limit)."""

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


class Head:
    """Collects hints while the page streams by."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._title: list[str] = []
        self._title_room = LONGEST

    def see(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take what one element of :data:`TAGS` says."""
        get = attributes.get
        if tag == "meta":
            key = get("property") or get("name") or get("http-equiv") or ""
            hint = _META.get(key) or _META.get(key.strip().lower())
            if hint is not None:
                self._take(hint, get("content", ""))
        elif tag == "link":
            rel = get("rel", "")
            if rel != "stylesheet" and "canonical" in rel[:100].lower().split():
                self._take("canonical", get("href", ""))
        elif tag == "html":
            self._take("lang", get("lang") or get("xml:lang") or "")
        elif tag == "base":
            self._take("base", get("href", ""))

    def _take(self, name: str, value: str) -> None:
        if text := normalise(value[:LONGEST]):
            self._found.setdefault(name, text)

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
        )
