"""Lines to blocks: paragraphs wrapped or not, kinds, spans and line numbers. Sample texts are of our own writing."""

from __future__ import annotations

import re
import sys
import textwrap
import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newsarchive.decode import lines as lines_module
from newsarchive.decode import text as text_module
from newsarchive.decode.text import cut_text
from newsarchive.model import Kind
from newsarchive.textnorm import normalise

SEED = Path(__file__).parent.parent / "seeds" / "seed.txt"
PARAGRAPHS = [
    "The town council approved a new budget on Tuesday after almost six hours of debate, with the library getting a little "
    "more money than last year and the roads a good deal less, officials said. Nobody had expected the vote to be so close.",
    "Mayor Anna Bergström called it a well-balanced compromise between what the town needs and what it can afford, although "
    "the opposition walked out before the vote. They had asked for a state-owned bus line to the new hospital.",
    "The council says it will be well into the spring before anyone rebuilds the war-torn bridge over the river, when engineers "
    "expect the water to be low enough for their divers, and when the province has decided how much of the cost it is willing "
    "to carry.",
    "A second reading is planned for next month. Until then the present budget stays in force, which means that the swimming "
    "pool opens only at the weekend and that the street lights go out at midnight, as they have done since the winter.",
]
CHINESE = [
    "市议会星期二经过将近六个小时的辩论，通过了新的预算。图书馆得到的钱比去年多一点，道路维修的钱却少了很多。没有人想到投票结果会如此接近，连市长自己也感到意外。",
    "市长称这是一个平衡的方案，兼顾了城市的需要和财政能力，但是反对党在投票之前就离开了会场。他们要求开通一条前往新医院的公交线路，并且希望由市政府来经营这条线路。",
    "桥梁的重建工作要等到春天才能开始，工程师们预计到那时水位足够低，潜水员可以下水检查桥墩，省政府也会决定承担多少费用。在此之前居民只能绕道而行，每天多花半个小时。",
]
MENU = ["Home", "News and weather", "Politics", "Sport", "Most read", "Sign in"]


def texts(page: str) -> list[str]:
    return [block.text for block in cut_text(page)]


def kinds(page: str) -> list[tuple[Kind, str]]:
    return [(block.kind, block.text) for block in cut_text(page)]


def test_paragraphs_on_single_lines_stay_as_they_are() -> None:
    page = SEED.read_text(encoding="utf-8")
    own_lines = [(n, line) for n, line in enumerate(page.split("\n"), 1) if line.strip()]
    assert [(block.lines, block.text) for block in cut_text(page)] == [((n, n), line) for n, line in own_lines]


@pytest.mark.parametrize("width", [60, 66, 72, 80, 90, 100])
def test_wrapped_paragraphs_between_blank_lines_are_restored_and_the_menu_is_not_joined(width: int) -> None:
    page = "\n".join([*MENU, "", "\n\n".join(textwrap.fill(p, width) for p in PARAGRAPHS), "", *MENU])
    assert texts(page) == [*MENU, *PARAGRAPHS, *MENU]


@pytest.mark.parametrize("width", [60, 66, 72, 80, 90, 100])
def test_wrapped_paragraphs_without_blank_lines_end_at_their_short_line(width: int) -> None:
    page = "\n".join(textwrap.fill(p, width) for p in PARAGRAPHS)
    assert texts(page) == PARAGRAPHS


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_an_indent_opens_a_paragraph(width: int) -> None:
    page = "\n".join(textwrap.fill(p, width, initial_indent="    ") for p in PARAGRAPHS)
    assert texts(page) == PARAGRAPHS


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_text_indented_by_a_renderer_is_restored(width: int) -> None:
    page = "\n\n".join(textwrap.fill(p, width, initial_indent="   ", subsequent_indent="   ") for p in PARAGRAPHS)
    assert texts(page) == PARAGRAPHS
    assert {block.indent for block in cut_text(page)} == {3}


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_wrapped_list_items_with_hanging_indent_are_restored(width: int) -> None:
    page = "\n".join(textwrap.fill(p, width, initial_indent="  * ", subsequent_indent="    ") for p in PARAGRAPHS)
    assert kinds(page) == [(Kind.LIST_ITEM, p) for p in PARAGRAPHS]


def test_quoted_mail_is_restored_at_each_depth() -> None:
    def quoted(mark: str, paragraph: str) -> str:
        return textwrap.fill(paragraph, 72, initial_indent=mark, subsequent_indent=mark)

    page = "\n".join(
        [quoted("> > ", PARAGRAPHS[0]), "> >", quoted("> > ", PARAGRAPHS[3]), quoted("> ", PARAGRAPHS[1]), ">"]
    )
    assert kinds(page + "\n" + quoted("> ", PARAGRAPHS[2])) == [(Kind.QUOTE, PARAGRAPHS[i]) for i in (0, 3, 1, 2)]


def test_format_flowed_mail_joins_where_a_line_ends_with_a_space() -> None:
    short = [
        "It was late.",
        "Nobody knew. A second vote was held before the members went home to bed that night, and it failed.",
    ]
    wanted = [PARAGRAPHS[0], *short, PARAGRAPHS[1], PARAGRAPHS[2]]
    page = "\n".join(" \n".join(textwrap.wrap(p, 71)) for p in wanted) + "\n-- \nAnna Bergström\nTown hall"
    assert texts(page) == [*wanted, "--", "Anna Bergström", "Town hall"]


@pytest.mark.parametrize("width", [30, 35, 40])
def test_chinese_wrapped_by_characters_joins_without_spaces(width: int) -> None:
    page = "\n\n".join(textwrap.fill(p, width) for p in CHINESE)
    assert texts("首页\n新闻\n体育\n\n" + page) == ["首页", "新闻", "体育", *CHINESE]


def test_a_word_broken_at_its_own_hyphen_is_mended() -> None:
    assert any("war-\n" in textwrap.fill(PARAGRAPHS[2], w) for w in range(60, 101)), "the sample must show it"
    for width in range(60, 101):
        page = "\n\n".join(textwrap.fill(p, width) for p in PARAGRAPHS)
        assert "rebuilds the war-torn bridge over" in texts(page)[2]


def test_a_dash_between_words_keeps_its_spaces() -> None:
    lines = [
        "The council met for hours on Tuesday night and in the end it was -",
        "to the surprise of all - the mayor who left.",
    ]
    assert texts("\n".join(lines)) == [" ".join(lines)]


@pytest.mark.parametrize(
    "page",
    [
        "Town Hall\n12 Market Street\nSpringfield\nopen daily\nfrom nine to five",
        "The fog comes in on quiet feet\nand sits above the harbour wall,\nthen looks along the empty street\n"
        "and has no business there at all.\nIt listens to the gulls that call\nand leaves as softly as it came,",
        "Council approves budget after long debate on Tuesday\nLibrary gets more money\nRoads have to wait until spring comes\n"
        "Bridge still closed, say engineers\nSwimming pool opens at weekends only\nStreet lights to go out at midnight",
        "https://example.org/one-long-address/of-a-page\nhttps://example.org/another\nhttps://example.org/third-address-of-a-page",
        "首页\n新闻中心\n体育\n财经频道\n关于我们\n联系方式",
    ],
)
def test_addresses_verse_headlines_and_links_are_not_joined(page: str) -> None:
    assert texts(page) == page.split("\n")


def test_bullets_are_stripped_where_they_are_bullets() -> None:
    page = "• one\n• two\n\n* three\n* four\n\n- five\n- six\n\n1. seven\n2. eight"
    assert kinds(page) == [
        (Kind.LIST_ITEM, t) for t in ["one", "two", "three", "four", "five", "six", "1. seven", "2. eight"]
    ]


@pytest.mark.parametrize(
    "page",
    [
        "– North Korean leader Kim Jong Un may soon meet",
        "- A dash that opens one paragraph",
        "— Who pays? asked the mayor.\n— Nobody, said the clerk.",
        "- ¿Quién paga?\n- ¡Nadie!",
        "* Required fields are marked",
        "12. May 2023 was a warm day",
        "2023. A year",
        "#budget is what they wrote",
        "Home | News | Sport",
        "-5 degrees",
    ],
)
def test_marks_that_are_part_of_the_text_stay(page: str) -> None:
    assert kinds(page) == [(Kind.PARAGRAPH, line) for line in page.split("\n")]


def test_a_wrapped_line_that_begins_with_a_dash_or_a_number_is_no_list_item() -> None:
    page = (
        "The new budget of the town was approved at the end of a very long night on\n"
        "12. May by a narrow vote, and the mayor said that she was very glad to see\n"
        "it over, for nobody had slept and everybody wanted to go home - all of them\n"
        "- as she told the few who were still there to listen to her at that time of\n"
        "the night, which was late."
    )
    assert texts(page) == [page.replace("\n", " ")]


def test_headings_quotes_and_tables_are_known_by_their_marks() -> None:
    page = "# Top #\n\n## Second\n\nUnderlined\n----------\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nname\tvotes\nAnna\t12"
    assert kinds(page) == [
        (Kind.HEADING, "Top"), (Kind.HEADING, "Second"), (Kind.HEADING, "Underlined"), (Kind.QUOTE, "quoted"),
        (Kind.TABLE_ROW, "| a | b |"), (Kind.TABLE_ROW, "|---|---|"), (Kind.TABLE_ROW, "| 1 | 2 |"),
        (Kind.TABLE_ROW, "name votes"), (Kind.TABLE_ROW, "Anna 12"),
    ]  # fmt: skip


def test_a_block_knows_its_place() -> None:
    first, second, third = cut_text("\n\n  one\n\n\n\ttwo\nthree\n\n")
    assert (first.lines, first.blank_before, first.indent, first.span) == ((3, 3), 2, 2, (0, 10))
    assert (second.lines, second.blank_before, second.indent, second.span) == ((6, 6), 2, 8, (10, 15))
    assert (third.lines, third.blank_before, third.indent, third.span) == ((7, 7), 0, 0, (15, 22))


@pytest.mark.parametrize("page", ["", "\n", " \t\r\n\f", "\0\u200b\ufeff\n\x85", ">\n> >\n", "\ud800"])
def test_a_blank_text_has_no_blocks(page: str) -> None:
    assert cut_text(page) == ()


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("a\r\nb\rc\n", [("a", (1, 1)), ("b c", (2, 2))]),
        ("a\rb\r\rc", [("a", (1, 1)), ("b", (2, 2)), ("c", (4, 4))]),
        ("a\x0bb\u2028c\x85d\n\fe\n", [("a b c d", (1, 1)), ("e", (2, 2))]),
    ],
)
def test_line_numbers_agree_with_sed(page: str, wanted: list[tuple[str, tuple[int, int]]]) -> None:
    assert [(block.text, block.lines) for block in cut_text(page)] == wanted


def test_a_form_feed_parts_paragraphs() -> None:
    first, second = (textwrap.fill(p, 72) for p in PARAGRAPHS[:2])
    assert texts(f"{first}\n\f{second}") == PARAGRAPHS[:2] == texts(f"{first}\f\n{second}")


def test_lines_beyond_the_limit_become_one_last_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "MAX_LINES", 3)
    blocks = cut_text("a\nb\n\nc\nd\n\ne\n\n")
    assert [(block.text, block.lines) for block in blocks] == [
        ("a", (1, 1)),
        ("b", (2, 2)),
        ("c", (4, 4)),
        ("d e", (5, 7)),
    ]
    assert blocks[-1].span == (7, 13)


def test_a_long_line_is_normalised_as_a_short_one() -> None:
    line = "wo\u0308rd  \u200b and\u00a0 " * 200_000
    (block,) = cut_text(line)
    assert block.text == ("wörd and " * 200_000).strip()


def test_no_letter_opens_a_marker_and_no_ink_is_dropped() -> None:
    """`cut_text` looks for markers only where a line begins with anything else, and skips what is dropped in front of it."""
    letters = list(filter(str.isalpha, map(chr, range(sys.maxunicode + 1))))
    assert not any(
        text_module._MARK.match(f"{letter} a") or text_module._MARK.match(f"{letter}. a") for letter in letters
    )
    assert not any(map(normalise, lines_module._NO_INK))


PAGES = st.lists(
    st.one_of(
        st.text(max_size=90),
        st.text(st.sampled_from("aé中  .,-–•*>|#\t\f\r\0\u200b1)="), max_size=90),
        st.sampled_from(["", "", " ", "> ", "- item", "2. item", "====", "-- ", *PARAGRAPHS, *CHINESE]),
        st.integers(40, 90).map(lambda width: textwrap.fill(PARAGRAPHS[0], width)),
    ),
    max_size=14,
).map("\n".join)
ANY = st.one_of(PAGES, st.text(st.characters(codec=None), max_size=300))


@given(ANY)
def test_spans_tile_the_text(page: str) -> None:
    spans = [block.span for block in cut_text(page)]
    assert [0, *(end for _, end in spans)] == [*(start for start, _ in spans), len(page)] if spans else True
    assert all(start < end for start, end in spans)


@given(ANY)
def test_lines_follow_each_other(page: str) -> None:
    blocks = cut_text(page)
    assert all(block.text and 1 <= block.lines[0] <= block.lines[1] for block in blocks)
    assert all(a.lines[1] < b.lines[0] for a, b in pairwise(blocks))
    if "\n" in page:
        shown = page.split("\n")
        assert all(shown[n - 1].strip() for block in blocks for n in block.lines)


@given(PAGES)
def test_no_character_is_lost_or_invented(page: str) -> None:
    assume(not re.search(r"\x1b[\[\]PX^_]", page))  # escape sequences go whole (textnorm.py)

    def ink(text: str) -> str:
        marks = r"^[ \t\r\f\0\u200b]*(?:>[ \t]?)*|[•*#=~-]+|[\s\x00-\x1f\x7f-\xa0\xad\u200b\u200c-\u206f\ufeff]+"
        return re.sub(marks, "", text)

    for block in cut_text(page):
        source = "".join(ink(line) for line in re.split("[\n\r]", page[slice(*block.span)]))
        assert sorted(ink(block.text).replace(">", "")) == sorted(unicodedata.normalize("NFC", source).replace(">", ""))


@given(PAGES)
def test_crlf_changes_nothing(page: str) -> None:
    page = page.replace("\r", "")
    unix, dos = cut_text(page), cut_text(page.replace("\n", "\r\n"))
    assert [(b.text, b.lines, b.kind, b.indent, b.blank_before) for b in dos] == [
        (b.text, b.lines, b.kind, b.indent, b.blank_before) for b in unix
    ]


@pytest.mark.parametrize(
    "page",
    ["word " * 1_000_000, "x" * 5_000_000, "\n" * 5_000_000, "a\n" * 300_000, "\0\n" * 1_000_000, "-" * 5_000_000, ">" * 1_000_000,
     "- a\n" * 200_000, "".join(f"{'>' * (n % 50)}a\n" for n in range(100_000)), "\x1b[" * 1_000_000, "中" * 2_000_000],
    ids=["words", "one word", "empty", "characters", "nuls", "rule", "quote", "bullets", "depths", "escapes", "ideographs"],
)  # fmt: skip
def test_time_is_linear_on_hostile_pages(page: str) -> None:
    start = time.process_time()
    cut_text(page)
    assert time.process_time() - start < 15
