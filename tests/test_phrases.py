"""The phrase tables: what is in them, how they are checked, what they match and how long that takes."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import ConfigurationError
from newsarchive.label.phrases import LOOK, Cue, phrases_for
from newsarchive.label.phrasestore import function_words, languages, table
from newsarchive.label.phrasetables import parse_table
from newsarchive.textnorm import fold

ENGLISH = phrases_for("en")


def cue_of(line: str, language: str = "en") -> Cue | None:
    match = phrases_for(language).match(line, fold(line[:LOOK]), len(line.split()))
    return match.cue if match else None


@pytest.mark.parametrize("language", languages())
def test_every_table_can_be_used_and_names_its_own_language(language: str) -> None:
    assert table(language).language == language


def test_english_has_something_to_say_of_every_cue() -> None:
    assert set(table("en").sections) == set(Cue)


@pytest.mark.parametrize("language", languages())
def test_the_function_words_read_alone_are_those_of_the_whole_table(language: str) -> None:
    assert function_words(language) == table(language).function_words


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("language = ", "not TOML"),
        ('language = "english"', "want a code of two or three letters"),
        ("[nav]\nexact = ['home']", "language"),
        ('language = "xx"\n[navigation]\nexact = ["home"]', "unknown key 'navigation'"),
        ('language = "xx"\n[nav]\nwords = ["home"]', "unknown key 'words'"),
        ('language = "xx"\nnav = "home"', "want a section"),
        ('language = "xx"\n[nav]\nexact = "home"', "want a list of strings"),
        ('language = "xx"\n[nav]\nexact = [1]', "want strings"),
        ('language = "xx"\n[nav]\nexact = ["  "]', "want strings with something in them"),
        ('language = "xx"\n[nav]\nexact = ["»"]', "no letter or digit"),
        ('language = "xx"\nfunction_words = ["a", ""]', "function_words"),
        ("language = 'xx'\n[nav]\npatterns = ['home', 'ho(me']", "'ho(me' is no regular expression"),
        ("language = 'xx'\n[nav]\npatterns = ['(home)+']", "capturing group"),
        ("language = 'xx'\n[nav]\npatterns = ['home', 'x?']", "matches an empty line"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_its_file_and_the_reason(source: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(complaint)) as raised:
        parse_table(source, "phrases/xx.toml")
    assert str(raised.value).startswith("phrases/xx.toml: ")


@pytest.mark.parametrize(
    ("line", "cue"),
    [
        ("Previous Post", Cue.PREVIOUS_LABEL),
        ("« Older Entries", Cue.PREVIOUS_LABEL),
        ("Next article »", Cue.NEXT_LABEL),
        ("Up next", Cue.NEXT_LABEL),
        ("Post navigation", Cue.NAVIGATION_LABEL),
        ("Leave a Reply", Cue.COMMENT_FORM),
        ("Leave a comment on this story", Cue.COMMENT_FORM),
        ("Your email address will not be published. Required fields are marked *", Cue.COMMENT_FIELD),
        ("This site uses Akismet to reduce spam. Learn how your comment data is processed.", Cue.COMMENT_FIELD),
        ("3 thoughts on “The Ferry”", Cue.COMMENT_HEADING),
        ("Marta Nilsen says:", Cue.COMMENT_MARK),
        ("You might also like", Cue.RELATED_HEADING),
        ("More from the harbour desk", None),
        ("Share on Facebook (Opens in new window)", Cue.SHARE),
        ("Sign up for our daily newsletter", Cue.NEWSLETTER),
        ("We and our partners use cookies to store information on a device.", Cue.COOKIE),
        ("By Theodora Quill", Cue.BYLINE),
        ("Published 11 March 2023", Cue.DATE),
        ("2023-03-11 14:05", Cue.DATE),
        ("The mayor opens the bridge. Photo: Anna Holm", Cue.CAPTION),
        ("© 2023 The Solent Herald. All rights reserved.", Cue.FOOTER),
        ("Skip to main content", Cue.NAV),
        ("Filed under: Harbour, Ferries", Cue.NAV),
        ("4 min read", Cue.OTHER),
        ("The council met on Tuesday and decided nothing.", None),
    ],
)
def test_english_lines_are_known_for_what_they_are(line: str, cue: Cue | None) -> None:
    assert cue_of(line) == cue


@pytest.mark.parametrize(
    ("language", "line", "cue"),
    [
        ("de", "Schreibe einen Kommentar", Cue.COMMENT_FORM),
        ("de", "Das könnte Sie auch interessieren", Cue.RELATED_HEADING),
        ("fr", "Laisser un commentaire", Cue.COMMENT_FORM),
        ("fr", "Publié le 6 octobre 2019", Cue.DATE),
        ("es", "Entrada anterior", Cue.PREVIOUS_LABEL),
        ("es", "Todos los derechos reservados", Cue.FOOTER),
        ("pl", "Czytaj także", Cue.RELATED_HEADING),
        ("ru", "Добавить комментарий", Cue.COMMENT_FORM),
        ("zh", "相关阅读", Cue.RELATED_HEADING),
        ("ja", "関連記事", Cue.RELATED_HEADING),
        ("it", "Articolo precedente", Cue.PREVIOUS_LABEL),
        ("nl", "Lees ook", Cue.RELATED_HEADING),
        ("pt", "Deixe um comentário", Cue.COMMENT_FORM),
        ("ar", "اترك تعليقا", Cue.COMMENT_FORM),
    ],
)
def test_other_languages_have_their_own_words(language: str, line: str, cue: Cue) -> None:
    assert cue_of(line, language) == cue


def test_a_page_in_another_language_is_read_with_the_english_table_too() -> None:
    assert cue_of("Leave a Reply", "de") == Cue.COMMENT_FORM
    assert cue_of("Leave a Reply", "sw") == Cue.COMMENT_FORM


def test_the_title_after_a_label_is_given_apart() -> None:
    line = "Previous article: Fishing fleet stays in port"
    match = ENGLISH.match(line, fold(line), 7)
    assert match is not None
    assert (match.cue, match.evidence, match.rest) == (
        Cue.PREVIOUS_TITLE,
        "Previous article:",
        "Fishing fleet stays in port",
    )


@given(st.text(max_size=600))
def test_any_line_can_be_matched(line: str) -> None:
    match = ENGLISH.match(line, fold(line[:LOOK]), len(line.split()))
    assert match is None or match.evidence in line.replace("'", "’") or match.evidence in line


HOSTILE = [
    (start + seed * LOOK)[: LOOK - 1] + "!"
    for seed in (
        "A,A",
        "A-A ",
        "a ",
        "1.",
        "1/1 ",
        "a: ",
        "| ",
        "facebook, ",
        "2020 ",
        "» a ",
        "A’A.",
        "（",
        "…",
        "get a ",
        "(photo",
    )
    for start in ("", "By ", "Updated on ", "Photo: ", "Von ", "Previous ")
]


@pytest.mark.parametrize("language", languages())
def test_no_pattern_is_slow_on_lines_made_to_be_slow(language: str) -> None:
    for cue, section in table(language).sections.items():
        if section.union is None:
            continue
        for line in HOSTILE:
            begun = time.process_time()
            section.union.match(line)
            taken = time.process_time() - begun
            assert taken < 0.25, f"{language} {cue}: {taken:.2f} s on {line[:40]!r}"
