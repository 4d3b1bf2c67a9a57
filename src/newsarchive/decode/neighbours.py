"""Links to the previous and the next page, as attributes state them: in the head, as a picture, or with their label inside.

Only reading them off the markup belongs here: what no block can say. Which of them lead to another post is not settled here
(fields/related.py). Each is a fragment of some hundred characters, parsed by itself with BeautifulSoup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsarchive.model import Neighbour, Relation
from newsarchive.patterns import lazily
from newsarchive.textnorm import normalise

if TYPE_CHECKING:
    from bs4 import Tag

# HTML Living Standard, section 4.6.7.15 ("sequential link types"), and one spelling that pages use.
_RELATIONS = {"prev": Relation.PREVIOUS, "previous": Relation.PREVIOUS, "next": Relation.NEXT}
_REL = lazily(rb"rel\s{0,9}=\s{0,9}[\"']?[^\"'<>]{0,60}\b(?:prev|previous|next)\b")
_NAME = lazily(r"(?:post|entry|article|story)-(prev|previous|next)(?![^\W_])", re.IGNORECASE)
"""A class that themes give the link itself, where others have ``rel``."""
_THINGS = (b"post", b"entry", b"article", b"story")
_TAG = lazily(rb"<(a|link)\s")
_LONGEST_TAG, _LONGEST_LINK = 2000, 4000  # bytes
_SHORTEST_TITLE = 12  # characters
_MOST = 12
"""Attributes looked at; of 1,182 pages with known links none has more than 8. A page of a million takes no longer."""

_TITLE = re.compile(r"(?:^|[-_])title$", re.IGNORECASE)
_LABEL = re.compile(
    r"screen-reader|sr-only|meta-nav|(?:^|[-_])(?:label|subtitle|sub|icon|arrow)$|visually-hidden", re.IGNORECASE
)
"""Class names, as the big themes give them, of the part of a link that is its title, and of the parts that are its label.
(BeautifulSoup knows a pattern by its type, so these are none of patterns.py's.)"""


def neighbours_in(utf8: bytes) -> tuple[Neighbour, ...]:
    """The links with ``rel=prev`` or ``rel=next`` or such a class in an HTML page, in order. Never fails; linear time."""
    lower = utf8.lower()  # bytes, as that takes a tenth of the time of str and leaves every offset as it is
    found: list[Neighbour] = []
    for start, after in sorted({*_with_rel(lower), *_with_class(lower)}):
        tag = _TAG.match(lower, start)
        if tag:
            found += _read(_fragment(utf8, lower, start, after, tag[1]))
    return tuple(found)


def _with_rel(lower: bytes) -> Iterator[tuple[int, int]]:
    """Where each tag with such a ``rel`` begins, and where the attribute ends."""
    number, at = 0, lower.find(b"rel")
    while at >= 0 and number < _MOST:
        match = None if _is_word(lower[at - 1 : at]) else _REL.match(lower, at)
        if match:
            number += 1
            start = lower.rfind(b"<", max(0, at - _LONGEST_TAG), at)
            if start >= 0:
                yield start, match.end()
        at = lower.find(b"rel", match.end() if match else at + 3)


def _is_word(before: bytes) -> bool:
    return before.isalnum() or before == b"_" or before >= b"\x80"


def _with_class(lower: bytes) -> Iterator[tuple[int, int]]:
    """Where each link begins whose class names it the previous or next post, and where that name ends."""
    for word in (b"-prev", b"-next"):
        number, at = 0, lower.find(word)
        while at >= 0 and number < _MOST:
            if lower.endswith(_THINGS, 0, at):
                number += 1
                start = lower.rfind(b"<", max(0, at - _LONGEST_TAG), at)
                if start >= 0 and lower.startswith(b"<a", start) and b"class" in lower[start:at]:
                    yield start, at
            at = lower.find(word, at + len(word))


def _fragment(utf8: bytes, lower: bytes, start: int, after: int, tag: bytes) -> bytes:
    """The element from ``start`` on: a link up to its end tag, as far as that is near."""
    end = lower.find(b"</a" if tag == b"a" else b">", after, after + _LONGEST_LINK)
    return utf8[start : end + (tag == b"link") if end >= 0 else after + _LONGEST_TAG]


def _read(fragment: bytes) -> Iterator[Neighbour]:
    from bs4 import BeautifulSoup

    link = BeautifulSoup(fragment.decode("utf-8", "ignore"), "lxml").find(["a", "link"])
    if link is None:
        return
    relation = _relation(link)
    href = _attribute(link, "href")
    if relation and href:
        yield Neighbour(relation, _parts(link), _attribute(link, "title") or _picture(link), href, link.name == "link")


def _relation(link: Tag) -> Relation | None:
    name = _NAME.search(_attribute(link, "class"))
    stated = (*_words(link, "rel"), name[1].lower() if name else "")
    return next((_RELATIONS[word] for word in stated if word in _RELATIONS), None)


def _words(link: Tag, name: str) -> list[str]:
    return _attribute(link, name).lower().split()


def _attribute(tag: Tag, name: str) -> str:
    return normalise(" ".join(each for each in tag.get_attribute_list(name) if each))


def _picture(link: Tag) -> str:
    """What stands for the first picture of the link where it cannot be seen."""
    image = link.find("img", alt=True)
    return _attribute(image, "alt") if image else ""


def _parts(link: Tag) -> tuple[str, ...]:
    """The runs of text of the part that is the title; else of the link without what is set apart as its label, if much is left."""
    title = link.find(class_=_TITLE)
    runs = _runs(title) if title else ()
    if runs:
        return runs
    whole = _runs(link)
    for label in link.find_all(class_=_LABEL):
        label.extract()
    rest = _runs(link)
    return rest if sum(map(len, rest)) >= _SHORTEST_TITLE else whole


def _runs(tag: Tag) -> tuple[str, ...]:
    return tuple(text for each in tag.stripped_strings if (text := normalise(each)))
