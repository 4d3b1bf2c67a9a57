"""The forms in which dates are printed, and what they mean in ISO 8601. No choosing among dates here: dates.py.

Every form is one row of a table. Digits of other scripts are read as ASCII digits, which they match one by one. A form is
tried from each of its digits, and what may repeat in it is bounded: time is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from newsarchive.fields.datewords import said_before, says_modified_behind
from newsarchive.fields.months import jalali_month_of, month_of

FURTHEST = 300  # characters of a line that are read; dates stand in short lines
_BEFORE = 60  # characters before a date that may say which date it is


class Style(NamedTuple):
    """How a page writes its dates."""

    language: str | None = None
    day_first: bool | None = None
    """Whether 04/05/2023 is the fourth of May; None: nothing says so."""


class Reading(NamedTuple):
    """A date in a line."""

    value: str
    """ISO 8601, with the time of day and its zone where they are printed."""
    kind: str
    """``published``, ``modified`` or ``other`` where the words around it say so, else empty."""
    start: int
    end: int


_NAME = r"(?P<name>[^\s\d.,;:|/()\[\]<>–—•·●@\"-]{2,16}(?:\u200c\S{2,8})?)"
_END = r"(?!\d(?!\d?\s?min\b))"
"""Behind a year: no digit, but for the minutes to read that markup sets apart and text does not ("20255 min")."""
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d/.-])(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?=T\d|(?![\d/-]))",
        r"(?<!\d)(?P<year>\d{4})\.\s(?P<month>\d\d?)\.\s?(?P<day>\d\d?)\.?(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日",
        r"令和\s?(?P<reiwa>\d{1,2})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日",
        r"(?<!\d)(?P<year>\d{4})\s?년\s?(?P<month>\d{1,2})\s?월\s?(?P<day>\d{1,2})\s?일",
        r"(?<!\d)(?P<day>\d{1,2})\s(?:tháng|thg)\s(?P<month>\d{1,2}),?\s(?:năm\s)?(?P<year>\d{4})(?!\d)",
        r"(?<![\d./])(?<!\d:)(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th|er|º|ª|ος|η)\b|\.)?(?:[\s/-]|\.\s?|(?<=\.))(?:of\s|de\s|d['’])?"
        + _NAME
        + r"\.?,?(?:[\s/-](?:del?\s|den\s)?|(?<=[.,]))(?P<year>\d{4})" + _END,
        r"(?<![^\W\d_])" + _NAME + r"\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year>\d{4})" + _END,
        r"(?<!\d)(?P<year>\d{4})\.?\s(?:m\.\s)?" + _NAME + r"\.?\s(?P<day>\d{1,2})(?!\d)",
        r"(?<![\d/.-])(?P<first>\d\d?)(?P<mark>[-/.])(?P<second>\d\d?)(?P=mark)(?P<year>\d{4})(?![\d/-])",
        r"(?<![\d/.-])(?P<first>\d\d?)(?:\.\s|\s\|\s)(?P<second>\d\d?)(?:\.\s|\s\|\s)(?P<year>\d{4})(?!\d)",
        r"(?<![\d/.-])(?P<first>\d\d?)(?P<mark>[./])(?P<second>\d\d?)(?P=mark)(?P<short>\d\d)(?![\d/.-])",
    )
)  # fmt: skip

_DIGITS = re.compile(r"\d(?:\d{3}|[./]\d)|令和")
"""What every form has: a year in four digits, a mark between two digits, or the era. Most lines of a page have none of them."""

_ZONES = {
    "z": "Z", "utc": "Z", "gmt": "Z", "cet": "+01:00", "mez": "+01:00", "cest": "+02:00", "mesz": "+02:00", "est": "-05:00",
    "edt": "-04:00", "pst": "-08:00", "pdt": "-07:00", "cdt": "-05:00", "jst": "+09:00", "kst": "+09:00", "wib": "+07:00",
    "msk": "+03:00", "мск": "+03:00", "aest": "+10:00", "aedt": "+11:00",
}  # fmt: skip
"""Names of zones that mean one offset. IST, BST and CST mean several and are left out; so is ET, which changes."""
_ZONE = rf"(?:\s?\(?(?P<zone>(?:(?:GMT|UTC)\s?)?[+-]\d\d?:?(?:\d\d)?(?!\d)|(?:{'|'.join(_ZONES)})(?!\w)))?"
_HALF = r"(?:\s?(?P<half>[ap]\.?\s?m\b|π\.?μ|μ\.?μ|صباح|مساء|[صم](?!\w)))?"
_HALF_BEFORE = r"(?P<before>오전|오후|上午|下午|午前|午後|晚上|凌晨)?\s?"
_AT = (
    r"(?:(?:at|um|à|às|as|a\s+las|alle|ore|klo|kl|om|o|godz|v|в|о|у|στις|ώρα|saat|lúc|pukul|jam|الساعة|ساعت|בשעה"
    r"|को|g|uur|ob)\b[.:]?\s?)?"
)
_BEHIND = re.compile(
    r"(?:T|[\s,|·•–—@(-]{0,6}(?:\([^\W\d]{1,3}\)\s?|\([^\W\d]{1,4}요일\)\s?|г\.?,?\s|года,?\s|р\.?,?\s)?[\s,|·•–—@-]{0,3})"
    + _AT + _HALF_BEFORE
    + r"(?<!\d)(?P<hour>\d{1,2})(?:\s?[:h時时点點시]\s?|\.)(?P<minute>\d\d)(?:분|分)?"
    + r"(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?(?![\d:])" + _HALF + r"(?:\s?(?:uhr|h|Uhr|uur)\b)?" + _ZONE,
    re.IGNORECASE,
)  # fmt: skip
_AHEAD = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d))?" + _HALF + _ZONE
    + r"(?:\s?(?:uhr|h|uur))?[\s,|·•–—)-]{1,4}(?:[^\W\d]{2,14}[.,]{0,2}\s)?$",
    re.IGNORECASE,
)  # fmt: skip
_AFTERNOON = ("p", "오후", "下午", "午後", "晚上", "μ", "م")
_MORNING_HALF = ("a", "오전", "上午", "午前", "凌晨", "π", "ص")
_LONGEST_CLOCK = 60


def read_dates(line: str, style: Style = Style()) -> list[Reading]:  # noqa: B008
    """The dates of a line, in its order, each with what the words before it call it."""
    return list(_dates(line[:FURTHEST], style)) if _DIGITS.search(line, 0, FURTHEST) else []


@lru_cache(maxsize=256)  # the lines by a headline are read for several fields
def _dates(line: str, style: Style) -> tuple[Reading, ...]:
    text = _ascii_digits(line)
    spans: list[tuple[int, int, str]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            day = _day(match.groupdict(), style)
            if day and not any(start < match.end() and match.start() < end for start, end, _ in spans):
                spans.append((match.start(), match.end(), day))
    return tuple(_readings(text, sorted(spans)))


def _readings(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Reading]:
    last, kind = 0, ""
    for start, end, day in spans:
        clock = _BEHIND.match(text, end, end + _LONGEST_CLOCK)
        stop = clock.end() if clock else end
        ahead = None if clock else _AHEAD.search(text, max(last, start - _LONGEST_CLOCK), start)
        said = said_before(text[max(last, start - _BEFORE) : start])
        kind = said or ("modified" if says_modified_behind(text[stop:]) else "")
        value = _with_clock(day, clock or ahead)
        if value is None and text[end : end + 1] == "T":
            continue  # an instant that does not exist is no day either
        yield Reading(value or day, kind, ahead.start() if ahead else start, stop)
        last = stop


def _ascii_digits(text: str) -> str:
    """``text`` with the decimal digits of all scripts as ASCII digits, character for character."""
    if text.isascii():
        return text
    return "".join([str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text])


def _day(part: dict[str, str | None], style: Style) -> str | None:
    """YYYY-MM-DD of what a form found; None for what is no day, or may be two."""
    reiwa = part.get("reiwa")  # the Japanese era of 2019
    year = 2018 + int(reiwa) if reiwa else int(part.get("year") or 0)
    if part.get("short"):
        known = style.day_first is not None or (part["mark"] == "/" and int(part["second"] or 0) > 12)
        year = 2000 + int(part["short"] or 0) if known else 0
    month, day = _month_and_day(part, style)
    if not month or not year:
        return None
    if style.language == "fa" and 1300 <= year <= 1450:
        return _from_jalali(year, month, day)
    return _checked(f"{year:04}-{month:02}-{day:02}")


def _month_and_day(part: dict[str, str | None], style: Style) -> tuple[int, int]:
    """Month and day; month 0 where it is none."""
    if name := part.get("name"):
        jalali = jalali_month_of(name) if style.language == "fa" else None
        return jalali or month_of(name.rstrip(".'’"), style.language) or 0, int(part["day"] or 0)
    if part.get("month"):
        return int(part["month"] or 0), int(part["day"] or 0)
    first, second = int(part["first"] or 0), int(part["second"] or 0)
    if first > 12 or (first == second):
        return second, first
    if second > 12:
        return (first, second) if style.day_first is not True else (0, 0)
    if style.day_first is None:
        return 0, 0
    return (second, first) if style.day_first else (first, second)


def _checked(text: str) -> str | None:
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return text


def _with_clock(day: str, clock: re.Match[str] | None) -> str | None:
    """Day and time of day; None for an hour or a zone that does not exist."""
    if clock is None:
        return day
    hour, second = int(clock["hour"]), clock["second"]
    half = (clock["half"] or clock.groupdict().get("before") or "").lower()
    if half.startswith(_AFTERNOON) and hour < 12:
        hour += 12
    elif half.startswith(_MORNING_HALF) and hour == 12:
        hour = 0
    return _checked(f"{day}T{hour:02}:{clock['minute']}{f':{second}' if second else ''}{_offset(clock['zone'] or '')}")


def _offset(zone: str) -> str:
    """``+02:00`` of ``+0200``, ``GMT+2`` or ``CEST``."""
    name = zone.strip().lower()
    if name in _ZONES or not name:
        return _ZONES.get(name, "")
    digits = name.removeprefix("gmt").removeprefix("utc").strip()
    hours, minutes = digits[1:].replace(":", "")[:-2] or digits[1:], digits[1:].replace(":", "")[-2:]
    if len(digits) <= 3:
        hours, minutes = digits[1:], "00"
    return f"{digits[0]}{int(hours):02}:{minutes}"


def _from_jalali(year: int, month: int, day: int) -> str | None:
    """The Gregorian day of a Solar Hijri one, by the cycle of 33 years with 8 leap years; right for the years that news is of:
    its New Years of 1979, 1996, 2020, 2021, 2024 and 2025 are the official ones."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    since = year - 979
    days = 365 * since + since // 33 * 8 + (since % 33 + 3) // 4
    days += 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return date.fromordinal(date(1600, 3, 20).toordinal() + days).isoformat()
