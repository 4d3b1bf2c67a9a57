"""Links to other posts: blocks labelled previous, next or related, as typed links with absolute addresses."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

from newsarchive.model import Block, Hints, RelatedLink, Relation, Role

RELATIONS = {
    Role.RELATED_PREVIOUS: Relation.PREVIOUS,
    Role.RELATED_NEXT: Relation.NEXT,
    Role.RELATED: Relation.RELATED,
}
_LONGEST_TITLE = 250  # characters; a longer block under "Related posts" is a teaser's text, not a title
_WEB = re.compile(r"(?P<host>https?://[\w\-.~%:@\[\]!$&'()*+,;=]+)(?P<rest>(?:[/?#].*)?)", re.IGNORECASE | re.DOTALL)
_URI = "%:/?#[]@!$&'()*+,;=~"
_ONE_EACH = {Relation.PREVIOUS, Relation.NEXT}


def related_link(block: Block, seen: set[Relation], base: str) -> RelatedLink | None:
    """``block`` as a link, or None where it is a teaser, or a further block after the one previous or next title.

    Args:
        block: a labelled block.
        seen: the relations found so far in the page; a link found is added.
        base: what relative addresses are relative to; ``""`` where nothing is known.
    """
    relation = RELATIONS.get(block.role)
    if relation is None or not block.text or len(block.text) > _LONGEST_TITLE:
        return None
    if relation in _ONE_EACH and relation in seen:
        return None
    seen.add(relation)
    return RelatedLink(relation, block.text, _address(block, base), block.lines, block.why)


def base_address(uri: str, hints: Hints) -> str:
    """What the relative links of a page are relative to (RFC 3986, section 5.1): its base element, else its own URL."""
    own = hints.canonical if not uri.startswith(("http://", "https://")) else uri
    return _join(own, hints.base) if hints.base else own


def _address(block: Block, base: str) -> str | None:
    """The first web address among the links of ``block``, as a URI: what RFC 3986 has no place for is percent-encoded."""
    for link in block.markup.links if block.markup else ():
        if match := _WEB.fullmatch(_join(base, link.href.strip())):
            return match["host"] + quote(match["rest"], safe=_URI, errors="replace")
    return None


def _join(base: str, href: str) -> str:
    try:
        joined = urljoin(base, href)
        urlsplit(joined)
    except ValueError:  # a bracket without its pair is no address (RFC 3986, section 3.2.2)
        return ""
    return joined
