"""The date of publication: raw as it stands, and in ISO 8601 where only one reading is possible."""

from __future__ import annotations

import re
from datetime import date

from newsarchive.model import Block, Moment, Where

_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)\s?(Z|[+-]\d\d:?\d\d)?)?(?![\d-])")
_CJK = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+(\d{{4}})\b", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_FURTHEST = 300  # characters of the line that are read; dates stand in short lines


def date_field(block: Block | None) -> tuple[Moment | None, Where | None]:
    """The date of a block labelled so. A zone that is not printed stays missing; 04/05/2023 has two readings and no value."""
    if block is None:
        return None, None
    return Moment(_value(block.text[:_FURTHEST]), block.text), Where(block.lines, block.text, block.why)


def _value(raw: str) -> str | None:
    if match := _ISO.search(raw):
        year, month, day, time, zone = match.groups()
        clock = f"T{time}{zone or ''}" if time else ""
        return _iso(int(year), int(month), int(day), clock)
    if match := _CJK.search(raw):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_MONTH.search(raw):
        return _iso(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))
    if match := _MONTH_DAY.search(raw):
        return _iso(int(match[3]), _MONTHS.index(match[1].lower()) + 1, int(match[2]))
    return None


def _iso(year: int, month: int, day: int, clock: str = "") -> str | None:
    try:
        return date(year, month, day).isoformat() + clock
    except ValueError:
        return None
