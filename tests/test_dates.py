"""Dates as 25 languages print them, and which of a page's dates are the article's. Forms without a language: test_fields.py."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.fields.dateforms import Style, read_dates
from newsarchive.fields.dates import find_dates
from newsarchive.fields.datestyle import date_style
from newsarchive.fields.months import month_of, names_of
from newsarchive.model import Block, Claim, Document, Hints, Role

Line = tuple[Role, str]


def page(*lines: Line, claims: tuple[Claim, ...] = (), language: str = "en", canonical: str = "") -> Document:
    """A labelled page of one block a line."""
    blocks, start = [], 0
    for number, (role, text) in enumerate(lines, 1):
        blocks.append(
            Block(text, (start, start + len(text) + 1), (number, number), role=role, why="rule x: y", probability=0.9)
        )
        start += len(text) + 1
    text = "".join(f"{block.text}\n" for block in blocks)
    return Document(
        text, tuple(blocks), "text/html", "utf-8", "valid", language, Hints(claims=claims, canonical=canonical)
    )


HEADLINE, BODY = (Role.HEADLINE, "Ferry landing opens"), (Role.BODY, "The landing took its first boat on Tuesday. " * 3)


def values(text: str, language: str | None = None, day_first: bool | None = None) -> list[str]:
    return [reading.value for reading in read_dates(text, Style(language, day_first))]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tuesday, September 5, 2023"), ("de", "Dienstag, 5. September 2023"), ("fr", "mardi 5 septembre 2023"),
        ("es", "5 de septiembre de 2023"), ("it", "5 settembre 2023"), ("pt", "5 de setembro de 2023"), ("nl", "5 september 2023"),
        ("pl", "5 września 2023"), ("cs", "5. září 2023"), ("ru", "5 сентября 2023 г."), ("uk", "5 вересня 2023"),
        ("el", "5 Σεπτεμβρίου 2023"), ("tr", "5 Eylül 2023"), ("ar", "٥ سبتمبر ٢٠٢٣"), ("he", "5 בספטמבר 2023"),
        ("fa", "۱۴ شهریور ۱۴۰۲"), ("hi", "५ सितंबर २०२३"), ("bn", "৫ সেপ্টেম্বর ২০২৩"), ("zh", "2023年9月5日"),
        ("ja", "令和5年9月5日"),
        ("ko", "2023년 9월 5일"), ("id", "Selasa, 5 September 2023"), ("vi", "Ngày 5 tháng 9 năm 2023"), ("sv", "5 september 2023"),
        ("fi", "5. syyskuuta 2023"), ("hu", "2023. szeptember 5."), ("lt", "2023 m. rugsėjo 5 d."),
        ("de", "05.09.23"), ("fa", "۱۴۰۲/۰۶/۱۴"), ("ko", "2023. 9. 5."), ("en", "5-Sep-2023"), ("en", "5 September,2023"),
    ],
)  # fmt: skip
def test_a_day_is_read_as_each_language_prints_it(language: str, text: str) -> None:
    assert values(text, language, None if language in ("en", "zh", "ja", "ko", "hu") else True) == ["2023-09-05"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5. September 2023, 14.05 Uhr", "2023-09-05T14:05"),
        ("5 septembre 2023 à 14h05", "2023-09-05T14:05"),
        ("2023年9月5日 14时05分", "2023-09-05T14:05"),
        ("2023년 9월 5일 오후 2:05", "2023-09-05T14:05"),
        ("Sept 5, 2023 12:05 a.m.", "2023-09-05T00:05"),
        ("Published 4:00 AM EDT, Mon September 4, 2023", "2023-09-04T04:00-04:00"),
        ("Selasa, 5 Sep 2023 14:05 WIB", "2023-09-05T14:05+07:00"),
        ("Tue, 05 Sep 2023 14:00:00 +0200", "2023-09-05T14:00:00+02:00"),
        ("Tue Sep 05 2023 14:00:00 GMT+0200", "2023-09-05T14:00:00+02:00"),
        ("5 September 2023 14:05 IST", "2023-09-05T14:05"),
        ("5 September 2023, 99.50 euros", "2023-09-05"),
    ],
)
def test_the_time_of_day_is_read_and_a_zone_only_where_it_is_one(text: str, value: str) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Published Sept 4, 2023; updated Sept 5, 2023", ["published", "modified"]),
        ("입력 2023.09.04 14:05 수정 2023.09.05 15:00", ["published", "modified"]),
        ("Mis à jour le 5 septembre 2023", ["modified"]),
        ("Stand: 5. September 2023", ["modified"]),
        ("公開日 2023年9月5日", ["published"]),
        ("5 September 2023", [""]),
        ("5 September 2023 (updated)", ["modified"]),
    ],
)
def test_the_words_around_a_date_say_which_it_is(text: str, kinds: list[str]) -> None:
    assert [reading.kind for reading in read_dates(text)] == kinds


@pytest.mark.parametrize(("day_first", "value"), [(True, ["2023-05-04"]), (False, ["2023-04-05"]), (None, [])])
def test_a_date_of_two_readings_is_read_only_where_the_page_says_how(day_first: bool | None, value: list[str]) -> None:
    assert values("04/05/2023", "en", day_first) == value


@pytest.mark.parametrize(
    ("language", "address", "day_first"),
    [
        ("en", "", None), ("en-GB", "", True), ("en-US", "", False), ("de", "", True), ("ja", "", None),
        ("en-US", "https://example.co.uk/a", True), ("en", "https://example.com/a", None), ("en-CA", "https://example.ca/", None),
        ("en-GB", "https://[broken", True),
    ],
)  # fmt: skip
def test_language_region_and_domain_say_how_a_page_writes_dates(
    language: str, address: str, day_first: bool | None
) -> None:
    assert date_style(page(language=language, canonical=address)).day_first is day_first


def test_a_month_of_two_languages_is_the_one_of_the_page() -> None:
    assert (month_of("listopada", "hr"), month_of("listopada", "pl"), month_of("listopada", "fr")) == (10, 11, None)


@pytest.mark.parametrize(
    ("year", "new_year"),
    [(1358, "1979-03-21"), (1375, "1996-03-20"), (1399, "2020-03-20"), (1400, "2021-03-21"), (1403, "2024-03-20")],
)
def test_the_persian_new_year_is_the_official_one(year: int, new_year: str) -> None:
    assert values(f"{year}/01/01", "fa", True) == [new_year]


def test_every_name_of_a_month_means_it_in_its_own_language() -> None:
    assert {"september", "сентября", "eylül", "सितंबर"} <= names_of(9)


@given(st.dates(dt.date(1921, 3, 21), dt.date(2060, 1, 1)))
def test_the_persian_calendar_goes_forward_day_by_day(day: dt.date) -> None:
    """The New Year is about the equinox, and six months of 31 days follow it."""
    year = day.year - 621
    (nowruz,) = values(f"{year}/1/1", "fa", True)
    assert nowruz in {f"{day.year}-03-20", f"{day.year}-03-21", f"{day.year}-03-22"}
    mehr = dt.date.fromisoformat(*values(f"{year}/7/1", "fa", True))
    assert (mehr - dt.date.fromisoformat(nowruz)).days == 186


@given(st.text(max_size=400), st.sampled_from([None, "en", "fa", "ko", "fi"]), st.sampled_from([None, True, False]))
def test_any_line_gives_valid_dates_at_places_within_it(
    text: str, language: str | None, day_first: bool | None
) -> None:
    for reading in read_dates(text, Style(language, day_first)):
        dt.datetime.fromisoformat(reading.value.replace("Z", "+00:00"))
        assert 0 <= reading.start < reading.end <= len(text)


@pytest.mark.parametrize("piece", ["1.", "12 ", "1/", "5 Sept ", "年", "2023-", ": ", "(", "\u0660"])
def test_a_hostile_line_takes_no_longer(piece: str) -> None:
    start = time.process_time()
    read_dates(piece * 100_000)
    assert time.process_time() - start < 0.5


def published(document: Document, uri: str = "") -> tuple[str | None, tuple[int, int]] | None:
    found = find_dates(document, uri).published
    return (found.value.value, found.where.lines) if found else None


def claim(field: str, value: str) -> Claim:
    return Claim(field, value, "JSON-LD NewsArticle")


def test_what_the_head_says_is_believed_and_cited_from_the_line_that_shows_the_day() -> None:
    exact = claim("published", "2023-09-05T14:00:00+02:00")
    shown = find_dates(page(HEADLINE, (Role.DATE, "5 September 2023"), BODY, claims=(exact,))).published
    assert shown
    assert (shown.value.value, shown.value.raw, shown.where.lines) == (exact.value, "5 September 2023", (2, 2))
    assert exact.value in shown.where.why
    assert shown.takes
    other = page(HEADLINE, (Role.DATE, "1 May 2020"), BODY, claims=(exact,))
    assert published(other) == (exact.value, (0, 0))


def test_a_date_near_the_headline_is_found_whatever_its_role() -> None:
    assert published(page(HEADLINE, (Role.NAV, "Ostermark | 5 Sept 2023 | 14:05"), BODY)) == (
        "2023-09-05T14:05",
        (2, 2),
    )
    assert (
        published(
            page(HEADLINE, (Role.NAV, "A long sentence about what happened in the town on 5 Sept 2023 " * 2), BODY)
        )
        is None
    )


def test_a_date_far_from_the_article_is_not_its_own() -> None:
    menu = [(Role.NAV, f"Entry {i}") for i in range(30)]
    assert (
        published(page((Role.FOOTER, "5 Sept 2023"), *menu, HEADLINE, BODY, *menu, (Role.FOOTER, "6 Sept 2023")))
        is None
    )


def test_a_date_of_change_is_no_date_of_publication() -> None:
    dates = find_dates(page(HEADLINE, (Role.DATE, "Updated: 5 September 2023"), BODY))
    assert dates.modified
    assert dates.modified.value.value == "2023-09-05"
    assert dates.published is None


def test_a_change_at_the_moment_of_publication_is_none() -> None:
    both = (claim("published", "2023-09-05T14:00Z"), claim("modified", "2023-09-05T14:00Z"))
    assert find_dates(page(HEADLINE, BODY, claims=both)).modified is None


def test_without_any_other_witness_the_address_names_the_day() -> None:
    assert published(page(HEADLINE, BODY), "https://example.org/2023/09/05/ferry") == ("2023-09-05", (0, 0))
    assert published(page(HEADLINE, BODY), "https://example.org/2023/19/55/ferry") is None


def test_a_relative_date_keeps_its_raw_form_and_has_no_value() -> None:
    found = find_dates(page(HEADLINE, (Role.DATE, "2 hours ago"), BODY)).published
    assert found
    assert (found.value.value, found.value.raw) == (None, "2 hours ago")


def at(*lines: Line, head: str) -> str | None:
    """The value of publication, where the head states ``head`` of it."""
    found = find_dates(page(HEADLINE, *lines, BODY, claims=(claim("published", head),))).published
    return found.value.value if found else None


def test_of_two_days_in_the_head_the_one_that_is_printed_by_the_headline_is_believed() -> None:
    claims = (claim("published", "2023-09-01"), claim("published", "2023-09-05T14:00+02:00"))
    shown = page(HEADLINE, (Role.DATE, "5 September 2023"), BODY, claims=claims)
    assert published(shown) == ("2023-09-05T14:00+02:00", (2, 2))
    created = (claim("published", "2023-09-01"), claim("created", "2023-09-05"))
    assert published(page(HEADLINE, (Role.DATE, "5 September 2023"), BODY, claims=created)) == ("2023-09-05", (2, 2))
    assert published(page(HEADLINE, BODY, claims=claims)) == ("2023-09-01", (0, 0))


@pytest.mark.parametrize(
    ("printed", "head", "value"),
    [
        ("5 September 2023, 00:30", "2023-09-04T22:30:00Z", "2023-09-05T00:30+02:00"),
        ("5 September 2023, 06:15", "2023-09-05T00:30:00Z", "2023-09-05T00:30:00Z"),
        ("4 September 2023, 19:30", "2023-09-05T00:30:10Z", "2023-09-04T19:30-05:00"),
        ("5 September 2023", "2023-09-04T22:30:00Z", "2023-09-05"),
        ("5 September 2023", "2023-09-04T09:30:00Z", "2023-09-04T09:30:00Z"),
        ("7 September 2023, 00:30", "2023-09-04T22:30:00Z", "2023-09-04T22:30:00Z"),
        ("5 September 2023, 00:37", "2023-09-04T22:30:00Z", "2023-09-04T22:30:00Z"),
        ("5 September 2023, 00:30", "2023-09-04T22:30", "2023-09-04T22:30"),
    ],
)
def test_an_instant_of_the_head_is_told_in_the_day_that_the_page_prints(printed: str, head: str, value: str) -> None:
    assert at((Role.DATE, printed), head=head) == value


def test_the_time_element_of_a_teaser_is_no_date_of_the_article() -> None:
    far = [(Role.RELATED, f"Another story, number {i}") for i in range(30)]
    teaser = Claim("published", "2023-08-01T10:00:00Z", "time element", 20)
    shown = page(HEADLINE, (Role.DATE, "5 September 2023"), BODY, *far, claims=(teaser,))
    assert published(shown) == ("2023-09-05", (2, 2))


@pytest.mark.parametrize("line", ["Joined: 3 May 2011", "Member since 3 May 2011", "Prices as of 3 May 2011"])
def test_the_date_of_something_else_is_not_the_articles(line: str) -> None:
    assert published(page(HEADLINE, (Role.DATE, line), (Role.DATE, "5 September 2023"), BODY)) == (
        "2023-09-05",
        (3, 3),
    )


def test_minutes_to_read_that_are_glued_to_the_year_are_no_part_of_it() -> None:
    assert values("September 5, 20235 min read", "en") == ["2023-09-05"]
    assert values("September 5, 20235", "en") == []


def test_a_date_that_says_so_far_from_the_headline_is_believed_where_none_is_near() -> None:
    far = [(Role.BODY, "The landing took its first boat on Tuesday. " * 3)] * 30
    assert published(page(HEADLINE, *far, (Role.FOOTER, "Published: 5 September 2023"))) == ("2023-09-05", (32, 32))
