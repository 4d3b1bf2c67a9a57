"""The titles in an HTML head, taken apart: ``Headline | Section - Site``.

Only comparing and cutting titles belongs here; headline.py decides what is the headline of the article.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from newsarchive.model import Hints
from newsarchive.patterns import lazily
from newsarchive.textnorm import fold

_HOST = lazily(r"https?://([\w.-]+)", re.IGNORECASE)
_LONGEST = 400  # characters of a title that are taken apart
_MOST = 8  # parts
_STRONG = r"\s*(?:[|·•]|::)+\s*|\s+[»«›‹]\s+"
_PARTED = lazily(rf"{_STRONG}|\s*--+\s*|\s+[-–—]+\s+")
"""What stands between headline and site. A dash without spaces joins words; a colon stands in headlines."""
_WORD = lazily(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_MORE = 8  # letters
_ENOUGH = 3
"""Words that are more than a section's name, or twice as many signs of a script without spaces."""
_OPENING, _CLOSING = "«»„“”\"'‘’‚([【「『¿¡#$€£+-−", "«»„“”\"'‘’)]】」』?!…%"


class Word(NamedTuple):
    """A word and where it stands; each sign of a script without spaces is one."""

    folded: str
    start: int
    end: int


def split_words(text: str) -> list[Word]:
    """The words of ``text``, for comparison: in lower case, without what stands between them."""
    return [Word(match.group().casefold(), *match.span()) for match in _WORD.finditer(text)]


def runs(title: str) -> Iterator[str]:
    """``title`` and whatever is left of it without parts at its beginning or end, the longest first."""
    title = title[:_LONGEST]
    cuts = [match.span() for match in _PARTED.finditer(title)][: _MOST - 1]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(title)]
    found = {title[start:end].strip() for start in starts for end in ends if start < end}
    yield from sorted(found, key=lambda run: (-len(run), run))


def is_enough(words: Collection[Word]) -> bool:
    """Whether that many words can be a headline."""
    dense = sum(len(word.folded) == 1 and word.folded >= "\u3040" for word in words)
    return len(words) - dense / 2 >= _ENOUGH


def cut_out(text: str, start: int, end: int) -> str:
    """``text[start:end]`` with the quotes and brackets that belong to it."""
    while start and text[start - 1] in _OPENING:
        start -= 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return text[start:end].strip()


def without_site(title: str, names: Collection[str]) -> str:
    """A title of the head without the site's name at its end or beginning.

    Args:
        title: as the head gives it.
        names: what the site is known by (:func:`site_names`). Without any of these in the title, only what a stroke or a like
            sign parts from its beginning is left out, for a dash stands in headlines too.
    """
    left = without_names(title, names)
    if left != title:
        return left
    strong = (part.strip() for part in re.split(_STRONG, title[:_LONGEST]))
    return next((part for part in strong if is_enough(split_words(part))), title)


def without_names(title: str, names: Collection[str]) -> str:
    """``title`` without the parts from a name of the site on, or up to it."""
    parts = _PARTED.split(title) if names and len(title) <= _LONGEST else []
    known = [part for part in parts if _is_name(part, names)]
    if not known or len(parts) == 1:
        return title
    left = [run for run in runs(title) if is_enough(split_words(run)) and not any(part in run for part in known)]
    return min(left, key=lambda run: (title.index(run), -len(run)), default=title)


def site_names(hints: Hints) -> frozenset[str]:
    """What a page says of its site's name: in so many words, and as its host; folded, without spaces."""
    names = {_squeezed(claim.value) for claim in hints.claims if claim.field in ("site_name", "publisher")}
    match = _HOST.match(hints.canonical)
    host = match[1] if match else ""
    labels = [label for label in host.split(".")[:-1] if label not in ("www", "m", "amp", "co", "com")]
    return frozenset(name for name in (*names, *map(_squeezed, labels), _squeezed(host)) if len(name) >= 3)


def _is_name(part: str, names: Collection[str]) -> bool:
    """Whether ``part`` is a name, with a word more or less: "Wend Post Online", "wendpost.example"."""
    own = _squeezed(part)
    return any(own == name or (len(own) >= 4 and own in name) or _is_longer(own, name) for name in names)


def _is_longer(own: str, name: str) -> bool:
    return len(name) >= 4 and own.startswith(name) and len(own) <= len(name) + _MORE


def _squeezed(text: str) -> str:
    return fold(text[:_LONGEST]).replace(" ", "")
