"""A pattern that waits does what a compiled one does."""

from __future__ import annotations

import re

import pytest

from newsarchive.patterns import lazily


def test_every_way_of_asking_gives_what_the_compiled_pattern_gives() -> None:
    spelt = r"(?P<day>\d+)\s*(may|june)"
    waiting, compiled = lazily(spelt, re.IGNORECASE), re.compile(spelt, re.IGNORECASE)
    text = "From 3 May to 12 JUNE"
    assert waiting.findall(text) == compiled.findall(text)
    assert [match.span() for match in waiting.finditer(text)] == [match.span() for match in compiled.finditer(text)]
    assert waiting.sub("*", text) == compiled.sub("*", text)
    assert waiting.match(text) is None
    assert waiting.fullmatch("3 may") is not None
    assert waiting.groupindex == compiled.groupindex
    assert waiting.pattern == spelt


def test_nothing_is_compiled_before_the_first_use() -> None:
    broken = lazily("(")
    with pytest.raises(re.error):
        broken.search("a")
