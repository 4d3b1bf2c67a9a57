"""The date of publication: raw as it stands, and in ISO 8601 where only one reading is possible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from newsarchive.model import Block, Moment, Where

_MONTHS = (
    "january jan januar januari janvier enero gennaio janeiro stycznia января",
    "february feb februar februari février febrero febbraio fevereiro lutego февраля",
    "march mar märz maart mars marzo março marca марта",
    "april apr avril abril aprile kwietnia апреля",
    "may mai mei mayo maggio maio maja мая",
    "june jun juni juin junio giugno junho czerwca июня",
    "july jul juli juillet julio luglio julho lipca июля",
    "august aug augustus août agosto sierpnia августа",
    "september sept sep septembre septiembre settembre setembro września сентября",
    "october oct oktober octobre octubre ottobre outubro października октября",
    "november nov novembre noviembre novembro listopada ноября",
    "december dec dezember décembre diciembre dicembre dezembro grudnia декабря",
)
"""How the months are called, short forms in English only: elsewhere they are words of their own."""

_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMES = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_CLOCK = r"(?:[T ]+(?P<clock>\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d/.-])(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?){_CLOCK}(?![\d/-])",
        r"(?<!\d)(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日",
        r"(?<!\d)(?P<year>\d{4})\s?년\s?(?P<month>\d{1,2})\s?월\s?(?P<day>\d{1,2})\s?일",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:of|de))?\s+(?P<name>{_NAMES})\b\.?,?(?:\s+del?)?\s+(?P<year>\d{{4}})\b",
        rf"\b(?P<name>{_NAMES})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
    )
)
_CHANGED = re.compile(
    r"(?:updated|modified|edited|corrected|aktualisiert|geändert|mis à jour|modifié|actualizado|aggiornato|atualizado|"
    r"bijgewerkt|zaktualizowan|обновлен|更新|修改|수정)\W*(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_FURTHEST = 300  # characters of the line that are read; dates stand in short lines
_BEFORE = 40  # characters before a date that may say it is that of a change


def date_field(block: Block | None) -> tuple[Moment | None, Where | None]:
    """The date of a block labelled so. A zone that is not printed stays missing; 04/05/2023 has two readings and no value.

    So has a line with several dates, but for those that the line says are of a change.
    """
    if block is None:
        return None, None
    return Moment(_value(block.text[:_FURTHEST]), block.text), Where(block.lines, block.text, block.why)


def _value(raw: str) -> str | None:
    values = set(_dates(raw))
    return values.pop() if len(values) == 1 else None


def _dates(raw: str) -> Iterator[str]:
    for form in _FORMS:
        for match in form.finditer(raw):
            value = _iso(match.groupdict())
            if value and not _CHANGED.search(raw[max(0, match.start() - _BEFORE) : match.start()]):
                yield value


def _iso(part: dict[str, str]) -> str | None:
    """ISO 8601 of what a form found; None for a day or an hour that does not exist."""
    month = _MONTH_OF[part["name"].lower()] if "name" in part else int(part["month"])
    text = f"{part['year']}-{month:02}-{int(part['day']):02}"
    if part.get("clock"):
        zone = part["zone"] or ""
        text += f"T{part['clock']}{zone if ':' in zone or len(zone) < 2 else f'{zone[:3]}:{zone[3:]}'}"
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return text
