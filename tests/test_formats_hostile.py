"""A page full of what acts on its reader, through every format: nothing of it acts, and nothing of it is a crash."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
import yaml

from browser import browser, listening, open_page
from hostile import OWNED, TITLE, forged, hostile_html, hostile_text, tricks
from newsarchive.formats import Format, render
from newsarchive.model import Article, RawPage, Status
from newsarchive.pipeline import clean

ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What acts on a terminal, an editor or a decoder; newline alone is ours."""


def cleaned(data: bytes) -> Article:
    article = clean(RawPage(data, "https://example.org/news/1"), explain=True)
    assert isinstance(article, Article)
    return article


@pytest.fixture(scope="module")
def pages() -> dict[str, Article]:
    return {
        "html": cleaned(hostile_html()),
        "text": cleaned(hostile_text()),
        "forged": forged(),
        "forged, not an article": forged(status=Status.NOT_ARTICLE),
    }


NAMES = ("html", "text", "forged", "forged, not an article")


@pytest.mark.parametrize("fmt", Format)
@pytest.mark.parametrize("name", NAMES)
def test_no_format_holds_what_acts_on_a_terminal_or_hides(pages: dict[str, Article], name: str, fmt: Format) -> None:
    shown = render(pages[name], fmt)
    shown.encode("utf-8")
    assert ACTS.search(shown) is None


@pytest.mark.parametrize("name", NAMES)
def test_json_and_json_ld_are_json(pages: dict[str, Article], name: str) -> None:
    assert json.loads(render(pages[name], Format.JSON))["schema"] == "newsarchive/article/1"
    shown = render(pages[name], Format.JSONLD)
    assert json.loads(shown)["@context"] == "https://schema.org"
    assert not set(shown) & set("<>&")


@pytest.mark.parametrize("name", NAMES)
def test_front_matter_is_one_mapping_of_our_own_keys(pages: dict[str, Article], name: str) -> None:
    _, front, _ = render(pages[name], Format.MARKDOWN).split("---\n", 2)
    facts = yaml.safe_load(front)
    assert facts["status"] == pages[name].status.value
    assert set(facts) <= {
        "title", "description", "authors", "agency", "date", "modified", "section", "tags", "language", "site", "url",
        "source", "fetched", "sha256", "status", "verdict", "confidence", "software", "model",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_review_page_holds_our_elements_and_attributes_alone(pages: dict[str, Article], name: str) -> None:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    root = parser.parse(render(pages[name], Format.HTML))
    elements = {node.tag for node in root.iter()}
    assert not elements & {"script", "img", "iframe", "object", "embed", "base", "link", "svg", "video", "template"}
    attributes = {key for node in root.iter() for key in node.attrib}
    assert not {key for key in attributes if key.startswith("on") or key in {"style", "src", "srcdoc", "action"}}
    for link in root.iter("a"):
        assert re.match(r"#[\w-]+\Z|https?://[^\s\"<>]+\Z", link.attrib["href"])
        if not link.attrib["href"].startswith("#"):
            assert {"noopener", "noreferrer", "nofollow"} <= set(link.attrib["rel"].split())


def test_a_title_of_a_megabyte_is_cut_in_the_review_page(pages: dict[str, Article]) -> None:
    assert len(render(replace(pages["html"], headline=TITLE), Format.HTML)) < 50_000
    assert len(render(pages["text"], Format.HTML)) < 1_100_000  # there it is a paragraph of the body


def test_what_cannot_be_seen_can_be_seen_in_the_review_page(pages: dict[str, Article]) -> None:
    shown = render(pages["forged"], Format.HTML)
    assert "safe\\u202efdp.exe\\u202c" in shown
    assert "tags \\u{e0001}\\u{e0041}\\u{e0042}\\u{e007f}" in shown


@pytest.mark.skipif(browser() is None, reason="neither chromium nor google-chrome is on PATH")
def test_in_a_browser_nothing_of_it_runs_loads_or_breaks_the_policy(tmp_path: Path) -> None:
    with listening() as beacon:
        review = tmp_path / "review.html"
        review.write_text(render(forged(beacon.url), Format.HTML), encoding="utf-8")
        opened = open_page(review, tmp_path / "profile")
    assert beacon.asked == []
    assert opened.console == ()
    title = re.search("<title>(.*?)</title>", opened.dom, re.DOTALL)
    assert title is not None
    assert title[1] != OWNED
    assert title[1].endswith("– review")
    assert tricks(beacon.url)[4].replace("<", "&lt;").replace(">", "&gt;") in opened.dom
