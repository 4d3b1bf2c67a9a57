"""Which blocks stand in an extractor's text, which of them is the headline, and what happens when the extractor fails."""

from __future__ import annotations

import logging
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.decode.html import cut_html
from newsarchive.label import extraction
from newsarchive.label.alignment import stands_in, words
from newsarchive.label.extraction import choose_body
from newsarchive.label.htmlheadline import choose_headline
from newsarchive.model import Document, Role

LEDE = "The old harbour of Oldport reopened to fishing boats on Monday after three years of repairs."
SECOND = "About forty crews had moved to the next bay, and most of them say that they will come back."
THIRD = "The town paid for the works with a loan that it has to give back within twenty years."
TEASER = "Read how the neighbours in the valley prepare for another winter without any trains at all."


def document(source: str) -> Document:
    page = cut_html(source)
    return Document(page.text, page.blocks, "text/html", "utf-8", "given", hints=page.hints)


def roles(source: str) -> list[tuple[str, str]]:
    doc = document(source)
    return [
        (block.text, proposal.role.value) for block, proposal in zip(doc.blocks, choose_body(source, doc), strict=True)
    ]


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


def headline(source: str, *body: str) -> str | None:
    doc = document(source)
    number, _ = choose_headline(doc, [block.text in body for block in doc.blocks])
    return None if number is None else doc.blocks[number].text


class TestHeadline:
    def test_it_is_the_heading_that_agrees_with_the_title_without_the_site(self) -> None:
        head = "<title>Harbour reopens at last - Oldport News</title>"
        source = f"{head}<h1>Oldport News</h1><h2>Harbour reopens at last</h2><p>{LEDE}"
        assert headline(source, LEDE) == "Harbour reopens at last"

    def test_og_title_counts_too(self) -> None:
        head = "<title>Oldport</title><meta property=og:title content='Harbour reopens'>"
        source = f"{head}<h3>Harbour reopens</h3><p>{LEDE}<h3>More</h3>"
        assert headline(source, LEDE) == "Harbour reopens"

    def test_a_short_title_of_many_parts_is_seen_through(self) -> None:
        site = "Serving Oldport, Newport and all the valley since the great flood"
        assert headline(f"<title>Is it open? | {site}</title><h2>Is it open?</h2><p>{LEDE}", LEDE) == "Is it open?"

    def test_without_a_heading_another_block_that_agrees_will_do(self) -> None:
        source = f"<title>Harbour reopens at last</title><table><tr><td>Harbour reopens at last<tr><td>{LEDE}</table>"
        assert headline(source, LEDE) == "Harbour reopens at last"

    def test_without_agreement_it_is_the_h1_above_the_body(self) -> None:
        assert headline(f"<h1>Harbour</h1><p>{LEDE}<h1>Also read</h1>", LEDE) == "Harbour"

    def test_a_page_without_headings_and_title_has_none(self) -> None:
        assert headline(f"<p>Some words<p>{LEDE}", LEDE) is None

    def test_an_empty_page_has_none(self) -> None:
        assert choose_headline(document(""), []) == (None, "")

    def test_many_blocks_and_a_title_of_many_parts_do_not_make_it_slow(self) -> None:
        start = time.process_time()
        headline(f"<title>{'one more part - ' * 500}</title>" + "<h2>one more part</h2>" * 20_000)
        assert time.process_time() - start < 10


PAGE = f"""<html><head><title>Harbour reopens at last | Oldport News</title></head><body>
<nav><ul><li><a href=/>Home</a></li><li><a href=/sport>Sport</a></li></ul></nav>
<article><h1>Harbour reopens at last</h1><p>{LEDE}</p><p>{SECOND}</p><h2>The loan</h2><p>{THIRD}</p></article>
<aside><a href=/1>{TEASER}</a></aside><footer>Copyright Oldport News</footer></body></html>"""


class TestChooseBody:
    def test_article_headline_and_noise_are_told_apart(self) -> None:
        assert roles(PAGE) == [
            ("Home", "other"),
            ("Sport", "other"),
            ("Harbour reopens at last", "headline"),
            (LEDE, "body"),
            (SECOND, "body"),
            ("The loan", "body"),
            (THIRD, "body"),
            (TEASER, "other"),
            ("Copyright Oldport News", "other"),
        ]

    def test_each_proposal_says_why_and_how_sure(self) -> None:
        proposals = choose_body(PAGE, document(PAGE))
        assert all(0 < p.probability < 1 for p in proposals)
        assert {p.why.split(":")[0].split(" ")[0] for p in proposals} == {"trafilatura", "rule"}
        assert {p.why for p in proposals if p.role is Role.HEADLINE} == {
            "rule html-headline: a heading that agrees with the page's title"
        }

    def test_the_same_page_gives_the_same_proposals(self) -> None:
        assert choose_body(PAGE, document(PAGE)) == choose_body(PAGE, document(PAGE))

    @pytest.mark.parametrize("strange", ["\0", "\ud800", "<?xml version='1.0' encoding='utf-16'?>"])
    def test_characters_that_lxml_refuses_do_not_cost_the_extraction(self, strange: str) -> None:
        assert (LEDE, "body") in roles(strange + PAGE)
        assert choose_body(strange + PAGE, document(PAGE))[3].why.startswith("trafilatura")

    @pytest.mark.parametrize("source", ["", " ", "no html", "<p>", "<div>" * 3000 + "x", "\x01<\x02>"])
    def test_every_strange_page_gets_one_proposal_a_block(self, source: str) -> None:
        doc = document(source)
        assert len(choose_body(source, doc)) == len(doc.blocks)

    def test_nothing_is_printed_or_logged_without_being_asked(
        self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(logging.getLogger(), "handlers", [])  # as in a program that configures no logging
        choose_body("", document(""))
        choose_body(PAGE, document(PAGE))
        assert capfd.readouterr() == ("", "")


class TestWithoutTrafilatura:
    @pytest.mark.parametrize("error", [RecursionError, ValueError, MemoryError, AssertionError])
    def test_what_it_raises_becomes_the_reason_and_long_paragraphs_the_body(
        self, error: type[Exception], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise error("too bad")

        monkeypatch.setattr("trafilatura.bare_extraction", broken)
        source = f"<nav>Home</nav><p>{LEDE} {SECOND}</p><p><a href=x>{SECOND} {THIRD}</a></p>"
        proposals = choose_body(source, document(source))
        assert [p.role for p in proposals] == [Role.OTHER, Role.BODY, Role.OTHER]
        assert all(f"raised {error.__name__}" in p.why for p in proposals)

    def test_a_page_of_combining_marks_does_not_hang_it(self) -> None:
        page = f"<html><body><p>{'&#x345;&#x300;' * 20_000}</p></body></html>"
        start = time.process_time()
        proposals = choose_body(page, document(page))
        assert time.process_time() - start < 1
        assert "combining marks" in proposals[0].why

    @pytest.mark.parametrize(("name", "limit"), [("LARGEST", 100), ("MOST_TAGS", 5)])
    def test_a_page_too_large_is_not_given_to_it(self, name: str, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extraction, name, limit)
        proposals = choose_body(PAGE, document(PAGE))
        assert proposals[0].why == "rule html-density: short or full of links (page too large for trafilatura)"
