"""The label before or behind a previous or next title is cut off it, and accounted for."""

from __future__ import annotations

import pytest

from newsarchive.fields.linklabel import split_link_labels
from newsarchive.model import Block, Document, Kind, Role


def document(line: str, role: Role = Role.RELATED_PREVIOUS, language: str = "en") -> Document:
    block = Block(text=line.strip(), span=(0, len(line)), lines=(1, 1), role=role)
    return Document(line, (block,), "text/plain", "utf-8", "valid", language)


@pytest.mark.parametrize(
    ("line", "label", "title"),
    [
        ("Previous post: Ferry back in service", "Previous post:", "Ferry back in service"),
        ("← Ferry back in service", "←", "Ferry back in service"),
        ("« Ferry back in service", "«", "Ferry back in service"),
        ("Ferry back in service »", "»", "Ferry back in service"),
        ("Ferry back in servicePrevious", "Previous", "Ferry back in service"),
        ("Previous articleFerry back in service", "Previous article", "Ferry back in service"),
        ("Previous postPrevious Ferry back in service", "Previous postPrevious", "Ferry back in service"),
        ("  Previous:   Ferry back in service\n", "Previous:", "Ferry back in service"),
    ],
)
def test_a_label_or_arrow_is_a_block_of_its_own(line: str, label: str, title: str) -> None:
    result = split_link_labels(document(line))
    texts = {block.role: block.text for block in result.blocks}
    assert texts == {Role.RELATED_HEADING: label, Role.RELATED_PREVIOUS: title}
    assert "".join(line[slice(*block.span)] for block in result.blocks) == line


@pytest.mark.parametrize(
    "line",
    [
        "Next generation of ferries",
        "« Le bac est de retour »",
        "Ferry back in service",
        "Previously unknown ferry found",
        "→",
    ],
)
def test_a_title_without_a_label_stays_whole(line: str) -> None:
    assert split_link_labels(document(line)) == document(line)


def test_only_previous_and_next_titles_are_touched() -> None:
    assert split_link_labels(document("← Ferry", Role.BODY)) == document("← Ferry", Role.BODY)


@pytest.mark.parametrize("bullet", ["• ", "  * ", "12. ", "-  "])
def test_the_bullet_of_a_list_item_stays_with_its_label(bullet: str) -> None:
    line = f"{bullet}Previous post: Ferry back in service\n"
    item = Block(
        text=line[len(bullet) :].strip(),
        span=(0, len(line)),
        lines=(1, 1),
        kind=Kind.LIST_ITEM,
        role=Role.RELATED_PREVIOUS,
    )
    label, title = split_link_labels(Document(line, (item,), "text/plain", "utf-8", "valid", "en")).blocks
    assert (label.text, title.text) == ("Previous post:", "Ferry back in service")
    assert line[slice(*label.span)] + line[slice(*title.span)] == line
    assert line[slice(*title.span)].strip() == title.text
