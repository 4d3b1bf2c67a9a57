"""Bytes to characters: which charset wins, and that no bytes can break it. Sample texts are of our own writing."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.decode.charset import canonical_name, decode_bytes
from newsarchive.decode.guess import GUESSABLE
from newsarchive.errors import ConfigurationError

TEXTS = {
    "ru": "Городской совет во вторник одобрил новый бюджет. Депутаты спорили почти шесть часов, но в конце концов согласились.",
    "uk": "Міська рада у вівторок ухвалила новий бюджет. Депутати сперечалися майже шість годин, але зрештою погодилися.",
    "el": "Το δημοτικό συμβούλιο ενέκρινε την Τρίτη τον νέο προϋπολογισμό. Άλλοι διαφώνησαν, αλλά η πλειοψηφία συμφώνησε.",
    "pl": "Rada miasta przyjęła we wtorek nowy budżet. Radni spierali się prawie sześć godzin, ale w końcu doszli do zgody.",
    "cs": "Městská rada v úterý schválila nový rozpočet. Zastupitelé se přeli téměř šest hodin, nakonec se však dohodli.",
    "hu": "A városi tanács kedden elfogadta az új költségvetést. A képviselők közel hat órán át vitatkoztak, végül egyetértettek.",
    "de": "Der Stadtrat hat am Dienstag den neuen Haushalt beschlossen. Für die Bücherei gibt es mehr Geld, für Straßen weniger.",
    "fr": "Le conseil a adopté mardi le nouveau budget. Les élus ont débattu près de six heures, à la fin ils étaient d’accord.",
    "es": "El concejo aprobó el martes el nuevo presupuesto. ¿Quién pagará? «Nadie lo sabe», dijo la señora Muñoz más tarde.",
    "en": "“We don’t know who will pay,” the mayor’s office said – and nobody asked again.",
    "tr": "Şehir meclisi salı günü yeni bütçeyi onayladı. Üyeler altı saate yakın tartıştı, sonunda anlaştılar.",
    "zh": "市议会星期二通过了新的预算。议员们争论了将近六个小时，最后还是达成了一致。图书馆将得到更多的钱。",
    "tw": "市議會星期二通過了新的預算。議員們爭論了將近六個小時，最後還是達成了一致。圖書館將得到更多的錢。",
    "ja": "市議会は火曜日、新しい予算を承認した。議員たちは六時間近く議論したが、最後には合意した。図書館の予算は増える。",
    "ko": "시의회는 화요일에 새 예산을 승인했다. 의원들은 여섯 시간 가까이 논쟁했지만 결국 합의했다.",
    "he": "מועצת העיר אישרה ביום שלישי את התקציב החדש. חברי המועצה התווכחו כמעט שש שעות ולבסוף הסכימו.",
    "ar": "وافق مجلس المدينة يوم الثلاثاء على الميزانية الجديدة. ناقش الأعضاء ما يقرب من ست ساعات ثم اتفقوا.",
    "th": "สภาเมืองอนุมัติงบประมาณใหม่เมื่อวันอังคาร สมาชิกถกเถียงกันเกือบหกชั่วโมง แต่ในที่สุดก็ตกลงกันได้",
}
LEGACY = [
    ("ru", "koi8-r"), ("ru", "cp1251"), ("ru", "cp866"), ("ru", "iso8859-5"), ("uk", "koi8-u"), ("uk", "cp1251"),
    ("el", "cp1253"), ("el", "iso8859-7"), ("pl", "cp1250"), ("pl", "iso8859-2"), ("cs", "cp1250"), ("cs", "iso8859-2"),
    ("hu", "cp1250"), ("de", "cp1252"), ("fr", "cp1252"), ("es", "cp1252"), ("en", "cp1252"), ("tr", "cp1254"),
    ("zh", "gb18030"), ("zh", "gb2312"), ("tw", "big5"), ("ja", "shift_jis"), ("ja", "euc_jp"), ("ja", "iso2022_jp"),
    ("ko", "euc_kr"), ("he", "cp1255"), ("ar", "cp1256"), ("th", "cp874"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "codec"), LEGACY)
def test_a_page_that_declares_nothing_is_guessed_right(language: str, codec: str) -> None:
    decoded = decode_bytes(TEXTS[language].encode(codec))
    assert (decoded.text, decoded.encoding_from, decoded.replaced) == (TEXTS[language], "guessed", 0)


@pytest.mark.parametrize(("language", "codec"), LEGACY)
@pytest.mark.parametrize("wrong", ["windows-1252", "iso-8859-1", "us-ascii", "utf-8", "no-such-charset"])
def test_a_page_that_declares_the_wrong_charset_comes_out_right(language: str, codec: str, wrong: str) -> None:
    assert decode_bytes(TEXTS[language].encode(codec), declared=wrong).text == TEXTS[language]


@pytest.mark.parametrize(("language", "codec"), LEGACY)
def test_a_right_declaration_is_believed(language: str, codec: str) -> None:
    decoded = decode_bytes(TEXTS[language].encode(codec), declared=codec)
    assert (decoded.text, decoded.encoding_from) == (TEXTS[language], "declared")
    assert decoded.encoding == canonical_name(codec)


def test_a_declaration_settles_what_the_bytes_leave_open() -> None:
    assert decode_bytes("na 100 ¤".encode("iso8859-15", "replace") + b"\xa4", declared="iso-8859-15").text[-1] == "€"


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("declared", [None, "windows-1252", "gb2312", "koi8-r", "shift_jis", "utf-8"])
def test_valid_utf_8_beats_any_declaration(language: str, declared: str | None) -> None:
    decoded = decode_bytes(TEXTS[language].encode(), declared=declared)
    assert (decoded.text, decoded.encoding) == (TEXTS[language], "utf-8")
    assert decoded.encoding_from == ("declared" if declared == "utf-8" else "valid")


@pytest.mark.parametrize(
    ("language", "bom"), [(language, bom) for language in ("en", "ru", "zh") for bom in (True, False)]
)
@pytest.mark.parametrize("name", ["utf-16le", "utf-16be", "utf-32le", "utf-32be"])
def test_utf_16_and_utf_32_are_known_by_their_mark_or_their_nuls(language: str, bom: bool, name: str) -> None:
    text = TEXTS[language] + "\n1, 2, 3\n"
    decoded = decode_bytes((("\ufeff" if bom else "") + text).encode(name))
    assert (decoded.text, decoded.encoding, decoded.encoding_from) == (text, name, "bom" if bom else "guessed")


def test_utf_16_without_mark_or_nul_is_believed_when_declared() -> None:
    decoded = decode_bytes(TEXTS["zh"].encode("utf-16-be"), declared="utf-16be")
    assert (decoded.text, decoded.encoding_from) == (TEXTS["zh"], "declared")


@pytest.mark.parametrize("text", ["a\0b\0 plain text with stray NULs\n" * 3, "текст\0с нулями\n"])
def test_text_that_merely_holds_nuls_is_no_utf_16(text: str) -> None:
    assert decode_bytes(text.encode()).text == text


def test_a_mark_beats_a_declaration_and_does_not_stand_in_the_text() -> None:
    decoded = decode_bytes(b"\xef\xbb\xbfcaf\xc3\xa9", declared="windows-1252")
    assert (decoded.text, decoded.encoding, decoded.encoding_from) == ("café", "utf-8", "bom")


def test_what_the_user_gives_beats_everything() -> None:
    decoded = decode_bytes("é".encode(), given="windows-1252")
    assert (decoded.text, decoded.encoding, decoded.encoding_from) == ("Ã©", "windows-1252", "given")


def test_bytes_that_do_not_fit_what_the_user_gives_are_replaced_and_counted() -> None:
    decoded = decode_bytes(b"a\xff\xfeb", given="utf-8")
    assert (decoded.text, decoded.replaced) == ("a\ufffd\ufffdb", 2)


@pytest.mark.parametrize(
    "name", ["no-such", "rot13", "base64", "unicode_escape", "utf-7", "idna", "undefined", "", " ", "a\0b"]
)
def test_a_name_that_is_no_charset_of_pages_is_refused(name: str) -> None:
    if name:
        with pytest.raises(ConfigurationError, match="unknown encoding"):
            decode_bytes(b"x", given=name)
    assert canonical_name(name) is None


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("GB2312", "gb18030"), ("gbk", "gb18030"), ("Shift_JIS", "shift_jis"), ("windows-31j", "shift_jis"),
        ("x-sjis", "shift_jis"), ("ISO-8859-1", "windows-1252"), ("latin1", "windows-1252"), ("ascii", "windows-1252"),
        ("ks_c_5601-1987", "euc-kr"), ("windows-949", "euc-kr"), ("tis-620", "windows-874"), ("big5-hkscs", "big5"),
        ("ISO-8859-9", "windows-1254"), ("utf8", "utf-8"), ("UTF-16", "utf-16le"), ("iso-8859-2", "iso-8859-2"),
        ("KOI8-R", "koi8-r"), ("x-mac-cyrillic", "x-mac-cyrillic"), (" utf-8 ", "utf-8"), ("iso-8859-8-i", "iso-8859-8"),
    ],
)  # fmt: skip
def test_labels_mean_what_the_encoding_standard_says(label: str, name: str) -> None:
    assert canonical_name(label) == name


@pytest.mark.parametrize("name", sorted(GUESSABLE))
def test_every_name_that_is_reported_is_accepted_as_given(name: str) -> None:
    assert canonical_name(name) == name
    assert decode_bytes(b"plain", given=name).text == "plain"


@pytest.mark.parametrize(
    "head",
    [b'<meta charset="koi8-r">', b'<META http-equiv=Content-Type content="text/html; charset=KOI8-R">',
     b'<?xml version="1.0" encoding="koi8-r"?>'],
)  # fmt: skip
def test_a_declaration_in_markup_is_found(head: bytes) -> None:
    page = head + "<p>да".encode("koi8-r")
    assert decode_bytes(page, is_html=True).encoding_from == "declared"
    assert decode_bytes(page, is_html=True).text.endswith("да")


def test_the_declaration_in_markup_counts_only_where_the_transport_is_silent() -> None:
    page = b"<meta charset=iso-8859-2><p>" + TEXTS["ru"].encode("koi8-r")
    assert decode_bytes(page, declared="koi8-r", is_html=True).encoding_from == "declared"


def test_a_utf_8_page_with_a_little_damage_stays_utf_8() -> None:
    decoded = decode_bytes(TEXTS["ru"].encode()[:-1] + b"\xd0")
    assert (decoded.encoding, decoded.replaced) == ("utf-8", 1)
    assert decoded.text[:-2] == TEXTS["ru"][:-2]


def test_a_windows_1252_quote_pasted_into_utf_8_is_read() -> None:
    assert decode_bytes("Füße, Öl, Maß – it".encode() + b"\x92s").text == "Füße, Öl, Maß – it’s"


def test_undecodable_bytes_are_replaced_and_counted() -> None:
    decoded = decode_bytes(TEXTS["ja"].encode("cp932") + b"\x81")
    assert (decoded.text, decoded.replaced) == (TEXTS["ja"] + "\ufffd", 1)


def test_a_replacement_character_of_the_page_itself_is_not_counted() -> None:
    assert decode_bytes("a\ufffdb é".encode()).replaced == 0


def test_nothing_is_empty_utf_8() -> None:
    decoded = decode_bytes(b"")
    assert (decoded.text, decoded.encoding, decoded.encoding_from) == ("", "utf-8", "valid")


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "utf-8", "koi8-r", "utf-16", "hz", "utf-7", "idna", "x\0"]),
    st.booleans(),
)
def test_no_bytes_raise(data: bytes, declared: str | None, is_html: bool) -> None:
    decoded = decode_bytes(data, declared=declared, is_html=is_html)
    assert canonical_name(decoded.encoding) == decoded.encoding
    assert decoded.replaced <= len(data)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff\x1b")))
def test_utf_8_comes_back_as_it_went(text: str) -> None:
    assert decode_bytes(text.encode()).text == text


def test_utf_8_needs_no_parser_to_be_loaded() -> None:
    code = (
        "import sys; from newsarchive.decode.charset import decode_bytes; decode_bytes('é'.encode(), is_html=True);"
        "heavy = {'bs4', 'lxml', 'trafilatura', 'chardet', 'charset_normalizer'};"
        "sys.exit(any(name.split('.')[0] in heavy for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "data",
    [b"A" * 8_000_000 + b"\xe9", b"<meta " * 1_000_000 + b"\xe9", bytes(range(256)) * 30_000, b"\xe9" * 8_000_000,
     "中文".encode("gb18030") * 2_000_000],
    ids=["base64", "meta", "all bytes", "one byte", "one line of Chinese"],
)  # fmt: skip
def test_time_is_linear_on_hostile_pages(data: bytes) -> None:
    start = time.process_time()
    decode_bytes(data, is_html=True)
    assert time.process_time() - start < 8
