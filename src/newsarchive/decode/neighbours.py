"""Links to the previous and the next page, as ``rel`` attributes state them: in the head, as a picture, or with their label inside.

Only reading them off the markup belongs here: what no block can say. Which of them lead to another post is not settled here
(fields/related.py). Each is a fragment of some hundred characters, parsed by itself with BeautifulSoup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsarchive.model import Neighbour, Relation
from newsarchive.textnorm import normalise

if TYPE_CHECKING:
    from bs4 import Tag

# HTML Living Standard, section 4.6.7.15 ("sequential link types"), and one spelling that pages use.
_RELATIONS = {"prev": Relation.PREVIOUS, "previous": Relation.PREVIOUS, "next": Relation.NEXT}
# A set in front, as only that is found fast.
_REL = re.compile(r"[rR](?<!\w.)(?i:el\s{0,9}=\s{0,9}[\"']?[^\"'<>]{0,60}\b(?:prev|previous|next)\b)")
_TAG = re.compile(r"<(a|link)\s", re.IGNORECASE)
_LONGEST_TAG, _LONGEST_LINK = 2000, 4000  # characters
_SHORTEST_TITLE = 12  # characters
_MOST = 12
"""Attributes looked at; of 1,182 pages with known links none has more than 8. A page of a million takes no longer."""

_TITLE = re.compile(r"(?:^|[-_])title$", re.IGNORECASE)
_LABEL = re.compile(
    r"screen-reader|sr-only|meta-nav|(?:^|[-_])(?:label|subtitle|sub|icon|arrow)$|visually-hidden", re.IGNORECASE
)
"""Class names, as the big themes give them, of the part of a link that is its title, and of the parts that are its label."""


def neighbours_in(source: str) -> tuple[Neighbour, ...]:
    """The links with ``rel=prev`` or ``rel=next`` in HTML ``source``, in order. Never fails; time linear in ``source``."""
    found: list[Neighbour] = []
    for number, match in enumerate(_REL.finditer(source)):
        if number == _MOST:
            break
        start = source.rfind("<", max(0, match.start() - _LONGEST_TAG), match.start())
        tag = _TAG.match(source, start) if start >= 0 else None
        if tag:
            found += _read(_fragment(source, start, match.end(), tag[1].lower()))
    return tuple(found)


def _fragment(source: str, start: int, after: int, tag: str) -> str:
    """The element from ``start`` on: a link up to its end tag, as far as that is near."""
    end = source.find("</a" if tag == "a" else ">", after, after + _LONGEST_LINK)
    return source[start : end + (tag == "link") if end >= 0 else after + _LONGEST_TAG]


def _read(fragment: str) -> Iterator[Neighbour]:
    from bs4 import BeautifulSoup

    link = BeautifulSoup(fragment, "lxml").find(["a", "link"])
    if link is None:
        return
    relation = next((_RELATIONS[word] for word in _words(link, "rel") if word in _RELATIONS), None)
    href = _attribute(link, "href")
    if relation and href:
        yield Neighbour(relation, _parts(link), _attribute(link, "title") or _picture(link), href, link.name == "link")


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
