"""Characters of a text page to blocks: lines, paragraphs, and what form each has. No charset, markup or role here.

Which lines were one paragraph is wrapping.py's business. Lines end at LF, with or without CR before it, so that line
numbers agree with ``sed -n`` and editors; only a page without any LF is cut at CR. Form feeds and the other line ends
that Unicode knows are white space; a form feed between lines parts blocks.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from newsarchive.decode.wrapping import Line, columns, continued
from newsarchive.model import Block, Kind
from newsarchive.textnorm import normalise

MAX_LINES = 100_000
"""Lines beyond this many that are not blank become one last block. No news page has them, and 50 MB of one-character
lines would else take 10 GB."""
_SHORT = 1000
"""Longer lines are paragraphs: no marker, table or rule is looked for in them."""

# Neither white space nor dropped by normalise(): NULs and zero-width characters are skipped in bulk.
_INK = re.compile(r"[^\s\x00-\x20\x7f-\xa0\xad\u200b\u2060\ufeff]")
_QUOTED = re.compile(r"(?:>[ \t]?){1,9}(?!>)")
_CERTAIN = "•◦▪‣⁃"
"""Bullets that are nothing else. The others count where two items follow each other."""
_BULLET = re.compile(f"([{_CERTAIN}●○■□➤►·*+-])[ \t\xa0]+(?=\\S)")
_NUMBER = re.compile(r"\(?(\d{1,3})[.)][ \t\xa0]+(?=\S)")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_CLOSING_HASHES = re.compile(r"[ \t]#{1,6}$")
_RULE = re.compile(r"([-=_*~#])(?:[ \t]*\1){2,}")
_EXCLAIMS = re.compile('[!?…"”»]["\'”’»]?$')
_SPACE = re.compile(r"\s")
_PIECE = 1 << 20
_NEAR = 8
"""Items of one list begin at most this many lines apart."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """The list marker that a line begins with."""

    sign: str
    """The bullet, or ``1`` for a number."""
    value: int
    width: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """A block before it is known where the next begins."""

    lines: Sequence[Line]
    kind: Kind
    text: str


def cut_text(text: str) -> tuple[Block, ...]:
    """``text`` as blocks; linear time.

    The spans tile ``[0, len(text))``: white space before the first block belongs to the first, all other white space
    to the block before it. A blank text has no blocks at all. Markers of lists, quotes and headings stand in the span
    but not in ``Block.text``; the numbers of a numbered list stay.
    """
    lines = list(_lines(text))
    tables, titles = _table_rows(lines), _underlined(lines)
    lines = _structured(lines, {*tables, *titles, *(i + 1 for i in titles)})
    glues = continued(lines)
    starts = [i for i, glue in enumerate(glues) if glue is None and i - 1 not in titles]
    groups = [lines[a:b] for a, b in itertools.pairwise([*starts, len(lines)])]
    items = _items(groups)
    drafts = []
    for start, group, item in zip(starts, groups, items, strict=True):
        if start in tables:
            kind, body = Kind.TABLE_ROW, group[0].body
        elif start in titles:
            kind, body = Kind.HEADING, group[0].body
        else:
            rest = (f"{glues[i]}{lines[i].body}" for i in range(start + 1, start + len(group)))
            kind, body = _form(group[0], "".join((group[0].body, *rest)), item)
        drafts.append(_Draft(group, kind, _normalised(body)))
    return tuple(_tiled([draft for draft in drafts if draft.text], text))


def _normalised(body: str) -> str:
    """``normalise(body)``, in pieces where it is long: a replacement at each of ten million spaces would take a gigabyte."""
    pieces, at = [], 0
    while cut := _SPACE.search(body, at + _PIECE):
        pieces.append(normalise(body[at : cut.start()]))
        at = cut.end()
    pieces.append(normalise(body[at:]))
    return " ".join(piece for piece in pieces if piece)


def _tiled(drafts: Sequence[_Draft], text: str) -> Iterator[Block]:
    """The blocks, each reaching to the next."""
    end_of_line = _end_of_line(text)
    starts = [0, *(draft.lines[0].start for draft in drafts[1:])]
    for draft, span in zip(drafts, itertools.pairwise([*starts, len(text)]), strict=False):
        first, last = draft.lines[0], draft.lines[-1]
        numbers = (first.number, last.number + last.body.count(end_of_line))
        yield Block(draft.text, span, numbers, first.blank, first.indent, draft.kind)


def _lines(text: str) -> Iterator[Line]:
    """The lines that are not blank, at most MAX_LINES, and the rest of the text as if it were one line more."""
    end_of_line = _end_of_line(text)
    at, number, blank, count, fed = 0, 1, 0, 0, False
    while ink := _INK.search(text, at):
        start = max(text.rfind(end_of_line, at, ink.start()) + 1, at)
        blank += text.count(end_of_line, at, start)
        number += text.count(end_of_line, at, start)
        count += 1
        end = text.find(end_of_line, ink.start())
        end = len(text) if end < 0 or count > MAX_LINES else end
        line = _line(text, start, end, ink.start(), number, blank)
        fed = fed or "\f" in text[at : ink.start()]
        if line is None:
            blank += 1
        else:
            yield replace(line, parted=True) if fed else line
            blank, fed = 0, False
        at, number = end + 1, number + 1
        fed = fed or text[end - 2 : end].rstrip("\r").endswith("\f")


def _line(text: str, start: int, end: int, ink: int, number: int, blank: int) -> Line | None:
    """One line; None where it holds nothing but quote marks."""
    lead = text[start:ink]
    tail = text[ink:end].rstrip("\r")
    body = tail.rstrip()
    quote = _QUOTED.match(body)
    depth = quote.group().count(">") if quote else 0
    if quote:
        inner = body[quote.end() :]
        body = inner.lstrip()
        lead += inner[: len(inner) - len(body)]
    if not body:
        return None
    return Line(
        number,
        start,
        body,
        blank,
        _columns(lead),
        len(lead),
        depth,
        0,
        alone=False,
        parted=False,
        soft=tail.endswith(" "),
    )


def _end_of_line(text: str) -> str:
    return "\n" if "\n" in text or "\r" not in text else "\r"


def _columns(space: str) -> int:
    return columns(space[:_SHORT].expandtabs(8))


def _structured(lines: list[Line], apart: set[int]) -> list[Line]:
    """The lines with what wrapping.py has to know: where list items begin, and what joins nothing."""
    marks = [_mark(line.body) for line in lines]
    result = []
    for i, line in enumerate(lines):
        alone = line.alone or i in apart or line.body == "--" or _is_rule(line.body) or bool(_heading(line.body))
        mark = marks[i]
        hanging = mark.width if mark and _opens_item(lines, marks, i) else 0
        result.append(replace(line, alone=alone, hanging=hanging) if alone or hanging else line)
    return result


def _opens_item(lines: Sequence[Line], marks: Sequence[_Mark | None], i: int) -> bool:
    """Whether the marker at the head of line ``i`` is one: a wrapped line may begin with a dash or "12. May" by chance."""
    mark, line = marks[i], lines[i]
    if mark is None or mark.sign in _CERTAIN or i == 0 or line.blank or line.indent > lines[i - 1].indent:
        return mark is not None
    near = (*range(i - 1, max(-1, i - _NEAR), -1), *range(i + 1, min(len(lines), i + _NEAR)))
    return any(_follow(marks[j], mark) and lines[j].indent == line.indent for j in near)


def _follow(one: _Mark | None, other: _Mark | None) -> bool:
    """Whether two markers are neighbours in one list."""
    return bool(one and other and one.sign == other.sign and (one.sign != "1" or abs(one.value - other.value) == 1))


def _mark(body: str) -> _Mark | None:
    bullet = _BULLET.match(body)
    if bullet:
        return _Mark(bullet.group(1), 0, bullet.end())
    number = _NUMBER.match(body)
    return _Mark("1", int(number.group(1)), number.end()) if number else None


def _is_rule(body: str) -> bool:
    return len(body) < _SHORT and _RULE.fullmatch(body) is not None


def _heading(body: str) -> re.Match[str] | None:
    return _HEADING.match(body) if len(body) < _SHORT else None


def _table_rows(lines: Sequence[Line]) -> set[int]:
    """Lines with as many cells, two or more of them one below the other."""
    cells = [_cells(line.body) for line in lines]
    below = [i for i in range(1, len(lines)) if cells[i] and cells[i] == cells[i - 1] and not lines[i].blank]
    return {*below, *(i - 1 for i in below)}


def _cells(body: str) -> tuple[str, int] | None:
    if len(body) > _SHORT:
        return None
    pipes, tabs = body.count("|"), body.count("\t")
    if pipes >= 2:
        return ("|", pipes)
    return ("\t", tabs) if tabs else None


def _underlined(lines: Sequence[Line]) -> set[int]:
    """Lines that a rule of their own width underlines."""
    return {
        i
        for i in range(len(lines) - 1)
        if (i == 0 or lines[i].blank) and not lines[i + 1].blank and _underlines(lines[i].body, lines[i + 1].body)
    }


def _underlines(title: str, rule: str) -> bool:
    same = abs(columns(title) - len(rule)) <= 2
    return same and len(rule) >= 3 and rule[0] in "-=~" and rule == rule[0] * len(rule) and not _is_rule(title)


def _items(groups: Sequence[Sequence[Line]]) -> list[_Mark | None]:
    """For each block its list marker, where it is certainly one: a bullet that is nothing else, or two of a kind together.

    A dash that opens a paragraph, and lines of dialogue, are none.
    """
    marks = [_mark(group[0].body) for group in groups]
    return [mark if _is_item(groups, marks, i) else None for i, mark in enumerate(marks)]


def _is_item(groups: Sequence[Sequence[Line]], marks: Sequence[_Mark | None], i: int) -> bool:
    mark = marks[i]
    if mark is None or mark.sign in _CERTAIN:
        return mark is not None
    together = [
        j
        for j in (i - 1, i + 1)
        if 0 <= j < len(groups) and _follow(marks[j], mark) and groups[j][0].indent == groups[i][0].indent
    ]
    speech = mark.sign == "-" and any(_EXCLAIMS.search(groups[j][-1].body[-4:]) for j in (i, *together))
    return bool(together) and not speech


def _form(first: Line, body: str, item: _Mark | None) -> tuple[Kind, str]:
    """The kind of a block that is no table row and not underlined, and its text without the markers."""
    heading = _heading(body)
    if heading:
        return Kind.HEADING, _CLOSING_HASHES.sub("", body[heading.end() :])
    if item:
        return Kind.LIST_ITEM, body if item.sign == "1" else body[item.width :]
    return (Kind.QUOTE if first.quoted else Kind.PARAGRAPH), body
