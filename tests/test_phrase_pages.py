"""A page of our own writing in each of the 25 languages: its labels are known, its sentences are not taken, its language is found.

The pages stand in tests/languages/CODE; ``expected.json`` gives the role of every line. What the tagger makes of them is
not tested here: which lines are headline and body is given to the rules, so that only phrases and rules are held.
"""

from __future__ import annotations

import json
import re
import time
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from newsarchive.decode.text import cut_text
from newsarchive.label.features import measure
from newsarchive.label.language import detect_language
from newsarchive.label.phrases import LOOK, Cue, phrases_for
from newsarchive.label.phrasestore import table
from newsarchive.label.proposal import Proposal
from newsarchive.label.rules import Page, settle
from newsarchive.model import Block, Document, Role

PAGES = Path(__file__).parent / "languages"
LANGUAGES = (
    "ar", "bn", "cs", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru",
    "sv", "tr", "uk", "vi", "zh",
)  # fmt: skip
TITLES = {Role.RELATED, Role.RELATED_PREVIOUS, Role.RELATED_NEXT}
TEXT = {Role.HEADLINE, Role.BODY}
CUES: dict[Role, set[Cue | None]] = {
    Role.NAV: {Cue.NAV, Cue.FOOTER},
    Role.BYLINE: {Cue.BYLINE},
    Role.DATE: {Cue.DATE},
    Role.SHARE: {Cue.SHARE},
    Role.AD: {Cue.AD_LABEL},
    Role.CAPTION: {Cue.CAPTION},
    Role.RELATED_HEADING: {Cue.NAVIGATION_LABEL, Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL, Cue.RELATED_HEADING},
    Role.RELATED: {Cue.RELATED, None},
    Role.RELATED_PREVIOUS: {None},
    Role.RELATED_NEXT: {None},
    Role.COMMENT_FORM: {Cue.COMMENT_FORM, Cue.COMMENT_FIELD, Cue.COMMENT_HEADING, Cue.SHARE},
    Role.NEWSLETTER: {Cue.NEWSLETTER},
    Role.COOKIE: {Cue.COOKIE},
    Role.FOOTER: {Cue.FOOTER},
}
"""What the tables must say of a line with this role. The same words stand for more than one thing, and the rules go by the
place: "Contact us" in menus and in imprints, "Comment *" as a field and a heading, "E-mail *" as a field and a share button."""

NEIGHBOURS = {
    "da": "Færgen, der har ligget i havnen i elleve år, skal nu være skole, og den bliver ikke solgt, siger borgmesteren.",
    "no": "Fergen som har ligget i havnen i elleve år skal nå bli skole, og den blir ikke solgt, sier ordføreren i byen.",
    "sv": "Färjan som har legat i hamnen i elva år ska nu bli skola, och den säljs inte, säger borgmästaren i staden.",
    "sk": "Loď, ktorá už jedenásť rokov stojí v prístave, sa má stať školou a podľa starostu sa nebude predávať.",
    "cs": "Loď, která už jedenáct let stojí v přístavu, se má stát školou a podle starosty se nebude prodávat.",
    "ms": "Feri yang telah berada di pelabuhan sejak sebelas tahun itu akan menjadi sekolah kerana ia tidak boleh dijual.",
    "id": "Feri yang sudah berada di pelabuhan sejak sebelas tahun itu akan menjadi sekolah karena tidak bisa dijual.",
    "es": "El barco que lleva once años en el puerto será una escuela y no se va a vender, según ha dicho el alcalde.",
    "pt": "O barco que está há onze anos no porto vai ser uma escola e não será vendido, disse o presidente da câmara.",
    "ru": "Паром, который стоит в порту уже одиннадцать лет, будет школой, и его не продадут, сказал мэр.",
    "uk": "Пором, який стоїть у порту вже одинадцять років, стане школою, і його не продадуть, сказав мер.",
    "ar": "ستصبح العبارة الراسية في الميناء منذ سنوات مدرسة ولن تباع كما قال رئيس البلدية.",
    "fa": "کشتی که سال‌هاست در بندر مانده مدرسه می‌شود و به گفته شهردار فروخته نخواهد شد.",
    "tr": "Limanda on bir yıldır duran vapur okul olacak ve satılmayacak, çünkü bu çok güzel bir gemi.",
    "ro": "Feribotul care stă în port de unsprezece ani va fi o școală și nu va fi vândut, după cum a spus primarul.",
    "hu": "A komp, amely már tizenegy éve áll a kikötőben, iskola lesz, és nem adják el, mert nem kell.",
    "bg": "Фериботът, който е в пристанището от единадесет години, ще бъде училище и няма да се продава, каза кметът.",
    "hr": "Trajekt koji je već jedanaest godina u luci bit će škola i neće se prodati, rekao je gradonačelnik.",
    "ca": "El vaixell que és al port des de fa onze anys serà una escola i no es vendrà, segons ha dit l’alcalde.",
    "fi": "Satamassa yksitoista vuotta seissyt lautta on nyt koulu, eikä sitä myydä, vaikka se olisi kaunis.",
    "vi": "Chiếc phà nằm ở cảng đã mười một năm sẽ là một trường học và không được bán, theo ông chủ tịch thành phố.",
}
"""The same sentence, or nearly, in languages that are easily taken for each other."""


@cache
def lines(language: str) -> tuple[tuple[int, str, Role], ...]:
    """Number, text and role of every line of the page that is not blank."""
    roles = json.loads((PAGES / language / "expected.json").read_text("utf-8"))["roles"]
    text = (PAGES / language / "page.txt").read_text("utf-8").split("\n")
    return tuple((n, line, Role(roles[str(n)])) for n, line in enumerate(text, 1) if line)


def cue(line: str, language: str) -> Cue | None:
    (found,) = measure(cut_text(line), phrases_for(language))
    return found.match.cue if found.match else None


def settled(language: str) -> tuple[Block, ...]:
    """The page as the rules see it when headline and body are known and everything else is noise."""
    text = (PAGES / language / "page.txt").read_text("utf-8")
    document = Document(text, cut_text(text), "text/plain", "utf-8", "valid", language=language)
    truth = {n: role for n, _, role in lines(language)}
    proposals = tuple(
        Proposal(truth[block.lines[0]] if truth[block.lines[0]] in TEXT else Role.OTHER, 0.9, 0.1, "given")
        for block in document.blocks
    )
    return settle(Page(document, measure(document.blocks, phrases_for(language)), proposals))


def test_there_is_a_page_in_each_of_the_25_languages() -> None:
    assert sorted(path.name for path in PAGES.iterdir()) == list(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_has_something_to_say_of_every_cue(language: str) -> None:
    assert set(table(language).sections) == set(Cue)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_the_page_is_known_for_what_it_is(language: str) -> None:
    noise = [(line, role) for _, line, role in lines(language) if role not in TEXT]
    wrong = {line: (cue(line, language), role) for line, role in noise if cue(line, language) not in CUES[role]}
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_meets_a_headline_a_title_or_a_paragraph(language: str) -> None:
    text = [line for _, line, role in lines(language) if role in TEXT | (TITLES - {Role.RELATED})]
    assert not {line: cue(line, language) for line in text if cue(line, language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_any_language_meets_a_sentence(language: str) -> None:
    """Where nothing says what the language is, every table is read."""
    phrases = phrases_for(None)
    taken = {}
    for _, line, role in lines(language):
        (found,) = measure(cut_text(line), phrases)
        if role is Role.BODY and found.match:
            taken[line] = found.match
    assert not taken


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_settles_every_line_of_noise_and_no_line_of_text(language: str) -> None:
    truth = {n: role for n, _, role in lines(language)}
    blocks = settled(language)
    assert [block.lines[0] for block in blocks] == list(truth), "a line of these pages is a block"
    wrong = {b.text: (b.role, b.why) for b in blocks if b.role is not truth[b.lines[0]]}
    assert not wrong
    assert {b.text: b.why for b in blocks if b.why.startswith("rule") is (b.role in TEXT)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_the_page_is_found(language: str) -> None:
    body = [line for _, line, role in lines(language) if role is Role.BODY]
    assert detect_language(cut_text("\n\n".join(line for _, line, _ in lines(language)))) == language
    for paragraph in body:
        assert detect_language(cut_text(paragraph)) == language, paragraph


@pytest.mark.parametrize("language", NEIGHBOURS)
def test_neighbours_are_told_apart(language: str) -> None:
    assert detect_language(cut_text(NEIGHBOURS[language])) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_are_composed_as_the_lines_are(language: str) -> None:
    """Lines are normalised to NFC before they are matched: a pattern in another form would never meet one."""
    for section in table(language).sections.values():
        for pattern in section.patterns:
            assert pattern == unicodedata.normalize("NFC", pattern)


@pytest.mark.parametrize("language", ["ar", "bn", "el", "fa", "he", "hi", "ja", "ko", "ru", "tr", "uk", "vi", "zh"])
def test_no_pattern_is_slow_on_lines_of_its_own_words(language: str) -> None:
    """Lines that begin as a pattern does, again and again, up to the longest that is looked at."""
    for known, section in table(language).sections.items():
        if section.union is None:
            continue
        words = [" ".join(re.findall(r"[^\W\d_]{2,}", pattern)[:4]) for pattern in section.patterns]
        for seed in {*words, *section.exact[:5]}:
            line = (f"{seed} " * LOOK)[: LOOK - 1] + "!"
            begun = time.process_time()
            section.union.match(line)
            taken = time.process_time() - begun
            assert taken < 0.1, f"{language} {known}: {taken:.2f} s on {line[:40]!r}"


@pytest.mark.parametrize("line", ["İLGİLİ HABERLER", "İlgili Haberler", "ilgili haberler"])
def test_turkish_labels_are_known_in_capitals_too(line: str) -> None:
    assert cue(line, "tr") is Cue.RELATED_HEADING


@pytest.mark.parametrize("line", ["ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "Διαβάστε επίσης"])
def test_greek_labels_are_known_without_accents_too(line: str) -> None:
    assert cue(line, "el") is Cue.RELATED_HEADING
