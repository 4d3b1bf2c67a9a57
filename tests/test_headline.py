"""The one headline: which block it is, which part of the block, and what the head's title gives where no block is it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.decode import decode
from newsarchive.errors import ConfigurationError
from newsarchive.fields.headline import headline_field, own_part
from newsarchive.fields.titles import runs, without_site
from newsarchive.label import label
from newsarchive.label.headlinechoice import KEPT, choose, load, using
from newsarchive.label.headlinecolumns import VERSION, candidates, columns, rough_columns
from newsarchive.label.phrases import Cue
from newsarchive.label.tagger import seen
from newsarchive.model import Article, Block, Claim, Document, Hints, RawPage, Role
from newsarchive.pipeline import clean

PARAGRAPHS = (
    "The ferry that had been laid up in the harbour for eleven years is to become a school for boat-builders, the town said.",
    "“We have looked for a use for her since the bridge was opened,” said the harbour master, who keeps her keys in a drawer.",
    "The first twelve apprentices are to begin in the autumn, when the car deck has been cleared and the stern has a roof.",
    "Nobody could say on Tuesday who is going to pay for the boilers, which have been cold since the last crossing in 2012.",
)
SITE = Claim("site_name", "Wend Post", "meta og:site_name")
SHARED = Hints(title="Harbour works: The ferry opens again | Wend Post", og_title="The ferry opens again")
HEADLINE = "Old ferry to become a school for boat-builders"


def document(source: str, media_type: str = "text/html") -> Document:
    return decode(RawPage(source.encode(), "file:///page", encoding_given="utf-8"), media_type).document


def html(top: str, title: str = "", og_title: str = "", extra: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    meta = f'<meta property="og:title" content="{og_title}">' if og_title else ""
    return f"<html lang=en><head><title>{title}</title>{meta}{extra}</head><body>{top}<article>{body}</article></body></html>"


def article(source: str, media_type: str = "text/html") -> Article:
    found = clean(RawPage(source.encode(), "file:///page", media_type=media_type, encoding_given="utf-8"))
    assert isinstance(found, Article)
    return found


def headline(source: str, media_type: str = "text/html") -> str | None:
    return article(source, media_type).headline


# Which block


def test_the_h1_before_the_text_is_the_headline() -> None:
    menu = "<ul><li><a href=/>Home</a><li><a href=/harbour>Harbour</a></ul>"
    assert headline(html(f"{menu}<h1>{HEADLINE}</h1><p>By Nell Farrow</p>")) == HEADLINE


def test_the_name_of_the_section_above_it_is_not() -> None:
    assert headline(html(f"<h2>Harbour news</h2><h1>{HEADLINE}</h1>", title=f"{HEADLINE} | Wend Post")) == HEADLINE


def test_a_headline_without_a_heading_is_told_by_the_title_of_the_page() -> None:
    top = f"<div>Wend Post</div><div>{HEADLINE}</div><div>6 May 2024</div>"
    assert headline(html(top, title=f"{HEADLINE} - Wend Post")) == HEADLINE


def test_in_text_a_title_line_with_the_site_is_passed_for_the_headline_itself() -> None:
    lines = (f"{HEADLINE} | Wend Post", "Home", "News", "Sport", HEADLINE, "By Nell Farrow", *PARAGRAPHS)
    assert headline("\n\n".join(lines), "text/plain") == HEADLINE


def test_the_standfirst_below_is_longer_and_no_headline() -> None:
    lines = (
        HEADLINE,
        "Apprentices will learn on the car deck, where nobody has worked since the bridge came.",
        "By Nell Farrow",
    )
    assert headline("\n\n".join((*lines, *PARAGRAPHS)), "text/plain") == HEADLINE


def test_a_page_has_one_headline_at_most() -> None:
    page = label(document(html(f"<h1>{HEADLINE}</h1><h1>{HEADLINE}</h1><h2>{HEADLINE}</h2>")))
    assert sum(block.role is Role.HEADLINE for block in page.blocks) == 1


def test_a_menu_alone_has_no_headline_and_text_without_one_keeps_its_first_sentence() -> None:
    assert headline("\n\n".join(("Home", "News", "Sport", "Contact")), "text/plain") is None
    found = article("\n\n".join(PARAGRAPHS), "text/plain")
    assert found.headline is None
    assert PARAGRAPHS[0] in found.text


def test_a_label_is_never_the_headline() -> None:
    shown = seen(document(html(f"<h1>{HEADLINE}</h1>")))
    assert choose(shown, lambda _: Cue.COOKIE, markup=True) is None
    places = candidates(shown, lambda i: Cue.DATE if shown.document.blocks[i].text == HEADLINE else None)
    assert HEADLINE not in {shown.document.blocks[i].text for i in places}


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=12), st.booleans())
def test_every_candidate_has_the_same_finite_columns_on_any_page(lines: list[str], markup: bool) -> None:
    source = "".join(f"<p>{line}</p>" for line in lines) if markup else "\n\n".join(lines)
    shown = seen(document(source, "text/html" if markup else "text/plain"))
    places = candidates(shown, nothing)
    if places:
        rough = rough_columns(shown, places)
        found = columns(shown, places[:KEPT], rough[:KEPT], rough[:KEPT, 0], nothing)
        assert found.shape[0] == min(len(places), KEPT)
        assert found.shape[1] == _width(markup)
        assert np.isfinite(found).all()
        choice = choose(shown, nothing, markup=markup)
        assert choice is None or (choice.place in places and 0 <= choice.chance <= 1)


def test_the_weights_are_small_and_refuse_columns_that_they_were_not_learnt_for(tmp_path: Path) -> None:
    file = tmp_path / "weights.npz"
    np.savez(file, version=np.array([VERSION + 1]))
    with pytest.raises(ConfigurationError, match="train it anew"), using(file):
        pass
    arrays: dict[str, Any] = {**_zeros(document(html(""))), **_zeros(document("A\n\nB", "text/plain"))}
    np.savez(file, version=np.array([VERSION]), **arrays)
    assert set(load(file)) == {"text", "html"}
    with using(file):  # all candidates are as likely, and likelier than none
        assert choose(seen(document(html(f"<h1>{HEADLINE}</h1>"))), nothing, markup=True) is not None


def nothing(_: int) -> Cue | None:
    """The phrase tables know no block."""
    return None


def _width(markup: bool) -> int:
    shown = seen(document(html("A")) if markup else document("A", "text/plain"))
    return int(columns(shown, [0], rough_columns(shown, [0]), np.zeros(1), nothing).shape[1])


def test_the_headline_may_end_as_captions_do() -> None:
    """“(photo)” at the end says that there is a picture."""
    assert headline(html(f"<h1>{HEADLINE} (photo)</h1><p>By Nell Farrow</p>")) == f"{HEADLINE} (photo)"


def test_a_breadcrumb_that_ends_with_the_headline_is_passed_for_the_headline() -> None:
    lines = ("Wend Post", f"You are here: Home News Harbour {HEADLINE}", HEADLINE, "6 May 2024, 10:15", *PARAGRAPHS)
    assert headline("\n\n".join(lines), "text/plain") == HEADLINE


def test_a_line_of_a_menu_is_passed_for_one_between_blank_lines_right_above_the_text() -> None:
    lines = (
        "Upper Wend News",
        "Pages\nHome\nFerry school plans\nBus times",
        "Thursday, 6 May 2024",
        HEADLINE,
        *PARAGRAPHS,
    )
    assert headline("\n\n".join(lines), "text/plain") == HEADLINE


def test_of_two_headlines_the_one_that_the_publisher_shares_is_taken() -> None:
    other = "Apprentices to learn on the car deck"
    both = f"<h1>{HEADLINE}</h1><h2>{other}</h2><p>By Nell Farrow</p>"
    assert headline(html(both, og_title=other)) == other
    assert headline(html(both, og_title="Ferries")) == HEADLINE


def test_the_title_of_another_article_that_shares_no_word_with_the_text_is_passed_for_the_headline() -> None:
    others = ("Council votes on parking fees", "Snow closes two schools in the hills", "Choir sings for the last time")
    lines = ("Wend Post", "Most read", *others, HEADLINE, "6 May 2024, 10:15", *PARAGRAPHS)
    assert headline("\n\n".join(lines), "text/plain") == HEADLINE


def _zeros(page: Document) -> dict[str, Any]:
    shown = seen(page)
    kind = "html" if page.media_type == "text/html" else "text"
    rough = rough_columns(shown, [0])
    size = columns(shown, [0], rough, np.zeros(1), nothing).shape[1]
    shapes = {
        "rough": rough.shape[1:],
        "linear": (size,),
        "hidden": (size, 2),
        "bias": (2,),
        "out": (2,),
        "offset": (1,),
    }
    return {f"{kind}.{name}": np.full(shape, float(name == "offset"), np.float32) for name, shape in shapes.items()}


# Which part of it


@pytest.mark.parametrize(
    ("text", "hints", "own"),
    [
        ("Harbour works: The ferry opens again", Hints(og_title="The ferry opens again"), "The ferry opens again"),
        (
            "Opinion Why the ferry should sail",
            Hints(title="Why the ferry should sail | Post"),
            "Why the ferry should sail",
        ),
        ("Harbour - “We will sail in May”", Hints(og_title="We will sail in May"), "“We will sail in May”"),
        ("The ferry opens again 6 May 2024", Hints(title="The ferry opens again"), "The ferry opens again"),
        ("The ferry opens again 2024-05-06 10:15:00.0", Hints(), "The ferry opens again"),
        ("The ferry opens again 06.05.24 10:15", Hints(), "The ferry opens again"),
        ("The ferry opens again Monday, May 6, 2024", Hints(), "The ferry opens again"),
        ("The ferry opens again by Nell Farrow, 6 May 2024", Hints(), "The ferry opens again"),
        ("What the ferry did until 6 May 2024", Hints(), None),
        ("Ferry timetable 5/6/2024", Hints(), None),
        ("Harbour works: The ferry opens again", SHARED, "The ferry opens again"),
        ("Harbour works – The ferry opens again", SHARED, "The ferry opens again"),
        ("Harbour works - The ferry opens again", Hints(title="Harbour works - The ferry opens again"), None),
        ("Why the ferry opens again", Hints(title="Why the ferry opens again", og_title="The ferry opens again"), None),
        ("The ferry opens again | Wend Post", Hints(claims=(SITE,)), "The ferry opens again"),
        ("The ferry opens again – Wend Post", Hints(claims=(SITE,)), "The ferry opens again"),
        ("The ferry opens again – Wend Post readers rejoice", Hints(claims=(SITE,)), None),
        ("The ferry opens again | Opinion", Hints(title="The ferry opens again | Opinion", claims=(SITE,)), None),
        ("The ferry opens again – at last", Hints(og_title="The ferry opens again"), None),
        ("Ferry - the bridge is enough", Hints(title="Ferry - the bridge is enough - Post"), None),
        ("The best ferries of 2024", Hints(og_title="Best ferries of 2024"), None),
        ("Ferry school opens", Hints(title="Wend Post"), None),
        ("Ferry school opens", Hints(), None),
        ("港湾新聞 〉渡船明年將改為造船學校", Hints(title="渡船明年將改為造船學校 - 港湾"), "渡船明年將改為造船學校"),
    ],
)
def test_the_headline_is_cut_only_where_the_head_gives_the_rest_as_title(
    text: str, hints: Hints, own: str | None
) -> None:
    assert own_part(text, hints) == (own or text)


def test_what_the_publisher_calls_the_headline_counts_too_and_the_block_stays_whole_in_where() -> None:
    hints = Hints(claims=(Claim("headline", "The ferry opens again", "JSON-LD NewsArticle headline"),))
    block = Block("Harbour works: The ferry opens again", (0, 36), (7, 7), why="because")
    found, where = headline_field(block, Document("", (block,), "text/html", "utf-8", "valid", hints=hints))
    assert found == "The ferry opens again"
    assert where is not None
    assert (where.lines, where.raw) == ((7, 7), block.text)
    assert where.why.startswith("because; ")


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_the_part_is_always_a_piece_of_the_block(text: str, title: str, og_title: str) -> None:
    text = text.strip()
    assert own_part(text, Hints(title=title, og_title=og_title)) in text


# No block is it


@pytest.mark.parametrize(
    ("title", "names", "left"),
    [
        ("Ferry school opens in May | Wend Post", (), "Ferry school opens in May"),
        ("Ferry school opens in May - Wend Post", ("wendpost",), "Ferry school opens in May"),
        ("Wend Post - Ferry school opens in May", ("wendpost",), "Ferry school opens in May"),
        ("Ferry school opens in May - News - Wend Post", ("wendpost",), "Ferry school opens in May - News"),
        ("Ferry school opens - nobody pays", (), "Ferry school opens - nobody pays"),
        ("Ferry school opens - nobody pays", ("wendpost",), "Ferry school opens - nobody pays"),
        ("Wend-Post: ferry school", ("wendpost",), "Wend-Post: ferry school"),
        ("Wend | Post", (), "Wend | Post"),
        ("T", (), "T"),
    ],
)
def test_the_name_of_the_site_is_not_glued_to_a_title(title: str, names: tuple[str, ...], left: str) -> None:
    assert without_site(title, names) == left


def test_without_a_block_the_title_of_the_head_is_taken_without_the_site() -> None:
    hints = Hints(title="Ferry school opens in May - Wend Post", canonical="https://www.wendpost.example/ferry")
    found, where = headline_field(None, Document("", (), "text/html", "utf-8", "valid", hints=hints))
    assert found == "Ferry school opens in May"
    assert where is not None
    assert where.lines == (0, 0)


@given(st.text(max_size=120), st.sets(st.text(min_size=3, max_size=10), max_size=3))
def test_what_is_left_of_a_title_is_a_piece_of_it(title: str, names: set[str]) -> None:
    assert without_site(title, names) in title
    assert all(run in title for run in runs(title))


def test_a_title_of_a_million_signs_takes_no_time() -> None:
    started = time.process_time()
    for hostile in ("| - " * 250_000, "a" * 1_000_000, "a b | " * 170_000):
        own_part(hostile[:2000], Hints(title=hostile, og_title=hostile))
        without_site(hostile, ("wendpost",))
    assert time.process_time() - started < 1
