"""What a name is, a list of names, an agency, an account. Strings in, names out; what a line says of them: authors.py."""

from __future__ import annotations

import re
from typing import NamedTuple

from newsarchive.patterns import lazily


class Names(NamedTuple):
    """Who wrote it, as far as one string says."""

    authors: tuple[str, ...] = ()
    agency: str | None = None


NOBODY = Names()

_AND = lazily(
    r"\s*(?:;|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\boch\b|\bog\b|\boraz\b|\bi\b|\bи\b|\bта\b|\bve\b|\bdan\b|\bvà\b|\bκαι\b|\bja\b)\s+",
    re.IGNORECASE,
)
COMMA = lazily(r"\s*[,、，]\s*")
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[.'’-])*"
_NAME = lazily(rf"(?:{_LETTERS}\s+){{1,4}}{_LETTERS}")
_GLUED = lazily(r"[a-zß-öø-ÿ][A-ZÀ-Þ]{2}")  # "Jane DoeCEO": two elements that the markup parts and the text does not
TAIL = lazily(
    r"\s*(?:[|•·●—(\[<]|\s[-–]\s|–|,?\s+\d|\s@|\s(?:in|on|am|im)\s|\s(?:le|am|on|den|at|um|em|vom|/)$).*$"
)  # date, job or place behind the names
_TITLE = lazily(r"^(?:Dr|Prof|Mag|Ing|Sir|Rev|Mr|Mrs|Ms)\.?$", re.IGNORECASE)

_ELISION = lazily(r"^[dlo]['’](?=[^\W\d_])", re.IGNORECASE)
_PARTICLES = frozenset(
    "al ap av af ben bin da das de degli dei del della den der di do dos du e el ibn la las le los ten ter van von y zu".split()
)
"""What may be in lower case in a name."""

NO_NAME = frozenset(
    """
    a an our the your email e-mail mail author contact follow view bio profile staff writer writers reporter reporters
    correspondent correspondents editor editors editorial board bureau chief columnist contributor guest special senior
    news desk newsroom newsdesk team web online digital service services wire agency agencies press media report reports
    published posted updated last modified today yesterday january february march april june july august september
    october november december redaktion redazione rédaction redacción redactie redação
    expert experts director copywriter analyst manager specialist consultant professor founder co-founder ceo cto coo producer
    strategist coach developer engineer scientist researcher intern fellow critic blogger president officer partner head
    chefredakteur chefredakteurin redakteur redakteurin korrespondent korrespondentin autor autorin volontär volontärin reporterin
    journalist journalistin kolumnist periodista redactor redactora corresponsal journaliste rédacteur rédactrice correspondant
    giornalista jornalista repórter redaktör toimittaja journalista dziennikarz checked reviewed reviewer fact follow subscribe
    read more share print comments photo photos image getty images video subscribe newsletter sign login min minutes
    """.split()
)
"""Words of jobs, offices, buttons and dates: with one of them it is no name. ``May`` is left out; it is one."""

NO_AUTHOR = frozenset(
    """
    admin administrator webmaster unknown undefined null none false true author authors default user root website staff
    wordpress anonymous www
    """.split()
)
"""What systems write where nobody is named."""
MAIL = lazily(r"\s*[|(<,–-]*\s*[\w.+-]+@[\w.-]+\s*[)>]?")
_ACCOUNT = lazily(r"[^\W\d_][\w.-]{2,30}")
_JOB_BEFORE = lazily(
    r"^(?:Rechtsanw[aä]lt(?:in)?|(?:Chef)?[Rr]edakteur(?:in)?|Autor(?:in)?|Reporter(?:in)?|Journalist(?:in)?|Korrespondent(?:in)?)\s+(?=[A-ZÀ-Þ])"
)
_OUTLET = lazily(
    r"^((?:[A-ZÀ-Þ][\w'’-]+\s){1,2}(?:[A-ZÀ-Þ]\.\s)?[A-ZÀ-Þ][\w'’-]+)\s+(?:\S+\s){0,2}(?:staff|writer|reporter|correspondent|editor)$",
    re.IGNORECASE,
)
"""A name with the paper that its bearer works for, and as what."""
_PLACE = lazily(
    r"(?:New|San|Santa|Los|Las|El|Saint|St\.?|Sankt|Port|Cape|Fort|Mount|North|South|East|West|Bad|Tel|Abu|Sao|São|Rio|Buenos|Kuala|Hong"
    r"|Den|La|Le|The|Washington|Mexico|Addis|Phnom|Sri|Novi|Frankfurt|Ho|Tokyo|Paris|London|Berlin|Vatican|United)\s",
    re.IGNORECASE,
)
"""How places begin that have two words. Those of one word are no names here anyway."""

_AGENCIES = {
    name.casefold(): name
    for name in (
        "AAP", "AFP", "Agence France-Presse", "ANI", "ANP", "ANSA", "AP", "APA", "Associated Press", "Belga", "Bloomberg",
        "Canadian Press", "CNA", "CTK", "ČTK", "Deutsche Presse-Agentur", "DPA", "dpa", "EFE", "epd", "Europa Press",
        "IANS", "Interfax", "Jiji Press", "KNA",
        "Keystone-SDA", "Kyodo", "Kyodo News", "Lusa", "NTB", "PA Media", "PAP", "PTI", "Reuters", "Ritzau", "SDA", "SID", "TASS",
        "TT",
        "The Associated Press", "The Canadian Press", "Thomson Reuters", "UPI", "Xinhua", "Yonhap", "신화", "연합뉴스",
        "新华社", "新華社",         "共同通信", "時事通信", "ТАСС", "РИА Новости", "Интерфакс", "Укринформ", "УНІАН",
    )
}  # fmt: skip


def names_in_list(text: str) -> Names:
    """The names that ``text`` is a list of, jobs and papers aside; else nobody."""
    names, agency = [], None
    for part in _parts(TAIL.sub("", MAIL.sub("", text)).strip(" ,.;:")):
        name = _OUTLET.sub(r"\1", _JOB_BEFORE.sub("", part))
        if known := agency_of(name):
            agency = known
        else:
            names.append(name)
    return Names(tuple(names) if all(map(is_name, names)) else (), agency)


def agency_of(name: str) -> str | None:
    """The news agency that ``name`` is, spelt as it spells itself."""
    return _AGENCIES.get(name.casefold().strip(" .()"))


def _parts(text: str) -> list[str]:
    """What stands between "and" and commas; behind "Jane Doe," may stand New York, or a job."""
    groups = _AND.split(text)
    pieces = [[piece for piece in COMMA.split(group) if piece] for group in groups]
    if len(groups) > 1:
        return [piece for group in pieces for piece in group]
    return [piece for at, piece in enumerate(pieces[0]) if at == 0 or agency_of(piece) or _is_other_person(piece)]


def _is_other_person(piece: str) -> bool:
    """Whether what stands behind a name and a comma is one more name, and no place where it was written."""
    return is_name(piece) and not _PLACE.match(piece)


def is_name(text: str) -> bool:
    """Whether ``text`` looks like the full name of a person: two to five words with capitals, particles between them."""
    words = text.split()
    if not _NAME.fullmatch(text) or _GLUED.search(text) or any(word.casefold() in NO_NAME for word in words):
        return False
    if not any(char.lower() != char.upper() for char in text):
        return len(words) <= 4  # a script without capitals
    capital = [_ELISION.sub("", word)[:1].isupper() for word in words]
    return (
        capital[-1]
        and (capital[0] or sum(capital) > 1)
        and all(upper or word in _PARTICLES for upper, word in zip(capital, words, strict=True))
    )


def is_account(text: str) -> bool:
    """Whether ``text`` may be what somebody is called on a site: one word, and none that systems write."""
    return _ACCOUNT.fullmatch(text) is not None and text.casefold() not in NO_NAME | NO_AUTHOR
