"""The quality gate: on pages of our own writing, what comes out may only get better.

tests/quality/README.md says what the pages are and how to raise a floor; tests/quality/measure.py is the measure. Cases for
single rules do not belong here.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.measure import (
    ACCEPTED,
    Floors,
    Gold,
    article,
    body_f1,
    f1,
    line_groups,
    names,
    page_path,
    read_floors,
    read_gold,
    same,
    score,
    summary,
    words,
)
from quality.raise_floors import floor_of, raised

NAMES = names()
TEXT_PAGES = [name for name in NAMES if page_path(name).suffix == ".txt"]


@pytest.fixture(scope="module")
def measured() -> Floors:
    return summary(score(name) for name in NAMES)


def lines_of(name: str) -> list[str]:
    return page_path(name).read_bytes().decode("utf-8").replace("\r\n", "\n").split("\n")


# The floors


@pytest.mark.parametrize("name", NAMES)
def test_the_body_of_a_page_is_as_good_as_it_was(name: str) -> None:
    assert score(name).f1 >= read_floors()["page"][name]


@pytest.mark.parametrize("section", ["overall", "language"])
def test_the_means_are_as_good_as_they_were(section: str, measured: Floors) -> None:
    fallen = {
        name: (measured[section].get(name), least)
        for name, least in read_floors()[section].items()
        if measured[section].get(name, 0.0) < least
    }
    assert not fallen, "measured, floor"


def test_every_page_and_every_language_has_a_floor(measured: Floors) -> None:
    floors = read_floors()
    assert {section: set(values) for section, values in floors.items()} == {
        section: set(values) for section, values in measured.items()
    }


def test_there_are_sixty_pages_in_twelve_languages() -> None:
    assert len(NAMES) >= 60
    assert len({read_gold(name).language for name in NAMES}) >= 12


# The gold


@pytest.mark.parametrize("name", NAMES)
def test_the_gold_stands_on_its_page(name: str) -> None:
    """Inline links and wrapped lines may cut a paragraph, but no word of it is missing."""
    gold = read_gold(name)
    found = article(name)
    pieces = [part.text for part in found.body] + [piece.text for piece in found.removed]
    pieces += [link.title for link in found.related] + [place.raw for place in found.where.values()]
    missing = set(words(" ".join(gold.body))) - set(words(" ".join(pieces)))
    assert len(missing) <= 0.02 * len(set(words(" ".join(gold.body)))), missing


@pytest.mark.parametrize("name", TEXT_PAGES)
def test_every_line_of_a_text_page_has_one_gold_role(name: str) -> None:
    roles = read_gold(name).roles
    printed = {number for number, line in enumerate(lines_of(name), 1) if line.strip()}
    assert printed <= set(roles)
    assert {role.removeprefix("~") for role in roles.values()} <= set(ACCEPTED)


@pytest.mark.parametrize("name", TEXT_PAGES)
def test_the_lines_with_the_role_body_are_the_gold_body(name: str) -> None:
    roles = read_gold(name).roles
    lines = [line for number, line in enumerate(lines_of(name), 1) if roles.get(number) == "body"]
    assert f1("\n".join(lines), "\n".join(read_gold(name).body)) >= 0.97


@pytest.mark.parametrize("name", TEXT_PAGES)
def test_every_line_with_a_word_is_measured(name: str) -> None:
    """A line that is nothing but a quotation mark of a mail (">") is no block, so it cannot have a role."""
    ours = line_groups(article(name))
    assert {number for number, line in enumerate(lines_of(name), 1) if words(line)} <= set(ours)


# The measure


def test_f1_counts_words_by_language() -> None:
    assert f1("the cat sat", "The cat sat.") == 1
    assert f1("the cat", "dog") == 0
    assert f1("", "dog") == 0
    assert f1("a b c d", "a b") == pytest.approx(2 / 3)
    assert words("東京タワー 12 m") == ["東", "京", "タ", "ワ", "ー", "12", "m"]


def test_the_standfirst_is_free_and_the_headline_does_not_count() -> None:
    gold = Gold("en", "Cat sits", "On a mat", ("It sat.", "It slept."))
    assert body_f1("It sat.\n\nIt slept.", gold) == 1
    assert body_f1("CAT SITS!\nOn a mat\nIt sat.\nIt slept.", gold) == 1
    assert body_f1("It sat.", gold) < 1
    assert same("„Cat“  sits", "cat sits")
    assert not same("cat", "cats")


@given(
    st.dictionaries(st.sampled_from("abc"), st.floats(0, 1)), st.dictionaries(st.sampled_from("abc"), st.floats(0, 1))
)
def test_a_floor_never_falls_and_never_passes_what_was_measured(old: dict[str, float], new: dict[str, float]) -> None:
    floors = raised({"page": old}, {"page": new})["page"]
    assert all(floors[name] >= least for name, least in old.items())
    assert all(floors[name] == max(old.get(name, 0.0), floor_of(value)) for name, value in new.items())
    assert all(floor_of(value) <= value for value in new.values())
    assert raised({"page": floors}, {"page": new})["page"] == floors
