"""What pages that are no article say: labels, pronouns and notices, one TOML file a language under ``words/``.

Loading and checking belong here; how much a label weighs does not (model.py), nor when a notice decides (notices.py).
docs/decisions/0007-verdict.md describes the files.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from newsarchive.errors import ConfigurationError
from newsarchive.textnorm import fold

SORTS = ("shop", "catalogue", "forum", "company", "manual")
"""Sorts of labels."""
PERSONS = ("you", "we", "i", "they")
NOTICES = ("error", "robot", "script", "paywall")
_TABLES = {"labels": SORTS, "pronouns": PERSONS, "notices": NOTICES}
_NO_LETTERS = str.maketrans(
    dict.fromkeys(string.digits + string.punctuation + "«»“”„‘’‹›…·•–—→←×©№、。！？：（）【】「」", " ")
)
_EVERYWHERE = "en"  # systems whose texts nobody translated are everywhere


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a page's language and of English, folded."""

    labels: Mapping[str, str]
    """A label (see :func:`label_key`) -> its sort."""
    pronouns: Mapping[str, frozenset[str]]
    notices: Mapping[str, tuple[str, ...]]
    sorts: tuple[str, ...] = SORTS


def label_key(line: str) -> str:
    """A line as labels are compared: words in lower case, without digits and signs, so that "12 Replies" is "replies"."""
    return " ".join(line.translate(_NO_LETTERS).casefold().split())


def lexicon_for(language: str | None) -> Lexicon:
    """The words for pages in ``language`` (BCP 47); English alone where there are none for it.

    Raises:
        ConfigurationError: a file cannot be used.
    """
    return _lexicon(_known((language or "").partition("-")[0].lower()))


@lru_cache(256)  # a page may claim to be in any language
def _known(code: str) -> str:
    return code if code.isalpha() and _file(code).is_file() else _EVERYWHERE


@cache
def _lexicon(code: str) -> Lexicon:
    tables = [_read(_EVERYWHERE)] + ([_read(code)] if code != _EVERYWHERE else [])
    own = tables[-1]
    return Lexicon(
        labels={label_key(each): sort for table in tables for sort in SORTS for each in table["labels"].get(sort, ())},
        pronouns={who: frozenset(fold(" ".join(own["pronouns"].get(who, ()))).split()) for who in PERSONS},
        notices={
            what: tuple(fold(each) for table in tables for each in table["notices"].get(what, ())) for what in NOTICES
        },
    )


def _file(code: str) -> Any:
    return resources.files(__package__).joinpath("words", f"{code}.toml")


def _read(code: str) -> dict[str, dict[str, list[str]]]:
    import tomllib

    try:
        found = tomllib.loads(_file(code).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"verdict/words/{code}.toml cannot be used: {error}") from error
    for table, names in _TABLES.items():
        unknown = set(found.get(table, {})) - set(names)
        if unknown or not isinstance(found.setdefault(table, {}), dict):
            raise ConfigurationError(f"verdict/words/{code}.toml: [{table}] has {', '.join(sorted(unknown))}")
    return found
