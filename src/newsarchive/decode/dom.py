"""What the names of HTML elements mean to us, and what a block wants to know of the elements it stands in.

The tables say which elements break a block, which are never seen and which form a block has. A :class:`Place` is what
follows from tag names alone, an :data:`Element` one open element of the page. No parsing (html.py) and no page metadata
(htmlhead.py) here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from newsarchive.model import Kind

# HTML Living Standard, section 15.3 (rendering of flow content): elements that begin and end a line of their own; then
# table parts, and the controls whose text a reader sees apart from its surroundings. Everything else, custom
# elements included, runs on in its line.
_BLOCKS = """
    address article aside blockquote body caption center colgroup dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu nav noframes
    noscript ol optgroup p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp
    button label option select textarea
"""
BLOCKS = frozenset(_BLOCKS.split())

# Never seen, with all that is in them: code, metadata, what is replaced by a picture or another document, what waits to be
# copied. <title> goes to the hints. <noscript> IS seen: we run no scripts, so its content is what the page shows us. What
# CSS or `hidden` hides is kept too, as lazily shown articles are hidden so; the block's names then hold the word "hidden".
_INVISIBLE = "script style template title object applet canvas iframe noembed svg audio video datalist rp"
INVISIBLE = frozenset(_INVISIBLE.split())

# Void: without content and end tag. libxml2 does not know them all, and gives what follows the others as their content.
_VOID = "area base basefont bgsound br col embed frame hr img input isindex keygen link meta param source track wbr"
VOID = frozenset(_VOID.split())

_PREFORMATTED = frozenset(("listing", "plaintext", "pre", "textarea", "xmp"))

# The form of a block follows from the nearest of these around it; others pass on what they stand in.
_PLAIN = "article aside body caption figcaption figure footer form header html main nav pre section table td th"
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), Kind.LIST_ITEM),
    "blockquote": Kind.QUOTE,
    **dict.fromkeys(_PLAIN.split(), Kind.PARAGRAPH),
}

# Elements that mean more than their place: html.py has a table of what is done at their start and end.
SPECIAL = frozenset("a base br hr html link meta noframes script time title tr wbr".split())
MISREAD = frozenset(("noframes", "wbr"))
"""libxml2 takes what stands in ``<noframes>`` for raw text, and does not know that ``<wbr>`` has no end."""

# Characters that a block's names and path may have; what is nearest to the block is kept. They bound the memory of a page
# that is nothing but nested elements with long names. Paths of this length hold some 80 elements; pages have 16 to 51.
LONGEST_NAMES = 300
LONGEST_PATH = 400
_LONGEST_ATTRIBUTE = 200

DEEPEST = 512
"""Browsers nest no deeper either (Blink, maximumHTMLParserDOMTreeDepth); the deepest of 470 corpus pages is 51."""
_MOST_PLACES = 5000
"""Places that are remembered of one page; corpus pages have 160 in the mean, of 850 elements. Further ones are made anew
for each element, so that a page of nothing but new paths takes no more memory than it holds elements open."""

_MORE_NAMING = frozenset(("aria-hidden", "hidden", "id", "role", "style"))
_NOT_SHOWN = re.compile(r"display\s{0,9}:\s{0,9}none")


class TooDeep(Exception):
    """Elements are nested deeper than any honest page nests them."""


# What becomes of text. No enum, as to take a member of one costs more than all else that is done with these.
SHOWN, PREFORMATTED, TITLE, HIDDEN, SCRIPT = range(5)


_NO_STEP = frozenset(("body", "html"))
"""No part of a path."""


class _Meaning(NamedTuple):
    """What follows from the name of an element, wherever it stands."""

    is_element: bool
    breaks: bool
    special: bool
    kind: Kind | None
    text: int
    """:data:`SHOWN` is: as around it."""


_APART = {"title": TITLE, "script": SCRIPT}
"""Never shown, but passed on."""


def _meaning(tag: str) -> _Meaning:
    text = PREFORMATTED if tag in _PREFORMATTED else HIDDEN if tag in INVISIBLE else SHOWN
    return _Meaning(
        is_element=tag not in VOID and tag not in INVISIBLE,
        breaks=tag in BLOCKS,
        special=tag in SPECIAL,
        kind=KINDS.get(tag),
        text=_APART.get(tag, text),
    )


_MEANINGS = {tag: _meaning(tag) for tag in BLOCKS | INVISIBLE | VOID | SPECIAL | KINDS.keys()}
_INLINE = _meaning("span")


class Place(dict[str, "Place"]):
    """A path of tag names from the root of the page down, and all that follows from it.

    ``place[tag]`` is the place of an element ``tag`` in it, made when first asked for: what a tag means there is settled,
    and its path spelt out, once for all elements alike. A page's places refer to each other; :meth:`forget` parts them.
    """

    __slots__ = ("block", "breaks", "depth", "is_element", "kind", "parent", "path", "remembered", "special", "text")

    parent: Place
    """The root is its own."""
    depth: int
    is_element: bool
    """Whether it is an :data:`Element`: not if it is never seen, nor if it is void and has no text."""
    breaks: bool
    """Whether a block begins and ends with it."""
    special: bool
    """Whether it is of :data:`SPECIAL`, and seen."""
    kind: Kind
    path: str
    """Tag names from ``body`` down to here, joined by ``/``."""
    block: Place
    """The nearest place, from here up, that is a block of its own; the root if none is."""
    text: int
    """:data:`SHOWN`, :data:`PREFORMATTED`, :data:`TITLE`, :data:`HIDDEN` or :data:`SCRIPT`."""
    remembered: list[Place]
    """All places of the page that are remembered."""

    def __missing__(self, tag: str) -> Place:
        place = Place()
        place.parent = self
        place.depth = self.depth + 1
        if place.depth > DEEPEST:
            raise TooDeep
        place.remembered = self.remembered
        place._settle(tag, self)
        if len(self.remembered) < _MOST_PLACES:
            self.remembered.append(place)
            self[tag] = place
        return place

    def _settle(self, tag: str, parent: Place) -> None:
        self.is_element, self.breaks, self.special, kind, text = _MEANINGS.get(tag, _INLINE)
        self.kind, self.path, self.block, self.text = kind or parent.kind, parent.path, parent.block, parent.text
        if parent.text >= TITLE:
            self.is_element = self.breaks = False
            self.special = tag in MISREAD
            return
        if text:
            self.text = text
        if self.is_element and tag not in _NO_STEP:
            path = f"{parent.path}/{tag}" if parent.path else tag
            self.path = path if len(path) <= LONGEST_PATH else path[-LONGEST_PATH:].partition("/")[2] or parent.path
        if self.breaks:
            self.block = self

    def forget(self) -> None:
        """Part the places of the page, which would else wait for the garbage collector. None may be asked for after."""
        for place in self.remembered:
            place.clear()
            del place.parent, place.block, place.remembered


def root() -> Place:
    """The place of what stands outside of all elements of a page."""
    place = Place()
    place.parent = place.block = place
    place.depth, place.path, place.kind, place.text = 0, "", Kind.PARAGRAPH, SHOWN
    place.is_element = place.breaks = place.special = False
    place.remembered = [place]
    return place


Element: TypeAlias = list[Any]
"""``[parent, attributes, place, names]``: the Element around it, its Mapping[str, str], its Place, and its names as
:func:`names` tells them or None. A bare list because there is one for every element: an object of a class with four
slots takes five times as long to make."""


def outermost(place: Place) -> Element:
    """The element that stands for the whole page; its parent is itself."""
    element: Element = [None, {}, place, ""]
    element[0] = element
    return element


def names(element: Element, spelt: dict[tuple[str, str], str]) -> str:
    """Class, id and role words of the element and its ancestors, lower case, nearest first.

    They are settled from the nearest ancestor that has them downwards (no recursion: pages are deep). ``spelt`` remembers
    what was made of which attributes in which surroundings, as most repeat, while one page is read.
    """
    chain = []
    while element[3] is None:
        chain.append(element)
        element = element[0]
    found: str = element[3]
    for inner in reversed(chain):
        if attributes := inner[1]:
            said = attributes.get("class", "")[:_LONGEST_ATTRIBUTE]
            if (len(attributes) > 1 or not said) and not _MORE_NAMING.isdisjoint(attributes):
                said = f"{said} {_more_names(attributes)}"
            key = said, found
            known = spelt.get(key)
            found = spelt[key] = _joined(said, found) if known is None else known
        inner[3] = found
    return found


def block_element(element: Element) -> Element:
    """The nearest element from ``element`` up that is a block of its own; the outermost if none is."""
    while element[2] is not element[2].block:
        element = element[0]
    return element


def _joined(said: str, above: str) -> str:
    words = " ".join((*said.lower().split(), above)) if above else " ".join(said.lower().split())
    return words if len(words) <= LONGEST_NAMES else words[:LONGEST_NAMES].rpartition(" ")[0]


def _more_names(attributes: Mapping[str, str]) -> str:
    get = attributes.get
    said = f"{get('id', '')[:_LONGEST_ATTRIBUTE]} {get('role', '')[:_LONGEST_ATTRIBUTE]}"
    if "hidden" in attributes or ("style" in attributes and _hides(attributes["style"][:_LONGEST_ATTRIBUTE].lower())):
        said += " hidden"
    return said + " aria-hidden" if get("aria-hidden") == "true" else said


def _hides(style: str) -> bool:
    return "none" in style and _NOT_SHOWN.search(style) is not None
