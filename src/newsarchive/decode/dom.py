"""What the names of HTML elements mean to us, and the element as it is seen while a page streams by.

The tables say which elements break a block, which are never seen and which form a block has; the class keeps
what a block wants to know of the elements it stands in. No parsing (html.py) and no page metadata (htmlhead.py) here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

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

PREFORMATTED = frozenset(("listing", "plaintext", "pre", "textarea", "xmp"))

# The form of a block follows from the nearest of these around it; others pass on what they stand in.
_PLAIN = "article aside body caption figcaption figure footer form header html main nav pre section table td th"
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), Kind.LIST_ITEM),
    "blockquote": Kind.QUOTE,
    **dict.fromkeys(_PLAIN.split(), Kind.PARAGRAPH),
}

# Characters that a block's names and path may have; what is nearest to the block is kept. They bound the memory of a page
# that is nothing but nested elements with long names. Paths of this length hold some 80 elements; pages have 16 to 51.
LONGEST_NAMES = 300
LONGEST_PATH = 400
_LONGEST_ATTRIBUTE = 200

_NAMING = ("class", "id", "role")
_NOT_SHOWN = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)


class Element:
    """An open or closed element: its place, its names and what they say of the text in it."""

    __slots__ = (
        "_names",
        "_path",
        "attributes",
        "depth",
        "first_block",
        "kind",
        "open",
        "parent",
        "preformatted",
        "tag",
    )

    def __init__(self, tag: str, attributes: Mapping[str, str], parent: Element | None) -> None:
        """The element ``tag`` in ``parent``; both strings as the parser gives them (lower case for HTML)."""
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.open = True
        self.first_block = 0
        self._names: str | None = None
        self._path = ""
        if parent is None:
            self.kind, self.preformatted = Kind.PARAGRAPH, False
        else:
            self.kind = KINDS.get(tag, parent.kind)
            self.preformatted = parent.preformatted or tag in PREFORMATTED

    @property
    def names(self) -> str:
        """Class, id and role words of the element and its ancestors, lower case, nearest first."""
        if self._names is None:
            self._inherit()
        return self._names or ""

    @property
    def path(self) -> str:
        """Tag names from ``body`` down to here, joined by ``/``."""
        if self._names is None:
            self._inherit()
        return self._path

    def _inherit(self) -> None:
        """Settle names and path, from the nearest ancestor that has them downwards (no recursion: pages are deep)."""
        chain = [self]
        while (above := chain[-1].parent) is not None and above._names is None:
            chain.append(above)
        for element in reversed(chain):
            parent = element.parent
            names, path = (parent._names or "", parent._path) if parent else ("", "")
            own = _own_names(element.attributes) if element.attributes else ""
            element._names = _head(f"{own} {names}") if own else names
            element._path = _tail(f"{path}/{element.tag}" if path else element.tag, element.tag) or path


def block_element(element: Element | None) -> Element | None:
    """The nearest element from ``element`` up that is a block of its own; the root if none is."""
    while element is not None and element.tag not in BLOCKS and element.parent is not None:
        element = element.parent
    return element


def _own_names(attributes: Mapping[str, str]) -> str:
    words = [value[:_LONGEST_ATTRIBUTE] for name in _NAMING if (value := attributes.get(name))]
    style = attributes.get("style")
    if "hidden" in attributes or (style and _NOT_SHOWN.search(style[:_LONGEST_ATTRIBUTE])):
        words.append("hidden")
    if attributes.get("aria-hidden") == "true":
        words.append("aria-hidden")
    return " ".join(" ".join(words).lower().split())


def _head(names: str) -> str:
    names = names.rstrip()
    return names if len(names) <= LONGEST_NAMES else names[:LONGEST_NAMES].rpartition(" ")[0]


def _tail(path: str, tag: str) -> str:
    if tag in ("html", "body"):
        return ""
    return path if len(path) <= LONGEST_PATH else path[-LONGEST_PATH:].partition("/")[2]
