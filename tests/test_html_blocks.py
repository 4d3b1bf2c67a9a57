"""HTML characters to blocks: nothing visible is lost, nothing invisible gets in, and no page is too strange."""

from __future__ import annotations

import html
import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.decode.dom import LONGEST_NAMES, LONGEST_PATH
from newsarchive.decode.html import HtmlPage, cut_html
from newsarchive.model import Block, Kind, Link, Markup
from newsarchive.textnorm import normalise


def texts(source: str) -> list[str]:
    return [block.text for block in cut_html(source).blocks]


def the_block(source: str) -> Block:
    (block,) = cut_html(source).blocks
    return block


def markup(block: Block) -> Markup:
    assert block.markup is not None
    return block.markup


def assert_sound(page: HtmlPage) -> None:
    """What must hold for every page whatsoever."""
    assert "".join(page.text[slice(*block.span)] for block in page.blocks) == page.text
    assert [block.lines for block in page.blocks] == [(n, n) for n in range(1, len(page.blocks) + 1)]
    for block in page.blocks:
        raw = page.text[slice(*block.span)]
        assert raw.endswith("\n")
        assert "\n" not in raw[:-1]
        assert block.text == normalise(raw)
        assert 0.0 <= markup(block).link_density <= 1.0
    assert all(block.text for block in page.blocks) or len(page.blocks) == 1


class TestBlocks:
    def test_each_paragraph_heading_and_list_item_is_a_block(self) -> None:
        page = cut_html(
            "<h1>Ferry returns</h1><p>First.</p><ul><li>One</li><li>Two</li></ul><blockquote>Said.</blockquote>"
        )
        assert [(b.text, b.kind) for b in page.blocks] == [
            ("Ferry returns", Kind.HEADING),
            ("First.", Kind.PARAGRAPH),
            ("One", Kind.LIST_ITEM),
            ("Two", Kind.LIST_ITEM),
            ("Said.", Kind.QUOTE),
        ]
        assert page.text == "Ferry returns\nFirst.\nOne\nTwo\nSaid.\n"

    def test_text_between_two_blocks_is_a_block_of_its_own(self) -> None:
        assert texts("<div>before<p>inside</p>after</div>") == ["before", "inside", "after"]

    def test_inline_elements_and_custom_elements_do_not_break(self) -> None:
        assert texts("<p>A <b>bold</b>, <i>ital<sup>2</sup></i> and <my-word>own</my-word> word</p>") == [
            "A bold, ital2 and own word"
        ]

    def test_white_space_is_one_space_and_entities_are_characters(self) -> None:
        assert texts("<p>\n a\t b&nbsp;&amp;  c&eacute;\r\n</p>") == ["a b & cé"]

    def test_a_quote_keeps_its_kind_through_inner_paragraphs(self) -> None:
        assert [b.kind for b in cut_html("<blockquote><div><p>a</p></div><p>b</p></blockquote>").blocks] == [
            Kind.QUOTE
        ] * 2

    def test_buttons_labels_and_options_stand_apart(self) -> None:
        assert texts("<form><label>Name</label><select><option>A<option>B</select><button>Send</button></form>") == [
            "Name", "A", "B", "Send",
        ]  # fmt: skip

    def test_blank_lines_break_preformatted_text(self) -> None:
        assert texts("<pre>one\ntwo\n \nthree</pre>") == ["one two", "three"]


class TestLineBreaks:
    def test_two_breaks_end_a_paragraph_and_one_does_not(self) -> None:
        assert texts("<p>12 Mill Lane<br>Oldport<br> <br/>Second part") == ["12 Mill Lane Oldport", "Second part"]

    def test_a_break_after_a_whole_sentence_ends_a_paragraph(self) -> None:
        sentence = "The council voted on Monday to reopen the old harbour to fishing boats."
        assert texts(f"<div>{sentence}<br>{sentence}</div>") == [sentence, sentence]

    def test_a_break_before_an_ideographic_indent_ends_a_paragraph(self) -> None:
        assert texts("<div>港口重新开放<br>\u3000\u3000渔船回来了</div>") == ["港口重新开放", "渔船回来了"]

    def test_a_break_after_a_line_that_is_a_link_ends_it(self) -> None:
        source = "<div><a href=/1>First story</a><br><a href=/2>Second story</a></div>"
        assert texts(source) == ["First story", "Second story"]


class TestTables:
    def test_a_row_of_short_cells_is_one_block_with_tabs_in_the_page_text(self) -> None:
        page = cut_html("<table><tr><th>Port<th>Boats</tr><tr><td>Oldport<td>12</tr></table>")
        assert [(b.text, b.kind) for b in page.blocks] == [
            ("Port Boats", Kind.TABLE_ROW),
            ("Oldport 12", Kind.TABLE_ROW),
        ]
        assert page.text == "Port\tBoats\nOldport\t12\n"

    def test_a_layout_table_gives_the_paragraphs_in_its_cells(self) -> None:
        long = "The harbour has been closed since the storm of last winter. " * 5
        page = cut_html(f"<table><tr><td>Menu</td><td>{long}<br><br>{long}</td></tr></table>")
        assert [b.text for b in page.blocks] == ["Menu", long.strip(), long.strip()]
        assert {b.kind for b in page.blocks} == {Kind.PARAGRAPH}

    def test_a_row_with_blocks_in_its_cells_stays_apart(self) -> None:
        assert texts("<table><tr><td><p>a</p></td><td>b</td></tr></table>") == ["a", "b"]

    def test_a_cell_that_was_cut_in_two_is_no_data(self) -> None:
        assert texts("<table><tr><td>a<br><br>b</td><td>c</td></tr></table>") == ["a", "b", "c"]


class TestVisible:
    @pytest.mark.parametrize(
        "hidden",
        [
            "<script>var x = '<p>no</p>'</script>", "<style>p{}</style>", "<template>no</template>", "<!-- no -->",
            "<svg><title>no</title><text>no</text></svg>", "<iframe>no</iframe>",
            "<video>no</video>", "<img alt=no>", "<input value=no placeholder=no>", "<canvas><p>no</p></canvas>",
        ],
    )  # fmt: skip
    def test_what_no_reader_sees_is_no_text(self, hidden: str) -> None:
        assert texts(f"<p>yes{hidden} and</p>{hidden}<p>more</p>") == ["yes and", "more"]

    def test_noscript_is_text_for_a_reader_that_runs_no_scripts(self) -> None:
        assert texts("<noscript><p>Switch it on</p></noscript>") == ["Switch it on"]

    @pytest.mark.parametrize("hiding", ["hidden", "style='color:red; Display : none'", "class='x' hidden=''"])
    def test_what_style_hides_is_kept_and_named_hidden(self, hiding: str) -> None:
        block = the_block(f"<div {hiding}><p>Lazily shown</p></div>")
        assert block.text == "Lazily shown"
        assert "hidden" in markup(block).names.split()

    def test_frameless_text_of_a_frameset_page_is_parsed_as_markup(self) -> None:
        assert texts("<frameset><frame src=a><noframes>Go <b>here</b><p>Or there</noframes></frameset>") == [
            "Go here",
            "Or there",
        ]

    def test_tags_in_a_text_field_are_text(self) -> None:
        assert texts("<textarea>use <wbr> and <noframes></textarea>") == ["use <wbr> and <noframes>"]

    def test_text_after_the_end_of_the_page_is_kept(self) -> None:
        assert texts("<body><p>a</body></html>late<html><p>later</html>") == ["a", "late", "later"]

    def test_text_after_an_element_that_libxml2_takes_for_a_container_is_kept(self) -> None:
        assert texts("<p>a<wbr>b<source>c<track>d<embed>e<keygen>f</p>") == ["abcdef"]
        assert markup(the_block("<div>" + "<p>" + "x<wbr>" * 1000)).path == "div/p"

    def test_a_lone_invisible_character_stays_in_the_page_text_but_makes_no_block(self) -> None:
        page = cut_html("<p>\u200b</p><p>a</p><p>\u200b</p>")
        assert [b.text for b in page.blocks] == ["a"]
        assert page.text == "\u200b a \u200b\n"


class TestMarkup:
    def test_a_block_knows_its_path_and_its_names_nearest_first(self) -> None:
        block = the_block("<body class=Page><div id=Main role=main><p class='lead  Big'>x</p></div></body>")
        assert markup(block) == Markup(path="div/p", names="lead big main main page", link_density=0.0)

    def test_an_inline_element_that_holds_the_whole_block_lends_its_names(self) -> None:
        assert (
            markup(the_block("<p class=a><span class=byline>By Ann <b class=n>Lee</b></span></p>")).names == "byline a"
        )
        assert markup(the_block("<p class=a><b class=n>By</b> Ann Lee</p>")).names == "a"

    def test_the_same_words_in_other_surroundings_are_other_names(self) -> None:
        blocks = cut_html("<div id=a><p class=x>1<p class=x>2</div><div id=b><p class=x>3<p class='x y' id=z>4").blocks
        assert [markup(block).names for block in blocks] == ["x a", "x a", "x b", "x y z b"]

    def test_a_block_has_all_the_fields_of_a_block(self) -> None:
        block = the_block("<p>See <a href=/1>this</a>")
        assert block == Block("See this", (0, 9), (1, 1), markup=Markup("p", "", 4 / 8, (Link("this", "/1"),)))
        assert block._replace(text="") != block

    def test_links_are_kept_with_text_address_and_relation(self) -> None:
        block = the_block("<p>See <a href='/a?b=1&amp;c' rel=next> this\none </a> or <a name=x>that</a> now</p>")
        assert markup(block).links == (Link("this one", "/a?b=1&c", "next"),)
        assert markup(block).link_density == pytest.approx(len("this one") / len(block.text))

    def test_a_link_around_several_blocks_belongs_to_each(self) -> None:
        first, second = cut_html("<a href=/x><h3>Head</h3><p>Teaser</p></a>").blocks
        assert [link.text for block in (first, second) for link in markup(block).links] == ["Head", "Teaser"]
        assert markup(first).link_density == markup(second).link_density == 1.0

    def test_links_to_the_previous_and_the_next_post_are_blocks_of_their_own(self) -> None:
        assert texts("<nav><a rel=prev href=/1>Old</a> <a rel='next' href=/2>New</a></nav>") == ["Old", "New"]
        assert texts("<p>See <a rel=prev href=/1>this</a> or <a rel=next href=/2>that</a></p>") == ["See this or that"]

    def test_links_without_white_space_between_are_two_words(self) -> None:
        assert texts("<nav><a href=/1>Home</a><a href=/2>News</a></nav>") == ["Home News"]

    def test_path_names_and_links_are_bounded(self) -> None:
        source = "<section class='aaaaaaaaa bbbbbbbbb'>" * 400 + "<p>" + f"<a href={'x' * 9000}>y</a>" * 500
        block = the_block(source)
        assert len(markup(block).path) <= LONGEST_PATH
        assert markup(block).path.endswith("/section/p")
        assert len(markup(block).names) <= LONGEST_NAMES
        assert len(markup(block).links) == 200
        assert max(len(link.href) for link in markup(block).links) == 2000


class TestHints:
    def test_the_head_is_read_wherever_it_stands(self) -> None:
        hints = cut_html(
            "<html lang=de-AT><head><title> Boats\n return </title><base href=http://a.example/>"
            "<noscript><img></noscript><meta property=og:title content='Boats!'><meta name=og:type content=article>"
            "<link rel='x Canonical' href=/boats><body><svg><title>icon</title></svg>"
        ).hints
        assert (hints.title, hints.og_title, hints.og_type) == ("Boats return", "Boats!", "article")
        assert (hints.canonical, hints.base, hints.language) == ("/boats", "http://a.example/", "de-AT")

    def test_the_first_of_several_counts_and_empty_ones_do_not(self) -> None:
        source = (
            "<title>one</title><title>two</title><meta property=og:title content=' '><meta property=og:title content=b>"
        )
        assert (cut_html(source).hints.title, cut_html(source).hints.og_title) == ("one", "b")

    @pytest.mark.parametrize(
        "source",
        [
            "<meta http-equiv=Content-Language content=pt-BR>",
            "<meta property=og:locale content=pt_BR>",
            "<html xml:lang=pt-BR>",
        ],
    )
    def test_the_language_may_be_said_in_other_ways(self, source: str) -> None:
        assert cut_html(source).hints.language == "pt-BR"

    def test_hints_are_bounded(self) -> None:
        long = "x" * 10_000
        hints = cut_html(f"<title>{long}</title><meta property=og:title content={long}><base href={long}>").hints
        assert (len(hints.title), len(hints.og_title), len(hints.base)) == (2000, 2000, 2000)


STRANGE = {
    "nothing": "",
    "white space": " \n ",
    "no html": "Just a line & more <than that",
    "binary": "".join(map(chr, range(256))),
    "surrogates": "<p>a\ud800b</p>\udfff",
    "xml declaration": "<?xml version='1.0' encoding='utf-16'?><html><body><p>é</p></body></html>",
    "other charset": "<meta charset=koi8-r><p>é</p>",
    "null": "<p>a\0b</p>",
    "plaintext": "<plaintext>a<b>c</plaintext>",
    "character references": "<p>&#0;&#xD800;&#x110000;&#99999999999;&bogus;&",
    "billion laughs": "<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><p>&b;</p>",
    "cut off": "<html><body><p class='x",
    "end tags only": "</p></div></html></b>",
    "unclosed svg": "<div><svg><path></div><p>after</p>",
    "nested links": "<a href=1>a<a href=2>b<a href=3>c",
    "only invisible": "\u200b\u200b",
}


@pytest.mark.parametrize("name", STRANGE)
def test_every_strange_page_is_a_page(name: str) -> None:
    assert_sound(cut_html(STRANGE[name]))


def test_a_page_in_another_charset_was_decoded_before() -> None:
    assert texts(STRANGE["other charset"]) == texts(STRANGE["xml declaration"]) == ["é"]


def new_paths(count: int) -> str:
    """``count`` short branches, no two on the same path: the tags spell a number in binary."""
    tags = ("b", "i")
    branches = (
        "".join(f"<{tags[int(bit)]}>" for bit in f"{n:b}") + "".join(f"</{tags[int(bit)]}>" for bit in f"{n:b}"[::-1])
        for n in range(count)
    )
    return "".join(branches)


HOSTILE = {
    "nested": "<div>" * 10_000 + "deep",
    "nested tables": "<table><tr><td>" * 10_000 + "deep",
    "unclosed inline": "<b><i>x" * 20_000 + "deep",
    "stray ends in depth": "<div>" * 20_000 + "</p>" * 100_000 + "deep",
    "stray ends in a picture": "deep<svg>" + "<g>" * 20_000 + "</p>" * 100_000,
    "stray ends at the limit": "<div>" * 400 + "</p>" * 50_000 + "deep",
    "long attribute": f"<p class='{'q ' * 500_000}'>deep",
    "many attributes": f"<p {' '.join(f'a{n}=1' for n in range(50_000))}>deep",
    "long text": "<p>" + "x " * 2_500_000 + "deep",
    "spaces": "<pre>" + " \n" * 500_000 + "deep",
    "open brackets": "<p>deep" + "<" * 500_000,
    "comments": "<p>deep" + "<!--" * 300_000,
    "line breaks": "a<br>" * 50_000 + "deep",
    "invisible blocks": "<p>\u200b" * 50_000 + "deep",
    "new tags": "".join(f"<x{n}></x{n}>" for n in range(100_000)) + "deep",
    "new paths": new_paths(8_000) + "deep",
    "unknown deep": "<p>deep<wbr><noframes>" * 20_000,
    "one link": "<a href=x>" + "<p>y" * 50_000 + "deep",
    "short cells": "<table><tr>" + "<td>y" * 50_000 + "<td>deep",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_page_takes_long_or_loses_its_text(name: str) -> None:
    start = time.process_time()
    page = cut_html(HOSTILE[name])
    assert time.process_time() - start < 10  # each takes under 1 s; a quadratic one took minutes
    assert_sound(page)
    assert "deep" in page.text


@dataclass(frozen=True)
class Node:
    """A generated element or, without a tag, a text node."""

    tag: str
    text: str
    children: tuple[Node, ...] = ()

    def source(self) -> str:
        if not self.tag:
            return html.escape(self.text)
        if self.tag in VOID:
            return f"<{self.tag}>"
        return f"<{self.tag} class='c'>{''.join(child.source() for child in self.children)}</{self.tag}>"

    def visible(self) -> str:
        if not self.tag:
            return self.text
        return "" if self.tag in UNSEEN else "".join(child.visible() for child in self.children)


VOID = frozenset(("br", "hr", "img", "wbr"))
UNSEEN = frozenset(("template", "svg", "canvas", "object"))
SEEN = frozenset("div p span a b h2 ul li table tr td blockquote section form button label pre noscript x-y".split())
TEXT = st.text("ab.。é\u0301日\u3000\u00a0\u200b\n\t <&•", max_size=8)
LEAVES = st.builds(Node, st.just(""), TEXT) | st.builds(Node, st.sampled_from(sorted(VOID)), st.just(""))
SPANS = st.builds(Node, st.just("span"), st.just(""), st.tuples(LEAVES))
# No block in an unseen element: its end tag may end an outer one, as the parser mends wrong nesting, and show the rest.
HIDDEN = st.builds(Node, st.sampled_from(sorted(UNSEEN)), st.just(""), st.lists(LEAVES | SPANS, max_size=3).map(tuple))
NODES = st.recursive(
    LEAVES | HIDDEN,
    lambda inner: st.builds(Node, st.sampled_from(sorted(SEEN)), st.just(""), st.lists(inner, max_size=5).map(tuple)),
    max_leaves=40,
)


def characters(text: str) -> str:
    return "".join(text.split())


@given(st.lists(NODES, max_size=4))
def test_blocks_hold_every_visible_character_in_order_and_no_other(nodes: list[Node]) -> None:
    page = cut_html("<body>" + "".join(node.source() for node in nodes) + "</body>")
    assert_sound(page)
    assert characters(page.text) == characters("".join(node.visible() for node in nodes))


@given(st.lists(NODES, max_size=4), st.sampled_from(["", "é" * 70_000, "日" * 50_000, "\0"]))
def test_a_page_that_comes_in_utf_8_is_the_same_page(nodes: list[Node], filling: str) -> None:
    source = f"<body>{filling}" + "".join(node.source() for node in nodes)
    assert cut_html(source, source.encode()) == cut_html(source)


@given(st.text("<>/!-= \n'\"&#;abptdirhv1\u200b", max_size=200))
def test_any_characters_make_a_sound_page(source: str) -> None:
    assert_sound(cut_html(source))
