"""The review page, read with an HTML parser: what it holds, where it leads, and that it is fit for everybody."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given

from newsarchive.formats import limits
from newsarchive.formats.html import render_html
from newsarchive.formats.markup import element, escape
from newsarchive.formats.tongue import direction, lang
from newsarchive.model import (
    Article,
    Byline,
    Kind,
    Moment,
    Part,
    RawPage,
    RelatedLink,
    Relation,
    Removed,
    Role,
    Status,
    Verdict,
    Where,
)
from newsarchive.pipeline import clean
from newsarchive.textnorm import normalise
from strategies import articles

SEEDS = Path(__file__).parent.parent / "seeds"
CSS = (files("newsarchive.formats") / "review.css").read_text("utf-8")


def cleaned(name: str) -> Article:
    article = clean(RawPage((SEEDS / name).read_bytes(), f"https://www.example.org/{name}"), explain=True)
    assert isinstance(article, Article)
    return article


@pytest.fixture(scope="module")
def seed() -> Article:
    return cleaned("seed.txt")


@pytest.fixture(scope="module")
def bridge() -> Article:
    return cleaned("harbour-bridge.html")


def soup(article: Article) -> BeautifulSoup:
    return BeautifulSoup(render_html(article), "lxml")


def only(page: BeautifulSoup | Tag, selector: str) -> Tag:
    (found,) = page.select(selector)
    return found


def said(node: Tag) -> str:
    """Its text, without what is only spoken and without the numbers in the margin."""
    copy = BeautifulSoup(str(node), "lxml")
    for aside in copy.select(".spoken, .origin"):
        aside.decompose()
    return normalise(copy.get_text())


def assert_sound(article: Article) -> None:
    """What must hold of the review page of any article."""
    shown = render_html(article)
    html5lib.HTMLParser(strict=True).parse(shown)
    page = BeautifulSoup(shown, "lxml")
    ids = Counter(str(node["id"]) for node in page.select("[id]"))
    assert max(ids.values()) == 1
    assert len(page.select("h1")) == len(page.select("main")) == len(page.select("title")) == 1
    assert page.select("script, img, iframe, link, object, [style], [onclick]") == []
    assert page.select_one("html[lang=en]") is not None
    labelled = Counter(label["for"] for label in page.select("label"))
    assert all(labelled[box["id"]] == 1 for box in page.select("input"))
    for node in page.select("[aria-describedby], [aria-labelledby]"):
        assert (node.get("aria-describedby") or node.get("aria-labelledby")) in ids
    for link in page.select("a[href^='#']"):
        assert str(link["href"])[1:] in ids
        assert normalise(link.get_text())


@given(articles())
def test_the_page_of_any_article_is_valid_has_one_heading_and_leads_nowhere_that_is_not(article: Article) -> None:
    assert_sound(article)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.[th]*")), ids=lambda path: path.name)
def test_the_page_of_every_seed_is_sound(path: Path) -> None:
    assert_sound(cleaned(path.name))


def test_the_policy_allows_its_own_style_sheet_and_nothing_else(seed: Article) -> None:
    page = soup(seed)
    policy = str(only(page, "meta[http-equiv=Content-Security-Policy]")["content"])
    digest = base64.b64encode(hashlib.sha256(str(only(page, "style").string).encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert only(page, "meta[name=referrer]")["content"] == "no-referrer"
    assert "</" not in CSS
    assert not re.search(r"url\(|@import|expression|http", CSS.replace('[href^="http"]', ""))


def test_every_line_that_is_not_blank_stands_in_the_list_with_role_and_reason(seed: Article) -> None:
    rows = soup(seed).select(".row")
    numbers = {int(str(row["id"])[1:].partition("-")[0]) for row in rows}
    page = (SEEDS / "seed.txt").read_text("utf-8").splitlines()
    assert numbers == {number for number, line in enumerate(page, 1) if line.strip()}
    for row in rows:
        assert said(only(row, ".role"))
        assert said(only(row, ".why"))
        assert only(row, ".number")["aria-describedby"] == only(row, ".why")["id"]


def test_the_article_stands_in_full_and_in_order(bridge: Article) -> None:
    page = soup(bridge)
    assert said(only(page, "h1")) == bridge.headline
    parts = [said(node) for node in page.select(".body .part")]
    assert parts == [part.text for part in bridge.body]
    kinds = Counter(part.kind for part in bridge.body)
    assert len(page.select(".body ul > li")) == kinds[Kind.LIST_ITEM]
    assert len(page.select(".body h2")) == kinds[Kind.HEADING]
    assert len(page.select(".body blockquote > p")) == kinds[Kind.QUOTE]


def test_every_part_leads_to_the_row_it_came_from_and_back(bridge: Article) -> None:
    page = soup(bridge)
    parts = page.select(".body .part, .others .part")
    assert len(parts) == len(bridge.body) + len(bridge.related)
    for part in parts:
        row = only(page, f"[id='{str(only(part, '.origin')['href'])[1:]}']")
        assert only(row, ".number")["href"] == f"#{part['id']}"
        assert said(only(row, ".text")) in said(part)


def test_a_row_that_was_removed_leads_to_itself(seed: Article) -> None:
    for row in soup(seed).select(".row.removed"):
        assert only(row, ".number")["href"] == f"#{row['id']}"


def test_there_is_a_filter_for_each_role_on_the_page_and_a_rule_for_each_role(bridge: Article) -> None:
    page = soup(bridge)
    roles = Counter(str(row["class"][-1]) for row in page.select(".row"))
    labels = {str(box["id"]).removeprefix("show-") for box in page.select(".roles input")}
    assert labels == set(roles)
    for role in Role:
        assert f".page:has(#show-{role.value}:not(:checked)) .row.{role.value}" in CSS
        assert re.search(rf"\.{role.value}\b[^{{]*{{ --c:", CSS)
    assert f"removed {sum('removed' in row['class'] for row in page.select('.row'))}" in said(only(page, ".states"))


def test_other_posts_are_links_that_tell_nobody_where_the_reader_comes_from(seed: Article) -> None:
    urls = ("https://good.example@evil.example/", "javascript:alert(1)", "data:text/html,x", "//a", "http://[::1", None)
    related = tuple(RelatedLink(Relation.NEXT, f"title {n}", url, (n, n), "") for n, url in enumerate(urls, 1))
    page = soup(replace(seed, related=related))
    links = page.select(".others a[href^=http]")
    assert [link["href"] for link in links] == ["https://good.example@evil.example/", "http://[::1"]
    assert all(link["rel"] == "noopener noreferrer nofollow external".split() for link in links)
    assert [said(host) for host in page.select(".others .host")] == ["evil.example"]


def test_the_fields_say_where_they_stood_and_why(bridge: Article) -> None:
    page = soup(bridge)
    for name in bridge.where.keys() & {"headline", "byline"}:
        row = only(page, f"tr#{name}")
        assert bridge.where[name].why in said(row)
        target = str(only(row, "td a")["href"])[1:]
        assert said(only(page, f"[id='{target}'] .text")) == bridge.where[name].raw


def test_a_field_from_the_head_says_so(seed: Article) -> None:
    page = soup(replace(seed, where={"headline": Where((0, 0), "Raw title | Site", "rule title: …")}))
    assert "the head of the page" in said(only(page, "tr#headline"))
    assert "as it stands: Raw title | Site" in said(only(page, "tr#headline"))
    assert said(only(page, "[id='L0'] .number")) == "head"


def test_a_field_that_no_role_is_named_after_goes_by_its_own_name(seed: Article) -> None:
    where = {"site_name": Where((0, 0), "The Ellerby Argus", "meta og:site_name")}
    page = soup(replace(seed, site_name="The Ellerby Argus", where=where))
    assert said(only(page, "[id='L0'] .role")) == "site name"
    assert "The Ellerby Argus" in said(only(page, "tr#site_name"))


def test_a_page_that_is_no_article_says_so_at_the_top(seed: Article) -> None:
    assert soup(seed).select(".verdict") == []
    page = soup(replace(seed, status=Status.NOT_ARTICLE, verdict=Verdict("listing", "9 of 10 words are links")))
    assert said(only(page, "main > .verdict:first-child")) == "Not a whole article: listing9 of 10 words are links"


def test_without_a_headline_the_page_has_one_all_the_same(seed: Article) -> None:
    assert said(only(soup(replace(seed, headline=None)), "h1")) == "No headline"


@pytest.mark.parametrize(
    ("value", "machine_readable"),
    [
        ("2023-09-05", True),
        ("2023-09-05T14:00:00+02:00", True),
        ("2023-09-05T14:00", True),
        ("x", False),
        (None, False),
    ],
)
def test_a_date_is_machine_readable_where_it_is_one(seed: Article, value: str | None, machine_readable: bool) -> None:
    page = soup(replace(seed, published=Moment(value, "5 September 2023"), where={}))
    assert [node["datetime"] for node in page.select(".facts time")] == ([value] if machine_readable else [])
    assert said(only(page, ".facts")) == "5 September 2023"


def test_a_date_that_only_the_head_knows_is_shown_as_a_day_and_only_where_the_byline_has_none(seed: Article) -> None:
    moment = Moment("2023-09-05T06:30:00+01:00", "2023-09-05T06:30:00+01:00")
    head = {name: Where((0, 0), moment.raw, "meta") for name in ("published", "modified")}
    dated = replace(seed, published=moment, modified=moment, where=head)
    assert said(only(soup(dated), ".facts")) == "2023-09-05"
    byline = Byline("By Nell Farrow, 5 September 2023", ("Nell Farrow",))
    assert said(only(soup(replace(dated, byline=byline)), ".facts")) == byline.raw


@pytest.mark.parametrize(
    ("language", "attribute", "way"),
    [
        ("en", "en", "ltr"), ("ar", "ar", "rtl"), ("he-IL", "he-IL", "rtl"), ("fa", "fa", "rtl"), ("az-Arab", "az-Arab", "rtl"),
        ("ur-Latn", "ur-Latn", "ltr"), ("zh-Hans", "zh-Hans", "ltr"), ("und", None, "auto"), (None, None, "auto"),
        ("", None, "auto"), ('en" onclick="x', None, "auto"), ("not a language", None, "auto"),
    ],
)  # fmt: skip
def test_the_article_has_its_language_and_direction(
    seed: Article, language: str | None, attribute: str | None, way: str
) -> None:
    assert (lang(language), direction(language)) == (attribute, way)
    article = only(soup(replace(seed, language=language)), "article")
    assert (article.get("lang"), article["dir"]) == (attribute, way)
    assert not [
        origin for origin in article.select(".origin") if origin.get("dir")
    ]  # they stand in the article's margin


def test_what_a_page_says_stands_apart_from_our_own_words(seed: Article) -> None:
    """Isolated (bdi), so that right-to-left text moves nothing around it."""
    page = soup(seed)
    assert all(row.select("bdi.text[dir=auto]") for row in page.select(".row"))


def test_whatever_is_put_into_an_element_is_escaped() -> None:
    made = element("p", "<b>&\"'", element("i", "x"), title="\"'<>&", data_x=True, hidden=False, id=None)
    assert made == '<p title="&quot;&#x27;&lt;&gt;&amp;" data-x>&lt;b&gt;&amp;&quot;&#x27;<i>x</i></p>'
    assert escape("a\u202eb\x00\ud800\U000e0041") == "a\\u202eb\\u0000\\ud800\\u{e0041}"
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert escape(flag + "می‌خواهم 👩‍🚒") == flag + "می‌خواهم 👩‍🚒"


@pytest.mark.parametrize("letter", ["x", '"', "\U000e0041"])
def test_a_page_of_64_mib_gives_a_page_of_bounded_size(seed: Article, letter: str) -> None:
    text = letter * 3_000
    count = 64 * 1024 * 1024 // (2 * len(text.encode()))
    huge = replace(
        seed,
        headline=text,
        body=(Part(Kind.PARAGRAPH, text, (1, 1), text),) * count,
        removed=(Removed(Role.AD, text, (2, 2), text),) * count,
    )
    shown = render_html(huge)
    assert len(shown.encode()) < 48 * 1024 * 1024
    assert "are not shown here" in shown
    assert "(1,000 more characters)" in shown


def test_many_short_lines_are_bounded_too(seed: Article) -> None:
    removed = tuple(Removed(Role.NAV, "x", (n, n), "why") for n in range(1, 100_000))
    shown = render_html(replace(seed, removed=removed))
    assert shown.count('class="row ') == limits.MOST_ROWS
    assert "95,024 more are not shown here" in shown
    assert_sound(replace(seed, removed=removed))


def test_a_single_paragraph_is_bounded_too(seed: Article) -> None:
    shown = render_html(replace(seed, body=(Part(Kind.PARAGRAPH, "x" * 9_000_000, (1, 1), "why"),)))
    assert len(shown) < limits.MOST_ARTICLE + 100_000
    assert "(8,000,000 more characters)" in shown
