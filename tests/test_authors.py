"""Who wrote it: which of the page's witnesses is believed. What of a line is a name: test_fields.py."""

from __future__ import annotations

import time

import pytest

from newsarchive.fields.authors import from_claim, from_line
from newsarchive.fields.byline import find_byline
from newsarchive.model import Block, Byline, Claim, Document, Role
from test_dates import BODY, HEADLINE, page


def byline(document: Document) -> Byline | None:
    found = find_byline(document)
    return found.value if found else None


def authors(document: Document) -> tuple[str, ...]:
    found = byline(document)
    return found.authors if found else ()


def said(*names: str, source: str = "JSON-LD NewsArticle author") -> tuple[Claim, ...]:
    return tuple(Claim("author", name, source) for name in names)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Reporting by Ann Ash; Editing by Bo Birch", ("Ann Ash",)),
        ("— Reporting by Ann Ash and Bo Birch", ("Ann Ash", "Bo Birch")),
        ("Text: Ann Ash", ("Ann Ash",)),
        ("Ann Ash is a staff writer at the Ostermark Courier.", ("Ann Ash",)),
        ("By Ann Ash Feb 8, 2020 5 min read", ("Ann Ash",)),
        ("By Dr. Ann Ash", ("Dr. Ann Ash",)),
        ("By Ann Ash ann@example.org", ("Ann Ash",)),
        ("By Ann Ash @annash", ("Ann Ash",)),
        ("Автор: Анна Ясенева", ("Анна Ясенева",)),
        ("本报记者 王小明 李雷", ("王小明", "李雷")),
        ("김하나 기자", ("김하나",)),
        ("山田記者", ("山田",)),
        ("بقلم: سامي الحداد", ("سامي الحداد",)),
        ("ByAnn Ash", ("Ann Ash",)),
        ("Posted by Ann Ash on 5 September 2023", ("Ann Ash",)),
        ("Posted on 5 September 2023 by ann_ash", ("ann_ash",)),
        ("Veröffentlicht am 5. September 2023 von Anna Esche", ("Anna Esche",)),
        ("5 September 2023 by Ann Ash", ("Ann Ash",)),
        ("Harbour news | By Ann Ash | 4 min read", ("Ann Ash",)),
        ("Fotos: Bo Birch; Text: Ann Ash", ("Ann Ash",)),
        ("责任编辑：王小明", ("王小明",)),
        ("Von Redakteurin Anna Esche", ("Anna Esche",)),
        ("By Ann Ash, Ostermark Courier staff writer", ("Ann Ash",)),
        ("By Ann Ash, Bo Birch", ("Ann Ash", "Bo Birch")),
        ("By Ann Ash, New Haven", ("Ann Ash",)),
        ("Posted by admin on 5 September 2023", ()),
        ("By Ann AshCEO", ()),
        ("She stood by Ann Ash", ()),
    ],
)
def test_a_line_that_says_so_names_the_authors(line: str, names: tuple[str, ...]) -> None:
    assert from_line(line).authors == names


@pytest.mark.parametrize(
    ("claim", "names"),
    [
        ("Ann Ash", ("Ann Ash",)), ("By Ann Ash", ("Ann Ash",)), ("Ann Ash, Bo Birch", ("Ann Ash", "Bo Birch")),
        ("Ann Ash and Bo Birch", ("Ann Ash", "Bo Birch")), ("Ann Ash (aa)", ("Ann Ash",)),
        ("Ann Ash | ann@example.org", ("Ann Ash",)),
        ("Ramona", ("Ramona",)), ("Ann Ash, Head of Ferries", ("Ann Ash, Head of Ferries",)),
        ("https://www.example.org/ann", ()), ("admin", ()), ("undefined", ()), ("Email The Author", ()), ("@ann", ()),
        ("x" * 151, ()),
        ("Reuters", ()),
    ],
)  # fmt: skip
def test_a_claim_names_authors_unless_it_plainly_does_not(claim: str, names: tuple[str, ...]) -> None:
    assert from_claim(claim).authors == names


def test_an_agency_that_the_head_names_stays_an_agency() -> None:
    assert byline(page(HEADLINE, BODY, claims=said("Ann Ash", "Reuters"))) == Byline(
        "Ann Ash; Reuters", ("Ann Ash",), "Reuters"
    )


def test_a_line_with_the_same_names_is_where_they_are_cited_from() -> None:
    document = page(HEADLINE, (Role.BYLINE, "By ANN ASH, Ostermark"), BODY, claims=said("Ann Ash"))
    found = find_byline(document)
    assert found
    assert (found.value.authors, found.value.raw, found.where.lines) == (("Ann Ash",), "By ANN ASH, Ostermark", (2, 2))
    assert "JSON-LD" in found.where.why
    assert found.takes is document.blocks[1]


def test_the_head_is_believed_before_a_line_with_other_names() -> None:
    assert authors(page(HEADLINE, (Role.BYLINE, "By Cy Cedar"), BODY, claims=said("Ann Ash"))) == ("Ann Ash",)


@pytest.mark.parametrize("weak", ["Ostermark Courier", "ann.ash", "annash"])
def test_persons_in_a_line_are_believed_before_the_site_or_an_account_in_the_head(weak: str) -> None:
    claims = (*said(weak), Claim("site_name", "Ostermark Courier", "meta og:site_name"))
    assert authors(page(HEADLINE, (Role.BYLINE, "By Ann Ash"), BODY, claims=claims)) == ("Ann Ash",)
    assert authors(page(HEADLINE, BODY, claims=claims)) == (weak,)


def test_an_organisation_is_an_author_only_where_no_person_is() -> None:
    claims = said("The Ferry Desk", source="JSON-LD NewsArticle author (Organization)")
    assert authors(page(HEADLINE, (Role.NAV, "By Ann Ash"), BODY, claims=claims)) == ("Ann Ash",)
    assert authors(page(HEADLINE, BODY, claims=claims)) == ("The Ferry Desk",)


def test_a_line_that_names_more_authors_than_the_head_wins() -> None:
    document = page(HEADLINE, (Role.BYLINE, "By Ann Ash and Bo Birch"), BODY, claims=said("Ann Ash"))
    assert authors(document) == ("Ann Ash", "Bo Birch")


def test_a_byline_in_a_block_of_another_role_leaves_it_there() -> None:
    found = find_byline(page(HEADLINE, (Role.NAV, "By Ann Ash"), BODY))
    assert found
    assert (found.value.authors, found.where.lines, found.takes) == (("Ann Ash",), (2, 2), None)


def test_names_below_a_line_that_is_only_by_are_the_authors() -> None:
    lines = [
        (Role.BYLINE, "Von"),
        (Role.OTHER, "Ann Ash"),
        (Role.OTHER, "und"),
        (Role.OTHER, "Bo Birch"),
        (Role.OTHER, "Ferry Port"),
    ]
    found = find_byline(page(HEADLINE, *lines, BODY))
    assert found
    assert (found.value.authors, found.where.lines) == (("Ann Ash", "Bo Birch"), (2, 5))


def test_a_label_of_a_network_that_is_unsure_makes_no_byline() -> None:
    document = page(HEADLINE, (Role.BYLINE, "Go To Playlist"), BODY)
    blocks = tuple(b._replace(why="network html 1 p=0.20", probability=0.2) for b in document.blocks)
    unsure = Document(document.text, blocks, "text/html", "utf-8", "valid", "en")
    assert byline(unsure) is None


@pytest.mark.parametrize("piece", ["By ", "and ", "Ann, ", "Reporting by ", "(", "记者 ", "A.", "\u200d"])
def test_a_hostile_page_of_bylines_takes_no_longer(piece: str) -> None:
    lines = [(Role.BYLINE, piece * 40)] * 400 + [(Role.BYLINE, piece * 10_000)]
    blocks = tuple(Block(text, (i, i + 1), (i, i), role=role, probability=0.9) for i, (role, text) in enumerate(lines))
    start = time.process_time()
    find_byline(Document("x" * 401, blocks, "text/plain", "utf-8", "valid", "en"))
    assert time.process_time() - start < 2


def test_of_the_sources_in_the_head_the_one_that_names_all_and_more_is_believed() -> None:
    claims = (*said("Ann Ash", source="meta author"), *said("Ann Ash", "Bo Birch"))
    assert authors(page(HEADLINE, BODY, claims=claims)) == ("Ann Ash", "Bo Birch")
    others = (*said("Ann Ash", source="meta author"), *said("Cy Cole", "Di Dorn"))
    assert authors(page(HEADLINE, BODY, claims=others)) == ("Ann Ash",)


@pytest.mark.parametrize("weak", ["Ramona", "Newsdesk", "ann.ash"])
def test_one_word_in_the_head_is_believed_only_where_no_line_names_a_person(weak: str) -> None:
    assert authors(page(HEADLINE, (Role.BYLINE, "By Ann Ash"), BODY, claims=said(weak))) == ("Ann Ash",)
    assert authors(page(HEADLINE, BODY, claims=said(weak))) == (weak,)


@pytest.mark.parametrize(
    ("line", "name"),
    [("Courier Staff", "Courier Staff"), ("By TPN", "TPN"), ("Von Nordland-Redaktion", "Nordland-Redaktion")],
)
def test_a_desk_is_the_author_where_nobody_else_is_named(line: str, name: str) -> None:
    assert authors(page(HEADLINE, (Role.BYLINE, line), BODY)) == (name,)
    assert authors(page(HEADLINE, (Role.BYLINE, line), (Role.BYLINE, "By Ann Ash"), BODY)) == ("Ann Ash",)
