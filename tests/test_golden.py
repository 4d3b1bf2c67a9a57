"""The golden pages: what a whole page must come to, each written and judged by hand.

A case is a folder under tests/golden: the page as bytes, and ``expected.json``, made from what its writer knows of it and
never from a run of the program. ``tests/golden/README.md`` says what its fields mean and how a gap is recorded. Unit tests
of single rules do not belong here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newsarchive.model import Article, Document, RawPage, Role
from newsarchive.pipeline import clean
from newsarchive.textnorm import normalise

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/expected.json"))

Placed = tuple[tuple[int, int], str, str]
"""Lines, group and text of one piece of the page."""

# Roles that a reader would not tell apart, or where it makes no difference, are one group.
GROUPS = {
    Role.HEADLINE: "page",  # a second copy of the headline
    Role.STANDFIRST: "standfirst",
    Role.BYLINE: "byline_and_date",
    Role.DATE: "byline_and_date",
    Role.CAPTION: "caption",
    Role.RELATED_HEADING: "related_heading",
    Role.RELATED_PREVIOUS: "related",
    Role.RELATED_NEXT: "related",
    Role.RELATED: "related",
    Role.COMMENT: "comments",
    Role.COMMENT_FORM: "comments",
    Role.SHARE: "share",
    Role.NEWSLETTER: "newsletter",
    Role.AD: "ad",
    Role.COOKIE: "cookie",
    Role.NAV: "page",
    Role.FOOTER: "page",
    Role.OTHER: "page",
}
FIELDS = {
    "headline": "headline",
    "standfirst": "standfirst",
    "byline": "byline_and_date",
    "published": "byline_and_date",
    "modified": "byline_and_date",
}


def raw_page(case: str) -> RawPage:
    (path,) = (GOLDEN / case).glob("page.*")
    return RawPage(data=path.read_bytes(), uri=f"file:///golden/{case}")


@cache
def article(case: str) -> Article:
    result = clean(raw_page(case))
    assert isinstance(result, Article), result
    return result


def expected(case: str) -> dict[str, Any]:
    content = json.loads((GOLDEN / case / "expected.json").read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def places(found: Article) -> Iterator[Placed]:
    """Every piece of the page, and where the article puts it. A byline and a date on one line are one piece; a field that is
    read out of a piece that stands elsewhere is none."""
    elsewhere = [
        *((part.lines, "body", part.text) for part in found.body),
        *((link.lines, "related", link.title) for link in found.related),
        *((piece.lines, GROUPS[piece.role], piece.text) for piece in found.removed),
    ]
    yield from elsewhere
    fields = {(w.lines, FIELDS[name], w.raw) for name, w in found.where.items() if w.lines != (0, 0)}
    yield from sorted(each for each in fields if not stands_in(each, elsewhere))


def stands_in(field: Placed, pieces: list[Placed]) -> bool:
    """Whether the text of ``field`` is that of pieces on its lines."""
    (first, last), _, raw = field
    there = "".join(squash(text) for (start, end), _, text in sorted(pieces) if first <= start and end <= last)
    return squash(raw) in there


def squash(text: str) -> str:
    """``text`` without white space: how noise is cut into blocks is not what these tests hold."""
    return "".join(text.split())


def groups(pieces: list[tuple[str, str]]) -> dict[str, str]:
    """The text of each group, squashed, pieces in page order."""
    joined: dict[str, str] = {}
    for group, text in pieces:
        joined[group] = joined.get(group, "") + squash(text) + "\n"
    return joined


def differences(found: Article, wanted: dict[str, Any]) -> list[str]:
    """What is not as expected, one line each, in words that stand in ``known_gaps`` where we live with them."""
    found_lines = [
        *single("status", found.status.value, wanted["status"]),
        *single("verdict", found.verdict.kind if found.verdict else None, wanted.get("verdict_kind")),
    ]
    if wanted["status"] == "not_article":
        return found_lines
    links = [json.dumps([link.relation.value, link.title, link.url], ensure_ascii=False) for link in found.related]
    return [
        *found_lines,
        *listed("body", [part.text for part in found.body], wanted["body"]),
        *single("headline", found.headline, wanted["headline"]),
        *listed("related", links, [json.dumps(link, ensure_ascii=False) for link in wanted["related"]]),
        *misplaced(found, wanted["elsewhere"]),
    ]


def single(name: str, is_: str | None, should_be: str | None) -> list[str]:
    return [] if is_ == should_be else [f"{name} is {is_}, should be {should_be}"]


def listed(name: str, is_: list[str], should_be: list[str]) -> list[str]:
    lines = [f"{name} lacks: {text}" for text in should_be if text not in is_]
    lines += [f"{name} has: {text}" for text in is_ if text not in should_be]
    return lines or ([] if is_ == should_be else [f"{name} is in another order, or holds a part twice"])


def misplaced(found: Article, elsewhere: dict[str, list[str]]) -> list[str]:
    """The pieces outside body, headline and related that should be elsewhere than they are."""
    is_ = groups([(group, text) for _, group, text in sorted(places(found))])
    wanted = [
        (group, text) for groups_, texts in elsewhere.items() for group in groups_.split(" or ") for text in texts
    ]
    should_be = groups(wanted)
    flat = {group: text.replace("\n", "") for group, text in is_.items()}
    lines = []
    for group, texts in elsewhere.items():
        for text in texts:
            if not any(squash(text) in flat.get(name, "") for name in group.split(" or ")):
                there = sorted(name for name, all_ in flat.items() if squash(text) in all_)
                lines.append(f"{group}, but is {' or '.join(there) or 'nowhere in one piece'}: {text}")
    told = {squash(line.split(": ", 1)[1]) for line in lines}
    for _, group, text in sorted(places(found)):
        if group in {"headline", "body", "related"} or squash(text) in told:
            continue
        if squash(text) not in should_be.get(group, "").replace("\n", ""):
            lines.append(f"not {group}: {text}")
    return lines


@pytest.mark.parametrize("case", CASES)
def test_a_golden_page_comes_out_as_its_writer_judged(case: str) -> None:
    wanted = expected(case)
    gaps = wanted.get("known_gaps", [])
    found = differences(article(case), wanted)
    new = [line for line in found if line not in gaps]
    closed = [line for line in gaps if line not in found]
    assert not new, "not as expected:\n  " + "\n  ".join(new)
    assert not closed, f"these gaps are closed, take them out of {case}/expected.json:\n  " + "\n  ".join(closed)


@pytest.mark.parametrize("case", CASES)
def test_cleaning_a_page_twice_gives_the_same_article(case: str) -> None:
    assert clean(raw_page(case)) == article(case)


@pytest.mark.parametrize("case", CASES)
def test_the_blocks_of_a_page_tile_its_text(case: str) -> None:
    document = decoded(case)
    tiles = [document.text[start:end] for start, end in (block.span for block in document.blocks)]
    assert "".join(tiles) == document.text or (not tiles and not document.text.strip())


@pytest.mark.parametrize("case", CASES)
def test_every_block_stands_in_exactly_one_place(case: str) -> None:
    """Read in page order, the places give the blocks' text back: nothing lost, nothing twice."""
    blocks = "".join(squash(block.text) for block in decoded(case).blocks)
    assert sorted(blocks) == sorted("".join(squash(text) for _, _, text in places(article(case))))


@pytest.mark.parametrize("case", CASES)
def test_what_is_printed_is_normalised(case: str) -> None:
    assert all(text == normalise(text) for _, _, text in places(article(case)))


def test_no_golden_page_is_wrong_in_more_than_one_paragraph() -> None:
    """A page with a worse body belongs into a report, not behind a list of gaps."""
    for case in CASES:
        gaps = expected(case).get("known_gaps", [])
        assert sum(gap.startswith(("body lacks", "status", "headline")) for gap in gaps) <= 1, case
        assert sum(gap.startswith("body has") for gap in gaps) <= 1, case


def decoded(case: str) -> Document:
    from newsarchive.decode import decode

    page = raw_page(case)
    return decode(page, article(case).source.media_type).document
