"""Links to other posts, from page to article: previous, next, related; and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.decode.neighbours import neighbours_in
from newsarchive.fields.address import is_same_page
from newsarchive.label.linktext import can_be_title, counts_pages, halves
from newsarchive.model import Article, RawPage, Relation, Role
from newsarchive.pipeline import clean

URL = "https://ellerby.example/news/2023/ferry"
TITLE = "Ferry returns to Ellerby quay after repairs"
PARAGRAPHS = (
    "The Ellerby ferry took its first passengers across the sound on Monday morning, eleven weeks after "
    "a cracked shaft put it out of service.",
    "Harbour master Oda Lindqvist said the repair had cost twice what was planned, because the yard "
    "at Varn had to cast a new bearing.",
    "Commuters, who had been sent round by the bridge, said they had missed the crossing more than they had expected to miss it.",
    "The council will decide in spring whether a second boat is to be bought, and who would pay for the berth it needs.",
)


def html(*after: str, head: str = "", inside: str = "") -> Article:
    first, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS)
    body = f"<article><h1>{TITLE}</h1>{first}{inside}{''.join(rest)}</article>{''.join(after)}"
    source = f"<html lang=en><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    return article(source, "text/html", URL)


def text(*after: str) -> Article:
    return article("\n\n".join((TITLE, *PARAGRAPHS, *after)), "text/plain", "file:///ferry.txt")


def article(source: str, media_type: str, uri: str) -> Article:
    found = clean(RawPage(source.encode(), uri, media_type=media_type, encoding_given="utf-8"))
    assert isinstance(found, Article), found
    assert [part.text for part in found.body] == list(PARAGRAPHS)
    return found


def links(found: Article) -> list[tuple[str, str, str | None]]:
    return [(link.relation.value, link.title, link.url) for link in found.related]


PAIR = [
    ("previous", "Bridge closed for a week", "https://ellerby.example/bridge"),
    ("next", "Lock gates stuck for a third day", "https://ellerby.example/news/2023/lock"),
]


@pytest.mark.parametrize(
    "markup",
    [
        '<nav><a rel="prev" href="/bridge">Bridge closed for a week</a> '
        '<a rel="next" href="lock">Lock gates stuck for a third day</a></nav>',
        '<a rel=prev href="/bridge"><span>Previous</span>Bridge closed for a week</a>'
        '<a rel=next href="lock"><span class="nav-subtitle">Next:</span>'
        '<b class="nav-title">Lock gates stuck for a third day</b></a>',
        '<div class="nav-previous"><a href="/bridge">« Bridge closed for a week</a></div>'
        '<div class="nav-next"><a href="lock">Lock gates stuck for a third day »</a></div>',
        '<div><span>Previous post</span> <a href="/bridge">Bridge closed for a week</a></div>'
        '<div><span>Next post</span> <a href="lock">Lock gates stuck for a third day</a></div>',
        '<p><a href="/bridge">← Bridge closed for a week</a> <a href="lock">Lock gates stuck for a third day →</a></p>',
        '<a rel=prev href="/bridge" title="Bridge closed for a week">Previous post</a>'
        '<a rel=next href="lock"><img src=i.png alt="Lock gates stuck for a third day"></a>',
        '<div><a class="theme-post-nav theme-post-prev" href="/bridge"><i>&lt;</i>'
        "<b class=entry-title>Bridge closed for a week</b></a>"
        '<a class="theme-post-nav theme-post-next" href="lock"><b class=entry-title>Lock gates stuck for a third day</b></a></div>',
        '<div><a href="/bridge">Previous</a></div><p>4 May</p><h4><a href="/bridge">Bridge closed for a week</a></h4>'
        '<div><a href="lock">Next</a></div><p>9 May</p><h4><a href="lock">Lock gates stuck for a third day</a></h4>',
        '<div class="tdb-next-post"><span>previous article</span><a href="/bridge">Bridge closed for a week</a></div>'
        '<div class="tdb-next-post"><span>next article</span><a href="lock">Lock gates stuck for a third day</a></div>',
    ],
    ids=[
        *("rel", "labels inside the links", "class names", "labels above", "arrows", "title attribute and picture"),
        *("classes of the links", "labels that are links too", "one name for both"),
    ],
)
def test_previous_and_next_post_from_html(markup: str) -> None:
    assert links(html(markup)) == PAIR


def test_links_in_the_head_count_where_the_page_shows_none_and_stand_at_no_line() -> None:
    found = html(
        head='<link rel=prev title="Bridge closed for a week" href="/bridge"><link rel=next href="/news/2023/lock">'
    )
    assert links(found) == PAIR[:1]
    assert found.related[0].lines == (0, 0)
    assert found.related[0].why == "rule rel-link: rel=prev, in the head"


@pytest.mark.parametrize(
    "lines",
    [
        ("Previous Post", "Bridge closed for a week", "Next Post", "Lock gates stuck for a third day"),
        ("Previous post: Bridge closed for a week", "Next post: Lock gates stuck for a third day"),
        ("← Bridge closed for a week      Lock gates stuck for a third day →",),
        ("← Bridge closed for a week", "Lock gates stuck for a third day →"),
        ("Post navigation", "←", "Bridge closed for a week", "Lock gates stuck for a third day", "→"),
        ("Older post", "Newer post", "Bridge closed for a week", "Lock gates stuck for a third day"),
        ("Bridge closed for a week", "Previous post", "Lock gates stuck for a third day", "Next post"),
        ("Previous Bridge closed for a week", "Next Lock gates stuck for a third day"),
        ("Previous articleBridge closed for a week", "Next articleLock gates stuck for a third day"),
        ("* Previous article Bridge closed for a week", "Share", "* Next article Lock gates stuck for a third day"),
        (
            "Previous post",
            "Previous",
            "Bridge closed for a week",
            "Next post",
            "Next",
            "Lock gates stuck for a third day",
        ),
        ("Previous post Previous Bridge closed for a week", "Next post Next Lock gates stuck for a third day"),
        ("Previous article: Bridge closed for a week Next article: Lock gates stuck for a third day",),
        ("← Bridge closed for a week → Lock gates stuck for a third day",),
        ("❮", "Bridge closed for a week", "Lock gates stuck for a third day", "❯"),
    ],
    ids=[
        *("labels above", "labels before", "on one line", "arrows", "arrows apart", "labels together", "labels below"),
        *(
            "bare labels before",
            "labels joined to the titles",
            "labels behind a bullet",
            "labels twice",
            "labels twice in a line",
        ),
        *("two labels in a line", "two arrows in a line", "lone arrows"),
    ],
)
def test_previous_and_next_post_from_text(lines: tuple[str, ...]) -> None:
    assert links(text(*lines)) == [(relation, title, None) for relation, title, _ in PAIR]


@pytest.mark.parametrize("href", ["?page=2", "/news/2023/ferry/2", "/news/2023/ferry/page/2/", "#top", URL])
def test_the_next_page_of_the_same_article_is_no_next_post(href: str) -> None:
    found = html(
        f'<a rel=next href="{href}">The second part of the story</a>', head=f'<link rel=next title=More href="{href}">'
    )
    assert links(found) == []


@pytest.mark.parametrize(
    "line",
    ["Next generation of ferries is being built at Varn", "Previous owners of the ferry", "Next up is the harbour"],
)
def test_a_line_that_begins_with_the_word_of_a_label_is_no_link_by_itself(line: str) -> None:
    found = text("Share", line, "Copyright 2023 The Ellerby Post")
    assert [link for link in found.related if link.relation is not Relation.RELATED] == []


@pytest.mark.parametrize(
    "lines",
    [
        ("Next →", "The old bridge in snow"),
        ("The harbour has been dredged for years", "More »"),
        ("< Prev", "of 2", "Next >", "The old bridge in snow"),
        ("« Previous",),
    ],
    ids=["a lone Next", "more of a teaser", "a count of pictures", "a label without a title"],
)
def test_labels_that_turn_pictures_or_open_a_teaser_name_no_post(lines: tuple[str, ...]) -> None:
    found = text("Share", *lines, "Copyright 2023 The Ellerby Post")
    assert [link for link in found.related if link.relation is not Relation.RELATED] == []


def test_the_arrows_of_a_slide_show_are_no_links_to_posts() -> None:
    assert (
        links(html('<div class="photo-slider"><a href="/p/1">Previous photo</a> <a href="/p/3">Next</a></div>')) == []
    )
    assert (
        links(html('<div class=slick-slide><p>Previous post</p><a href="/p/1">The old bridge in snow</a></div>')) == []
    )


def test_a_label_that_is_the_link_stands_for_its_title_where_the_page_has_no_other() -> None:
    found = html('<p><a href="/bridge">Previous post</a> <a href="lock">Next post</a></p>')
    assert links(found) == [
        ("previous", "Previous post", PAIR[0][2]),
        ("next", "Next post", PAIR[1][2]),
    ]


@pytest.mark.parametrize("label", ["Next page", "Older posts", "Next"])
def test_what_turns_pages_is_not_taken_for_another_post_by_its_label(label: str) -> None:
    assert links(html(f'<p><a href="/news/2023/ferry-continued">{label}</a></p>')) == []


def test_what_the_head_states_outweighs_a_label_on_the_page() -> None:
    found = html(
        "<div><span>Next post</span> <a href='/news/2020/old'>Most read: herring prices</a></div>",
        head='<link rel=next title="Lock gates stuck for a third day" href="/news/2023/lock">',
    )
    assert links(found) == PAIR[1:]


def test_numbers_of_pages_are_navigation_with_a_reason() -> None:
    found = html(
        '<div><a href="?page=1">1</a> <a href="?page=2">2</a> <a href="?page=3">3</a> <a href="?page=2">Next</a></div>'
    )
    assert links(found) == []
    assert [(each.role, "pages of the same article" in each.why) for each in found.removed] == [(Role.NAV, True)]


def test_the_way_back_to_the_blog_is_no_previous_post() -> None:
    assert links(html('<p><a href="/blog">← Back to all our articles</a></p>')) == []


def test_a_related_box_gives_its_titles_once_and_its_teasers_stay_out() -> None:
    found = html(
        '<section class="related-posts"><h3>Related posts</h3>'
        '<a href="/tide">Tide tables to be printed again</a><p>The office of the harbour has found its old press.</p>'
        '<a href="/tide">Tide tables to be printed again</a><a href="/crane">Second crane for the Varn yard</a></section>'
    )
    assert links(found) == [
        ("related", "Tide tables to be printed again", "https://ellerby.example/tide"),
        ("related", "Second crane for the Varn yard", "https://ellerby.example/crane"),
    ]


def test_links_in_the_middle_of_the_article_are_related() -> None:
    found = html(inside='<p class="read-also">Read also: <a href="/tide">Tide tables to be printed again</a></p>')
    assert links(found) == [("related", "Tide tables to be printed again", "https://ellerby.example/tide")]


def test_a_line_of_several_links_gives_each() -> None:
    found = html(
        '<p class="related">Related: <a href="/tide">Tide tables to be printed again</a> | '
        '<a href="/crane">Second crane for the Varn yard</a></p>'
    )
    assert [title for _, title, _ in links(found)] == [
        "Tide tables to be printed again",
        "Second crane for the Varn yard",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="related-posts"><a rel="sponsored" href="https://shop.example/boots">Ten boots that never leak</a></div>',
        '<div class="related-posts"><a href="https://trends.revcontent.com/click">Ten boots that never leak</a></div>',
        '<div class="OUTBRAIN" id="related"><a href="https://shop.example/boots">Ten boots that never leak</a></div>',
    ],
    ids=["rel=sponsored", "host", "class name"],
)
def test_paid_links_are_advertising_never_related(markup: str) -> None:
    found = html(markup)
    assert links(found) == []
    assert Role.AD in {each.role for each in found.removed if "boots" in each.text}


def test_related_links_of_a_page_whose_address_is_unknown_are_kept_without_one() -> None:
    source = f"<h1>{TITLE}</h1>{''.join(f'<p>{each}</p>' for each in PARAGRAPHS)}"
    source += '<div class="related-posts"><a href="/tide">Tide tables to be printed again</a></div>'
    assert links(article(source, "text/html", "file:///page.html")) == [
        ("related", "Tide tables to be printed again", None)
    ]


def test_an_address_in_a_line_of_text_is_the_links() -> None:
    found = text("Related articles", "[Tide tables to be printed again](https://ellerby.example/tide)")
    assert links(found) == [("related", "Tide tables to be printed again", "https://ellerby.example/tide")]


@pytest.mark.parametrize(
    ("url", "is_same"),
    [
        ("https://www.ellerby.example/news/2023/ferry/", True),
        ("https://ellerby.example/news/2023/ferry?page=3", True),
        ("https://ellerby.example/news/2023/ferry-2", True),
        ("https://ellerby.example/news/2023/ferry?p=3282", False),
        ("https://ellerby.example/news/2023/lock", False),
        ("https://varn.example/news/2023/ferry", False),
        ("https://[", False),
    ],
)
def test_further_pages_of_an_article_share_its_address(url: str, is_same: bool) -> None:
    assert is_same_page(url, URL) is is_same


@pytest.mark.parametrize(
    ("line", "is_count"),
    [("1 2 3 Next", True), ("Page 2 of 4", True), ("2 of 4", False), ("02 Feb 26", False), ("5", False)],
)
def test_a_count_of_pages_goes_up_one_by_one_or_says_so(line: str, is_count: bool) -> None:
    assert counts_pages(line) is is_count


@pytest.mark.parametrize(
    ("words", "is_title"), [("Sport", False), ("Contact us", False), ("Lock gates stuck", True), ("渡轮恢复通航", True)]
)
def test_menu_words_are_too_short_for_a_title(words: str, is_title: bool) -> None:
    assert can_be_title(words) is is_title


def test_fragments_are_read_as_browsers_do_whatever_is_missing() -> None:
    found = neighbours_in(b'<a class=x rel="nofollow prev" href="/a"><i>One</i> two<a rel=next href=b>')
    assert [(each.relation, each.parts, each.href) for each in found] == [
        (Relation.PREVIOUS, ("One", "two"), "/a"),
        (Relation.NEXT, (), "b"),
    ]


@given(st.text(alphabet='<>a rel="next"prv/=\' \n', max_size=400))
def test_no_markup_makes_reading_fragments_fail(source: str) -> None:
    assert len(neighbours_in(source.encode())) <= 12


@given(st.text(max_size=80))
def test_the_halves_of_a_line_are_all_of_it(line: str) -> None:
    both = halves(line)
    assert both is None or "".join("".join(both).split()) == "".join(both).replace(" ", "")
