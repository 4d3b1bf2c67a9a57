"""The labels and arrows around a title ("Previous post: A title", "A title →", "Read also: A title"), cut off it.

The label becomes a block of its own (role ``related_heading``): a title is what the other post is called. Which part of a
link its markup sets apart as the title comes from decode/neighbours.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from newsarchive.fields.splitting import replace_some, split_block
from newsarchive.label.labelpairs import known_labels, label_end
from newsarchive.label.language import page_language
from newsarchive.label.linktext import PAGE, can_be_title, halves
from newsarchive.label.phrases import Cue, Phrases, phrases_for
from newsarchive.model import Block, Document, Neighbour, Relation, Role
from newsarchive.patterns import lazily
from newsarchive.textnorm import fold

RELATIONS = {
    Role.RELATED_PREVIOUS: Relation.PREVIOUS,
    Role.RELATED_NEXT: Relation.NEXT,
    Role.RELATED: Relation.RELATED,
}
_NEIGHBOURS = (Role.RELATED_PREVIOUS, Role.RELATED_NEXT)
_ROLES = (*_NEIGHBOURS, Role.RELATED)
_LABELS = (Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL)
_SAID = {Cue.PREVIOUS_LABEL: Relation.PREVIOUS, Cue.NEXT_LABEL: Relation.NEXT}
_TITLED = (Cue.PREVIOUS_TITLE, Cue.NEXT_TITLE)
_ARROWS = "←‹❮◄◀⟵«<→›❯►▶⟶»>《》"
_ARROW_BEFORE = lazily(rf"[{_ARROWS}]{{1,3}}=?\s*(?=\S)")
_ARROW_BEHIND = lazily(rf"\s*(?:[{_ARROWS}]{{1,3}}|[|•·])$")
_QUOTED = lazily(r"^«[^»]*»|«[^»]*»$|^《[^》]*》|《[^》]*》$")  # in pairs they are quotation marks, not arrows
_BULLET = lazily(r"(?:[•·▪■►●◆*→›»]|[-–—](?=\s))\s*(?=\w)")
_READ_ALSO = lazily(r"[^:：|»>→]{1,40}[:：|»>→]\s*(?=\S)")
_WORD_START = lazily(r"(?<=\s)\S")
_FORTH_WITHIN = lazily(r"\s→\s(?=\S)")
_GLUED = lazily(r"(?<=[^\W_A-Z]|[?!.…)”’\"»])(?=[A-Z][^\W\d_]+$)")
_SEVERAL = lazily(
    r"\b(?:posts|articles|stories|entries|items|beiträge|einträge|entradas|artículos|articoli|artigos|postagens|berichten|wpisy"
    r"|příspěvky|записи|статьи|новости|дописи|статті|yazılar|inlägg|innlegg|artikkelit)\b",
    re.IGNORECASE,
)
"""Words for several posts: what such a label leads to is a list."""
_LONGEST_PAIR = 400  # characters of a line with two titles
_MARK = lazily(r"[*•·+–-]\s+")  # of a list of one, which no one can tell from a sign of the text
_MOST_LABELS = 3
"""Labels before one title: an arrow, "Previous", "Previous post:"; themes have them for the eye and for screen readers."""
_MOST_WORDS = 5  # of a label


def split_link_labels(document: Document) -> Document:
    """``document`` with the labels and arrows around the titles of other posts cut into blocks of their own."""
    text, neighbours = document.text, document.hints.neighbours
    phrases = phrases_for(page_language(document))
    blocks = replace_some(document.blocks, _ROLES, lambda block: _parts(text, block, phrases, neighbours))
    return replace(document, blocks=tuple(blocks))


def is_label(text: str, phrases: Phrases) -> bool:
    """Whether ``text`` is nothing but the label of a link: "Next post", "→"."""
    match = phrases.match(text, fold(text), len(text.split()))
    return not fold(text) or (match is not None and match.cue in (*_LABELS, Cue.NAVIGATION_LABEL))


def label_relation(text: str, phrases: Phrases) -> Relation | None:
    """What the label of a link says of it by itself: "Next post", but not "Next", "Next page", "Older posts": they turn pages."""
    if len(text.split()) < 2 or PAGE.search(text) or _SEVERAL.search(text):
        return None
    match = phrases.match(text, fold(text), len(text.split()))
    return _SAID.get(match.cue) if match else None


def _parts(text: str, block: Block, phrases: Phrases, neighbours: tuple[Neighbour, ...]) -> Iterable[Block]:
    if block.role in _NEIGHBOURS:
        return [part for half in _halves(text, block, phrases) for part in _around(text, half, phrases, neighbours)]
    if "related-label" in block.why:
        return _cut(text, block, _end(_READ_ALSO.match(block.text)))
    return _cut(text, block, _end(_BULLET.match(block.text))) if block.markup is None else (block,)


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _halves(text: str, block: Block, phrases: Phrases) -> tuple[Block, ...]:
    """The two titles of one line, or the one."""
    if block.markup is not None:
        return (block,)
    both = halves(text[block.span[0] : block.span[1]])
    cut = split_block(text, block, len(both[0]) if both else _second(block, phrases))
    if cut is None:
        return (block,)
    return cut[0]._replace(role=Role.RELATED_PREVIOUS), cut[1]._replace(role=Role.RELATED_NEXT)


def _second(block: Block, phrases: Phrases) -> int:
    """Where in a line with the previous title the label of the next one begins: "… Next article: A title", "… → A title"."""
    text = block.text
    if block.role is not Role.RELATED_PREVIOUS or len(text) > _LONGEST_PAIR:
        return 0
    arrow = _FORTH_WITHIN.search(text)
    if arrow and _ARROW_BEFORE.match(text) and can_be_title(text[arrow.end() :]):
        return arrow.start()
    sections = [section for cue, section in phrases.patterns if cue is Cue.NEXT_TITLE]
    for word in _WORD_START.finditer(text):
        end = max((_end(section.match(text[word.start() :])) for section in sections), default=0)
        label = text[word.start() : word.start() + end].rstrip()
        sure = label[-1:] in ":：" or (len(label.split()) > 1 and label[:1].isupper())
        if end and sure and can_be_title(text[: word.start()]) and can_be_title(text[word.start() + end :]):
            return word.start()
    return 0


def _around(text: str, block: Block, phrases: Phrases, neighbours: tuple[Neighbour, ...]) -> Iterator[Block]:
    """The labels before the title, the title, the labels behind it."""
    if fold(block.text) and is_label(block.text, phrases):
        yield block._replace(role=Role.RELATED_HEADING)
        return
    before, title, behind = _as_marked(text, block, phrases, neighbours)
    for _ in range(_MOST_LABELS):
        end = _label_end(title.text, phrases, bool(before) and not fold(before[-1].text))
        *label, title = _cut(text, title, end or _joined_end(title, phrases, bool(before)))
        if not label:
            break
        before += label
    last = None if _QUOTED.search(title.text) else _ARROW_BEHIND.search(title.text)
    if last and last.start():
        title, *arrow = _cut(text, title, _label_start(title.text, last.start(), phrases), label_first=False)
        behind = [*arrow, *behind]
    title, *joined = _cut(text, title, _glued_end(title.text, phrases), label_first=False)
    yield from before
    yield title
    yield from joined
    yield from behind


def _as_marked(
    text: str, block: Block, phrases: Phrases, neighbours: tuple[Neighbour, ...]
) -> tuple[list[Block], Block, list[Block]]:
    """The title as the markup of the link sets it apart, and what is before and behind it."""
    hrefs = {link.href for link in block.markup.links} if block.markup else set()
    runs = next((title_runs(each, phrases) for each in neighbours if each.parts and each.href in hrefs), ())
    start = block.text.rfind(runs[0]) if runs else -1
    end = block.text.rfind(runs[-1]) + len(runs[-1]) if start >= 0 else -1
    if not 0 <= start < end:
        return [], block, []
    rest, *behind = _cut(text, block, end if end < len(block.text) else 0, label_first=False)
    *before, title = _cut(text, rest, start)
    return before, title, behind


def title_runs(link: Neighbour, phrases: Phrases) -> tuple[str, ...]:
    """The runs of text of a link that are its title: not its label, and not a lone word beside a title."""
    runs = [run for run in link.parts if not is_label(run, phrases)]
    titles = [i for i, run in enumerate(runs) if can_be_title(run)]
    return tuple(runs[titles[0] : titles[-1] + 1] if titles else runs)


def _label_end(line: str, phrases: Phrases, follows: bool) -> int:
    """Characters of ``line`` before the title: a phrase of the tables, an arrow, or a bare label beside an arrow."""
    begin = _end(_MARK.match(line))
    starts = [match.start() for match in re.finditer(r"\S+", line)][:_MOST_WORDS]
    for start in starts:
        end = max(
            (start + _end(section.match(line[start:])) for cue, section in phrases.patterns if cue in _TITLED),
            default=0,
        )
        if end > start and (start in (0, begin) or line[start:end].rstrip()[-1:] in ":："):
            return end
    if not _QUOTED.search(line) and (arrow := _ARROW_BEFORE.match(line)):
        return arrow.end()
    for end in reversed([match.end() for match in re.finditer(r"\S+", line)][:_MOST_WORDS]):
        rest = line[end:].lstrip()
        if rest and (follows or rest[0] in _ARROWS) and fold(line[:end]) and is_label(line[:end], phrases):
            return end
    return 0


def _joined_end(block: Block, phrases: Phrases, follows: bool) -> int:
    """Characters of a label before the title that nothing parts from it but a space, or not even that: "PreviousA title".

    With a space it takes a proof: the same label twice ("Previous post Back A title"), or a like line about the other title.
    """
    line = block.text
    end, role, labels = label_end(line, known_labels(phrases))
    rest = line[end:].lstrip()
    proven = "label-pair" in block.why or ((labels > 1 or follows) and role is block.role)
    if not rest.strip(": ") or rest[:1].islower():
        return 0
    return end if proven or line[end : end + 1].isalnum() else 0


def _glued_end(line: str, phrases: Phrases) -> int:
    """Where a label begins that is joined to the end of the title: "A titleNext"."""
    return next((at.start() for at in _GLUED.finditer(line) if is_label(line[at.start() :], phrases)), 0)


def _label_start(line: str, arrow: int, phrases: Phrases) -> int:
    """Where in ``line`` the label begins that ends with the arrow at ``arrow``: "A title Next →"."""
    words = [match.start() for match in re.finditer(r"\S+", line[:arrow])][-_MOST_WORDS + 1 :]
    return next((start for start in words if start and is_label(line[start:arrow], phrases)), arrow)


def _cut(text: str, block: Block, at: int, *, label_first: bool = True) -> tuple[Block, ...]:
    """Label and title, or title and label, cut at ``at``; the block alone where there is nothing to cut."""
    parts = split_block(text, block, at) if at else None
    if parts is None:
        return (block,)
    label, title = parts if label_first else parts[::-1]
    label = label._replace(role=Role.RELATED_HEADING, why=f'rule link-label: "{label.text[:60]}"')
    return (label, title) if label_first else (title, label)
