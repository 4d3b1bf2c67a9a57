"""Characters of a text page to blocks: lines, paragraphs, and what form each has. No charset, markup or role here.

What is a line is lines.py's business, which lines were one paragraph is wrapping.py's.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from newsarchive.decode.lines import LONGEST_LAID_OUT, PIECE, last_number, lines_of
from newsarchive.decode.wrapping import Line, columns, continued
from newsarchive.model import Block, Kind
from newsarchive.textnorm import normalise

_CERTAIN = "•◦▪‣⁃"
"""Bullets that are nothing else. The others count where two items follow each other."""
_MARK = re.compile(f"(?:([{_CERTAIN}●○■□➤►·*+-])|\\(?(\\d{{1,3}})[.)])[ \t\xa0]+(?=\\S)")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_CLOSING_HASHES = re.compile(r"[ \t]#{1,6}$")
_STROKES = "-=_*~#"
_RULE = re.compile(rf"([{_STROKES}])(?:[ \t]*\1){{2,}}")
_EXCLAIMS = re.compile('[!?…"”»]["\'”’»]?$')
_SPACE = re.compile(r"\s")
_NEAR = 8
"""Items of one list begin at most this many lines apart."""

_UNLABELLED = Block("", (0, 0), (0, 0))[6:]
"""What comes after a block's kind."""
_new = tuple.__new__
"""``_new(Block, (…))`` is ``Block(…)`` in half the time."""
_Run = tuple[int, int]
"""The first and the last line of a block."""
_Form = tuple[Kind, int]
"""The kind of a block, and how many characters its marker takes."""


class _Mark(NamedTuple):
    """The list marker that a line begins with."""

    sign: str
    """The bullet, or ``1`` for a number."""
    value: int
    width: int


def cut_text(text: str) -> tuple[Block, ...]:
    """``text`` as blocks; linear time.

    The spans tile ``[0, len(text))``: white space before the first block belongs to the first, all other white space
    to the block before it. A blank text has no blocks at all. Markers of lists, quotes and headings stand in the span
    but not in ``Block.text``; the numbers of a numbered list stay.
    """
    lines = list(lines_of(text))
    signed = [i for i, line in enumerate(lines) if not line.body[0].isalpha()]  # no marker or rule begins with a letter
    strokes = [i for i in signed if lines[i].body[0] in _STROKES]
    marks = {i: mark for i in signed if (mark := _mark(lines[i].body))}
    tables = _table_rows(lines) if "|" in text or "\t" in text else set()
    titles = _underlined(lines, strokes)
    alone = {*tables, *titles, *(i + 1 for i in titles), *(i for i in strokes if _stands_alone(lines[i].body))}
    glues = continued(lines, alone, {i: mark.width for i, mark in marks.items() if _opens_item(lines, marks, i)})
    runs = _runs(glues, titles)
    forms = _items(lines, runs, marks)
    forms |= dict.fromkeys(titles, (Kind.HEADING, 0)) | dict.fromkeys(tables, (Kind.TABLE_ROW, 0))
    return _tiled(text, lines, glues, runs, forms)


def _runs(glues: Sequence[str | None], titles: set[int]) -> list[_Run]:
    """What is glued stays together, and a title with the rule under it."""
    starts = [i for i, glue in enumerate(glues) if glue is None and i - 1 not in titles]
    return list(zip(starts, [start - 1 for start in (*starts, len(glues))[1:]], strict=True))


def _tiled(
    text: str,
    lines: Sequence[Line],
    glues: Sequence[str | None],
    runs: Sequence[_Run],
    forms: Mapping[int, _Form],
) -> tuple[Block, ...]:
    """The blocks that have any text, each reaching to the next: made from the last to the first."""
    blocks: list[Block] = []
    end, last = len(text), len(lines) - 1
    for at, to in reversed(runs):
        first = lines[at]
        kind, body = Kind.PARAGRAPH, first.body if at == to else _joined(lines, glues, at, to)
        numbers = (first.number, lines[to].number if to < last else last_number(lines[to], text))
        if at in forms or first.quoted or body[0] == "#":
            kind, body = _without_marker(first, body, forms.get(at))
        if shown := normalise(body) if len(body) <= PIECE else _in_pieces(body):
            blocks.append(
                _new(Block, (shown, (first.start, end), numbers, first.blank, first.indent, kind, *_UNLABELLED))
            )
            end = first.start
    if blocks:
        blocks[-1] = blocks[-1]._replace(span=(0, blocks[-1].span[1]))
    return tuple(reversed(blocks))


def _joined(lines: Sequence[Line], glues: Sequence[str | None], at: int, to: int) -> str:
    """The lines from ``at`` to ``to`` as one; of a title and the rule under it, which nothing glues, the title."""
    return lines[at].body + "".join(
        [f"{glues[i]}{lines[i].body}" for i in range(at + 1, to + 1) if glues[i] is not None]
    )


def _without_marker(first: Line, body: str, form: _Form | None) -> tuple[Kind, str]:
    """The kind of a block that is no plain paragraph, and its text without the markers; ``form`` where that is known."""
    if form:
        return form[0], body[form[1] :]
    if body[0] == "#" and (heading := _heading(body)):
        return Kind.HEADING, _CLOSING_HASHES.sub("", body[heading.end() :])
    return Kind.QUOTE if first.quoted else Kind.PARAGRAPH, body


def _in_pieces(body: str) -> str:
    """``normalise(body)``, piece by piece: a replacement at each of ten million spaces would take a gigabyte."""
    pieces, at = [], 0
    while cut := _SPACE.search(body, at + PIECE):
        pieces.append(normalise(body[at : cut.start()]))
        at = cut.end()
    pieces.append(normalise(body[at:]))
    return " ".join(piece for piece in pieces if piece)


def _opens_item(lines: Sequence[Line], marks: Mapping[int, _Mark], i: int) -> bool:
    """Whether the marker at the head of line ``i`` is one: a wrapped line may begin with a dash or "12. May" by chance."""
    mark, line = marks[i], lines[i]
    if mark.sign in _CERTAIN or i == 0 or line.blank or line.indent > lines[i - 1].indent:
        return True
    near = itertools.chain(range(i - 1, max(-1, i - _NEAR), -1), range(i + 1, min(len(lines), i + _NEAR)))
    return any(j in marks and _follow(marks[j], mark) and lines[j].indent == line.indent for j in near)


def _follow(one: _Mark, other: _Mark) -> bool:
    """Whether two markers are neighbours in one list."""
    return one.sign == other.sign and (one.sign != "1" or abs(one.value - other.value) == 1)


def _mark(body: str) -> _Mark | None:
    match = _MARK.match(body)
    if match is None:
        return None
    bullet, number = match.groups()
    return _Mark(bullet or "1", int(number or 0), match.end())


def _stands_alone(body: str) -> bool:
    """Whether it is a rule, a heading, or what stands before a signature."""
    return body == "--" or _is_rule(body) or _heading(body) is not None


def _is_rule(body: str) -> bool:
    return len(body) < LONGEST_LAID_OUT and _RULE.fullmatch(body) is not None


def _heading(body: str) -> re.Match[str] | None:
    return _HEADING.match(body) if len(body) < LONGEST_LAID_OUT else None


def _table_rows(lines: Sequence[Line]) -> set[int]:
    """Lines with as many cells, two or more of them one below the other."""
    cells = {i: _cells(line.body) for i, line in enumerate(lines) if "|" in line.body or "\t" in line.body}
    below = [i for i, row in cells.items() if row and row == cells.get(i - 1) and not lines[i].blank]
    return {*below, *(i - 1 for i in below)}


def _cells(body: str) -> tuple[str, int] | None:
    if len(body) > LONGEST_LAID_OUT:
        return None
    pipes, tabs = body.count("|"), body.count("\t")
    if pipes >= 2:
        return ("|", pipes)
    return ("\t", tabs) if tabs else None


def _underlined(lines: Sequence[Line], strokes: Sequence[int]) -> set[int]:
    """Lines that a rule of their own width underlines; the rules are among ``strokes``."""
    below = (i for i in strokes if i > 0 and not lines[i].blank and (i == 1 or lines[i - 1].blank))
    return {i - 1 for i in below if _underlines(lines[i - 1].body, lines[i].body)}


def _underlines(title: str, rule: str) -> bool:
    if rule[0] not in "-=~" or len(rule) < 3 or rule != rule[0] * len(rule):
        return False
    return abs(columns(title) - len(rule)) <= 2 and not _is_rule(title)


def _items(lines: Sequence[Line], runs: Sequence[_Run], marks: Mapping[int, _Mark]) -> dict[int, _Form]:
    """The blocks that certainly are list items: with a bullet that is nothing else, or two of a kind together.

    A dash that opens a paragraph, and lines of dialogue, are none. Of a numbered item the number stays.
    """
    items = [
        (run[0], marks[run[0]]) for k, run in enumerate(runs) if run[0] in marks and _is_item(lines, runs, marks, k)
    ]
    return {i: (Kind.LIST_ITEM, 0 if mark.sign == "1" else mark.width) for i, mark in items}


def _is_item(lines: Sequence[Line], runs: Sequence[_Run], marks: Mapping[int, _Mark], k: int) -> bool:
    start, end = runs[k]
    mark = marks[start]
    if mark.sign in _CERTAIN:
        return True
    near = [runs[j] for j in (k - 1, k + 1) if 0 <= j < len(runs) and runs[j][0] in marks]
    same = [b for a, b in near if _follow(marks[a], mark) and lines[a].indent == lines[start].indent]
    speech = mark.sign == "-" and any(_EXCLAIMS.search(lines[last].body[-4:]) for last in (end, *same))
    return bool(same) and not speech
