"""Which legacy charset a run of bytes is most likely in: letters of the alphabets, common characters, and nothing else.

No declaration is read here and nothing is decoded for good (that is charset.py). What a reader of each language
would look for stands in the tables: a candidate is right when its decoding reads like a language, that is when the
characters that are not ASCII are mostly common ones of one script. Why an own scorer and not a library, and the
measurements: docs/decisions/0003-charset.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

WINDOWS = 16
WINDOW = 1024
"""The sample: up to 16 windows of 1 KiB spread over the page, words with a byte above 0x7F only."""
_REACH = 1 << 14
TRUST = 0.2
TRUST_DEFAULT = 0.05
"""What a declaration adds to the score of its reading; less where it is what servers say by default."""
_HIGH = re.compile(rb"[\x80-\xff]")
_BEYOND = re.compile("[^\x00-\x7f]+")
_BOUNDARY = re.compile(rb"[\x00-\x2f]")
_GREEK = {
    "windows-1253": re.compile(rb"(?<![\xc1-\xfe])\xa2[\xc1-\xfe]"),
    "iso-8859-7": re.compile(rb"\xb6[\xc1-\xfe]"),
}
_ALONE = re.compile(r"(?<![^\W\d_])[^\x00-\x7f](?![^\W\d_])")
_INSIDE = re.compile(r"(?<=[^\W\d_])[^\x00-\x7f\w\s’‘–—…·\xad]+(?=[^\W\d_])")
_VOWELS = "aeiouyæøåıAEIOUÅÉ"
_AFTER_SMALL = re.compile("[a-z][^\x00-\x7f]")
_MIXED_CASE = re.compile("[а-яђ-џґά-ώ][А-ЯЁЂ-ЏҐΆΈ-ΏΑ-Ϋ]")
_LONG_RUN = re.compile("[^\x00-\x7f]{3,}")
_WORDS_WITH_HIGH = re.compile(rb"[\x30-\x7f]{0,24}[\x80-\xff][\x30-\xff]*")

# Letters beyond ASCII of the languages written in Latin script, most frequent first, by the single-byte sets made for them.
_WESTERN = "éñüöáçóíèï|üäöß|äåö|øåæ|éèàêçôâîùûïœëü|óíáéñúü¿¡|èàùòìé|ãçáéíóêõâúàôº|ëéïèöüó|óéàèíçòïúü·|íáðéóöúæýþ"
_CENTRAL = "ęłąóśżćńź|íáěéřčýžšůúťóďň|áéöóőüíúű|áíéčýžúšľťňôäóďŕĺ|čšžćđ|ăţîşâ|üäöß|ëç"
_ALPHABETS = {
    "windows-1252": _WESTERN,
    "iso-8859-15": _WESTERN,
    "macintosh": _WESTERN,
    "ibm850": _WESTERN,
    "windows-1250": _CENTRAL,
    "iso-8859-2": _CENTRAL,
    "windows-1254": "ıüşğçöİâî",
    "windows-1257": "ėųšžūįčąę|āīēšņūļžķģč|äõüöšž",
    "windows-1258": "đ\u0300\u0301\u0323ôươâêàáăã\u0309\u0303éíúùèóì",
}
# Letters of other scripts, most frequent first.
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъіїєґўђјљњћџѓќѕ"
_RANKED = {
    "windows-1251": _CYRILLIC,
    "koi8-r": _CYRILLIC,
    "koi8-u": _CYRILLIC,
    "iso-8859-5": _CYRILLIC,
    "ibm866": _CYRILLIC,
    "x-mac-cyrillic": _CYRILLIC,
    "windows-1253": "αοιετσνηυρπκμλςωγδάίόέήώθφχύβξζψϊϋΐΰ",
    "iso-8859-7": "αοιετσνηυρπκμλςωγδάίόέήώθφχύβξζψϊϋΐΰ",
    "windows-1255": "יולהאמרתבשנםקפדחעגצטכסןךזץף",
    "windows-1256": "اليمنرتوبةعدسفكقحجهشصطخأىیضذثزغإءکپگچئآظؤژ",
    "windows-874": "านรอกเงมยลวดทสตะ่้ัิปบคหีแจพชขใไโผุู็ำื์ึถธศซณญภษฐ",
}
_CHINESE = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起"
    "看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政"
    "美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变"
    "四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王"
    "亿元股万元，。、：；“”《》（）！？"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起"
    "看定天分還進好小部其些主樣理心本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政"
    "美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變"
    "四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王"
    "億元股萬，。、：；「」《》（）！？"
)
_JAPANESE = (
    "のにるたいをとはしがでてなっれかりすもこだまさきんらあけうくよそつせ、。「」日一人年大国会中本事者出分上生自月時間行同東社地場話方見合部発長前今学定"
    "ンーストルイラクアリドシレタジプマフカロテコサグ々・"
)
_KOREAN = (
    "이다의는에을고가하은한지를로기사서도대어인자리정시수나있일아해부보라것제국전그동장주성만공들스원상과게으구여연비관소경조명위면안선물세신"
    "유미할계화민무요중오발정치생회당까된했음개북차집방후말내때문현실업최행등교분"
)
_HANGUL, _KANA, _HAN = ("\uac00", "\ud7a3"), ("\u3041", "\u30fe"), ("\u3400", "\u9fff")
# Common characters; the charset and the last lead byte of its first level; the scripts. (GB 2312, Big5 and JIS X 0208
# put common ideographs first, in a level of their own; KS X 1001 puts all Hangul before the Hanja.)
_IDEOGRAPHIC: dict[str, tuple[str, str, int, tuple[tuple[str, str], ...]]] = {
    "gb18030": (_CHINESE, "gb2312", 0xD7, (_HAN,)),
    "big5": (_TRADITIONAL, "big5", 0xC6, (_HAN,)),
    "shift_jis": (_JAPANESE, "cp932", 0x97, (_KANA, _HAN)),
    "euc-jp": (_JAPANESE, "cp932", 0x97, (_KANA, _HAN)),
    "euc-kr": (_KOREAN, "euc_kr", 0xC8, (_HANGUL,)),
}
_PLAIN = dict.fromkeys("\xa0£¥’‘“”„«»–—…•·‚›‹", 0.9) | dict.fromkeys("\xad€§©®°™ºª²³½¿¡´¨", 0.6) | {"\ufffd": -6.0}
_FULLWIDTH = re.compile(r"[\u3000-\u3002\u3008-\u3011\uff01-\uff5e\u2014\u2018-\u201d\u2026]")


@dataclass(frozen=True, slots=True)
class Reading:
    """One candidate: the canonical name, the Python codec, and what is taken off its score because it is rare."""

    name: str
    codec: str
    handicap: float = 0.0


# In order of preference on equal scores. Handicaps: the least that keeps the rare sets from winning pages of the
# frequent ones in the measurement.
READINGS = (
    Reading("windows-1252", "cp1252"),
    Reading("windows-1251", "cp1251"),
    Reading("gb18030", "gb18030"),
    Reading("shift_jis", "cp932"),
    Reading("euc-jp", "euc_jp"),
    Reading("big5", "cp950"),
    Reading("euc-kr", "cp949"),
    Reading("windows-1250", "cp1250", 0.01),
    Reading("iso-8859-2", "iso8859-2", 0.01),
    Reading("koi8-r", "koi8-r"),
    Reading("koi8-u", "koi8-u", 0.001),
    Reading("windows-1253", "cp1253"),
    Reading("iso-8859-7", "iso8859-7", 0.001),
    Reading("windows-1254", "cp1254", 0.02),
    Reading("windows-1255", "cp1255"),
    Reading("windows-1256", "cp1256"),
    Reading("windows-874", "cp874"),
    Reading("windows-1257", "cp1257", 0.02),
    Reading("iso-8859-5", "iso8859-5", 0.01),
    Reading("ibm866", "cp866", 0.03),
    Reading("x-mac-cyrillic", "mac-cyrillic", 0.1),
    Reading("windows-1258", "cp1258", 0.05),
    Reading("iso-8859-15", "iso8859-15", 0.02),
    Reading("macintosh", "mac-roman", 0.3),
    Reading("ibm850", "cp850", 0.3),
)


GUESSABLE = frozenset(reading.name for reading in READINGS)


def guess(data: bytes, declared: str | None = None) -> str:
    """The canonical name of the likeliest legacy charset of ``data``, which is no UTF-8.

    ``declared`` is believed unless another reading is clearly better.
    """
    words = sample(data)
    scores = {r.name: _score(words, r) for r in READINGS}
    if declared in scores:
        scores[declared] += TRUST_DEFAULT if declared == "windows-1252" else TRUST
    best = max(scores, key=scores.__getitem__)
    return _greek(data, best) if best in _GREEK and declared not in _GREEK else best


def _greek(data: bytes, best: str) -> str:
    """The two Greek sets differ in one letter, capital alpha with tonos, which a sample may lack."""
    counts = {name: len(pattern.findall(data)) for name, pattern in _GREEK.items()}
    return max((best, *counts), key=lambda name: counts[name])


def mostly_utf8(data: bytes) -> bool:
    """Whether ``data`` is UTF-8 with some damage: at least two good sequences for each bad one.

    Of the pairs of bytes in GB 2312 and EUC text, one in seven is a good sequence by chance; in other text fewer.
    """
    text = sample(data).decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return bool(text) and sum(map(len, _BEYOND.findall(text))) >= 3 * bad


def is_ordinary(char: str) -> bool:
    """Whether text in some language is made of such characters: ASCII, letters of the tables, common ideographs."""
    return char in _ordinary() or _HANGUL[0] <= char <= _HANGUL[1] or _KANA[0] <= char <= _KANA[1]


@cache
def _ordinary() -> frozenset[str]:
    letters = "".join((*_ALPHABETS.values(), *_RANKED.values(), _CHINESE, _TRADITIONAL, _JAPANESE))
    return (
        frozenset(letters + letters.upper())
        | frozenset(_PLAIN) - {"\ufffd"}
        | frozenset(map(chr, range(32, 127)))
        | frozenset("\t\n\r")
    )


def sample(data: bytes) -> bytes:
    """The words of ``data`` that hold a byte above 0x7F, from windows spread over it, at most 16 KiB.

    Cut at bytes below 0x30, which are no part of a character in any of the candidates.
    """
    step = max(len(data) // WINDOWS, WINDOW)
    pieces = (_window(data, start, min(start + step, len(data))) for start in range(0, len(data), step))
    return b" ".join(piece for piece in pieces if piece)


def _window(data: bytes, start: int, end: int) -> bytes:
    first = _HIGH.search(data, start, end)
    if first is None:
        return b""
    area = data[max(start, first.start() - 24) : min(first.start() + _REACH, end)]
    if start:
        boundary = _BOUNDARY.search(area)
        area = area[boundary.end() :] if boundary else b""
    words, size = [], 0
    for match in _WORDS_WITH_HIGH.finditer(area):
        words.append(match.group()[: WINDOW - size])
        size += len(words[-1])
        if size >= WINDOW:
            break
    return b" ".join(words)


def _score(words: bytes, reading: Reading) -> float:
    """Mean weight of the characters beyond ASCII: 1.2 (the commonest letters of one language) to -6 (undecodable)."""
    text = words.decode(reading.codec, "replace")
    counts = Counter("".join(_BEYOND.findall(text)))
    total = sum(counts.values()) or 1
    if reading.name in _ALPHABETS:
        best, penalty = max(_mean(counts, weigh) for weigh in _latin_weights(reading.name)), _not_latin(text) / total
    elif reading.name in _RANKED:
        best, penalty = _mean(counts, _ranked_weight(reading.name)), _not_a_script(text)
    else:
        best, penalty = _mean(counts, _ideographic_weight(reading.name)), 0.0
    return best - penalty - reading.handicap


def _mean(counts: Counter[str], weigh: Callable[[str], float]) -> float:
    return sum(weigh(char) * count for char, count in counts.items()) / (sum(counts.values()) or 1)


@cache
def _latin_weights(name: str) -> tuple[Callable[[str], float], ...]:
    """One weighing for each language, and one for a text with names of many."""
    languages = _ALPHABETS[name].split("|")
    every = dict.fromkeys("".join(languages) + "".join(languages).upper(), 0.7)
    mixed = _PLAIN | every
    return (
        lambda char: mixed.get(char, -1.0),
        *(_weighing(alphabet, 0.05, 0.9, every) for alphabet in languages),
    )


@cache
def _ranked_weight(name: str) -> Callable[[str], float]:
    return _weighing(_RANKED[name], 0.03, 0.3, {})


def _weighing(letters: str, step: float, upper: float, others: dict[str, float]) -> Callable[[str], float]:
    """The commoner the letter, the more it weighs; in upper case ``upper`` times that; ``others`` are loan letters."""
    own = dict.fromkeys(others, 0.2) | _PLAIN
    for rank, letter in enumerate(letters):
        weight = max(1.2 - step * rank, 0.2)
        own |= {letter.upper(): upper * weight, letter: weight}
    return lambda char: own.get(char, -1.0)


@cache
def _ideographic_weight(name: str) -> Callable[[str], float]:
    """Common characters 1, those of the standard's first level 0.6, rare ones and strangers less than nothing."""
    common, encoding, last_lead, script = _IDEOGRAPHIC[name]

    @cache
    def weigh(char: str) -> float:
        if char in common:
            return 1.0
        if char in _PLAIN:
            return min(_PLAIN[char], 0.5)
        if _FULLWIDTH.match(char):
            return 0.6
        if not any(low <= char <= high for low, high in script):
            return -1.0
        encoded = char.encode(encoding, "ignore")
        return 0.6 if len(encoded) == 2 and encoded[0] <= last_lead else -0.4

    return weigh


def _not_latin(text: str) -> float:
    """How many characters are where Latin script has none: capitals after small letters, runs of three and more
    letters beyond ASCII, consonants that stand alone, signs inside a word."""
    capitals = sum(1 for pair in _AFTER_SMALL.findall(text) if pair[1].isupper())
    runs = sum(len(run) for run in _LONG_RUN.findall(text) if run.isalpha())
    alone = sum(1 for c in _ALONE.findall(text) if c.isalpha() and unicodedata.normalize("NFD", c)[0] not in _VOWELS)
    return capitals + runs + 2 * alone + len(_INSIDE.findall(text))


def _not_a_script(text: str) -> float:
    """A penalty for words that mix cases, and where runs are shorter than two letters: whole words are of a script."""
    runs = [run for run in _BEYOND.findall(text) if run[0].isalpha()]
    length = sum(map(len, runs))
    return (0.5 if length < 2 * len(runs) else 0.0) + 2 * len(_MIXED_CASE.findall(text)) / (length or 1)
