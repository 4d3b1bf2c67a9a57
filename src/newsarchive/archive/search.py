"""What people type to find an article, as an FTS5 query, and the text that it is looked for in. Any input is a valid query."""

from __future__ import annotations

import re

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORDS = re.compile(r"[^\W_]+")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_CJK = re.compile(r"([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])")


def spaced(text: str) -> str:
    """``text`` with every CJK character a word of its own: SQLite's tokenizer takes a whole run of them for one word."""
    return text if text.isascii() else _CJK.sub(r" \1 ", text)


def fts_query(typed: str) -> str:
    """``typed`` for FTS5 (https://www.sqlite.org/fts5.html, section 3): words that must all occur, "phrases", ``begin*``,
    and AND, OR, NOT between them. Punctuation is no syntax: ``Biden-Xi`` finds the two words side by side.

    Returns an empty string where nothing to search for is left.
    """
    tokens: list[str] = []
    for phrase, word in _TERM.findall(typed):
        if word in _OPERATORS:
            if tokens and tokens[-1] in _OPERATORS:
                tokens.pop()  # the last of several counts: AND NOT is NOT
            if tokens:
                tokens.append(word)
            continue
        words = _WORDS.findall(spaced(phrase or word))
        if words:
            star = "*" if word.endswith("*") else ""
            tokens.append('"' + " ".join(words) + '"' + star)
    while tokens and tokens[-1] in _OPERATORS:
        tokens.pop()
    return " ".join(tokens)
