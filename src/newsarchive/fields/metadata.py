"""What the head of a page says besides who and when: section, tags, name of the site, canonical address, standfirst.

Values that are cited, never guessed. Authors and dates have modules of their own (byline.py, dates.py).
"""

from __future__ import annotations

from newsarchive.fields.address import base_address, web_address
from newsarchive.fields.found import HEAD, Found, in_block, in_claim
from newsarchive.fields.nearby import around_headline
from newsarchive.model import Block, Claim, Document, Role, Where
from newsarchive.textnorm import normalise

_LONGEST_LABEL = 100  # characters of a section, a tag, a site's name
_MOST_TAGS = 50
_NO_SECTION = frozenset(("uncategorized", "uncategorised", "allgemein", "non classé", "sin categoría", "без рубрики"))
"""What WordPress calls the section of a post that was given none."""
_SHORTEST_STANDFIRST = 40
_LONGEST_ADDRESS = 2000


def find_section(document: Document) -> Found[str] | None:
    """The part of the site in which the article stands."""
    for claim in _claims(document, "section"):
        if len(claim.value) <= _LONGEST_LABEL and claim.value.casefold() not in _NO_SECTION:
            return Found(claim.value, in_claim(claim))
    return None


def find_tags(document: Document) -> Found[tuple[str, ...]] | None:
    """Keywords, of the first source that has any, in its order; one string may hold several, parted by commas."""
    claims = _claims(document, "tag")
    claims = [claim for claim in claims if claim.source == claims[0].source]
    tags = [tag for claim in claims for part in claim.value.replace(";", ",").split(",") if (tag := part.strip())]
    tags = [tag for tag in dict.fromkeys(tags) if len(tag) <= _LONGEST_LABEL][:_MOST_TAGS]
    if not tags:
        return None
    raw = "; ".join(claim.value for claim in claims)[:_LONGEST_ADDRESS]
    return Found(tuple(tags), in_claim(claims[0]._replace(value=raw)))


def find_site_name(document: Document) -> Found[str] | None:
    """What the site calls itself: Open Graph, then JSON-LD, then the publisher."""
    claims = sorted(_claims(document, "site_name"), key=lambda claim: claim.source != "meta og:site_name")
    for claim in (*claims, *_claims(document, "publisher")):
        if len(claim.value) <= _LONGEST_LABEL:
            return Found(claim.value, in_claim(claim))
    return None


def find_canonical(document: Document, uri: str) -> Found[str] | None:
    """The address that the page gives as its own, absolute, http or https, percent-encoded (RFC 6596, RFC 3986)."""
    raw = document.hints.canonical
    address = web_address(base_address(uri, document.hints), raw[:_LONGEST_ADDRESS])
    return Found(address, Where(HEAD, raw, "rule head: link canonical, else og:url")) if raw and address else None


def find_standfirst(document: Document) -> Found[str] | None:
    """The block labelled so, else the one by the headline that the head gives as the page's description."""
    labelled = next((block for block in document.blocks if block.role is Role.STANDFIRST), None)
    if labelled:
        return Found(labelled.text, in_block(labelled, labelled.text, labelled.why), labelled)
    described = {normalise(claim.value): claim for claim in reversed(_claims(document, "description"))}
    for block in around_headline(document):
        if len(block.text) >= _SHORTEST_STANDFIRST and block.text in described and _is_free(block):
            return Found(
                block.text, in_block(block, block.text, f"rule described: it is the {described[block.text].source}")
            )
    return None


def _is_free(block: Block) -> bool:
    return block.role not in (Role.BODY, Role.HEADLINE, Role.BYLINE, Role.DATE)


def _claims(document: Document, field: str) -> list[Claim]:
    return [claim for claim in document.hints.claims if claim.field == field]
