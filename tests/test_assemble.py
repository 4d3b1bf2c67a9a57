"""A labelled document becomes an Article: every block goes to exactly one place, and nothing is lost on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from newsarchive.assemble import assemble
from newsarchive.fields.dateline import WHY, split_orphan_dash
from newsarchive.fields.linklabel import split_link_labels
from newsarchive.fields.linkparts import split_links
from newsarchive.model import (
    Article,
    Block,
    Document,
    Hints,
    Kind,
    LineRange,
    Relation,
    Role,
    Source,
    Status,
)
from strategies import labelled_documents, sources

SOURCE = Source("file:///a/b.txt", None, "text/plain", "utf-8", "valid", 9, "ab" * 32)
Placed = Counter[tuple[LineRange, str]]


def page(*lines: tuple[Role, str], hints: Hints | None = None) -> Document:
    """A document of one block a line."""
    blocks, text = [], ""
    for number, (role, line) in enumerate(lines, 1):
        span = len(text), len(text) + len(line) + 1
        blocks.append(Block(line, span, (number, number), role=role, why=f"rule {role}: x", probability=0.9))
        text += line + "\n"
    return Document(text, tuple(blocks), "text/plain", "utf-8", "valid", "en", hints or Hints())


def article(document: Document) -> Article:
    return assemble(document, SOURCE, "newsarchive 0", "model 0")


def places(found: Article) -> Placed:
    """Where every piece of the page went; a title that only the head gives is no piece of it."""
    placed: Placed = Counter()
    placed.update((part.lines, part.text) for part in found.body)
    placed.update((link.lines, link.title) for link in found.related)
    placed.update((gone.lines, gone.text) for gone in found.removed)
    fields = {(where.lines, where.raw) for where in found.where.values() if where.lines != (0, 0)}
    placed.update(field for field in fields if not stands_in(field, placed))
    return placed


def stands_in(field: tuple[LineRange, str], placed: Placed) -> bool:
    """Whether a field was read out of pieces that stand elsewhere."""
    (first, last), raw = field
    return raw in " ".join(text for (start, end), text in sorted(placed) if first <= start and end <= last)


@given(labelled_documents(), sources())
def test_every_block_stands_in_exactly_one_place(document: Document, source: Source) -> None:
    blocks = split_link_labels(split_links(split_orphan_dash(document))).blocks
    found = assemble(document, source, "newsarchive 0", "model 0")
    assert places(found) == Counter((block.lines, block.text) for block in blocks)


@given(labelled_documents())
def test_every_place_says_why(document: Document) -> None:
    found = article(document)
    reasons = [part.why for part in found.body] + [gone.why for gone in found.removed]
    reasons += [link.why for link in found.related] + [where.why for where in found.where.values()]
    assert all(reasons)


@given(labelled_documents())
def test_the_body_is_the_body_blocks_in_order(document: Document) -> None:
    blocks = [block for block in split_orphan_dash(document).blocks if block.role is Role.BODY]
    assert [part.text for part in article(document).body] == [block.text for block in blocks]
    assert article(document).text == "\n\n".join(block.text for block in blocks)


@given(labelled_documents())
def test_confidence_is_a_share(document: Document) -> None:
    assert 0 <= article(document).confidence <= 1


@given(labelled_documents())
def test_a_verdict_stands_where_there_is_no_article_and_only_there(document: Document) -> None:
    found = article(document)
    assert (found.verdict is None) == (found.status is Status.ARTICLE)
    assert found.verdict is None or found.verdict.why


@given(labelled_documents())
def test_every_field_that_is_set_says_where_it_stands(document: Document) -> None:
    found = article(document)
    single = (
        "headline",
        "standfirst",
        "byline",
        "published",
        "modified",
        "section",
        "tags",
        "site_name",
        "canonical_url",
    )
    fields = {name for name in single if getattr(found, name)}
    assert set(found.where) == fields


@given(labelled_documents())
def test_there_is_one_previous_and_one_next_post_at_most(document: Document) -> None:
    relations = Counter(link.relation for link in article(document).related)
    assert relations[Relation.PREVIOUS] <= 1
    assert relations[Relation.NEXT] <= 1


@pytest.mark.parametrize("role", [Role.HEADLINE, Role.STANDFIRST, Role.BYLINE, Role.DATE])
def test_of_two_blocks_for_one_field_the_second_is_removed(role: Role) -> None:
    found = article(page((role, "First of them"), (role, "Second of them")))
    assert [where.raw for where in found.where.values()] == ["First of them"]
    assert [(gone.role, gone.text) for gone in found.removed] == [(role, "Second of them")]


def test_a_title_of_the_head_stands_at_line_nought() -> None:
    found = article(page((Role.BODY, "Text."), hints=Hints(title="From the head")))
    assert (found.headline, found.where["headline"].lines) == ("From the head", (0, 0))


# The orphan dash


@given(labelled_documents())
def test_cutting_dashes_and_labels_off_keeps_every_character(document: Document) -> None:
    cut = split_link_labels(split_links(split_orphan_dash(document)))
    assert cut.text == document.text
    assert "".join(cut.text[start:end] for start, end in (block.span for block in cut.blocks)) == document.text
    squashed = ["".join(block.text.split()) for block in cut.blocks]
    assert "".join(squashed) == "".join("".join(block.text.split()) for block in document.blocks)


@pytest.mark.parametrize("dash", ["–", "—", "-", "--"])
def test_a_dash_that_opens_the_body_alone_is_cut_off_and_said_to_be(dash: str) -> None:
    found = article(page((Role.HEADLINE, "Title"), (Role.BODY, f"{dash} The text."), (Role.BODY, "More of it.")))
    assert [part.text for part in found.body] == ["The text.", "More of it."]
    assert [(gone.role, gone.text, gone.lines, gone.why) for gone in found.removed] == [(Role.OTHER, dash, (2, 2), WHY)]
    assert found.body[0].lines == (2, 2)


@pytest.mark.parametrize(
    "body",
    [
        ["– Where were you?", "– At home."],
        ["He asked:", "– Where were you?"],
        ["-5 degrees in the night."],
        ["—"],
        ["–"],
        ["--- a rule"],
        ["The text – with a dash."],
    ],
)
def test_dialogue_numbers_and_bare_dashes_stay(body: list[str]) -> None:
    document = page(*((Role.BODY, line) for line in body))
    assert split_orphan_dash(document) == document


def test_the_dash_of_a_list_item_stays() -> None:
    document = page((Role.BODY, "- The text."))
    item = replace(document, blocks=(document.blocks[0]._replace(kind=Kind.LIST_ITEM),))
    assert split_orphan_dash(item) == item


def test_a_dash_outside_the_body_stays() -> None:
    document = page((Role.NAV, "– Menu"), (Role.BODY, "The text."))
    assert split_orphan_dash(document) == document
