"""The lines of a text page: where each begins, how it is indented and quoted. How they make blocks is text.py's business.

Lines end at LF, with or without CR before it, so that line numbers agree with ``sed -n`` and editors; only a page
without any LF is cut at CR. Form feeds and the other line ends that Unicode knows are white space; a form feed between
lines parts blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.decode.wrapping import Line, columns

MAX_LINES = 100_000
"""Lines beyond this many that are not blank become one last block. No news page has them, and 50 MB of one-character
lines would else take 10 GB."""
LONGEST_LAID_OUT = 1000
"""Longer lines are paragraphs: no marker, table or rule is looked for in them."""
PIECE = 1 << 20
"""Longer texts are read this many characters at a time, so that no list or copy takes gigabytes."""

_NO_INK = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA1), 0xAD, 0x200B, 0x2060, 0xFEFF)))
"""What normalise() drops, or takes for white space. A line of nothing else is blank."""
_INK = re.compile(f"[^\\s{re.escape(''.join(sorted(_NO_INK)))}]")
_QUOTED = re.compile(r"(?:>[ \t]?){1,9}(?!>)")
_PLAIN = Line(0, 0, "", 0)[4:]
"""What comes after the blank lines before a line without indent or quote marks."""
_new = tuple.__new__
"""``_new(Line, (…))`` is ``Line(…)`` in half the time."""


def lines_of(text: str) -> Iterator[Line]:
    """The lines that are not blank, at most MAX_LINES, and the rest of the text as if it were one line more."""
    feeds, fed, after, last = "\f" in text, False, 0, 0
    for number, start, raw, body in _split(text):
        plain = len(body) == len(raw) and body[0] != ">"
        blank = number - last - 1
        line = _new(Line, (number, start, body, blank, *_PLAIN)) if plain else _line(raw, body, start, number, blank)
        if feeds:
            fed = fed or _feeds(text, after, start + raw.find(body[0]))
            line = line and line._replace(parted=fed)
            after = start + len(raw) + 1
        if line:
            yield line
            last, fed = number, False


def last_number(line: Line, text: str) -> int:
    """The number of the last line of text in ``line``, the last of all: it may hold those beyond the limit."""
    return line.number + line.body.count(_end_of_line(text))


def _split(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Each line with any ink: its number, its offset, the line, and the line from its first ink on."""
    start = count = 0
    for number, raw in enumerate(_all_lines(text), 1):
        body = raw.strip()
        if body and body[0] in _NO_INK:
            body = _from_ink(body)
        if body and count == MAX_LINES:
            yield number, start, text[start:], _from_ink(text[start:].rstrip())
            return
        if body:
            yield number, start, raw, body
            count += 1
        start += len(raw) + 1


def _all_lines(text: str) -> Iterator[str]:
    """The lines, blank or not: a million characters at a time, as a list of all could take gigabytes."""
    end_of_line, at = _end_of_line(text), 0
    while (cut := text.find(end_of_line, at + PIECE)) >= 0:
        yield from text[at:cut].split(end_of_line)
        at = cut + 1
    yield from text[at:].split(end_of_line)


def _from_ink(line: str) -> str:
    ink = _INK.search(line)
    return line[ink.start() :] if ink else ""


def _line(raw: str, body: str, start: int, number: int, blank: int) -> Line | None:
    """The line ``raw`` with ``body`` from its first ink on; None where it holds nothing but quote marks."""
    lead = raw[: raw.find(body[0])]
    depth = 0
    if body[0] == ">" and (quote := _QUOTED.match(body)):
        depth = quote.group().count(">")
        inner = body[quote.end() :]
        body = inner.lstrip()
        lead += inner[: len(inner) - len(body)]
    soft = raw.rstrip("\r").endswith(" ")
    return _new(Line, (number, start, body, blank, _indent(lead), len(lead), depth, soft, False)) if body else None


def _indent(space: str) -> int:
    """Columns of white space, as far as they are counted."""
    return columns(space[:LONGEST_LAID_OUT].expandtabs(8)) if space.strip(" ") else min(len(space), LONGEST_LAID_OUT)


def _feeds(text: str, at: int, ink: int) -> bool:
    """Whether a form feed ends the line before ``at``, or stands between there and ``ink``."""
    return "\f" in text[at:ink] or (at > 0 and text[at - 3 : at - 1].rstrip("\r").endswith("\f"))


def _end_of_line(text: str) -> str:
    return "\n" if "\n" in text or "\r" not in text else "\r"
