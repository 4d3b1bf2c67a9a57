"""Labelling as a whole: every block gets a role, a reason and a probability; the seed page comes out as it must."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.decode.text import cut_text
from newsarchive.label import label
from newsarchive.label.tagger import propose
from newsarchive.model import Block, Document, Role

SEED = Path(__file__).parent.parent / "seeds" / "seed.txt"


def page(text: str) -> Document:
    return Document(text, cut_text(text), "text/plain", "utf-8", "valid")


def roles(text: str) -> dict[str, Role]:
    return {block.text: block.role for block in label(page(text)).blocks}


PARAGRAPHS = (
    "The ferry that had been laid up in the harbour for eleven years is to become a school for boat-builders, the town said.",
    "“We have looked for a use for her since the bridge was opened,” said the harbour master, who keeps her keys in a drawer.",
    "The first twelve apprentices are to begin in the autumn, when the car deck has been cleared and the stern has a roof.",
    "Nobody could say on Tuesday who is going to pay for the boilers, which have been cold since the last crossing in 2012.",
)


def article(*before: str, after: tuple[str, ...] = ()) -> str:
    return "\n\n".join((*before, *PARAGRAPHS, *after)) + "\n"


def test_the_seed_page_comes_out_as_its_issue_says() -> None:
    document = label(page(SEED.read_text(encoding="utf-8")))
    count = Counter(block.role for block in document.blocks)
    assert count == {
        Role.HEADLINE: 1, Role.BODY: 22, Role.RELATED_HEADING: 2, Role.RELATED_PREVIOUS: 1, Role.RELATED_NEXT: 1, Role.AD: 3,
        Role.COMMENT_FORM: 6,
    }  # fmt: skip
    by_line = {block.lines[0]: block.role for block in document.blocks}
    assert [by_line[line] for line in (1, 3, 6, 53, 54, 55, 56, 58)] == [
        Role.AD, Role.HEADLINE, Role.BODY, Role.RELATED_HEADING, Role.RELATED_PREVIOUS, Role.RELATED_HEADING, Role.RELATED_NEXT,
        Role.COMMENT_FORM,
    ]  # fmt: skip


def test_a_headline_stands_before_the_text_and_shares_its_words() -> None:
    found = roles(
        article(
            "Home",
            "News",
            "Sport",
            "Old ferry becomes a school for boat-builders",
            "By Theodora Quill",
            "11 March 2023",
        )
    )
    assert found["Old ferry becomes a school for boat-builders"] == Role.HEADLINE
    assert found["By Theodora Quill"] == Role.BYLINE
    assert found["11 March 2023"] == Role.DATE
    assert found["Sport"] == Role.NAV
    assert all(found[paragraph] == Role.BODY for paragraph in PARAGRAPHS)


def test_a_subhead_between_paragraphs_is_body_and_a_menu_below_them_is_not() -> None:
    text = "\n\n".join(
        (*PARAGRAPHS[:2], "A use at last", *PARAGRAPHS[2:], "Home", "Contact", "Imprint", "Privacy policy")
    )
    found = roles(text)
    assert found["A use at last"] == Role.BODY
    assert {found[entry] for entry in ("Home", "Contact", "Imprint", "Privacy policy")} <= {Role.NAV, Role.FOOTER}


def test_sentences_cut_at_their_links_are_body_in_all_their_pieces() -> None:
    pieces = (
        "As the harbour master",
        "Einar Holm",
        "told the",
        "Solent Herald",
        "on Tuesday, the boilers of the ferry are cold.",
    )
    found = roles(PARAGRAPHS[0] + "\n\n" + "\n".join(pieces) + "\n\n" + PARAGRAPHS[1])
    assert Counter(found.values())[Role.BODY] == len(found)


def test_chinese_paragraphs_are_body_and_their_menu_is_not() -> None:
    body = (
        "停在港口多年的渡轮将成为一所造船学校，市长周二对记者说，这是该市第一所此类学校，预计今年秋天开学。",
        "港务局长表示，自从大桥通车以来，他们一直在为这艘旧渡轮寻找用途，钥匙多年来一直放在他的抽屉里。",
        "第一批十二名学徒将在秋天入学，届时汽车甲板将被清理干净，船尾也将盖上屋顶，供学生们实习使用。",
    )
    found = roles(
        "首页\n新闻\n体育\n\n旧渡轮将成为造船学校\n\n" + "\n\n".join(body) + "\n\n相关阅读\n大桥通车十周年纪念\n"
    )
    assert [found[paragraph] for paragraph in body] == [Role.BODY] * 3
    assert found["旧渡轮将成为造船学校"] == Role.HEADLINE
    assert found["首页"] == Role.NAV
    assert found["大桥通车十周年纪念"] == Role.RELATED


def test_an_empty_page_and_a_menu_have_no_body() -> None:
    assert Role.BODY not in roles("").values()
    assert Role.BODY not in roles("Home\nNews\nSport\nContact\nSearch\nLogin\n").values()


def test_every_block_carries_a_reason_that_names_a_rule_or_the_tagger() -> None:
    for block in label(page(article("Home", "A ferry in the harbour", after=("Leave a Reply", "Name *")))).blocks:
        assert block.why.startswith(("rule ", "network text ")), block
        assert 0 < block.probability <= 1


def test_labelling_changes_no_block_but_its_role_reason_and_probability() -> None:
    document = page(article("Home", "A ferry in the harbour"))
    after = label(document)
    assert after.text == document.text
    assert [(b.text, b.span, b.lines) for b in after.blocks] == [(b.text, b.span, b.lines) for b in document.blocks]


LINES = (
    "Home", "Related posts", "Previous Post", "Next Post", "Leave a Reply", "3 Comments", "Anna says:", "Reply", "Name *",
    "Read also", "Advertisement", "© 2020 A Paper",
    "We use cookies on this site, as all do", "OK", "By Anna Holm", "11 March 2023",
    "Paid content", "← A title of a post", "A title of another post →", "", "A line of some words", "…", *PARAGRAPHS,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=25))
def test_any_order_of_labels_and_text_gets_one_role_each(lines: list[str]) -> None:
    document = label(page("\n".join(lines)))
    assert all(block.why and 0 < block.probability <= 1 for block in document.blocks if block.text)
    assert sum(block.role == Role.HEADLINE for block in document.blocks) <= 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_labelled_and_gets_one_proposal_a_block(text: str) -> None:
    document = page(text)
    assert len(propose(document, lambda _: None, lambda: None)) == len(document.blocks)
    assert label(document) == label(document)


@pytest.mark.parametrize(
    "line",
    ["Item {}", "Leave a Reply", "Related posts", "A word {} and then the", "© 2020 All rights reserved", "Anna says:"],
)
def test_labelling_takes_time_in_proportion_to_the_page(line: str) -> None:
    def seconds(count: int) -> float:
        text = "\n\n".join(line.format(i) for i in range(count))
        document = page(text)
        begun = time.process_time()
        label(document)
        return time.process_time() - begun

    seconds(10)
    assert seconds(4000) < 12 * max(seconds(1000), 0.05)


def test_a_line_of_fifty_megabytes_costs_no_more_than_its_head() -> None:
    text = "word and the other, " * 2_500_000
    document = Document(text, (Block(text, (0, len(text)), (1, 1)),), "text/plain", "utf-8", "valid")
    begun = time.process_time()
    label(document)
    assert time.process_time() - begun < 3
