"""The article as JSON: there and back, against its schema, canonical."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from jsonschema import Draft202012Validator

from newsarchive.digest import canonical_json, sha256_hex
from newsarchive.formats.articlejson import canonical, dumps, from_value, to_value
from newsarchive.formats.schema import article_schema
from newsarchive.model import Article, Kind, Part, RawPage, RelatedLink, Relation, Removed, Role, SourceRecord, Status
from newsarchive.pipeline import clean
from strategies import articles

ROOT = Path(__file__).parent.parent
VALIDATOR = Draft202012Validator(article_schema())
PAGES = sorted(
    [*(ROOT / "seeds").glob("*.txt"), *(ROOT / "seeds").glob("*.html"), *(ROOT / "tests/golden").glob("*/page.*")]
)
ACTING = [*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), "\u2028", "\u202e", "\u2066", "\ud800"]


def strings(value: object) -> Iterator[str]:
    """Every string in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def of_page(path: Path) -> Article:
    article = clean(RawPage(path.read_bytes(), f"file:///{path.parent.name}/{path.name}"))
    assert isinstance(article, Article)
    return article


@given(articles())
def test_an_article_survives_the_way_to_json_and_back(article: Article) -> None:
    assert from_value(to_value(article)) == article
    assert from_value(json.loads(dumps(article))) == article
    assert from_value(json.loads(canonical(article))) == article


@given(articles())
def test_the_canonical_form_of_what_was_read_is_the_same_bytes(article: Article) -> None:
    written = canonical(article)
    assert canonical(from_value(json.loads(written))) == written
    assert canonical_json(json.loads(written)) == written == rfc8785.dumps(to_value(article))
    assert b"\n" not in written


@given(articles())
def test_every_article_is_valid_by_the_schema(article: Article) -> None:
    VALIDATOR.validate(json.loads(dumps(article)))
    VALIDATOR.validate(json.loads(canonical(article)))


@pytest.mark.parametrize("path", PAGES, ids=[f"{path.parent.name}/{path.name}" for path in PAGES])
def test_the_articles_of_real_pages_are_valid_by_the_schema(path: Path) -> None:
    article = of_page(path)
    VALIDATOR.validate(json.loads(canonical(article)))
    assert from_value(json.loads(canonical(article))) == article


def test_a_lone_surrogate_has_no_canonical_form() -> None:
    article = of_page(ROOT / "seeds/seed.txt")
    body, removed = (Part(Kind.PARAGRAPH, "\ud800", (1, 1), ""),), (Removed(Role.OTHER, "\ud800", (1, 1), ""),)
    related = (RelatedLink(Relation.RELATED, "\ud800", None, (1, 1), ""),)
    lists = (replace(article, body=body), replace(article, related=related), replace(article, removed=removed))
    for broken in (replace(article, headline="\ud800"), *lists):
        with pytest.raises(rfc8785.CanonicalizationError):
            canonical(broken)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(article_schema())
    assert article_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_knows_every_field_that_is_written() -> None:
    article = of_page(ROOT / "seeds/seed.txt")
    captured = replace(article.source, record=SourceRecord("file:///crawl/a.warc.gz", 81, "<urn:uuid:1>"))
    value = to_value(replace(article, source=captured))
    assert VALIDATOR.is_valid(value)
    assert from_value(value).source == captured
    assert set(value) <= set(article_schema()["properties"])
    for name in ("source", "checksums", "provenance"):
        assert set(value[name]) == set(article_schema()["properties"][name]["properties"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "perhaps"), ("confidence", 1.5), ("body", None), ("id", "x"), ("related", [{"relation": "friend"}])],
)
def test_the_schema_refuses_what_is_no_article(name: str, value: object) -> None:
    article = to_value(of_page(ROOT / "seeds/seed.txt"))
    assert not VALIDATOR.is_valid(article | {name: value})


@pytest.mark.parametrize("name", sorted(to_value(of_page(ROOT / "seeds/seed.txt"))))
def test_the_schema_asks_for_every_field(name: str) -> None:
    value = to_value(of_page(ROOT / "seeds/seed.txt"))
    del value[name]
    assert not VALIDATOR.is_valid(value)


def test_fields_that_a_later_version_adds_are_passed_over() -> None:
    value = to_value(of_page(ROOT / "seeds/seed.txt"))
    later = json.loads(json.dumps(value))
    for inner in (later, later["source"], later["body"][0], later["where"]["headline"], later["provenance"]):
        inner["of_a_later_version"] = {"x": 1}
    later["published"] = {"value": None, "raw": "today", "zone": "unknown"}
    assert from_value(later).body == from_value(value).body


def test_another_schema_is_refused() -> None:
    value = to_value(of_page(ROOT / "seeds/seed.txt"))
    with pytest.raises(ValueError, match="newsarchive/article/2"):
        from_value(value | {"schema": "newsarchive/article/2"})


@given(articles())
def test_the_checksum_is_that_of_the_text(article: Article) -> None:
    value = json.loads(dumps(article))
    assert value["checksums"]["text"] == f"sha256:{sha256_hex(value['text'].encode())}"
    assert value["text"] == "\n\n".join(part["text"] for part in value["body"])


@pytest.mark.parametrize("character", ACTING, ids=ascii)
def test_json_for_people_holds_nothing_that_acts_on_a_terminal(character: str) -> None:
    value = to_value(of_page(ROOT / "seeds/seed.txt"))
    shown = dumps(from_value(value | {"headline": f"a{character}b"}))
    assert character not in shown.replace("\n", "")
    assert json.loads(shown)["headline"] == f"a{character}b"
    shown.encode("utf-8")


def test_the_documentation_names_every_field_role_kind_and_verdict() -> None:
    page = (ROOT / "docs/article.md").read_text("utf-8")
    fields = [
        row.split("`")[1]
        for row in page.split("## Fields")[1].split("## Lines")[0].splitlines()
        if row.startswith("| `")
    ]
    assert sorted(fields) == sorted(article_schema()["properties"])
    words = {
        *Role,
        *Kind,
        *Relation,
        *Status,
        "empty",
        "consent",
        "listing",
        "short",
        *article_schema()["properties"]["source"]["properties"],
    }
    assert {word for word in words if f"`{word}`" not in page} == set()
