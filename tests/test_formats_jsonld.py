"""The article as JSON-LD: read by a JSON-LD processor with schema.org's terms in a context of our own, without the network."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from pyld import jsonld

from newsarchive.formats.jsonld import render_jsonld, to_jsonld
from newsarchive.model import Article, Byline, Moment, RawPage, RelatedLink, Relation, Status, Verdict
from newsarchive.pipeline import clean
from newsarchive.textnorm import normalise
from strategies import articles

SCHEMA_ORG = "https://schema.org/"
CONTEXT = {
    "@context": {
        "@vocab": SCHEMA_ORG,
        "isBasedOn": {"@id": f"{SCHEMA_ORG}isBasedOn", "@type": "@id"},
        "url": {"@id": f"{SCHEMA_ORG}url", "@type": "@id"},
        "relatedLink": {"@id": f"{SCHEMA_ORG}relatedLink", "@type": "@id"},
        "mainEntityOfPage": {"@id": f"{SCHEMA_ORG}mainEntityOfPage", "@type": "@id"},
        "datePublished": {"@id": f"{SCHEMA_ORG}datePublished", "@type": f"{SCHEMA_ORG}Date"},
        "dateModified": {"@id": f"{SCHEMA_ORG}dateModified", "@type": f"{SCHEMA_ORG}Date"},
    }
}
"""Of schema.org's own context, what says that a term holds an address or a date."""

NAMED = {"type": "object", "required": ["@type", "name"], "properties": {"name": {"type": "string", "minLength": 1}}}
NEWS_ARTICLE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["@context", "@type", "identifier"],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"enum": ["NewsArticle", "WebPage"]},
        **{
            name: {"type": "string", "minLength": 1}
            for name in "headline description articleBody text datePublished dateModified inLanguage creditText articleSection "
            "url isBasedOn".split()
        },
        "keywords": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "author": {"anyOf": [NAMED, {"type": "array", "items": NAMED, "minItems": 1}]},
        "publisher": NAMED,
        "sourceOrganization": NAMED,
        "mainEntityOfPage": {"type": "object", "required": ["@type", "@id"]},
        "identifier": {
            "type": "object",
            "properties": {
                "@type": {"const": "PropertyValue"},
                "propertyID": {"const": "sha256"},
                "value": {"pattern": "^[0-9a-f]{64}$"},
            },
            "required": ["@type", "propertyID", "value"],
        },
    },
}
VALIDATOR = Draft202012Validator(NEWS_ARTICLE)


def loader(url: str, options: object) -> dict[str, Any]:
    assert url.rstrip("/") == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT, "contentType": "application/ld+json"}


def expanded(article: Article) -> dict[str, Any]:
    (node,) = jsonld.expand(json.loads(render_jsonld(article)), {"documentLoader": loader})
    assert isinstance(node, dict)
    return node


@pytest.fixture(scope="module")
def bridge() -> Article:
    path = Path(__file__).parent.parent / "seeds/harbour-bridge.html"
    article = clean(RawPage(path.read_bytes(), "https://www.example.org/harbour-bridge"))
    assert isinstance(article, Article)
    return article


def test_it_is_a_news_article_based_on_its_source(bridge: Article) -> None:
    node = expanded(bridge)
    assert node["@type"] == [f"{SCHEMA_ORG}NewsArticle"]
    assert node[f"{SCHEMA_ORG}isBasedOn"] == [{"@id": bridge.source.uri}]
    assert node[f"{SCHEMA_ORG}headline"] == [{"@value": bridge.headline}]
    assert node[f"{SCHEMA_ORG}articleBody"] == [{"@value": bridge.text}]
    (identifier,) = node[f"{SCHEMA_ORG}identifier"]
    assert identifier[f"{SCHEMA_ORG}value"] == [{"@value": bridge.id}]


def test_compacting_and_expanding_loses_nothing(bridge: Article) -> None:
    options = {"documentLoader": loader}
    compacted = jsonld.compact(json.loads(render_jsonld(bridge)), "https://schema.org", options)
    assert compacted["headline"] == bridge.headline
    assert jsonld.expand(compacted, options) == [expanded(bridge)]


def test_names_are_persons_and_the_agency_is_who_they_wrote_for(bridge: Article) -> None:
    shown = to_jsonld(replace(bridge, byline=Byline("By Nell Farrow, Coastwire", ("Nell Farrow",), "Coastwire")))
    assert shown["author"] == [{"@type": "Person", "name": "Nell Farrow"}]
    assert shown["sourceOrganization"] == {"@type": "Organization", "name": "Coastwire"}
    assert shown["creditText"] == "By Nell Farrow, Coastwire"


def test_an_agency_alone_is_the_author(bridge: Article) -> None:
    shown = to_jsonld(replace(bridge, byline=Byline("Coastwire", (), "Coastwire")))
    assert shown["author"] == {"@type": "Organization", "name": "Coastwire"}
    assert "sourceOrganization" not in shown


def test_a_byline_that_cannot_be_read_names_nobody(bridge: Article) -> None:
    shown = to_jsonld(replace(bridge, byline=Byline("From our own correspondents")))
    assert "author" not in shown
    assert shown["creditText"] == "From our own correspondents"


def test_a_date_that_cannot_be_read_is_left_out(bridge: Article) -> None:
    shown = to_jsonld(
        replace(bridge, published=Moment(None, "04/05/2023"), modified=Moment("2023-05-04", "4 May 2023"))
    )
    assert "datePublished" not in shown
    assert shown["dateModified"] == "2023-05-04"


def test_a_page_that_is_no_article_does_not_claim_to_be_one(bridge: Article) -> None:
    shown = to_jsonld(replace(bridge, status=Status.NOT_ARTICLE, verdict=Verdict("listing", "titles only")))
    assert shown["@type"] == "WebPage"
    assert shown["text"] == bridge.text
    assert not {"articleBody", "articleSection", "mainEntityOfPage"} & set(shown)


def test_a_page_that_is_not_on_the_web_has_no_address(bridge: Article) -> None:
    here = replace(bridge, source=replace(bridge.source, uri="file:///news/1.html"), **NOWHERE)
    shown = to_jsonld(here)
    assert shown["isBasedOn"] == "file:///news/1.html"
    assert not {"url", "mainEntityOfPage"} & set(shown)


NOWHERE: dict[str, Any] = {"canonical_url": None} if "canonical_url" in Article.__dataclass_fields__ else {}


def test_links_to_other_posts_are_those_of_the_page_and_web_addresses_only(bridge: Article) -> None:
    urls = ("https://example.org/a", "javascript:alert(1)", None, "https://example.org/a")
    links = tuple(RelatedLink(Relation.RELATED, "title", url, (1, 1), "") for url in urls)
    assert to_jsonld(replace(bridge, related=links))["mainEntityOfPage"]["relatedLink"] == ["https://example.org/a"]


@given(articles())
def test_of_any_article_it_is_valid_and_says_the_same(article: Article) -> None:
    shown = render_jsonld(article)
    value = json.loads(shown)
    VALIDATOR.validate(value)
    assert value == json.loads(json.dumps(to_jsonld(article)))
    assert value.get("isBasedOn", "") == article.source.uri
    assert value.get("headline", "") == normalise(article.headline or "")
    assert not set(shown) & set("<>&\u2028\u202e\x9b\x1b")
