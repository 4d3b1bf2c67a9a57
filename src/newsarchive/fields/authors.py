"""Names of authors: whom a line of a page or a claim of its head names. Strings in, names out; where they stand: byline.py,
what a name is: personnames.py.

Two degrees of trust. A line of the page may be anything, so its names must look like names (:func:`from_line`). What the head
of a page calls an author is one, unless it plainly is not (:func:`from_claim`).
"""

from __future__ import annotations

import re

from newsarchive.fields.dateforms import read_dates
from newsarchive.fields.personnames import (
    COMMA,
    MAIL,
    NO_AUTHOR,
    NO_NAME,
    NOBODY,
    TAIL,
    Names,
    agency_of,
    is_account,
    is_name,
    names_in_list,
)
from newsarchive.patterns import lazily

LONGEST = 200  # characters; a longer line is a note on the author


_BY = lazily(
    r"^\W{0,3}(?:(?:(?:written|reported|posted|published|authored|words|story|report|article|text|review|analysis|opinion|reporting)\s+)?(?:by\s?)?by"
    r"|von|ein\s+\w+\s+von|par|por|de\s+(?=[A-ZÀ-Þ])|di|door|av|af|autor(?:a|es|en|in|ka|ek|zy)?|autore|auteure?s?|authors?|writer|(?:text|texte|texto|testo|tekst|words|story|reporter|interview)(?:\s+(?:und|and|et|e|y|&)\s+\w+)?(?=\s?:)"
    r"|verfasst\s+von|geschrieben\s+von|(?:propos\s+recueillis|publié|écrit)\s+par|escrito\s+por|scritto\s+da|a\s+cura\s+di|geschreven\s+door"
    r"|napisał\w*|oleh|penulis|tác\s+giả|автор(?:ы|и|ка)?|текст|yazan|haber|muhabir|του|της|γράφε[ιτ]\w*|συντάκτης|teksti"
    r"|كتبت?|بقلم|إعداد|الكاتب|מאת|כתב(?:ה|ת)?|نویسنده|نوشته|द्वारा|लेखक|লেখক|作者|記者|记者|文|撰文|글)"
    r"(?:\s*[:：/／|]\s*|\s+|(?<=[:：])|(?<=[者文])\s?)(?P<names>\S.*)$",
    re.IGNORECASE,
)
_REPORTING = lazily(
    r"^\W{0,3}(?:—\s*)?(?:additional\s+)?(?:reporting|writing|report)\s+by\s+(?P<names>.+?)(?:[;.]\s*(?:\w+\s+){0,2}(?:editing|writing|reporting)\b.*|[;.]?)$",
    re.IGNORECASE,
)
_POSTED = lazily(
    r"^\W{0,3}(?:this\s+(?:post|article|story|entry)\s+(?:was\s+)?)?(?:posted|published|written|authored|submitted|eingestellt|veröffentlicht"
    r"|gepostet|geschrieben|verfasst|erstellt|gespeichert|eingetragen|publié|rédigé|écrit|publicado|escrito|pubblicato|scritto|geplaatst|geschreven)"
    r"\b[^|•·]{0,80}?\b(?:by|vo[nm]|par|por|da|di|door)\s+(?P<names>\S.*)$",
    re.IGNORECASE,
)
"""What blog systems write by a post. It names an author outright, so the name may be an account's."""
_POSTED_TAIL = lazily(r"\s+(?:on|at|in|um|am|im|le|el|il|op|unter|under|@|»|//?)(?:\s.*|$)", re.IGNORECASE)
_SEGMENTS = lazily(r"\s*[|•·●]\s*|\s[–—-]\s")
_LABELLED = lazily(
    r"(?:^|[\s(])(?:autor(?:in|en|a)?|author|auteure?|autore|text|redaktion|редактор|автор|författare|forfatter|kirjoittaja)\s?:\s?(?P<names>\S.{2,80})",
    re.IGNORECASE,
)
_LABEL_BEHIND = lazily(r"\s+[^\W\d_]+\s?:.*$|\s/\s?.*$")
_GLUED_BY = lazily(r"^\W{0,3}By(?=[A-ZÀ-Þ](?:\.|[\w.'’-]*\s[A-ZÀ-Þ]))")
_STAFF = lazily(
    r"^(?P<names>(?:[A-ZÀ-Þ][\w.'’-]+\s){1,3}[A-ZÀ-Þ][\w'’-]+)\s(?:is|was)\s(?:a|an|the)\s.{0,80}?"
    r"\b(?:writer|reporter|correspondent|journalist|editor|columnist|contributor)\b"
)
_KOREAN = lazily(
    r"^\W{0,3}(?:\[[^\]]{1,20}\]\s*)?(?P<names>[가-힣]{2,4}(?:[·,]\s?[가-힣]{2,4}){0,3})\s?(?:인턴|선임|전문|수석)?\s?기자(?:\s|$|\W|입력)"
)
_CHINESE = lazily(
    r"(?:^|[\s(（【\[／/|])(?:本报|本報|新华社|特派|特约|见习|實習)?(?:记者|記者)\s?[:：]?\s?"
    r"(?P<names>[㐀-鿿·]{2,4}(?:[\s、，]{1,2}[㐀-鿿·]{2,4}){0,3})(?=$|[\s)）】\]／/|:：])"
)
_CHINESE_EDITOR = lazily(
    r"(?:责任编辑|責任編輯|责编|責編|编辑|編輯)\s?[:：／/]\s?(?P<names>[㐀-鿿·]{2,4}(?:[\s、，]{1,2}[㐀-鿿·]{2,4}){0,3})(?=$|[\s)）】\]／/|])"
)
_CHINESE_TAIL = lazily(r"^(?P<names>[㐀-鿿]{1,4}(?!社)[㐀-鿿])\s?(?:記者|记者|特派員|編集委員)(?:$|\s|／|/)")

_CLAIM_AND = lazily(
    r"\s*(?:;|\s\|\s|\s/\s|\s&\s|\s\+\s|\s(?:and|und|et|og|och|oraz|и|та|ve|dan|và|και)\s|\s(?:y|e|i|en|ja)\s(?=[^\W\d_]))\s*"
)
_NOT_IN_AUTHOR = lazily(
    r"https?:|www\.|\w@\w|[<>{}\[\]\x00-\x1f]|email the author|[\w-]+\.(?:html?|php)\b|^@\w+$|^\W*$|^\d+$|^#",
    re.IGNORECASE,
)
_ASIDE = lazily(r"\s*\([^()]{1,60}\)")
_BETWEEN = lazily(r"[,;/&|·•]|and|und|et|y|e|en|och|og|oraz|i|и|та|ve|dan|và|και|ja", re.IGNORECASE)
_LONGEST_LABEL = 20
_LONGEST_DESK = 4  # words
_DESK = lazily(
    r"redaktion|redaktör|^(?:staff|team|desk|newsroom|newsdesk|editors?|editorial|bureau|rédaction|redacción|redazione|redação)$",
    re.IGNORECASE,
)
_DESKS = frozenset(("staff", "author"))
_AHEAD_OF_DATE = 12  # characters before the date in "Tue, 5 September 2023 by …"
_LONGEST_CLAIM = 150
_LONGEST_JOB = 60  # characters of a name with what its bearer is; the name alone of longer ones
_LONGEST_LINK = 60
_JOB = lazily(
    r"\b(?:editor|writer|reporter|correspondent|journalist|ceo|cto|founder|director|manager|president|professor|phd|md|jr|sr|esq|expert|analyst"
    r"|chief|contributor|columnist|redakteur\w*|journalistin?|r\.?d\.?|inc|ltd|llc|gmbh|m\.?d|ph\.?d|m\.?a|b\.?a|of|for|at)\b\.?",
    re.IGNORECASE,
)


def from_line(line: str) -> Names:
    """The names in a line that says outright that it names authors: "By …", "Reporting by …", "记者 …"; else nobody."""
    if len(line) > LONGEST:
        return NOBODY
    if _GLUED_BY.match(line):
        line = line.replace("By", "By ", 1)
    for form in (_REPORTING, _BY):
        if match := form.match(line):
            names = names_in_list(_before_date(match["names"]))
            return names if names != NOBODY else _from_post(line)
    for form in (_KOREAN, _CHINESE, _CHINESE_TAIL, _CHINESE_EDITOR):
        if match := form.search(line):
            return Names(tuple(re.split(r"[\s、，·,]+", match["names"])))
    staff = _STAFF.match(line)
    if staff and is_name(staff["names"]):
        return Names((staff["names"],))
    posted = _from_post(line)
    return posted if posted != NOBODY else _from_segment(line)


def _from_post(line: str) -> Names:
    match = _POSTED.match(line)
    if match is None:
        return NOBODY
    text = _POSTED_TAIL.sub("", _before_date(match["names"]))
    names = names_in_list(text)
    text = text.partition("|")[0].strip(" ,.;:")
    return Names((text,)) if names == NOBODY and is_account(text) else names


def _from_segment(line: str) -> Names:
    """The names in a part of a line that begins with "By": dates, sections and minutes to read stand around it."""
    for part in _SEGMENTS.split(line)[1:]:
        if (match := _BY.match(part)) and (names := names_in_list(_before_date(match["names"]))) != NOBODY:
            return names
    if (match := _LABELLED.search(line)) and (names := names_in_list(_LABEL_BEHIND.sub("", match["names"]))) != NOBODY:
        return names
    dates = read_dates(line)
    behind = line[dates[0].end :] if dates and dates[0].start <= _AHEAD_OF_DATE else ""
    match = _BY.match(behind)
    return names_in_list(match["names"]) if match else NOBODY


def _before_date(text: str) -> str:
    dates = read_dates(text)
    return text[: dates[0].start] if dates else text


def is_label(line: str) -> bool:
    """Whether ``line`` is "By" and no more: in the text that browsers and scrapers make of a page the names follow below."""
    match = _BY.match(f"{line} X") if len(line) <= _LONGEST_LABEL else None
    return match is not None and match["names"] == "X"


def is_between(line: str) -> bool:
    """Whether ``line`` is what stands between two names: a comma, "and"."""
    return len(line) <= 5 and _BETWEEN.fullmatch(line) is not None


def from_names(line: str) -> Names:
    """The names in a line that is nothing but names, as one labelled by its markup may be; else nobody."""
    return names_in_list(line) if len(line) <= LONGEST and not _BY.match(line) else NOBODY


def from_link(text: str) -> Names:
    """The name in a link to an author's page, which may be one word; else nobody."""
    text = text.strip(" ,.;:|")
    if match := _BY.match(text):
        text = match["names"]
    words = text.split()
    if not words or len(text) > _LONGEST_LINK or any(word.casefold() in NO_NAME | NO_AUTHOR for word in words):
        return NOBODY
    return Names((text,)) if is_name(text) or is_account(text) else NOBODY


def from_desk(line: str) -> Names:
    """The desk, the account or the one name that a line gives where a person's would stand: "MND Staff", "By TPN", "von r23"."""
    match = _BY.match(line) or _POSTED.match(line)
    text = _POSTED_TAIL.sub("", _before_date(match["names"] if match else line))
    text = TAIL.sub("", text).partition(",")[0].strip(" ,.;:")
    words = text.split()
    if not 1 <= len(words) <= _LONGEST_DESK or _NOT_IN_AUTHOR.search(text) or text.casefold() in NO_AUTHOR - _DESKS:
        return NOBODY
    desk = any(_DESK.search(word) for word in words) and words[0][:1].isupper()
    named = match is not None and (words[0][:1].isupper() or is_account(text)) and not is_label(line)
    return Names((text,)) if (desk or named) and agency_of(text) is None else NOBODY


def from_claim(text: str) -> Names:
    """The names in what the head of a page calls its author or authors."""
    text = _ASIDE.sub("", MAIL.sub("", text))
    if match := _BY.match(text):
        text = match["names"]
    if len(text) > _LONGEST_CLAIM or _NOT_IN_AUTHOR.search(text):
        return NOBODY
    names, agency = [], None
    for part in _claimed(text):
        if known := agency_of(part):
            agency = known
        elif part.casefold() not in NO_AUTHOR:
            names.append(part)
    return Names(tuple(dict.fromkeys(names)), agency)


def _claimed(text: str) -> list[str]:
    """Names apart; a comma parts them where what stands on both sides is a name or an agency."""
    found = []
    for group in _CLAIM_AND.split(text):
        pieces = [piece.strip() for piece in COMMA.split(group) if piece.strip()]
        if all(is_name(piece) or agency_of(piece) for piece in pieces) and not any(map(_JOB.search, pieces)):
            found += pieces
        elif pieces:
            found.append(pieces[0] if len(group) > _LONGEST_JOB and is_name(pieces[0]) else group.strip(" ,"))
    return found
