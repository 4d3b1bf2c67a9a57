"""Which lines of a text page were one paragraph before somebody wrapped it at a column.

Only lines are compared here; how lines become blocks, and what kind of block, is text.py's business.

The principle: programs wrap greedily, so line ``a`` was broken before line ``b`` only if the first word of ``b`` no longer
fitted: ``width(a) <= W < width(a) + 1 + width(first word of b)``. Every pair of neighbours is thus consistent with a
small interval of ``W``, and a column at which much text was wrapped collects many votes, while menus, addresses and
verse spread theirs. A pair is joined only if it is consistent with a column that the page itself has proved.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from newsarchive.patterns import lazily

NARROWEST, WIDEST = 50, 130
"""Columns at which text is wrapped, with a margin around the usual 60 to 100 for quoted and indented text."""
LONGEST_WORD = 30
"""Wider first words (addresses of pages) count as this wide: they fit nowhere, which says nothing of the line before."""
Measure = Callable[[str], int]
MAX_WIDTHS = 3
FEW_LINES = 12
_PROOF, _PROOF_OF_FEW = 3, 1
"""How many pairs that run on prove a column: three on any page; of a page of few lines, one."""

_WIDE = lazily(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\U0001f300-\U0003ffff]"
)
_ZERO = lazily(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200b-\u200f\u2060\u20d0-\u20ff\ufe00-\ufe0f\ufeff\xad]"
)
_UNSPACED = "\u2e80-\u303e\u3041-\u312f\u31a0-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff65"
_IDEOGRAPH = lazily(f"[{_UNSPACED}]")
_ENDS_UNSPACED = lazily(f"[{_UNSPACED}][’”…—]*$")
_STARTS_UNSPACED = lazily(f"[‘“]?[{_UNSPACED}]")
_NO_LINE_START = "，。、：；！？）」』】》〉…—”’ー々"
_UNIT = lazily(f"[{_UNSPACED}][{_NO_LINE_START}]*|[^\\s{_UNSPACED}]+[{_NO_LINE_START}]*")
_HANGING = lazily(f"[{_NO_LINE_START}]+$")  # may stand beyond the column (JIS X 4051; W3C clreq, section 3.1)
_OWN_HYPHEN = lazily(r"[^\W_](?:-|\u2010|--|—)$")
_SUSPENDED = lazily(r"(?:und|oder|bis|bzw\.?|and|or|to|et|ou|y|o|e|och|eller|og|en|of|i|lub)\b")
_SENTENCE_END = lazily('[.!?…:。！？：]["\'”’»)\\]」』）]*$|["”»」』]$')
_NO_PROSE = lazily(r"\S*(?:://|www\.|@)", re.IGNORECASE)
_OPENING = "\"'“‘«„¿¡(["


class Line(NamedTuple):
    """One line that is not blank."""

    number: int
    start: int
    """Offset of the first character of the line, white space included."""
    body: str
    """The line without outer white space and quote marks."""
    blank: int
    """Blank lines before it."""
    indent: int = 0
    """Columns of white space before the body, without quote marks."""
    lead: int = 0
    """The same in characters: an ideographic space is one."""
    quoted: int = 0
    """How many ``>`` stand before it."""
    soft: bool = False
    """It ends with a space, as RFC 3676 marks a line that goes on."""
    parted: bool = False
    """A form feed stands before it."""


def columns(text: str) -> int:
    """Width on a terminal: East Asian wide characters take two columns (Unicode Standard Annex 11)."""
    if text.isascii() or len(text) > 2 * WIDEST:
        return len(text)
    return len(text) + len(_WIDE.findall(text)) - len(_ZERO.findall(text))


MEASURES: tuple[tuple[Measure, int], ...] = ((columns, NARROWEST), (len, NARROWEST // 2))
"""How width is measured, with the narrowest. Python's textwrap counts ideographs as one."""


class _Pair(NamedTuple):
    """Two neighbouring lines that could be one paragraph."""

    at: int
    """Index of the second."""
    width: int
    """The first line's, all of it."""
    low: int
    """The same without the punctuation that may stand beyond a column: no wrapping column is less."""
    high: int
    """The width at which the second line's first word would have fitted: every wrapping column is less."""
    unspaced: bool
    """No space stood between them: one side is in a script that writes none."""
    flows: bool
    """The words run on: the next line begins in lower case, or, in a script without case, no sentence ends here."""
    ends: bool
    """A sentence ends here and the next line could begin another: a paragraph may end here."""


def continued(lines: Sequence[Line], alone: Set[int], hanging: Mapping[int, int]) -> list[str | None]:
    """For each line, what stood between it and the line before: a space or nothing; None where it begins a paragraph.

    Linear in the total length of the lines.

    Args:
        lines: of a page, in order.
        alone: those that join nothing: table rows, headings, rules.
        hanging: those with which a list item begins, and how many columns its marker takes.
    """
    groups: dict[int, list[int]] = {}
    for i, (before, line) in enumerate(itertools.pairwise(lines), 1):
        if line.blank or line.parted or line.quoted != before.quoted or i in hanging or i in alone or i - 1 in alone:
            continue
        if line.indent <= before.indent or line.indent <= before.indent + hanging.get(i - 1, 0):
            groups.setdefault(line.quoted, []).append(i)
    result: list[str | None] = [None] * len(lines)
    for candidates in groups.values():
        for i, glue in _wrapped(lines, candidates):
            if lines[i].indent == lines[i - 1].indent or result[i - 1] is None:
                result[i] = glue
    return result


def _wrapped(lines: Sequence[Line], candidates: list[int]) -> Iterator[tuple[int, str]]:
    """The candidates that join the line before and by what, in ascending order."""
    proof = _PROOF_OF_FEW if len(lines) <= FEW_LINES else _PROOF
    running = [i for i in candidates if _runs_on(lines[i - 1].body, lines[i].body)]
    if sum(len(lines[i - 1].body) <= 2 * WIDEST for i in running) < proof:
        return
    best: dict[int, int] = {}
    pairs: dict[int, _Pair] = {}
    by: Measure = columns
    for measure, narrowest in MEASURES if any(_is_wide(lines[i].body) for i in candidates) else MEASURES[:1]:
        flowing = {i: _pair(lines[i - 1], lines[i], i, measure, flows=True) for i in running}
        if max(_votes(flowing.values(), narrowest)) < proof:
            continue
        measured = {i: flowing.get(i) or _pair(lines[i - 1], lines[i], i, measure, flows=False) for i in candidates}
        explained = _explained([p for p in measured.values() if p.low <= 2 * WIDEST], narrowest, proof)
        if len(explained) > len(best):
            best, pairs, by = explained, measured, measure
    if _is_flowed(lines, candidates, best):
        best = {i: best.get(i, WIDEST) for i in candidates if lines[i - 1].soft}
    openings = Counter(lines[i - 1].indent for i in best if lines[i].indent < lines[i - 1].indent)
    for i, width in best.items():
        if openings[lines[i].indent] < 3:  # else this indent opens paragraphs on this page
            exact = by is len and pairs[i].width == width
            yield i, _glue(lines[i - 1].body, lines[i].body, pairs[i], width, exact=exact)


def _is_wide(text: str) -> bool:
    return not text.isascii() and _WIDE.search(text) is not None


def _pair(before: Line, line: Line, at: int, measure: Measure, *, flows: bool) -> _Pair:
    width = low = (before.indent if measure is columns else before.lead) + measure(before.body)
    if before.body[-1] in _NO_LINE_START and (hanging := _HANGING.search(before.body[-4:])):
        low -= measure(hanging.group())
    unspaced = _unspaced(before.body, line.body)
    high = width + (not unspaced) + _first_unit(line.body, measure)
    ends = not flows and _SENTENCE_END.search(before.body[-8:]) is not None
    return _Pair(at, width, low, high, unspaced, flows, ends)


def _first_unit(body: str, measure: Measure) -> int:
    """Width of what no program parts: a word, or an ideograph and the punctuation that may not begin a line."""
    head = body[:LONGEST_WORD]
    if head.isascii():
        return len(head.split(None, 1)[0])
    unit = _UNIT.match(body[: 2 * WIDEST])
    return min(measure(unit.group()), LONGEST_WORD) if unit else 0


def _runs_on(before: str, after: str) -> bool:
    letter = (after.lstrip(_OPENING) if after[0] in _OPENING else after)[:1]
    if not letter.islower() and (unicodedata.category(letter or " ") != "Lo" or _SENTENCE_END.search(before[-8:])):
        return False
    return before[-1] not in "{([;=|>" and not _NO_PROSE.match(after)


def _explained(pairs: list[_Pair], narrowest: int, proof: int) -> dict[int, int]:
    """The pairs that a column explains which the page has proved, and that column; in ascending order."""
    found: dict[int, int] = {}
    rest = pairs
    for _ in range(MAX_WIDTHS):
        votes, others = (_votes((p for p in rest if p.flows is flows), narrowest) for flows in (True, False))
        width = max(range(WIDEST + 1), key=lambda w: (votes[w], others[w], -w))
        if votes[width] < proof or not _proved(rest, width):
            break
        found = dict.fromkeys(_at_width(pairs, width), width) | found
        rest = [p for p in rest if p.at not in found]
    return dict(sorted(found.items()))


def _votes(pairs: Iterable[_Pair], narrowest: int) -> list[int]:
    """How many of the pairs are consistent with each column up to WIDEST."""
    changes = [0] * (WIDEST + 2)
    for pair in pairs:
        first, end = max(pair.low, narrowest), min(pair.high, WIDEST + 1)
        if first < end:
            changes[first] += 1
            changes[end] -= 1
    return list(itertools.accumulate(changes[:-1]))


def _proved(pairs: list[_Pair], width: int) -> bool:
    """Whether enough pairs run on just where ``width`` ends, against those that run on elsewhere."""
    here = sum(1 for p in pairs if p.flows and p.low <= width < p.high)
    short = sum(1 for p in pairs if p.flows and width / 2 <= p.low and p.high <= width)
    long = sum(1 for p in pairs if width < p.low)
    return here > 2 * short and here >= long / 4


def _at_width(pairs: list[_Pair], width: int) -> Iterator[int]:
    """The pairs broken at ``width``.

    One that does not run on must stand among others: lists of headlines have one full line in ten by chance, wrapped
    paragraphs at least one in two.
    """
    full = [p.low <= width < p.high for p in pairs]
    sums = list(itertools.accumulate(full, initial=0))
    parts_at_full_lines = _parts_at_full_lines(pairs, full, width)
    for i, pair in enumerate(pairs):
        if full[i] and (pair.flows or (_share(sums, i) >= 0.4 and not (pair.ends and parts_at_full_lines))):
            yield pair.at


def _share(sums: list[int], i: int) -> float:
    first, last = max(0, i - 5), min(len(sums) - 1, i + 6)
    return (sums[last] - sums[first]) / (last - first)


def _parts_at_full_lines(pairs: Sequence[_Pair], full: Sequence[bool], width: int) -> bool:
    """Whether a full line where a sentence ends is better taken for the end of a paragraph.

    On a page whose paragraphs end without a blank line, some last lines are full by chance: as many of those seen to
    end short as a first word and its space are of the line. A wrong join spoils two paragraphs, a wrong cut one.
    """
    seen = [p.high - p.low for p, at_column in zip(pairs, full, strict=True) if p.ends and not at_column]
    by_chance = sum(seen) / width
    return 2 * by_chance > sum(1 for p, at_column in zip(pairs, full, strict=True) if p.ends and at_column) - by_chance


def _is_flowed(lines: Sequence[Line], candidates: list[int], explained: dict[int, int]) -> bool:
    """Whether the page marks soft line ends with a space (RFC 3676): nearly all wrapped lines do, few others."""
    soft = sum(1 for i in explained if lines[i - 1].soft)
    others = sum(1 for i in candidates if lines[i - 1].soft) - soft
    return soft >= 3 and soft >= 0.8 * len(explained) and others <= 0.2 * soft


def _unspaced(before: str, after: str) -> bool:
    tail, head = before[-8:], after[:2]
    if tail.isascii() and head.isascii():
        return False
    return bool(_ENDS_UNSPACED.search(tail) or _STARTS_UNSPACED.match(head))


def _glue(before: str, after: str, pair: _Pair, width: int, *, exact: bool) -> str:
    """What wrapping at ``width`` took away between the two lines; ``exact``: by characters, just there."""
    if pair.unspaced:
        return "" if pair.high > width else " "
    tail = before[-4:]
    if (exact or tail[-1] in _OPENING) and _IDEOGRAPH.search(before):
        return ""
    if _OWN_HYPHEN.search(tail) and after[0].isalnum() and not _SUSPENDED.match(after):
        return ""
    return "" if tail.endswith("\xad") else " "
