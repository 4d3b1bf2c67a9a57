"""The named rules: what each finds, what it leaves alone, and that the table of rules holds together."""

from __future__ import annotations

import pytest

from newsarchive.decode.text import cut_text
from newsarchive.label import label
from newsarchive.label.rules import RULES
from newsarchive.model import Block, Document, Link, Markup, Role

PARAGRAPHS = (
    "The ferry that had been laid up in the harbour for eleven years is to become a school for boat-builders, the town said.",
    "“We have looked for a use for her since the bridge was opened,” said the harbour master, who keeps her keys in a drawer.",
    "The first twelve apprentices are to begin in the autumn, when the car deck has been cleared and the stern has a roof.",
)
TITLE = "Old ferry becomes a school for boat-builders"


def labelled(text: str) -> dict[str, Block]:
    document = label(Document(text, cut_text(text), "text/plain", "utf-8", "valid"))
    return {block.text: block for block in document.blocks}


def below(*lines: str) -> dict[str, Block]:
    return labelled("\n\n".join((TITLE, *PARAGRAPHS)) + "\n\n" + "\n".join(lines) + "\n")


def test_the_names_of_the_rules_are_unique_and_their_precisions_are_shares() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(0.5 <= rule.precision <= 1 for rule in RULES)
    assert all(rule.precision >= 0.6 for rule in RULES if rule.overrules)


@pytest.mark.parametrize(
    "line",
    [
        "Start trading now on Poste Italiane",
        "Invest on crypto with Gianluca Vacchi project and start making money now",
        "Win money trading on Amazon",
        "Start investing today with Bitcoin Profit",
        "Trade forex from home and earn daily",
        "Earn real cash playing online",
        "Make money online from home",
        "Double your money with bitcoin trading",
        "Claim your free spins bonus now",
        "Best online casino sites",
        "Top bitcoin casino no deposit bonus here",
        "Buy cheap viagra online without prescription",
        "Get instant payday loans approved in minutes",
        "Best crypto trading platforms",
        "Open a trading account today and get a bonus",
        "Buy now on Amazon",
    ],
)
def test_planted_lines_are_ads_at_the_head_and_at_the_foot(line: str) -> None:
    head = labelled("\n\n".join((line, TITLE, *PARAGRAPHS)))
    assert head[line].role == Role.AD
    assert below(line)[line].role == Role.AD
    assert below(line)[line].why.startswith("rule ad-")


@pytest.mark.parametrize(
    "sentence",
    [
        "Investors start trading on Monday.",
        "Start trading on Monday was slow, brokers in the harbour said, and few shares of the ferry company changed hands.",
        "Trading in the shares of the ferry company starts now, on the exchange in the capital.",
        "Make money while it rains, the old ferrymen used to say, and none of them ever did.",
        "Buy bread, sell fish: that is how the market in the harbour has worked since the bridge was opened.",
        "The casino on the pier will play host to the apprentices until the roof has been put over the stern.",
        "He won money at the races and lost it at the casino the same night, his daughter says.",
        "Get up early if you want to see the ferry leave the harbour for the last time.",
    ],
)
def test_sentences_that_report_on_money_are_not_ads(sentence: str) -> None:
    text = "\n\n".join((TITLE, *PARAGRAPHS[:2], sentence, PARAGRAPHS[2]))
    assert labelled(text)[sentence].role == Role.BODY


def test_a_title_is_the_previous_posts_because_of_the_label_above_it() -> None:
    found = below("Previous Post", "Bridge closed for repairs", "Next Post", "Lock gates stuck for a third day")
    assert found["Previous Post"].role == Role.RELATED_HEADING
    assert found["Bridge closed for repairs"].role == Role.RELATED_PREVIOUS
    assert found["Bridge closed for repairs"].why == 'rule neighbour-label: under "Previous Post"'
    assert found["Lock gates stuck for a third day"].role == Role.RELATED_NEXT


def test_a_label_without_a_title_takes_no_other_label_for_one() -> None:
    found = below("Previous Post", "Next Post", "Leave a Reply", "Name *")
    assert [found[line].role for line in ("Previous Post", "Next Post")] == [Role.RELATED_HEADING] * 2
    assert found["Leave a Reply"].role == Role.COMMENT_FORM


def test_a_label_and_its_title_may_share_a_line() -> None:
    found = below("Previous article: Bridge closed for repairs", "Next article: Lock gates stuck")
    assert found["Previous article: Bridge closed for repairs"].role == Role.RELATED_PREVIOUS
    assert found["Next article: Lock gates stuck"].role == Role.RELATED_NEXT


def test_arrows_point_to_the_previous_and_the_next_post() -> None:
    found = below("← Bridge closed for repairs", "Lock gates stuck for a third day →")
    assert found["← Bridge closed for repairs"].role == Role.RELATED_PREVIOUS
    assert found["Lock gates stuck for a third day →"].role == Role.RELATED_NEXT


def test_a_comment_form_runs_over_its_fields_to_its_button() -> None:
    lines = (
        "Leave a Reply",
        "Your email address will not be published.",
        "Comment *",
        "Name *",
        "Email *",
        "I am not a robot",
        "Post Comment",
    )
    found = below(*lines, "", "Related posts", "Bridge closed for repairs again")
    assert {found[line].role for line in lines} == {Role.COMMENT_FORM}
    assert found["Bridge closed for repairs again"].role == Role.RELATED


def test_a_thread_of_comments_is_not_the_text() -> None:
    comment = (
        "I crossed on her every summer as a child and I am glad that she will not be scrapped after all these years."
    )
    found = below(
        "2 Comments",
        "Marta Nilsen says:",
        comment,
        "Reply",
        "Jon Treece says:",
        "So am I, and so is my mother.",
        "Reply",
    )
    assert found[comment].role == Role.COMMENT
    assert found["So am I, and so is my mother."].role == Role.COMMENT


def test_related_posts_end_where_the_imprint_begins() -> None:
    found = below(
        "You may also like",
        "Bridge closed for repairs again",
        "Lock gates stuck for a third day",
        "© 2023 The Solent Herald",
    )
    assert found["You may also like"].role == Role.RELATED_HEADING
    assert found["Lock gates stuck for a third day"].role == Role.RELATED
    assert found["© 2023 The Solent Herald"].role == Role.FOOTER


def test_a_title_under_read_also_in_the_middle_of_the_text_is_related() -> None:
    text = f"{TITLE}\n\n{PARAGRAPHS[0]}\n\nRead also\nThe women who built our bus stations\n\n{PARAGRAPHS[1]}\n\n{PARAGRAPHS[2]}\n"
    found = labelled(text)
    assert found["Read also"].role == Role.RELATED_HEADING
    assert found["The women who built our bus stations"].role == Role.RELATED
    assert found[PARAGRAPHS[2]].role == Role.BODY


def test_a_cookie_notice_takes_its_buttons_with_it_and_no_other_ok() -> None:
    found = labelled(
        "We use cookies to give you the best experience.\nAccept all\n\n"
        + "\n\n".join((TITLE, *PARAGRAPHS))
        + "\n\nOK\n"
    )
    assert found["Accept all"].role == Role.COOKIE
    assert found["OK"].role != Role.COOKIE


def test_a_newsletter_box_is_one_and_a_menu_entry_is_not() -> None:
    found = labelled(
        "Home\nNewsletter\nSport\n\n" + "\n\n".join((TITLE, *PARAGRAPHS, "Sign up for our daily newsletter"))
    )
    assert found["Sign up for our daily newsletter"].role == Role.NEWSLETTER
    assert found["Newsletter"].role == Role.NAV


def test_a_sentence_between_headline_and_byline_is_the_standfirst() -> None:
    standfirst = "For eleven years nobody knew what to do with her."
    found = labelled("\n\n".join((TITLE, standfirst, "By Theodora Quill", *PARAGRAPHS)))
    assert found[standfirst].role == Role.STANDFIRST
    assert found["By Theodora Quill"].role == Role.BYLINE


def test_another_copy_of_the_headline_is_no_second_headline() -> None:
    found = labelled("\n\n".join((f"{TITLE} | Solent Herald", "Home", TITLE, *PARAGRAPHS)))
    assert found[TITLE].role == Role.HEADLINE
    assert found[f"{TITLE} | Solent Herald"].role in (Role.OTHER, Role.NAV)


def test_a_credited_picture_line_in_the_text_is_a_caption() -> None:
    caption = "The ferry at her last berth. Photo: Marcus Ebdon"
    found = labelled("\n\n".join((TITLE, PARAGRAPHS[0], caption, *PARAGRAPHS[1:])))
    assert found[caption].role == Role.CAPTION


def test_the_agencys_closing_credit_belongs_to_the_text() -> None:
    assert (
        below("(Reporting by Leonora Stipe; Editing by Huw Parry)")[
            "(Reporting by Leonora Stipe; Editing by Huw Parry)"
        ].role
        == Role.BODY
    )


def test_class_names_of_html_name_the_role_of_noise_and_leave_the_body_alone() -> None:
    def block(n: int, text: str, names: str, path: str = "div/p", links: tuple[Link, ...] = ()) -> Block:
        return Block(text, (n, n + 1), (n, n), markup=Markup(path, names, 0.0, links))

    blocks = (
        block(1, "Tiller and keel", "site-nav menu"),
        *(block(n + 2, text, "entry-content related-wrapper") for n, text in enumerate(PARAGRAPHS)),
        block(5, "Bridge closed", "nav-previous post-navigation"),
        block(6, "All the harbour in one mail", "newsletter-signup"),
        block(7, "Ropewalk 3", "site-footer"),
    )
    document = label(Document("x" * 9, blocks, "text/html", "utf-8", "valid"))
    found = {b.text: b.role for b in document.blocks}
    assert found["Tiller and keel"] == Role.NAV
    assert found["Bridge closed"] == Role.RELATED_PREVIOUS
    assert found["All the harbour in one mail"] == Role.NEWSLETTER
    assert found["Ropewalk 3"] == Role.FOOTER
    assert [found[p] for p in PARAGRAPHS] == [Role.BODY] * 3


def test_what_stands_in_a_text_field_is_never_the_body() -> None:
    def block(n: int, text: str, path: str) -> Block:
        return Block(text, (n, n + 1), (n, n), markup=Markup(path, "", 0.0, ()))

    blocks = (
        *(block(n, text, "div/p") for n, text in enumerate(PARAGRAPHS, 1)),
        block(9, PARAGRAPHS[0], "form/textarea"),
    )
    document = label(Document("x" * 9, blocks, "text/html", "utf-8", "valid"))
    assert document.blocks[-1].role == Role.OTHER
    assert document.blocks[-1].why.startswith("rule text-field:")
    assert [block.role for block in document.blocks[:-1]] == [Role.BODY] * len(PARAGRAPHS)


def test_a_rank_alone_in_a_list_of_titles_belongs_to_the_list() -> None:
    blocks = below(
        "Most read",
        "1",
        "Bridge closed for the winter",
        "2",
        "Bakery wins a prize for its rye",
        "3",
        "Band plays on in rain",
    )
    assert [blocks[rank].role for rank in ("2", "3")] == [Role.RELATED, Role.RELATED]


def test_a_number_alone_between_paragraphs_is_not_made_body_by_them() -> None:
    assert "orphan" not in labelled("\n\n".join((TITLE, PARAGRAPHS[0], "17", *PARAGRAPHS[1:])))["17"].why


@pytest.mark.parametrize(
    "line",
    [
        "Anna Holm/Reuters",
        "Anna Holm / Harbour Office / dpa",
        "City of Marlow via Wikimedia Commons",
        "Marlow at night [CC BY-SA 4.0], via Wikimedia Commons",
        "(Credit: Anna Holm/Marlow Gazette)",
        "Open this photo in gallery:",
    ],
)
def test_a_credit_below_a_picture_is_its_caption(line: str) -> None:
    assert labelled("\n\n".join((TITLE, PARAGRAPHS[0], line, *PARAGRAPHS[1:])))[line].role == Role.CAPTION


@pytest.mark.parametrize(
    "line",
    [
        "The harbour master spoke to Reuters, and to nobody else, about the keys that she has kept in a drawer since the bridge.",
        "Whoever wants to see her may write to the AP or the AFP, the town said, but no answer is to be had before the autumn.",
    ],
)
def test_a_sentence_that_names_an_agency_is_no_caption(line: str) -> None:
    assert labelled("\n\n".join((TITLE, PARAGRAPHS[0], line, *PARAGRAPHS[1:])))[line].role == Role.BODY


def test_a_name_that_a_page_repeats_again_and_again_is_no_authors_box() -> None:
    name = "Anna Holm"
    blocks = labelled("\n\n".join((TITLE, f"By {name}", *PARAGRAPHS, *[name, "Marlow in spring"] * 6)))
    assert "author-box" not in blocks[name].why


@pytest.mark.parametrize(
    "entries",
    [
        ("May 2016", "April 2016", "March 2016", "January 2016", "October 2015"),
        ("ferries (14)", "harbour (3)", "markets (27)", "night buses (8)"),
        ("ferries", "(14)", "harbour", "(3)", "markets", "(27)", "night buses", "(8)"),
    ],
)
def test_entries_with_their_counts_are_an_archive_or_tags(entries: tuple[str, ...]) -> None:
    blocks = below(*entries)
    assert {blocks[entry].role for entry in entries} == {Role.NAV}


def test_three_months_of_teasers_are_no_archive() -> None:
    blocks = below(
        "Bridge closed for the winter",
        "May 2016",
        "Bakery wins a prize for its rye",
        "April 2016",
        "Band plays on",
        "March 2016",
    )
    assert not any("rule counted" in block.why for block in blocks.values())


@pytest.mark.parametrize("label_line", ["By", "Written by", "Author"])
def test_the_line_after_a_lone_by_is_the_byline(label_line: str) -> None:
    found = labelled("\n".join((TITLE, "", label_line, "Theodora Quill", "", *"\n\n".join(PARAGRAPHS).split("\n"))))
    assert found["Theodora Quill"].role == Role.BYLINE


def test_a_paragraph_on_the_author_under_the_name_is_the_authors_box() -> None:
    tale = "Theodora has written about boats and the people who mend them since she was nineteen years old."
    found = below("Share", "Facebook", "WhatsApp", "Theodora Quill", tale, "More news", "Bridge closed for the winter")
    assert found["Theodora Quill"].role == found[tale].role == Role.BYLINE
    assert found[tale].why.startswith("rule author-told")


def test_a_name_over_a_paragraph_that_tells_of_somebody_else_is_no_authors_box() -> None:
    found = below(
        "Theodora Quill", "The council will meet again in March to hear what the harbour master has to say about it."
    )
    assert "author-told" not in found["Theodora Quill"].why


def test_the_time_that_reading_takes_stands_with_the_date() -> None:
    found = labelled("\n\n".join((TITLE, "By Theodora Quill", "4 March 2024", "4 minute read", *PARAGRAPHS)))
    assert found["4 March 2024"].role == found["4 minute read"].role == Role.DATE


def test_who_stands_where_in_a_picture_is_a_caption() -> None:
    caption = "Theodora Quill (left) and the harbour master at the stern of the ferry"
    found = labelled("\n\n".join((TITLE, PARAGRAPHS[0], caption, *PARAGRAPHS[1:])))
    assert found[caption].role == Role.CAPTION


def test_dates_that_come_again_and_again_below_the_text_are_not_the_articles() -> None:
    dates = [f"{day:02}.03.2011, 14:{day + 20}" for day in range(3, 12)]
    lines = [
        line for date in dates for line in (date, "Mine did the same, and then the roof came off.", "Seasoned member")
    ]
    found = below(*lines)
    assert Role.DATE not in {found[date].role for date in dates[3:]}


def test_a_line_above_the_headline_that_is_no_sentence_is_no_text() -> None:
    line = "Trade futures with 100x leverage"
    above = labelled("\n\n".join((line, TITLE, *PARAGRAPHS)))[line]
    assert above.role not in (Role.BODY, Role.HEADLINE)
    assert above.why.startswith("rule above-headline")


def test_a_sentence_above_the_headline_stays_where_the_network_puts_it() -> None:
    assert not any(block.why.startswith("rule above-headline") for block in below(PARAGRAPHS[0]).values())
    ahead = labelled("\n\n".join((PARAGRAPHS[0], TITLE, *PARAGRAPHS[1:])))[PARAGRAPHS[0]]
    assert not ahead.why.startswith("rule above-headline")
