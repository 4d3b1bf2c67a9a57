"""The byline: who wrote it, from the line that says so or from what the head of the page claims; and its raw form.

Which source wins is decided here; what of a string is a name, in authors.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from newsarchive.fields.authors import (
    LONGEST,
    from_claim,
    from_desk,
    from_line,
    from_link,
    from_names,
    is_between,
    is_label,
)
from newsarchive.fields.found import Found, in_block, in_claim
from newsarchive.fields.nearby import around_headline, behind_text
from newsarchive.fields.personnames import NOBODY, Names, is_name
from newsarchive.model import Block, Byline, Claim, Document, Link, Role, Where

_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:es|en)?|auteurs?|autore|autori|staff|writers?|people|profiles?|journalist(?:en|s)?|by|contributors?|redakteur|reporter)/",
    re.IGNORECASE,
)
_BYLINE_CLASS = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:byline|author|autor|auteur|writer|redakteur|journalist)[\w-]*)(?=\s|$)"
)
_NO_BYLINE_CLASS = re.compile(r"bio|comment|related|teaser|avatar|image|photo|box|card")
_MOST_LINES = 16  # of names below each other
_SURE = 0.5  # probability, by judgement: below it the networks label buttons and menu entries so too
_NEAREST_NAMES = 60  # characters of a block's names: its own and its parent's
_TITLE_PARTS = re.compile(r"\s[|–—·:»-]+\s")
_WORDS = re.compile(r"\w+")


class _Line(NamedTuple):
    """A line of the page that names authors."""

    block: Block
    names: Names
    last: Block | None = None
    """Where the names go on over several blocks: the last of them."""


def byline_field(block: Block | None) -> tuple[Byline | None, Where | None]:
    """The byline of a block labelled so: precision over recall, the raw line is kept either way."""
    if block is None:
        return None, None
    names = from_line(block.text)
    return Byline(block.text, names.authors, names.agency), Where(block.lines, block.text, block.why)


def find_byline(document: Document) -> Found[Byline] | None:
    """The byline of a labelled page, or None where nothing speaks of an author.

    A line of the page that names the same authors as the head is where they are cited from. Where they differ, the head is
    believed, but for claims that name the site itself or a mere account; those are believed where nothing else is.
    """
    claimed = _claims(document, weak=False)
    line = _best_line(document)
    if claimed and (line is None or not _is_better(line.names, claimed)):
        return _claimed(claimed, line, _labelled(document))
    if line and line.last:
        return _from_lines(document, line, line.last)
    if line:
        return _from_block(line.block, line.names, "")
    weak = _claims(document, weak=True)
    if weak:
        return _claimed(weak, None, _labelled(document))
    near = {block.span for block in (*around_headline(document), *behind_text(document))}
    labelled = [block for block in _labelled(document) if not is_label(block.text) and (not near or block.span in near)]
    for block in labelled:
        if (names := from_desk(block.text)) != NOBODY:
            return _from_block(block, names, "")
    return _from_block(labelled[0], NOBODY, "") if labelled else None


def _labelled(document: Document) -> list[Block]:
    """The blocks labelled as byline by a rule, or by a network that is sure."""
    return [
        b
        for b in document.blocks
        if b.role is Role.BYLINE and (b.probability >= _SURE or not b.why.startswith("network"))
    ]


# --- lines of the page


def _best_line(document: Document) -> _Line | None:
    """The first line that says outright who wrote it; labelled lines before others, the head of the article before its end."""
    near = around_headline(document)
    labelled = _labelled(document)
    behind = behind_text(document)
    ways = (
        *(_saying(labelled), _saying(near), _below_label(document, near), _marked(near), _bare(document, labelled)),
        *(_saying(behind), _marked(behind)),
    )
    return next((line for way in ways for line in way), None)


def _saying(blocks: Iterable[Block]) -> Iterator[_Line]:
    """Lines that say "By …" or the like."""
    for block in blocks:
        if (names := from_line(block.text)) != NOBODY:
            yield _Line(block, names)


def _marked(blocks: Sequence[Block]) -> Iterator[_Line]:
    """Names that the markup calls an author's: links to the author's page, elements of a class that says so."""
    for block in blocks:
        if block.markup is None or len(block.text) > LONGEST or block.role is Role.BODY:
            continue
        linked = [name for link in block.markup.links if _is_author_page(link) for name in from_link(link.text).authors]
        if linked:
            yield _Line(block, Names(tuple(dict.fromkeys(linked))))
            continue
        near = block.markup.names[:_NEAREST_NAMES]
        if (
            _BYLINE_CLASS.search(near)
            and not _NO_BYLINE_CLASS.search(near)
            and (names := from_names(block.text)).authors
        ):
            yield _Line(block, names)


def _is_author_page(link: Link) -> bool:
    return "author" in link.rel.lower().split() or _AUTHOR_PAGE.search(link.href) is not None


def _below_label(document: Document, near: Sequence[Block]) -> Iterator[_Line]:
    """Names below a line that is "By" and no more."""
    for label in near:
        if is_label(label.text):
            yield from _run(document, document.blocks.index(label) + 1, label)


def _bare(document: Document, labelled: Iterable[Block]) -> Iterator[_Line]:
    """Names that stand alone in a line labelled as byline, or in several, one below the other."""
    for block in labelled:
        if (names := from_names(block.text)) == NOBODY:
            continue
        runs = _run(document, document.blocks.index(block), block) if names.authors else iter(())
        yield next(runs, _Line(block, names))


def _run(document: Document, start: int, first: Block) -> Iterator[_Line]:
    """The names, one a block, from block ``start`` on, with commas and the like between them."""
    authors: list[str] = []
    last = first
    follows = start == document.blocks.index(first) + 1
    for block in document.blocks[start : start + _MOST_LINES]:
        names = from_names(block.text) if follows or block is first or block.role is Role.BYLINE else NOBODY
        if names.authors:
            authors += names.authors
            last = block
        elif not is_between(block.text):
            break
        follows = is_between(block.text) or block.text.endswith(",")
    if authors:
        yield _Line(first, Names(tuple(dict.fromkeys(authors))), last if last is not first else None)


# --- claims of the head


def _claims(document: Document, *, weak: bool) -> list[tuple[Claim, Names]]:
    """The claims of the first source that names persons, with its agencies; if ``weak``, of the first that names anyone."""
    own = _site_words(document)
    by_source: dict[str, list[tuple[Claim, Names]]] = {}
    for claim in document.hints.claims:
        if claim.field in ("author", "creator") and (names := from_claim(claim.value)) != NOBODY:
            by_source.setdefault(claim.source.partition(" (")[0], []).append((claim, names))
    if weak:
        return next(iter(by_source.values()), [])
    found: list[tuple[Claim, Names]] = []
    for said in by_source.values():
        persons = [(claim, names) for claim, names in said if not names.authors or not _is_weak(claim, names, own)]
        if any(names.authors for _, names in persons) and (not found or _names_in(found) < _names_in(persons)):
            found = persons
    return found


def _names_in(claims: Iterable[tuple[Claim, Names]]) -> set[str]:
    return {_plain(name) for _, names in claims for name in names.authors}


def _is_weak(claim: Claim, names: Names, own: frozenset[str]) -> bool:
    """Whether the claim names no person: an organisation, the site, an account."""
    if "rganization" in claim.source:
        return True
    return all(_plain(name) in own or not _is_person(name) for name in names.authors)


def _is_person(name: str) -> bool:
    """Whether it may be a person's full name, as that of a desk, an account or a first name alone is not."""
    return is_name(name) or (not name.isascii() and " " not in name)


def _site_words(document: Document) -> frozenset[str]:
    """What the site is called, as :func:`_plain` spells it."""
    names = {claim.value for claim in document.hints.claims if claim.field in ("site_name", "publisher")}
    names |= {name.partition(".")[0] for name in names}
    names |= set(_TITLE_PARTS.split(document.hints.title)[1:])
    return frozenset(map(_plain, names)) - {""}


def _plain(name: str) -> str:
    return "".join(_WORDS.findall(name.casefold()))


# --- line and claim


def _is_better(line: Names, claims: list[tuple[Claim, Names]]) -> bool:
    """Whether a line names all that the head does, and more."""
    said = {_plain(name) for name in line.authors}
    claimed = _names_in(claims)
    return claimed < said


def _claimed(claims: list[tuple[Claim, Names]], line: _Line | None, labelled: list[Block]) -> Found[Byline]:
    authors = tuple(dict.fromkeys(name for _, names in claims for name in names.authors))
    agency = next((names.agency for _, names in claims if names.agency), None) or (line.names.agency if line else None)
    names = Names(authors, agency)
    claim = claims[0][0]
    block = _naming(authors, [*([line.block] if line else []), *labelled])
    if block:
        return _from_block(block, names, f"names as in {claim.source}")
    where = in_claim(claim._replace(value="; ".join(claim.value for claim, _ in claims)))
    return Found(Byline(where.raw, authors, agency), where)


def _naming(authors: tuple[str, ...], blocks: list[Block]) -> Block | None:
    """The first short block in which all the authors are named."""
    wanted = [_plain(name) for name in authors]
    return next(
        (b for b in blocks if wanted and len(b.text) <= LONGEST and all(name in _plain(b.text) for name in wanted)),
        None,
    )


def _from_block(block: Block, names: Names, why: str) -> Found[Byline]:
    reason = "; ".join(filter(None, (block.why, why)))
    takes = block if block.role is Role.BYLINE else None
    if takes is None:
        reason = f"rule byline-line: names the author{f'; {why}' if why else ''}"
    return Found(
        Byline(block.text[:LONGEST], *names),
        in_block(block, block.text[:LONGEST] if takes is None else block.text, reason),
        takes,
    )


def _from_lines(document: Document, line: _Line, last: Block) -> Found[Byline]:
    """A byline over several blocks, which stay where they are."""
    blocks = document.blocks[document.blocks.index(line.block) : document.blocks.index(last) + 1]
    raw = " ".join(block.text for block in blocks)[:LONGEST]
    where = Where((line.block.lines[0], last.lines[1]), raw, "rule byline-lines: names one below the other")
    return Found(Byline(raw, *line.names), where)
