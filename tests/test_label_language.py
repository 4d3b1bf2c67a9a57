"""In which language a page is: by what it states, by its letters, by its function words."""

from __future__ import annotations

import pytest

from newsarchive.label.language import detect_language, page_language
from newsarchive.model import Block, Document, Hints


def blocks(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(text, (0, 0), (i + 1, i + 1)) for i, text in enumerate(texts))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "The ferry that had been laid up for years is to become a school, and it will be the first of its kind.",
        ),
        (
            "de",
            "Die Fähre, die seit Jahren im Hafen liegt, soll nach dem Willen der Stadt eine Schule werden und nicht verschrottet.",
        ),
        ("fr", "Le bac qui est dans le port depuis des années va être une école, et ce sera la première du pays."),
        ("es", "El barco que estaba en el puerto desde hace años será una escuela y no se va a vender."),
        ("it", "La nave che è nel porto da anni sarà una scuola e non si può più vendere, come ha detto il sindaco."),
        ("nl", "De boot die al jaren in de haven ligt wordt een school en zal niet meer worden verkocht."),
        ("pt", "O barco que está no porto há anos vai ser uma escola e não será mais vendido."),
        ("pl", "Prom, który od lat stoi w porcie, ma być szkołą i nie będzie już na sprzedaż."),
        ("ru", "Паром, который уже много лет стоит в порту, будет школой, и его не продадут."),
        ("uk", "Пором, який багато років стоїть у порту, стане школою, і його не продадуть."),
        ("zh", "停在港口多年的渡轮将成为一所学校，市长周二说。"),
        ("ja", "港に何年も係留されているフェリーは学校になる予定です。"),
        ("ko", "항구에 몇 년째 정박해 있는 여객선이 학교가 될 예정이다."),
        ("el", "Το πλοίο που βρίσκεται στο λιμάνι θα γίνει σχολείο."),
        ("ar", "ستصبح العبارة الراسية في الميناء منذ سنوات مدرسة."),
        ("he", "המעבורת שעוגנת בנמל תהפוך לבית ספר."),
    ],
)
def test_the_language_of_a_sentence_is_found(language: str, text: str) -> None:
    assert detect_language(blocks(text)) == language


@pytest.mark.parametrize("texts", [(), ("",), ("12:30", "— — —"), ("Kalaallisut naqqiissutit oqaatsit pilersaarutit",)])
def test_where_nothing_speaks_for_a_language_none_is_named(texts: tuple[str, ...]) -> None:
    assert detect_language(blocks(*texts)) is None


def test_what_the_page_states_wins() -> None:
    english = blocks("The ferry that had been laid up for years is to become a school.")
    assert page_language(Document("", english, "text/plain", "utf-8", "valid", language="de-AT")) == "de"
    assert page_language(Document("", english, "text/html", "utf-8", "valid", hints=Hints(language="FR"))) == "fr"
    assert page_language(Document("", english, "text/plain", "utf-8", "valid", language="???")) == "en"
