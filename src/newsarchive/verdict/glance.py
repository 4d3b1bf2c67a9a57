"""What a first look at a labelled page shows, before any word is read: how much is body, in what pieces, round what headline.

Only measures that cost next to nothing belong here: most articles are told by them alone (model.py), and the rest of the measures
is for the others. None needs a language. Counts are logarithms (:func:`math.log1p`), shares 0 to 1.
"""

from __future__ import annotations

from math import log1p

from newsarchive.model import Hints, Kind, Role
from newsarchive.verdict.page import ENDS, LONG, Page

Measures = dict[str, float]

_SURE = 0.6  # probability below which the labeller only guesses that a block is body
_BEFORE, _AFTER = 4, 8  # blocks round the headline among which date and byline stand
_KINDS = (Kind.HEADING, Kind.LIST_ITEM, Kind.TABLE_ROW, Kind.QUOTE)
_PARAGRAPH = Kind.PARAGRAPH  # a member of an enumeration is slow to look up for every block
_TOLD = tuple((f"role_{role}", role) for role in Role if role not in (Role.BODY, Role.HEADLINE))
_ARTICLES = ("Article", "Posting", "Report", "Review")
_TIME = "time element"


def glance(page: Page) -> Measures:
    """The measures of the first look. Linear in the number of blocks."""
    parts = (_size, _flow, _forms, _head, _roles, _trust) + ((_links,) if page.is_markup else ())
    found = {name: value for part in parts for name, value in part(page).items()}
    return found | _claims(page.document.hints) if page.is_markup else found


def _size(page: Page) -> Measures:
    sizes = sorted(page.body_words)
    long = [n for n in sizes if n >= LONG]
    ends = [n for block, n in zip(page.body, page.body_words, strict=True) if block.text.endswith(ENDS)]
    count, words = len(sizes) or 1, sum(sizes)
    return {
        "blocks": log1p(len(page.blocks)),
        "words": log1p(page.total),
        "body_words": log1p(words),
        "body_share": words / page.total,
        "parts": log1p(len(sizes)),
        "mean_part": log1p(words / count),
        "median_part": log1p(sizes[len(sizes) // 2] if sizes else 0),
        "longest_part": log1p(sizes[-1] if sizes else 0),
        "paragraphs": log1p(len(long)),
        "in_paragraphs": sum(long) / page.in_body,
        "sentences": sum(ends) / page.in_body,
        "sentence_parts": len(ends) / count,
    }


def _flow(page: Page) -> Measures:
    """Whether the body is of one piece."""
    at, all_blocks = page.at, len(page.blocks) or 1
    runs: list[int] = []
    for before, i, n in zip([-2, *at], at, page.body_words, strict=False):
        if i - before > 1:
            runs.append(0)
        runs[-1] += n
    extent = at[-1] - at[0] + 1 if at else 0
    return {
        "runs": log1p(len(runs)),
        "runs_by_parts": len(runs) / (len(at) or 1),
        "longest_run": max(runs, default=0) / page.in_body,
        "extent": extent / all_blocks,
        "filled": len(at) / (extent or 1),
        "starts": at[0] / all_blocks if at else 1.0,
    }


def _forms(page: Page) -> Measures:
    words, blocks = dict.fromkeys(_KINDS, 0), dict.fromkeys(_KINDS, 0)
    for i in [i for i, block in enumerate(page.blocks) if block.kind is not _PARAGRAPH]:
        kind = page.blocks[i].kind
        blocks[kind] += 1
        words[kind] += page.words[i] if page.roles[i] is Role.BODY else 0
    count = len(page.blocks) or 1
    return {f"body_{kind}": n / page.in_body for kind, n in words.items()} | {
        f"all_{kind}": n / count for kind, n in blocks.items()
    }


def _head(page: Page) -> Measures:
    """The headline and what stands near it."""
    i, start = page.headline, page.at[0] if page.at else None
    roles = page.roles[around(page)]
    return {
        "headline": float(i is not None),
        "headline_sure": page.blocks[i].probability if i is not None else 0.0,
        "headline_words": log1p(page.words[i]) if i is not None else 0.0,
        "headline_to_body": log1p(max(0, start - i)) if i is not None and start is not None else 3.0,
        "near_date": float(Role.DATE in roles),
        "near_byline": float(Role.BYLINE in roles),
        "near_standfirst": float(Role.STANDFIRST in roles),
    }


def around(page: Page) -> slice:
    """The blocks near the headline, or where there is none near the beginning of the body."""
    starts = (page.headline, page.at[0] if page.at else None)
    centre = next((i for i in starts if i is not None), 0)
    return slice(max(0, centre - _BEFORE), centre + _AFTER)


def _roles(page: Page) -> Measures:
    return {name: page.by_role[role] / page.total for name, role in _TOLD}


def _trust(page: Page) -> Measures:
    """How sure the labeller is of what it gave."""
    body = [(n, block.probability) for n, block in zip(page.body_words, page.body, strict=True)]
    placed = [n * block.placement for n, block in zip(page.words, page.blocks, strict=True)]
    outside = (page.total if page.blocks else 0) - sum(page.body_words)
    missed = outside - (sum(placed) - sum([placed[i] for i in page.at]))
    return {
        "body_sure": sum([n * sure for n, sure in body]) / page.in_body,
        "body_guessed": sum([n for n, sure in body if sure < _SURE]) / page.in_body,
        "placed": sum(placed) / page.total,
        "missed": log1p(min(max(0.0, missed) / page.in_body, 20.0)),
    }


def _links(page: Page) -> Measures:
    linked = [n * share for n, share in zip(page.words, page.densities, strict=True)]
    return {
        "body_links": sum([linked[i] for i in page.at]) / page.in_body,
        "page_links": sum(linked) / page.total,
    }


def _claims(hints: Hints) -> Measures:
    """What the page says that it is, by Open Graph (https://ogp.me/#types), other metadata and JSON-LD (https://schema.org)."""
    kind = hints.og_type.lower()
    claims = [(claim.field, claim.source) for claim in hints.claims if claim.source != _TIME]
    fields = {field for field, _ in claims}
    types = {source.split()[1] for _, source in claims if source.startswith("JSON-LD ")}
    return {
        "og_article": float("article" in kind or "blog" in kind or kind == "news"),
        "og_website": float(kind in ("website", "site")),
        "og_product": float(kind.startswith(("product", "og:product"))),
        "og_none": float(not kind),
        "claims_article": float(any(each.endswith(_ARTICLES) for each in types)),
        "claims_page": float(any(each.endswith("Page") for each in types)),
        "claims_published": float("published" in fields),
        "claims_modified": float("modified" in fields),
        "claims_author": float("author" in fields),
        "claims_section": float("section" in fields),
    }
