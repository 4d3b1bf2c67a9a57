"""Another extractor's opinion of the body: which blocks stand in its text, when it is asked, and what its answer changes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.decode.html import cut_html
from newsarchive.label import secondopinion, tagger
from newsarchive.label.alignment import stands_in, words
from newsarchive.label.secondopinion import second_opinion
from newsarchive.label.tagger import propose
from newsarchive.model import Document

LEDE = "The old harbour of Oldport reopened to fishing boats on Monday after three years of repairs."
SECOND = "About forty crews had moved to the next bay, and most of them say that they will come back."
THIRD = "The town paid for the works with a loan that it has to give back within twenty years."
TEASER = "Read how the neighbours in the valley prepare for another winter without any trains at all."


def document(source: str) -> Document:
    page = cut_html(source)
    return Document(page.text, page.blocks, "text/html", "utf-8", "given", hints=page.hints)


PAGE = f"<html><body><nav><a href='/'>Home</a></nav><article><p>{LEDE}</p><p>{SECOND}</p><p>{THIRD}</p></article></body></html>"


class TestStandsIn:
    def test_paragraphs_of_the_text_are_found_and_others_are_not(self) -> None:
        assert stands_in(f"{LEDE}\n{SECOND}", ["Home", LEDE, TEASER, SECOND]) == [False, True, False, True]

    def test_a_paragraph_may_be_split_or_joined(self) -> None:
        assert stands_in(f"{LEDE} {SECOND}", [LEDE, SECOND]) == [True, True]
        assert stands_in(LEDE.replace(" on ", "\non\n"), [LEDE]) == [True]

    def test_list_marks_and_table_bars_do_not_matter(self) -> None:
        assert stands_in("- One more boat\n| Oldport | 12 |", ["One more boat", "Oldport 12"]) == [True, True]

    def test_of_two_copies_the_one_in_order_is_taken(self) -> None:
        assert stands_in(f"{LEDE}\n{SECOND}\n{THIRD}", [SECOND, "News", LEDE, SECOND, THIRD, LEDE]) == [
            False, False, True, True, True, False,
        ]  # fmt: skip

    def test_a_copy_is_taken_too_if_the_text_repeats_it(self) -> None:
        assert stands_in(f"{LEDE}\n{SECOND}\n{LEDE}", [LEDE, SECOND, LEDE]) == [True, True, True]

    def test_a_short_block_counts_only_between_its_neighbours(self) -> None:
        blocks = ["The loan", LEDE, "The loan", SECOND, "The loan"]
        assert stands_in(f"{LEDE}\nThe loan\n{SECOND}", blocks) == [False, True, True, True, False]

    def test_a_short_block_above_the_first_paragraph_is_the_nearest(self) -> None:
        assert stands_in(f"Oldport\n{LEDE}", ["Oldport", "Oldport", LEDE]) == [False, True, True]

    def test_paragraphs_out_of_order_are_found(self) -> None:
        assert stands_in(f"{THIRD}\n{LEDE}\n{SECOND}", [LEDE, SECOND, THIRD]) == [True, True, True]

    def test_chinese_is_compared_by_character(self) -> None:
        assert words("老港口reopens") == ["老", "港", "口", "reopens"]
        text = "老港口周一重新向渔船开放，此前维修了三年。"
        assert stands_in(f"{text}约四十名船员搬到了邻近的海湾。", ["首页", text]) == [False, True]

    def test_half_of_the_words_scattered_over_the_text_are_not_the_block(self) -> None:
        text = f"Photo by Ann Lee of Oldport {LEDE} {SECOND} {THIRD} Styling done by Kim Oh"
        assert stands_in(text, ["Photo by Ann Lee Styling done by Kim Oh"]) == [False]

    def test_nothing_stands_in_nothing(self) -> None:
        assert stands_in("", ["", LEDE]) == [False, False]
        assert stands_in(LEDE, []) == []

    @given(st.lists(st.text("abc \n日", max_size=20), max_size=8), st.text("abc \n日", max_size=60))
    def test_there_is_one_answer_for_each_block(self, blocks: list[str], text: str) -> None:
        assert len(stands_in(text, blocks)) == len(blocks)

    @given(st.lists(st.text("abcdefgh ", min_size=20), unique=True, max_size=8))
    def test_a_page_that_is_all_extracted_is_all_found(self, blocks: list[str]) -> None:
        long = [block for block in blocks if len(words(block)) >= 4]
        assert all(stands_in("\n".join(long), long))

    @pytest.mark.parametrize(
        "text", ["a " * 100_000, "a b c d " * 25_000, "\n".join(f"{n} {LEDE}" for n in range(5_000))]
    )
    def test_repetition_does_not_make_it_slow(self, text: str) -> None:
        start = time.process_time()
        stands_in(text, text.split("\n") if "\n" in text else ["a b c d"] * 20_000 + ["a"] * 20_000)
        assert time.process_time() - start < 10


def test_the_opinion_holds_paragraphs_for_body_and_menus_not() -> None:
    assert second_opinion(PAGE, document(PAGE)) == [False, True, True, True]


def test_a_page_too_large_to_ask_about_has_no_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secondopinion, "MOST_TAGS", 3)
    assert second_opinion(PAGE, document(PAGE)) is None


def test_a_page_without_text_has_no_opinion() -> None:
    assert second_opinion("<p></p>", document("<p>x</p>")) is None


def test_it_is_asked_only_where_the_network_is_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def ask() -> list[bool]:
        asked.append(1)
        return [True, False, False, False]

    sure = propose(document(PAGE), lambda _: None, ask)
    assert not asked
    monkeypatch.setattr(tagger, "_UNSURE", 1.1)
    mixed = propose(document(PAGE), lambda _: None, ask)
    assert asked
    assert mixed[0].body == pytest.approx(0.75 * sure[0].body + 0.25, abs=2e-4)
    assert all(after.body < before.body for before, after in zip(sure[1:], mixed[1:], strict=True))
    assert all("second opinion" in proposal.why for proposal in mixed)
    assert not any("second opinion" in proposal.why for proposal in sure)
