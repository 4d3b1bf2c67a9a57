"""What is read out of a line: names, dates, addresses. Precision over recall; the line itself is always kept."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.fields.address import base_address, web_address
from newsarchive.fields.byline import byline_field
from newsarchive.fields.dates import find_dates
from newsarchive.fields.headline import headline_field
from newsarchive.fields.related import related_links
from newsarchive.model import Block, Document, Hints, Link, Markup, Relation, Role
from strategies import HREFS, NORMAL

LINE = Block("", (0, 0), (7, 7), why="rule x: y")


def authors(text: str) -> tuple[str, ...]:
    byline, where = byline_field(LINE._replace(text=text))
    assert byline
    assert where
    assert (byline.raw, where.raw, where.lines, where.why) == (text, text, (7, 7), "rule x: y")
    return byline.authors


def agency(text: str) -> str | None:
    byline, _ = byline_field(LINE._replace(text=text))
    assert byline
    return byline.agency


def date(text: str) -> str | None:
    block = LINE._replace(text=text, role=Role.DATE, probability=0.9)
    dates = find_dates(Document(text, (block,), "text/plain", "utf-8", "valid"))
    if dates.modified and not dates.published:
        return None
    found = dates.published
    assert found
    assert (found.value.raw, found.where.raw, found.takes) == (text, text, block)
    return found.value.value


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("BY JANE DOE", ("JANE DOE",)),
        ("by Jane Doe and John Q. Smith", ("Jane Doe", "John Q. Smith")),
        ("By Jane Doe, John Smith and Max Müller-Lüdenscheidt", ("Jane Doe", "John Smith", "Max Müller-Lüdenscheidt")),
        ("By Jane Doe & John Smith", ("Jane Doe", "John Smith")),
        ("Von Anna Schmidt und Jürgen von der Lippe", ("Anna Schmidt", "Jürgen von der Lippe")),
        ("Par Chloé d’Arc et Léa Petit", ("Chloé d’Arc", "Léa Petit")),
        ("By: Sinéad O'Connor", ("Sinéad O'Connor",)),
        ("By Jane Doe | Reuters", ("Jane Doe",)),
        ("By Jane Doe (Paris)", ("Jane Doe",)),
        ("By Jane Doe, 5 September 2023", ("Jane Doe",)),
        ("By Jane Doe, Staff Writer", ("Jane Doe",)),
        ("By Jane Doe, New York", ("Jane Doe",)),
        ("By Theresa May", ("Theresa May",)),
    ],
)
def test_names_are_read_where_the_line_is_clear(line: str, names: tuple[str, ...]) -> None:
    assert authors(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "By Email The Author", "By The Editorial Board", "By Our Correspondent", "By Staff", "By Staff Writer",
        "By News Desk",
        "By Jane", "By popular demand", "By Jane Doe for Daily Mail", "By Jane Doe Published September", "By Published Today",
        "Jane Doe", "By", "By 123 456", "By jane doe", "By @janedoe", "By https://example.org", "By the time he came",
        "Von Redaktion Nord",
        "By Jane Doe " + "and John Smith " * 20, "By <b>Jane Doe", "By Jane Doe and Staff Reporters",
    ],
)  # fmt: skip
def test_what_may_be_no_name_is_none(line: str) -> None:
    assert authors(line) == ()


@pytest.mark.parametrize(
    ("line", "names", "of"),
    [
        ("By Reuters", (), "Reuters"),
        ("By The Associated Press", (), "The Associated Press"),
        ("By Jane Doe, Reuters", ("Jane Doe",), "Reuters"),
        ("By Jane Doe and AFP", ("Jane Doe",), "AFP"),
        ("Von dpa", (), "dpa"),
        ("By Reuters Staff", (), None),
        ("By Jane Doe", ("Jane Doe",), None),
    ],
)
def test_an_agency_is_no_author(line: str, names: tuple[str, ...], of: str | None) -> None:
    assert (authors(line), agency(line)) == (names, of)


@given(NORMAL)
def test_any_byline_is_read_without_fault_and_names_stand_in_it(text: str) -> None:
    assert all(name in text for name in authors(f"By {text}"))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("2023-09-05", "2023-09-05"),
        ("2023-09-05T14:00:00+02:00", "2023-09-05T14:00:00+02:00"),
        ("2023-09-05T14:00:00.123Z", "2023-09-05T14:00:00Z"),
        ("2023-09-05 14:00", "2023-09-05T14:00"),
        ("2023-09-05 14:00 +0200", "2023-09-05T14:00+02:00"),
        ("2023/9/5 14:00", "2023-09-05T14:00"),
        ("2023.09.05", "2023-09-05"),
        ("Published 5 September 2023 at 2 pm", "2023-09-05"),
        ("Tuesday, September 5th, 2023", "2023-09-05"),
        ("Sept. 5, 2023", "2023-09-05"),
        ("SEP 5 2023 | 10:00", "2023-09-05T10:00"),
        ("5th of May, 2023", "2023-05-05"),
        ("5. September 2023", "2023-09-05"),
        ("1er août 2023", "2023-08-01"),
        ("5 de septiembre de 2023", "2023-09-05"),
        ("5 сентября 2023 г.", "2023-09-05"),
        ("5 września 2023", "2023-09-05"),
        ("2023年9月5日", "2023-09-05"),
        ("2023 年 09 月 05 日 14:00", "2023-09-05T14:00"),
        ("2023년 9월 5일", "2023-09-05"),
        ("Published Sept 4, 2023; updated Sept 5, 2023", "2023-09-04"),
        ("Updated: 2023-09-05 10:00 | 2023-09-04 09:00", "2023-09-04T09:00"),
        ("Aktualisiert am 5. September 2023, 10:00. Erstellt am 4. September 2023", "2023-09-04"),
        ("2023-09-05, Tuesday, September 5, 2023", "2023-09-05"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_with_one_reading_has_a_value(line: str, value: str) -> None:
    assert date(line) == value


@pytest.mark.parametrize(
    "line",
    [
        "04/05/2023", "4.5.2023", "04-05-2023", "5/9/23", "September 2023", "Sept 5", "yesterday", "2 hours ago", "",
        "2023", "2023-02-30",
        "2023-13-01", "30 February 2023", "2023年13月1日", "0000-01-01", "2023-09-05T25:00", "12023-09-05", "2023-09-051",
        "2023-09-05-07",
        "martes 5, 2023", "Mayor 5, 2023", "decade 5 2023", "10.1.2023.9.5", "Monday 5 2023",
        "5 September 2023 or 6 September 2023",
        "Updated Sept 5, 2023", "x" * 300 + "2023-09-05",
    ],
)  # fmt: skip
def test_a_date_with_no_or_several_readings_has_no_value(line: str) -> None:
    assert date(line) is None


@given(NORMAL | st.text("0123456789-/.:年月日 TZ+ Sept", max_size=60))
def test_any_date_line_gives_a_valid_date_or_none(text: str) -> None:
    value = date(text)
    if value is not None:
        dt.datetime.fromisoformat(value.replace("Z", "+00:00"))


@given(
    st.dates(dt.date(1000, 1, 1)),
    st.sampled_from(
        [
            "{:%Y-%m-%d}",
            "{:%Y/%m/%d}",
            "{0:%B} {0.day}, {0:%Y}",
            "{0.day} {0:%b} {0:%Y}",
            "{0.year:04}年{0.month}月{0.day}日",
        ]
    ),
)
def test_every_date_is_read_as_it_was_written(day: dt.date, form: str) -> None:
    assert date(form.format(day)) == day.isoformat()


def url(href: str, uri: str = "https://example.org/news/1", hints: Hints | None = None) -> str | None:
    return web_address(base_address(uri, hints or Hints()), href)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("/next", "https://example.org/next"),
        ("2", "https://example.org/news/2"),
        ("../a?b=1#c", "https://example.org/a?b=1#c"),
        ("//cdn.example.org/x", "https://cdn.example.org/x"),
        ("https://example.com/Ä ö", "https://example.com/%C3%84%20%C3%B6"),
        (" https://example.com/a\n/b ", "https://example.com/a/b"),
        ("https://example.com/%20?a=b&c=%26", "https://example.com/%20?a=b&c=%26"),
        ("https://example.com/<b>\"'\x1b", "https://example.com/%3Cb%3E%22'%1B"),
        ("https://пример.example/", "https://пример.example/"),
        ("HTTP://EXAMPLE.com", "HTTP://EXAMPLE.com"),
    ],
)
def test_an_address_is_absolute_and_a_uri(href: str, target: str) -> None:
    assert url(href) == target


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", " JavaScript:alert(1)", "java\nscript:x", "\x01javascript:x", "data:text/html,x",
     "mailto:a@b.example", "tel:1",
     "ftp://a/b", "http://[", "http://", "http:///path", "http://a b/", "http://<a>/", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_web_address_gives_a_title_without_url(href: str) -> None:
    assert url(href) is None


@pytest.mark.parametrize(
    ("uri", "hints", "target"),
    [
        ("https://example.org/a/b", Hints(canonical="https://other.example/c/d"), "https://example.org/a/x"),
        ("file:///pages/b.html", Hints(canonical="https://other.example/c/d"), "https://other.example/c/x"),
        ("https://example.org/a/b", Hints(base="/base/"), "https://example.org/base/x"),
        ("https://example.org/a/b", Hints(base="https://cdn.example/"), "https://cdn.example/x"),
        ("file:///pages/b.html", Hints(), None),
        ("file:///pages/b.html", Hints(canonical="/only/a/path"), None),
        ("file:///pages/b.html", Hints(canonical="javascript:x"), None),
        ("https://example.org/a/b", Hints(base="http://["), None),
    ],
)
def test_addresses_are_relative_to_base_element_own_url_or_canonical(
    uri: str, hints: Hints, target: str | None
) -> None:
    assert url("x", uri, hints) == target


@given(HREFS | st.text(max_size=30), HREFS, HREFS)
def test_an_address_is_a_web_address_whatever_the_page_says(href: str, base: str, canonical: str) -> None:
    found = url(href, "urn:x:y", Hints(base=base, canonical=canonical))
    if found is not None:
        assert urlsplit(found).scheme in {"http", "https"}
        assert urlsplit(found).hostname
        assert not any(c.isspace() or not c.isprintable() for c in found)


def links_of(*blocks: tuple[Role, str]) -> list[Relation]:
    """The relations of the links that are made of ``blocks``, each of which links to a page of its own."""
    text = "".join(f"{line}\n" for _, line in blocks)
    ends = [sum(len(line) + 1 for _, line in blocks[: i + 1]) for i in range(len(blocks))]
    made = tuple(
        Block(
            line, (end - len(line) - 1, end), (i, i), markup=Markup("div/p", "", 1.0, (Link(line, f"/{i}"),)), role=role
        )
        for i, ((role, line), end) in enumerate(zip(blocks, ends, strict=True), 1)
    )
    found = related_links(Document(text, made, "text/html", "utf-8", "valid"), "https://example.org/news/1")
    return [link.relation for link in found.by_block.values()]


def test_of_previous_and_next_there_is_one_of_related_any_number() -> None:
    roles = [Role.RELATED_PREVIOUS, Role.RELATED_NEXT, Role.RELATED, Role.RELATED_NEXT, Role.RELATED, Role.BODY]
    lines = [
        (role, f"The {word} ferry of the year")
        for role, word in zip(roles, "first second third fourth fifth sixth".split(), strict=True)
    ]
    assert links_of(*lines) == [Relation.PREVIOUS, Relation.NEXT, Relation.RELATED, Relation.RELATED]


def test_a_teaser_is_no_title() -> None:
    assert links_of((Role.RELATED_NEXT, "word " * 60)) == []


@pytest.mark.parametrize(
    ("hints", "headline"),
    [(Hints(title="T", og_title="O"), "O"), (Hints(title="T"), "T"), (Hints(), None)],
)
def test_without_a_headline_in_the_page_the_head_gives_one(hints: Hints, headline: str | None) -> None:
    found, where = headline_field(None, Document("", (), "text/html", "utf-8", "valid", hints=hints))
    assert found == headline
    assert (where.lines if where else None) == ((0, 0) if headline else None)
