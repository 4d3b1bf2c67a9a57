"""A rule that finds the previous and the next post by labels in one line with the titles: "Previous A title", "NextA title".

Such a word alone proves nothing ("Next generation of ferries"), two of them on lines close together do. What labels are comes
from the phrase tables; cutting them off is done in fields/linklabel.py, which uses :func:`label_end` too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice

from newsarchive.label.language import page_language
from newsarchive.label.linktext import can_be_title
from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue, Phrases, phrases_for
from newsarchive.model import Role
from newsarchive.patterns import lazily
from newsarchive.textnorm import fold

_ROLES = {Cue.PREVIOUS_LABEL: Role.RELATED_PREVIOUS, Cue.NEXT_LABEL: Role.RELATED_NEXT}
_PIECE = lazily(r"[^\W\d_]+?(?:(?<=[^\W\d_A-Z])(?=[A-Z0-9\[(„“\"«#])|(?![^\W\d_])[:：]?)")
"""A word, or what stands before a capital or a digit within one: two elements of the markup that a renderer has joined."""
_MOST_WORDS = 6
_BEGINNING = 2  # characters by which most lines are told to begin with none; a label of one sign is too common a word
_LONGEST = 300  # characters of a line that can be a label and a title
_APART = 2  # blocks between the two lines: a date


def label_end(text: str, known: Mapping[str, Role]) -> tuple[int, Role | None, int]:
    """Where the labels end that ``text`` begins with, what the last names, and how many there are.

    ``(8, previous, 1)`` for "PreviousA title", ``(21, previous, 2)`` for "Previous postPrevious A title".
    """
    pieces = list(islice(_pieces(text), _MOST_WORDS))
    end, role, labels = 0, None, 0
    while pieces:
        start = pieces[0][0]
        size = next((n for n in range(len(pieces), 0, -1) if fold(text[start : pieces[n - 1][1]]) in known), 0)
        if not size:
            break
        end = pieces[size - 1][1]
        role = known[fold(text[start:end])]
        labels += 1
        del pieces[:size]
    return end, role, labels


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where each word of ``text`` begins and ends, and each part of one that two elements of the markup were joined to."""
    at = 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is not None:
            yield piece.span()
        elif text[at].isalnum():
            return
        at = at + 1 if piece is None else piece.end()


@cache
def known_labels(phrases: Phrases) -> Mapping[str, Role]:
    """The labels of the tables that are a line by themselves, folded, and what they name."""
    found: dict[str, Role] = {}
    for cue, section in phrases.patterns:
        for key in section.exact if cue in _ROLES else ():
            found.setdefault(key, _ROLES[cue])
    return found


@cache
def _by_beginning(phrases: Phrases) -> Mapping[str, tuple[str, ...]]:
    """The labels by their first characters."""
    found: dict[str, tuple[str, ...]] = {}
    for key in known_labels(phrases):
        found[key[:_BEGINNING]] = (*found.get(key[:_BEGINNING], ()), key)
    return found


def labelled_pair(page: Page) -> Iterator[Finding]:
    """Two lines close together, one of which begins with a label of the previous and one with that of the next post.

    A label of several words that the title is joined to, "Previous articleA title", needs no other.
    """
    last: tuple[int, Role, str] | None = None
    for found in _labelled(page):
        i, role, label = found
        if last is not None and i - last[0] <= _APART + 1 and role is not last[1]:
            yield from ((at, each, quoted(words)) for at, each, words in (last, found))
            last = None
        else:
            last = found
        at = len(label)
        if " " in label and page.blocks[i].text[at : at + 1].isalnum():
            yield i, role, quoted(label)


def _labelled(page: Page) -> Iterator[tuple[int, Role, str]]:
    """The lines that a label may begin, what it names, and the label."""
    phrases = phrases_for(page_language(page.document))
    known, begun = known_labels(phrases), _by_beginning(phrases)
    for i, features in enumerate(page.features):
        labels = begun.get(features.key[:_BEGINNING])
        if labels is None or not features.key.startswith(labels):
            continue
        if i == page.headline or (features.full_stop and page.is_body(i)):
            continue
        text = page.blocks[i].text[:_LONGEST]
        end, role, _ = label_end(text, known)
        if role is not None and len(text) < _LONGEST and can_be_title(text[end:].strip()):
            yield i, role, text[:end]
