"""A corpus page as examples: the blocks of each rendering, and for each block the roles that the gold allows it.

Gold of different kinds says different things: a body of text only which blocks are body, a title which is the headline, a
hand-labelled page the very role. So a target is a set of allowed roles; what lies beyond is left open (partial labels:
Cour, Sapp and Taskar 2011). Author, date, description and captions, where the corpus or the markup names them, are roles that are
sure too (fieldroles.py). The finer role of other noise comes, with less weight, from the rules over the HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from newsarchive.decode import decode
from newsarchive.decode.text import cut_text
from newsarchive.label.features import measure
from newsarchive.label.language import page_language
from newsarchive.label.phrases import phrases_for
from newsarchive.label.proposal import Proposal
from newsarchive.label.rules import Page as Labelled
from newsarchive.label.rules import settle
from newsarchive.model import Block, Document, RawPage, Role
from training.align import shares, words
from training.corpus import Page
from training.fieldroles import captions, field_roles
from training.render import render
from training.silver import snippet_marks, votes

ROLES: tuple[str, ...] = tuple(Role)
ALL = (1 << len(ROLES)) - 1
BIT = {role: 1 << i for i, role in enumerate(ROLES)}
NOISE = ALL & ~BIT["body"]


@dataclass(slots=True)
class Example:
    """One page in one rendering."""

    id: str
    dataset: str
    language: str
    domain: str
    fold: int
    may_train: bool
    kind: str
    """``gold``, ``silver``, ``roles`` (hand-labelled), ``none`` (a page that is no article)."""
    renderer: str
    """A key of ``RENDERERS``, or ``html``."""
    blocks: list[tuple[Any, ...]]
    """text, blank_before, indent, kind, and for HTML: path, names, link density, links."""
    allowed: list[int]
    """Bits of the roles that each block may have; 0: nothing is known."""
    hint: list[int]
    """For noise, the index of the role that the rules gave it; -1: none."""
    share: list[float] = field(default_factory=list)
    """How much of the block stands in the gold body."""
    titles: list[str] = field(default_factory=lambda: ["", ""])
    """For HTML, the title element and og:title."""


def packed(block: Block) -> tuple[Any, ...]:
    """A block as plain values."""
    head: tuple[Any, ...] = (block.text, block.blank_before, block.indent, block.kind.value)
    if block.markup is None:
        return head
    return (*head, block.markup.path, block.markup.names, round(block.markup.link_density, 3), len(block.markup.links))


def examples(page: Page, domain: str, fold: int, renderers: Sequence[str]) -> Iterator[Example]:
    """The examples of ``page``: one from its HTML, then one for each renderer."""
    kind = "none" if page.dataset == "not-articles" else "gold" if page.is_gold else "silver"
    document = decode(RawPage(page.html.encode("utf-8", "ignore"), page.url or "urn:x"), "text/html").document
    texts = [block.text for block in document.blocks]
    gold = shares(texts, page.gold) if kind == "gold" else None
    if kind == "silver":
        voted = votes(page, texts)
        if voted is None:
            return
        marks = snippet_marks(page, texts)
        gold = [
            1.0 if mark is True else 0.0 if mark is False else vote for mark, vote in zip(marks, voted, strict=True)
        ]
    if kind != "none" and gold is None:
        return
    roles = _by_rules(document, gold or [0.0] * len(texts))
    captioned = captions(document.blocks, gold) if gold else set()
    common = {"id": page.id, "dataset": page.dataset, "language": page.language, "domain": domain, "fold": fold}
    made = Example(
        **common,
        may_train=page.may_train,
        kind=kind,
        renderer="html",
        blocks=[packed(b) for b in document.blocks],
        allowed=[],
        hint=[],
        titles=[document.hints.title, document.hints.og_title],
    )
    _target(made, page, texts, gold, roles)
    _fields(made, page, texts, captioned)
    yield made
    silver_body = (
        [text for text, share in zip(texts, gold or [], strict=False) if share >= 0.5] if kind == "silver" else []
    )
    unsure = (
        {" ".join(words(text)) for text, share in zip(texts, gold or [], strict=False) if 0.25 < share < 0.75}
        if kind == "silver"
        else set()
    )
    by_text = _roles_by_text(texts, roles)
    for renderer in renderers:
        blocks = cut_text(render(page.html, renderer))
        if not 1 < len(blocks) < 4000:
            continue
        lines = [block.text for block in blocks]
        found = shares(lines, page.gold if kind == "gold" else silver_body) if kind != "none" else None
        if kind != "none" and found is None:
            continue
        if unsure and found is not None:
            found = [
                0.5 if " ".join(words(line)) in unsure else share for line, share in zip(lines, found, strict=True)
            ]
        made = Example(
            **common,
            may_train=page.may_train,
            kind=kind,
            renderer=renderer,
            blocks=[packed(b) for b in blocks],
            allowed=[],
            hint=[],
        )
        _target(made, page, lines, found, [by_text.get(" ".join(words(line)), "") for line in lines])
        _fields(made, page, lines, captioned)
        yield made


def _by_rules(document: Document, share: Sequence[float]) -> list[str]:
    """What the rules make of each block where the body is known; empty where no rule finds it."""
    phrases = phrases_for(page_language(document))
    proposals = tuple(Proposal(Role.BODY if each >= 0.5 else Role.OTHER, 1.0, each, "") for each in share)
    settled = settle(Labelled(document, measure(document.blocks, phrases), proposals))
    return [block.role.value if block.why else "" for block in settled]


def _roles_by_text(texts: Sequence[str], roles: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text, role in zip(texts, roles, strict=True):
        key = " ".join(words(text))
        found[key] = "" if key in found and found[key] != role else role
    return found


def _target(
    made: Example, page: Page, texts: Sequence[str], share: Sequence[float] | None, roles: Sequence[str]
) -> None:
    made.hint = [ROLES.index(role) if role and role != "body" else -1 for role in roles]
    if share is None:
        made.allowed = [0] * len(texts)
        made.share = [0.0] * len(texts)
        return
    made.share = [round(each, 2) for each in share]
    made.allowed = [BIT["body"] if each >= 0.6 else NOISE if each <= 0.3 else 0 for each in share]
    optional = {" ".join(words(line)) for line in page.optional}
    summary = " ".join(words(page.summary))
    for i, text in enumerate(texts):
        key = " ".join(words(text))
        if key in optional:
            made.allowed[i] = 0
        elif summary and len(key) > 30 and (key in summary or summary in key):
            made.allowed[i] = BIT["standfirst"] | BIT["body"]
    _headline(made, page, texts)


def _headline(made: Example, page: Page, texts: Sequence[str]) -> None:
    """The last copy of the title before the body is the headline, the others are not."""
    title = " ".join(words(page.title))
    if not title:
        return
    copies = [i for i, text in enumerate(texts) if " ".join(words(text)) == title]
    body = next((i for i, bits in enumerate(made.allowed) if bits == BIT["body"] and i not in copies), len(texts))
    above = [i for i in copies if i < body]
    if not copies:
        return
    for i in range(len(texts)):
        made.allowed[i] &= ~BIT["headline"] if made.allowed[i] else ALL
    for i in copies:
        made.allowed[i] = NOISE & ~BIT["headline"]
    made.allowed[above[-1] if above else copies[0]] = BIT["headline"]


def _fields(made: Example, page: Page, texts: Sequence[str], captioned: set[str]) -> None:
    """Byline, date, standfirst and caption where they are sure; the gold body and the headline stand above them."""
    if made.kind == "none":
        return
    for i, role in enumerate(field_roles(texts, page, made.share, captioned)):
        if not role or made.allowed[i] in (BIT["headline"], BIT["body"]):
            continue
        if made.allowed[i] == BIT["standfirst"] | BIT["body"]:
            made.hint[i] = ROLES.index("standfirst")
        else:
            made.allowed[i], made.hint[i] = BIT[role], -1


def roles_example(page: dict[str, Any], language: str, domain: str, fold: int) -> Example:
    """A hand-labelled page as an example."""
    document = Document(page["text"], cut_text(page["text"]), "text/plain", "utf-8", "valid")
    by_line: dict[int, str] = {}
    for first, last, role in page["ranges"]:
        by_line.update(dict.fromkeys(range(first, last + 1), role))
    blocks = document.blocks
    lines = page["text"].split("\n")
    found = []
    for block in blocks:
        roles = {
            by_line.get(n, "~")
            for n in range(block.lines[0], block.lines[1] + 1)
            if n <= len(lines) and lines[n - 1].strip()
        }
        found.append(roles.pop() if len(roles) == 1 else "~")
    roles = ["other" if role == "duplicate_headline" else role for role in found]
    return Example(
        id=page["id"], dataset=page["dataset"], language=language, domain=domain, fold=fold, may_train=True, kind="roles",
        renderer=page["renderer"], blocks=[packed(block) for block in blocks],
        allowed=[BIT.get(role, 0) for role in roles], hint=[-1] * len(blocks), share=[float(role == "body") for role in roles],
    )  # fmt: skip
