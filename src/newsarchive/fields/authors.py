"""Names of authors: what of a string is a name, an agency, a job. Strings in, names out; where they stand: byline.py.

Two degrees of trust. A line of the page may be anything, so its names must look like names (:func:`from_line`). What the head
of a page calls an author is one, unless it plainly is not (:func:`from_claim`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newsarchive.fields.dateforms import read_dates
from newsarchive.patterns import lazily

LONGEST = 200  # characters; a longer line is a note on the author


class Names(NamedTuple):
    """Who wrote it, as far as one string says."""

    authors: tuple[str, ...] = ()
    agency: str | None = None


NOBODY = Names()

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
_CHINESE_TAIL = lazily(r"^(?P<names>[㐀-鿿]{1,4}(?!社)[㐀-鿿])\s?(?:記者|记者|特派員|編集委員)(?:$|\s|／|/)")

_AND = lazily(
    r"\s*(?:;|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b|\boraz\b|\bi\b|\bи\b|\bта\b|\bve\b|\bdan\b|\bvà\b|\bκαι\b|\bja\b)\s+",
    re.IGNORECASE,
)
_COMMA = lazily(r"\s*[,、，]\s*")
_CLAIM_AND = lazily(
    r"\s*(?:;|\s\|\s|\s/\s|\s&\s|\s\+\s|\s(?:and|und|et|og|och|oraz|и|та|ve|dan|và|και)\s|\s(?:y|e|i|en|ja)\s(?=[^\W\d_]))\s*"
)
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[.'’-])*"
_NAME = lazily(rf"(?:{_LETTERS}\s+){{1,4}}{_LETTERS}")
_GLUED = lazily(r"[a-zß-öø-ÿ][A-ZÀ-Þ]{2}")  # "Jane DoeCEO": two elements that the markup parts and the text does not
_TAIL = lazily(
    r"\s*(?:[|•·—(\[<]|\s[-–]\s|–|,?\s+\d|\s@|\s(?:in|on|am|im)\s).*$"
)  # date, job or place behind the names
_TITLE = lazily(r"^(?:Dr|Prof|Mag|Ing|Sir|Rev|Mr|Mrs|Ms)\.?$", re.IGNORECASE)

_ELISION = lazily(r"^[dlo]['’](?=[^\W\d_])", re.IGNORECASE)
_PARTICLES = frozenset(
    "al ap av af ben bin da das de degli dei del della den der di do dos du e el ibn la las le los ten ter van von y zu".split()
)
"""What may be in lower case in a name."""

_NO_NAME = frozenset(
    """
    a an our the your email e-mail mail author contact follow view bio profile staff writer writers reporter reporters
    correspondent correspondents editor editors editorial board bureau chief columnist contributor guest special senior
    news desk newsroom newsdesk team web online digital service services wire agency agencies press media report reports
    published posted updated last modified today yesterday january february march april june july august september
    october november december redaktion redazione rédaction redacción redactie redação
    read more share print comments photo photos image getty images video subscribe newsletter sign login min minutes
    """.split()
)
"""Words of jobs, offices, buttons and dates: with one of them it is no name. ``May`` is left out; it is one."""

_NO_AUTHOR = frozenset(
    """
    admin administrator webmaster unknown undefined null none false true author authors default user root website staff
    wordpress anonymous www
    """.split()
)
"""What systems write where nobody is named."""
_NOT_IN_AUTHOR = lazily(
    r"https?:|www\.|\w@\w|[<>{}\[\]\x00-\x1f]|email the author|[\w-]+\.(?:html?|php)\b|^@\w+$|^\W*$|^\d+$|^#",
    re.IGNORECASE,
)
_MAIL = lazily(r"\s*[|(<,–-]*\s*[\w.+-]+@[\w.-]+\s*[)>]?")
_ASIDE = lazily(r"\s*\([^()]{1,60}\)")
_BETWEEN = lazily(r"[,;/&|·•]|and|und|et|y|e|en|och|og|oraz|i|и|та|ve|dan|và|και|ja", re.IGNORECASE)
_LONGEST_LABEL = 20
_LONGEST_CLAIM = 150
_LONGEST_LINK = 60
_ACCOUNT = lazily(r"[^\W\d_][\w.-]{2,30}")
_JOB = lazily(
    r"\b(?:editor|writer|reporter|correspondent|journalist|ceo|cto|founder|director|manager|president|professor|phd|md|jr|sr|esq|expert|analyst"
    r"|chief|contributor|columnist|redakteur\w*|journalistin?|r\.?d\.?|inc|ltd|llc|gmbh|m\.?d|ph\.?d|m\.?a|b\.?a|of|for|at)\b\.?",
    re.IGNORECASE,
)

_AGENCIES = {
    name.casefold(): name
    for name in (
        "AAP", "AFP", "Agence France-Presse", "ANI", "ANP", "ANSA", "AP", "APA", "Associated Press", "Belga", "Bloomberg",
        "Canadian Press", "CNA", "CTK", "ČTK", "DPA", "dpa", "EFE", "epd", "Europa Press", "IANS", "Interfax", "Jiji Press", "KNA",
        "Keystone-SDA", "Kyodo", "Kyodo News", "Lusa", "NTB", "PA Media", "PAP", "PTI", "Reuters", "Ritzau", "SDA", "SID", "TASS",
        "TT",
        "The Associated Press", "The Canadian Press", "Thomson Reuters", "UPI", "Xinhua", "Yonhap", "신화", "연합뉴스",
        "新华社", "新華社",         "共同通信", "時事通信", "ТАСС", "РИА Новости", "Интерфакс", "Укринформ", "УНІАН",
    )
}  # fmt: skip


def from_line(line: str) -> Names:
    """The names in a line that says outright that it names authors: "By …", "Reporting by …", "记者 …"; else nobody."""
    if len(line) > LONGEST:
        return NOBODY
    for form in (_REPORTING, _BY):
        if match := form.match(line):
            return _from_list(_before_date(match["names"]))
    for form in (_KOREAN, _CHINESE, _CHINESE_TAIL):
        if match := form.search(line):
            return Names(tuple(re.split(r"[\s、，·,]+", match["names"])))
    staff = _STAFF.match(line)
    return Names((staff["names"],)) if staff and is_name(staff["names"]) else NOBODY


def _before_date(text: str) -> str:
    dates = read_dates(text)
    return text[: dates[0].start] if dates else text


def is_label(line: str) -> bool:
    """Whether ``line`` is "By" and no more: in the text that browsers and scrapers make of a page the names follow below."""
    return len(line) <= _LONGEST_LABEL and _BY.match(f"{line} X") is not None and from_line(line) == NOBODY


def is_between(line: str) -> bool:
    """Whether ``line`` is what stands between two names: a comma, "and"."""
    return len(line) <= 5 and _BETWEEN.fullmatch(line) is not None


def from_names(line: str) -> Names:
    """The names in a line that is nothing but names, as one labelled by its markup may be; else nobody."""
    return _from_list(line) if len(line) <= LONGEST and not _BY.match(line) else NOBODY


def from_link(text: str) -> Names:
    """The name in a link to an author's page, which may be one word; else nobody."""
    text = text.strip(" ,.;:|")
    if match := _BY.match(text):
        text = match["names"]
    words = text.split()
    if not words or len(text) > _LONGEST_LINK or any(word.casefold() in _NO_NAME | _NO_AUTHOR for word in words):
        return NOBODY
    return Names((text,)) if is_name(text) or (len(words) == 1 and _ACCOUNT.fullmatch(text)) else NOBODY


def _from_list(text: str) -> Names:
    names, agency = [], None
    for part in _parts(_TAIL.sub("", _MAIL.sub("", text)).strip(" ,.;:")):
        if known := agency_of(part):
            agency = known
        else:
            names.append(part)
    return Names(tuple(names) if all(map(is_name, names)) else (), agency)


def agency_of(name: str) -> str | None:
    """The news agency that ``name`` is, spelt as it spells itself."""
    return _AGENCIES.get(name.casefold().strip(" .()"))


def _parts(text: str) -> list[str]:
    """What stands between "and" and commas. Commas alone make no list: behind "Jane Doe," may stand New York, or a job."""
    groups = _AND.split(text)
    pieces = [[piece for piece in _COMMA.split(group) if piece] for group in groups]
    if len(groups) > 1:
        return [piece for group in pieces for piece in group]
    return [piece for at, piece in enumerate(pieces[0]) if at == 0 or agency_of(piece)]


def is_name(text: str) -> bool:
    """Whether ``text`` looks like the full name of a person: two to five words with capitals, particles between them."""
    words = text.split()
    if not _NAME.fullmatch(text) or _GLUED.search(text) or any(word.casefold() in _NO_NAME for word in words):
        return False
    if not any(char.lower() != char.upper() for char in text):
        return len(words) <= 4  # a script without capitals
    capital = [_ELISION.sub("", word)[:1].isupper() for word in words]
    return (
        capital[-1]
        and (capital[0] or sum(capital) > 1)
        and all(upper or word in _PARTICLES for upper, word in zip(capital, words, strict=True))
    )


def from_claim(text: str) -> Names:
    """The names in what the head of a page calls its author or authors."""
    text = _ASIDE.sub("", _MAIL.sub("", text))
    if match := _BY.match(text):
        text = match["names"]
    if len(text) > _LONGEST_CLAIM or _NOT_IN_AUTHOR.search(text):
        return NOBODY
    names, agency = [], None
    for part in _claimed(text):
        if known := agency_of(part):
            agency = known
        elif part.casefold() not in _NO_AUTHOR:
            names.append(part)
    return Names(tuple(dict.fromkeys(names)), agency)


def _claimed(text: str) -> list[str]:
    """Names apart; a comma parts them where what stands on both sides is a name or an agency."""
    found = []
    for group in _CLAIM_AND.split(text):
        pieces = [piece.strip() for piece in _COMMA.split(group) if piece.strip()]
        if all(is_name(piece) or agency_of(piece) for piece in pieces) and not any(map(_JOB.search, pieces)):
            found += pieces
        elif pieces:
            found.append(group.strip(" ,"))
    return found
