"""What the head of an HTML page says of the article: JSON-LD, metadata, time elements; and the fields made of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.decode.html import cut_html
from newsarchive.decode.jsonld import claims
from newsarchive.formats.articlejson import from_value, to_value
from newsarchive.model import Article, Claim, RawPage
from newsarchive.pipeline import clean

STORY = "<p>" + "</p><p>".join(
    ["The landing took its first boat on Tuesday, and two hundred people stood on it in the rain."] * 5
)


def script(value: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def article(head: str, body: str = "", uri: str = "https://example.org/a/ferry") -> Article:
    html = f"<html lang=en><head>{head}</head><body><h1>Ferry landing opens after two winters</h1>{body}{STORY}</body></html>"
    found = clean(RawPage(html.encode(), uri, media_type="text/html", encoding_given="utf-8"))
    assert isinstance(found, Article)
    return found


def said(value: Any, field: str) -> list[str]:
    return [claim.value for claim in claims([json.dumps(value)]) if claim.field == field]


NEWS = {"@type": "NewsArticle", "datePublished": "2023-09-05", "author": "Ann Ash"}


@pytest.mark.parametrize(
    "value",
    [
        NEWS,
        [NEWS],
        {"@graph": [{"@type": "WebSite", "name": "Courier"}, NEWS]},
        NEWS | {"@type": ["Thing", "https://schema.org/NewsArticle"]},
        NEWS | {"author": ["Ann Ash"]},
        NEWS | {"author": {"@type": "Person", "name": "Ann Ash"}},
        NEWS | {"author": [{"name": "Ann Ash"}]},
        NEWS | {"author": {"@type": "Person", "givenName": "Ann", "familyName": "Ash"}},
        {"@graph": [NEWS | {"author": {"@id": "#ann"}}, {"@id": "#ann", "@type": "Person", "name": "Ann Ash"}]},
        {"@type": "WebPage", "mainEntity": NEWS},
        NEWS | {"author": "Ann\n Ash"},
    ],
)
def test_the_author_is_read_however_json_ld_writes_it(value: Any) -> None:
    assert said(value, "author") == ["Ann Ash"]
    assert said(value, "published") == ["2023-09-05"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "5",
        '"NewsArticle"',
        "[[[]]]",
        "/* x */",
        '{"@type": "NewsArticle"',
        '{"@type": "Product", "author": "A"}',
    ],
)
def test_what_is_no_article_says_nothing(text: str) -> None:
    assert list(claims([text])) == []


@pytest.mark.parametrize("wrapped", ["<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "{};", "\ufeff{}"])
def test_json_ld_is_found_in_what_pages_wrap_it_in(wrapped: str) -> None:
    assert [c.value for c in claims([wrapped.replace("{}", json.dumps(NEWS))]) if c.field == "author"] == ["Ann Ash"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "@id", "author", "name", "keywords", "datePublished", "mainEntity"]),
            inner,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_without_fault(value: Any) -> None:
    for node in (
        value,
        {"@type": "NewsArticle", "author": value, "keywords": value, "datePublished": value, "@id": value},
    ):
        assert all(isinstance(claim, Claim) and claim.value for claim in claims([json.dumps(node)]))


@pytest.mark.parametrize(
    "hostile", ["[" * 100_000, '{"@graph":' * 100_000, '{"@type":"Article","author":' + "[" * 100_000]
)
def test_json_nested_a_hundred_thousand_deep_is_passed_over(hostile: str) -> None:
    assert article(f'<script type="application/ld+json">{hostile}</script>').byline is None


def test_a_script_of_many_megabytes_and_a_million_claims_are_bounded() -> None:
    tags = "".join(f'<meta property="article:tag" content="tag {i}">' for i in range(5000))
    huge = script(NEWS | {"keywords": ["x" * 5000] * 2000, "author": "Ann " * 500_000})
    hints = cut_html(f"<head>{tags}{huge}</head>").hints
    assert len(hints.claims) < 1000
    assert max(len(claim.value) for claim in hints.claims) <= 2000


def test_scripts_that_are_code_are_not_read() -> None:
    assert article(f"<script>{json.dumps(NEWS)}</script>").byline is None


def test_all_fields_of_the_head_are_cited() -> None:
    found = article(
        script(NEWS | {"articleSection": "Harbour", "keywords": "ferry, landing", "publisher": {"name": "Courier"}})
        + '<link rel=canonical href="/a/ferry?x=ü"><meta property="article:modified_time" content="2023-09-06T08:00:00Z">'
    )
    assert (found.section, found.tags, found.site_name) == ("Harbour", ("ferry", "landing"), "Courier")
    assert found.canonical_url == "https://example.org/a/ferry?x=%C3%BC"
    assert found.byline
    assert found.byline.authors == ("Ann Ash",)
    assert found.published
    assert found.published.value == "2023-09-05"
    assert found.modified
    assert found.modified.value == "2023-09-06T08:00:00Z"
    for name in ("section", "tags", "site_name", "canonical_url", "byline", "published", "modified"):
        assert found.where[name].lines == (0, 0)
        assert found.where[name].why.startswith("rule head: ")
    assert from_value(to_value(found)) == found


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "http://[", "ftp://a/b", "mailto:a@example.org"]
)
def test_an_address_that_is_none_of_the_web_is_no_canonical_one(href: str) -> None:
    assert article(f'<link rel=canonical href="{href}">').canonical_url is None


def test_a_meta_element_may_hold_its_content_under_another_name() -> None:
    assert [claim.value for claim in cut_html('<meta name="pubdate" value="2023-09-05">').hints.claims] == [
        "2023-09-05"
    ]


def test_a_time_element_is_cited_from_its_block() -> None:
    found = article(
        "", '<div>Harbour</div><div><time datetime="2023-09-05T14:00:00+02:00" class="published">Tuesday</time></div>'
    )
    assert found.published
    assert found.published.value == "2023-09-05T14:00:00+02:00"
    assert found.where["published"].lines == (3, 3)


def test_yoast_tells_the_author_under_a_label() -> None:
    head = '<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Ann Ash">'
    found = article(head)
    assert found.byline
    assert found.byline.authors == ("Ann Ash",)
    assert article(head.replace("Verfasst von", "Lesezeit")).byline is None


def test_an_article_archived_before_these_fields_is_still_read() -> None:
    value = to_value(article(""))
    for name in ("section", "tags", "site_name", "canonical_url"):
        del value[name]
    assert from_value(value).tags == ()


@pytest.mark.parametrize(
    ("name", "tampered"),
    [
        ("headline", 5), ("byline", "Ann"), ("byline", {"raw": 1, "authors": [], "agency": None}), ("tags", [1]), ("body", {}),
        ("body", [5]), ("where", {"headline": {"lines": ["a", 1], "raw": "", "why": ""}}), ("published", {"value": 5, "raw": ""}),
        ("source", "x"), ("confidence", "high"), ("canonical_url", ["x"]), ("removed", [{"role": "ad"}]), ("provenance", None),
    ],
)  # fmt: skip
def test_a_tampered_line_is_refused_by_name(name: str, tampered: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_value(to_value(article("")) | {name: tampered})
