"""What people type is a query that FTS5 takes, whatever they type, and it finds what they meant."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.search import fts_query, spaced
from strategies import HOSTILE

TEXTS = {
    1: "Biden and Xi meet in Beijing",
    2: "The Biden-Xi summit: a café in Zürich, says 习近平",
    3: "Cookies are baked by the baker's son, C++ and 3.5% of AT&T",
    4: "and or not near",
}
TYPED = (
    st.text()
    | HOSTILE
    | st.lists(
        st.sampled_from(
            ["AND", "OR", "NOT", "NEAR(", '"', "*", "(", ")", "^", ":", "-", "a", "headline", "{", "}", "+"]
        )
    ).map(" ".join)
)


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5 (headline, text, tokenize='unicode61 remove_diacritics 2')")
    database.executemany(
        "INSERT INTO texts (rowid, text) VALUES (?, ?)", ((n, spaced(text)) for n, text in TEXTS.items())
    )
    yield database
    database.close()


def found(table: sqlite3.Connection, typed: str) -> set[int]:
    query = fts_query(typed)
    if not query:
        return set()
    return {row for (row,) in table.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (query,))}


@given(typed=TYPED)
def test_anything_that_is_typed_is_a_query(table: sqlite3.Connection, typed: str) -> None:
    found(table, typed)


@given(words=st.lists(st.sampled_from("biden xi meet in beijing Biden BEIJING".split()), min_size=1))
def test_words_of_a_text_find_it(table: sqlite3.Connection, words: list[str]) -> None:
    assert 1 in found(table, " ".join(words))


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("biden", {1, 2}),
        ("biden beijing", {1}),
        ("Biden-Xi", {2}),
        ('"Biden and Xi"', {1}),
        ('"biden beijing"', set()),
        ("biden OR cookies", {1, 2, 3}),
        ("biden NOT summit", {1}),
        ("biden AND summit", {2}),
        ("bei*", {1}),
        ("bak*", {3}),
        ("cafe", {2}),
        ("zurich", {2}),
        ("习近平", {2}),
        ("近平", {2}),
        ("习平", set()),
        ("AT&T", {3}),
        ("3.5%", {3}),
        ("baker's", {3}),
        ("and or", {4}),
        ("OR biden", {1, 2}),
        ("biden OR", {1, 2}),
        ("biden AND OR xi", {1, 2}),
        ("NOT", set()),
        ("- * ( ) :", set()),
        ("", set()),
        ('"unfinished biden', set()),
        ("headline:biden", set()),
        ("near(biden", set()),
    ],
)
def test_a_query_finds_what_was_meant(table: sqlite3.Connection, typed: str, texts: set[int]) -> None:
    assert found(table, typed) == texts
