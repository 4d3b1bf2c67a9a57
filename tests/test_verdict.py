"""What a page is, where it is no whole article; and that what looks a little like one of those stays an article."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from importlib import resources
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model import Article, Block, Document, Kind, Link, Markup, RawPage, Role, Verdict
from newsarchive.pipeline import clean
from newsarchive.textnorm import normalise
from newsarchive.verdict import count_words, judge
from newsarchive.verdict.glance import Measures, glance
from newsarchive.verdict.lexicon import NOTICES, PERSONS, SORTS, label_key, lexicon_for
from newsarchive.verdict.measures import known_words, measure
from newsarchive.verdict.model import clear, weigh
from newsarchive.verdict.page import Page
from strategies import labelled_documents

WORDS = resources.files("newsarchive.verdict") / "words"
LANGUAGES = "ar bn cs de el en es fa fi fr he hi id it ja ko nl pl pt ru sv tr uk vi zh".split()
SENTENCES = (
    "The ferry to Anstrey will stop for a week in March, the harbour office said on Tuesday.",
    "Its hull has to be painted, and one of its engines leaks oil into the third cabin.",
    "“We have asked the neighbours for their boat,” the harbour master, Nell Farrow, told the council.",
    "The neighbours wish to be paid in smoked eel, as they were in the winter of 1987.",
    "A bus will run round the bay twice a day, and the baker has promised to be patient.",
)


def page(*lines: tuple[Role, str], language: str = "en") -> Document:
    """A document of one block a line, each after an empty line."""
    blocks, text = [], ""
    for number, (role, line) in enumerate(lines):
        span = len(text), len(text) + len(line) + 2
        at = 2 * number + 1, 2 * number + 1
        blocks.append(Block(normalise(line), span, at, 1, role=role, why="rule x: y", probability=0.9, placement=0.9))
        text += line + "\n\n"
    return Document(text, tuple(blocks), "text/plain", "utf-8", "valid", language)


def as_html(document: Document) -> Document:
    return replace(document, media_type="text/html")


def measured(shown: Page) -> Measures:
    return glance(shown) | measure(shown)


def kind_of(verdict: Verdict | None) -> str | None:
    return verdict.kind if verdict else None


def cleaned(text: str, media_type: str = "text/plain") -> Verdict | None:
    found = clean(RawPage(text.encode(), "file:///page", media_type=media_type))
    assert isinstance(found, Article)
    return found.verdict


# From the roles


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([], "empty"),
        ([(Role.OTHER, "")], "empty"),
        ([(Role.COOKIE, "We use cookies to make our pages better"), (Role.NAV, "Accept")], "consent"),
        ([(Role.RELATED, f"Teaser number {number}") for number in range(20)], "listing"),
        ([(Role.BODY, "A line of text.")], "short"),
        ([(Role.COOKIE, "We use cookies"), (Role.BODY, "word " * 40)], None),
        ([(Role.BODY, "word " * 40)], None),
        ([(Role.BODY, "字" * 80)], None),
        ([(Role.BODY, "字" * 50)], "short"),
    ],
)
def test_the_verdict_follows_from_the_roles(lines: list[tuple[Role, str]], kind: str | None) -> None:
    verdict = judge(page(*lines))
    assert kind_of(verdict) == kind
    assert verdict is None or verdict.why


@given(labelled_documents())
def test_any_document_gets_a_verdict_with_a_reason_or_none(document: Document) -> None:
    verdict = judge(document)
    assert verdict is None or (verdict.kind and verdict.why)
    assert judge(document) == verdict


@pytest.mark.parametrize(("text", "words"), [("", 0), ("two words", 2), ("中文字 word", 3), ("字" * 10, 6)])
def test_two_chinese_characters_count_as_a_word(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text())
def test_words_are_counted_in_any_text(text: str) -> None:
    assert count_words(text) >= len(text.split())


# What is an article


@pytest.mark.parametrize(
    "lines",
    [
        SENTENCES[:2],
        SENTENCES,
        ("Ferry stops in March", *SENTENCES),
        ("Ferry stops in March", "By Amal Vickery", "5 September 2023", *SENTENCES),
        ("Interview", *chain.from_iterable(zip(repeat("And what did the baker say?"), SENTENCES, strict=False))),
        ("Five things to do in Anstrey", *(f"{n}. {line}" for n, line in enumerate(SENTENCES, 1))),
    ],
)
def test_a_pasted_text_is_an_article_with_and_without_headline(lines: tuple[str, ...]) -> None:
    assert cleaned("\n\n".join(lines)) is None


@pytest.mark.parametrize("times", [2, 10, 30, 60])
@pytest.mark.parametrize(
    "lines", [SENTENCES[:1], SENTENCES[2:3], SENTENCES[:2], (" ".join(SENTENCES),), (" ".join(SENTENCES[:2]),)]
)
@pytest.mark.parametrize("headline", ["", "Ferry stops in March"])
def test_sentences_that_somebody_pasted_again_and_again_are_no_page_of_another_sort(
    lines: tuple[str, ...], times: int, headline: str
) -> None:
    text = "\n\n".join([*([headline] if headline else []), *lines * times])
    assert kind_of(cleaned(text)) in (None, "short")


MENU_LINES = [(Role.NAV, line) for line in ("Home", "News", "Sport", "Weather", "Contact", "Search")]
ARTICLE_LINES = [
    (Role.HEADLINE, "Ferry to Anstrey stops for a week in March"),
    (Role.BYLINE, "By Amal Vickery"),
    (Role.DATE, "5 September 2023"),
    *((Role.BODY, " ".join(SENTENCES[:2])) for _ in range(16)),
    (Role.RELATED, "Baker wins a boat"),
]


@pytest.mark.parametrize("markup", [False, True], ids=["text", "html"])
def test_a_plain_article_is_told_at_the_first_look_and_its_menus_alone_are_not(markup: bool) -> None:
    form = as_html if markup else replace
    whole, menus = (form(page(*lines)) for lines in (MENU_LINES + ARTICLE_LINES + MENU_LINES, MENU_LINES * 5))
    assert clear(glance(Page(whole)), markup=markup)
    assert not clear(glance(Page(menus)), markup=markup)


def test_an_article_about_error_pages_stays_one() -> None:
    text = (
        "Why “404 Page not found” turns thirty",
        *SENTENCES,
        "“Page not found”, it says, and “access denied”.",
        *SENTENCES,
    )
    assert cleaned("\n\n".join(text)) is None


def test_a_whole_article_above_a_request_to_subscribe_stays_one() -> None:
    body = [(Role.BODY, line) for line in SENTENCES * 3]
    assert judge(page((Role.HEADLINE, "Ferry stops"), *body, (Role.NEWSLETTER, "Already a subscriber? Log in"))) is None


# Notices


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Home\nNews\n\n404\n\nSorry, nothing here.\n\nContact", "error"),
        ("Just a moment...\n\nVerify you are human by completing the action below.\n\nRay ID: 1", "error"),
        ("503 Service Unavailable\n\nnginx", "error"),
        ("You need to enable JavaScript to run this app.", "error"),
        ("Seite nicht gefunden\n\nDie gesuchte Seite gibt es nicht oder nicht mehr.\n\nStartseite", "error"),
        ("ページが見つかりません\n\nお探しのページは移動または削除された可能性があります。\n\nホーム", "error"),
        ("Страница не найдена\n\nВозможно, она была удалена.\n\nНа главную", "error"),
    ],
)
def test_a_page_that_says_that_it_is_none_is_an_error(text: str, kind: str) -> None:
    verdict = cleaned(text)
    assert kind_of(verdict) == kind
    assert verdict is not None
    assert "“" in verdict.why


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", NOTICES)
def test_every_notice_of_every_language_is_heard(language: str, notice: str) -> None:
    said = tomllib.loads((WORDS / f"{language}.toml").read_text("utf-8"))["notices"][notice]
    for each in said:
        found = judge(page((Role.HEADLINE, "Anstrey"), (Role.OTHER, each), language=language))
        assert kind_of(found) == ("paywall" if notice == "paywall" else "error"), each


def test_a_stub_before_a_request_to_subscribe_is_a_paywall() -> None:
    body = [(Role.BODY, line) for line in SENTENCES]
    found = judge(page((Role.HEADLINE, "Ferry stops"), *body, (Role.NEWSLETTER, "Subscribe to continue reading")))
    assert found == Verdict(
        "paywall", f"after {sum(map(count_words, SENTENCES))} words of body: “Subscribe to continue reading”"
    )


# No text


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"id": n, "name": "ferry", "open": True} for n in range(20)], indent=1),
        json.dumps({"ferry": {"name": "Anstrey", "length": 41, "crew": ["Nell", "Amal"], "stops": [1, 2, 3]}}),
        "def ferry(n):\n    return n + 1;\n" * 3 + "import os\nclass A:\nlet x = {};\n" * 4,
        "QUJD" * 200,
        "1234567890 +-*/ 55.2 99.1 | " * 20,
        "\ufffd\ufffd\ufffda" * 30,
        "Паром остановится на неделю в марте, сказали во вторник в конторе порта.".encode().decode("cp1252", "replace")
        * 3,
    ],
    ids=["json-lines", "json", "code", "base64", "numbers", "replaced", "misread"],
)
def test_what_is_no_text_for_people_is_called_so(text: str) -> None:
    assert kind_of(judge(page(*((Role.BODY, line) for line in text.split("\n") if line)))) == "not_text"


@pytest.mark.parametrize(
    "text",
    [
        "ঘাটের কার্যালয় মঙ্গলবার জানিয়েছে, মার্চ মাসে এক সপ্তাহ ফেরি বন্ধ থাকবে। " * 8,
        "बंदरगाह कार्यालय ने मंगलवार को बताया कि मार्च में एक सप्ताह तक नौका बंद रहेगी। " * 8,
        "[Update] The ferry stops. " + " ".join(SENTENCES),
        "L’Ã©tÃ©: " + " ".join(SENTENCES),
    ],
)
def test_scripts_brackets_and_a_few_wrong_letters_are_text(text: str) -> None:
    assert judge(page((Role.BODY, text))) is None


# Several articles


def post(title: str, day: str = "3 March 2021") -> list[tuple[Role, str]]:
    return [(Role.RELATED, title), (Role.DATE, day), *((Role.BODY, line) for line in SENTENCES * 2)]


def test_three_posts_with_title_date_and_text_are_several() -> None:
    posts = post("Ferry stops in March") + post("Baker wins a boat") + post("Eel shop opens late")
    assert kind_of(judge(page(*posts))) == "several"


@pytest.mark.parametrize(
    "posts",
    [
        post("Ferry stops in March") + post("Baker wins a boat"),
        post("It floats", "16.48") + post("A scare with a line", "13.12") + post("Good morning", "08.40"),
        [
            *((Role.BODY, line) for line in SENTENCES),
            *post("One of them"),
            *post("Two of them"),
            *post("Three of them"),
        ],
    ],
    ids=["two", "live blog", "an article and others behind it"],
)
def test_fewer_or_parts_of_one_are_not(posts: list[tuple[Role, str]]) -> None:
    assert judge(page(*posts)) is None


# Pages of other sorts

MENU = "<nav><a href=/>Home</a> <a href=/n>News</a> <a href=/c>Contact</a></nav>"


def html(title: str, body: str) -> str:
    return f"<html lang=en><head><title>{title}</title></head><body>{MENU}<main><h1>{title}</h1>{body}</main></body></html>"


def things(n: int) -> str:
    return "".join(
        f"<li class=product-card><h3><a href=/p/{i}>Lantern {i}</a></h3><p>$ {i}.99</p><button>Add to cart</button></li>"
        for i in range(10, 10 + n)
    )


SHOP = (
    "<p>$ 41.00</p><p>In stock</p><button>Add to cart</button><label>Quantity</label><h2>Key features</h2><ul><li>Burns for nine "
    "hours<li>Brass<li>Fits your hand</ul><h2>Specifications</h2><table><tr><td>Height<td>30 cm<tr><td>Weight<td>1 kg</table>"
    "<h2>Description</h2><p>This lantern was made for the ferry to Anstrey, and has lit its stairs for a hundred years. Its glass "
    "is blown by hand, so that no two are the same.</p><p>Warranty</p><h2>Customer reviews</h2><p>Free shipping</p>"
)
THREAD = "".join(
    f"<div class=message><p>ferryman{i}</p><p>Member</p><p>Joined: 2019</p><p>Posts: {i}4</p><p>{day} March 2021</p>"
    f"<blockquote>Click to expand</blockquote><p>{line} What do you think?</p><p>Reply</p><p>Quote</p></div>"
    for i, (day, line) in enumerate(zip(range(1, 11), SENTENCES * 2, strict=True))
)
MANUAL = (
    "".join(
        f"<h2>{name}</h2><p>Returns the {name} of your ferry.</p><pre>ferry.{name}(speed, port) => {{ return null; }}</pre>"
        "<h3>Parameters</h3><ul><li><code>speed</code> Optional<li><code>port</code> Required</ul>"
        "<h3>Example</h3><pre>let x = f();</pre>"
        for name in ("length", "depth", "start", "stop", "crew")
    )
    + "<h2>See also</h2><p>Installation</p><p>Configuration</p><p>Was this page helpful?</p>"
)
OFFER = (
    "<p>We paint your boat, so that you can sleep.</p><a href=/q>Get a quote</a><h2>Our services</h2><ul><li>Hulls<li>Masts<li>"
    "Cabins</ul><h2>Why choose us</h2><p>Our team has painted your neighbours' boats.</p><h2>How it works</h2><ol><li>You call us."
    "<li>We come to you.<li>Your boat is blue.</ol><h2>Testimonials</h2><p>You will love our blue!</p>"
    "<h2>Frequently asked questions</h2><h3>Do you paint at night?</h3><p>We do what our clients need.</p>"
    "<a href=/c>Contact us today</a><p>Pricing</p><p>Careers</p>"
)


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("Lanterns", f"<p>Sort by</p><p>Filter</p><ul>{things(30)}</ul><p>Load more</p>", "listing"),
        ("Brass lantern", SHOP, "shop"),
        ("Which lantern for a ferry?", THREAD, "forum"),
        ("ferry: reference", MANUAL, "documentation"),
        ("Boat painting", OFFER, "service"),
    ],
)
def test_pages_of_other_sorts_are_told_apart(title: str, body: str, kind: str) -> None:
    verdict = cleaned(html(title, body), "text/html")
    assert kind_of(verdict) == kind
    assert verdict is not None
    assert verdict.why.startswith("it reads like a ")


def test_a_front_page_whose_titles_are_links_is_a_listing() -> None:
    blocks = []
    for i in range(4):
        link = Markup("main/h2", "teaser", 1.0, (Link("A title", "/a"),))
        blocks.append(Block(f"Title {i} of a story", (2 * i, 2 * i + 1), (1, 1), 0, 0, Kind.HEADING, link, Role.BODY))
        teaser = Markup("main/p", "teaser", 0.0)
        text = "The baker promised to be patient until the boat is blue."
        blocks.append(Block(text, (2 * i + 1, 2 * i + 2), (1, 1), markup=teaser, role=Role.BODY))
    assert kind_of(judge(Document("x" * 8, tuple(blocks[:7]), "text/html", "utf-8", "valid", "en"))) == "listing"


# The reason


def test_a_reason_names_at_most_three_things_and_their_values() -> None:
    verdict = cleaned(html("Lanterns", f"<p>Sort by</p><ul>{things(30)}</ul>"), "text/html")
    assert verdict is not None
    assert 1 <= len(verdict.why.partition(": ")[2].split(", ")) <= 5
    assert any(map(str.isdigit, verdict.why)) or "no date" in verdict.why


# The words


def test_the_words_are_there_for_25_languages_which_have_phrase_tables_too() -> None:
    tables = {path.name for path in (resources.files("newsarchive.label") / "phrases").iterdir()}
    assert {path.name for path in WORDS.iterdir()} == {f"{code}.toml" for code in LANGUAGES}
    assert tables >= {f"{code}.toml" for code in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sort_of_words(language: str) -> None:
    tables = tomllib.loads((WORDS / f"{language}.toml").read_text("utf-8"))
    assert set(tables["labels"]) == set(SORTS)
    assert set(tables["pronouns"]) == set(PERSONS)
    assert set(tables["notices"]) == set(NOTICES)
    assert all(all(map(str.strip, words)) for table in tables.values() for words in table.values())


@pytest.mark.parametrize("language", [None, "", "xx", "en-GB", "../de", "de-AT", "zh-Hant"])
def test_any_language_gives_words_and_english_is_always_among_them(language: str | None) -> None:
    assert "add to cart" in lexicon_for(language).labels


def test_a_label_is_compared_without_digits_signs_and_case() -> None:
    assert label_key("» 12 Replies:") == "replies"
    assert label_key("What’s in the box?") == label_key("What's in the box")


# The model


def test_the_model_knows_every_measure_and_no_other() -> None:
    table = json.loads((resources.files("newsarchive.verdict") / "table.json").read_text("utf-8"))
    for form, shown in (("text", page((Role.BODY, "A text."))), ("html", as_html(page((Role.BODY, "A text."))))):
        assert set(table[form]["measures"]) == set(measured(Page(shown)))
        assert set(table[form]["first"]["measures"]) == set(glance(Page(shown)))
    assert {len(row) for part in table.values() for row in part["measures"].values()} == {
        3 + len(table["text"]["kinds"])
    }


def test_the_sum_of_the_reasons_the_words_and_the_bias_is_the_score() -> None:
    shown = Page(page(*((Role.BODY, line) for line in SENTENCES)))
    without = weigh(measured(shown), {"b": set(), "o": set()}, markup=False)
    table = json.loads((resources.files("newsarchive.verdict") / "table.json").read_text("utf-8"))["text"]
    assert without.score == pytest.approx(table["bias"] + sum(without.reasons.values()))
    assert weigh(measured(shown), known_words(shown), markup=False).score != without.score


def test_the_table_is_small() -> None:
    assert Path(str(resources.files("newsarchive.verdict") / "table.json")).stat().st_size < 50_000


def test_a_huge_page_is_judged_in_time() -> None:
    lines = [(Role.BODY, "{} Add to cart $ 5 2021 {}"), (Role.NAV, "a" * 2000)] * 20_000
    judge(page(*lines))
