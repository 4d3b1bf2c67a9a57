"""What a caller may say about its sources, and how a date is written. Values only; nothing here opens a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

from newsarchive.patterns import lazily

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of one page after decompression. The largest of 4,702 news pages measured has 1.2 MB; 64 MiB leaves room for a
single line of 50 MB, and a folder of bombs that are stopped there peaks at 106 MB of memory."""

_LAST_SECOND = 253_402_300_799  # 9999-12-31T23:59:59Z: more does not fit four digits of year

# RFC 3339, section 5.6, and of ISO 8601 the basic format, the date alone and the missing zone (read as UTC).
_DATE = lazily(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:[Tt ](?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,20})?)?"
    r"(?: ?(?P<zone>[Zz]|(?P<sign>[+-])(?P<zone_hour>\d\d):?(?P<zone_minute>\d\d)?))?)?",
    re.ASCII,
)


class InputKind(StrEnum):
    """What the caller says the input is. ``AUTO``: decided by the bytes, the suffix as a hint."""

    AUTO = "auto"
    TEXT = "text"
    HTML = "html"
    JSONL = "jsonl"
    WARC = "warc"
    """A WARC, WET or ARC file."""


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What the caller states about all the inputs of a run."""

    kind: InputKind = InputKind.AUTO
    url: str | None = None
    """The page's own URL; sensible for one page only. JSON Lines carry their own and ignore it."""
    encoding: str | None = None
    """The charset that the user orders. ``text`` and ``html`` of JSON Lines are Unicode already and ignore it."""
    language: str | None = None
    """BCP 47; a JSON Lines object's own comes first."""
    date: str | None = None
    """``YYYY-MM-DDThh:mm:ssZ``. Beats the file's time; an object's ``fetched`` beats it."""
    left_out: str | None = None
    """A folder to pass over inside folders that are walked: the archive that the pages go into."""
    max_bytes: int = MAX_BYTES
    """Of one page after decompression, and of one line of JSON Lines. More is a Failure, never memory."""


def normalise_date(text: str) -> str:
    """An RFC 3339 or ISO 8601 date, with or without time, as ``YYYY-MM-DDThh:mm:ssZ`` in UTC.

    A date alone is midnight; a missing zone is UTC; fractions of a second are cut off; a leap second (``:60``,
    RFC 3339 section 5.7) is the second after.

    Raises:
        ValueError: ``text`` is no such date, or lies outside the years 1 to 9999 in UTC.
    """
    match = _DATE.fullmatch(text.strip()[:64])
    if match is None:
        raise ValueError("not a date as in 2023-09-05 or 2023-09-05T14:00:00Z (RFC 3339)")
    try:
        return _written(_moment(match.groupdict()))
    except (ValueError, OverflowError):
        raise ValueError("no such date or time in the calendar") from None


def date_of_mtime(seconds: int) -> str:
    """A file's time, in seconds since 1970, as ``YYYY-MM-DDThh:mm:ssZ``; clamped to the years 1970 to 9999."""
    clamped = min(max(seconds, 0), _LAST_SECOND)
    return _written(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=clamped))


def _moment(part: dict[str, str | None]) -> datetime:
    number = {name: int(value or 0) for name, value in part.items() if name not in ("dash", "zone", "sign")}
    if number["second"] > 60 or number["zone_hour"] > 23 or number["zone_minute"] > 59:
        raise ValueError
    offset = timedelta(hours=number["zone_hour"], minutes=number["zone_minute"])
    zone = timezone(-offset if part["sign"] == "-" else offset)
    minute = datetime(number["year"], number["month"], number["day"], number["hour"], number["minute"], tzinfo=zone)
    return (minute + timedelta(seconds=number["second"])).astimezone(UTC)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")  # strftime does not pad years below 1000
