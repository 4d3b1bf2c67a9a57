"""Where the phrase tables are: ``phrases/*.toml``, and an index of what was read off them beforehand.

To parse all tables and see what their patterns need takes a third of a second, to read the index a hundredth.
``python -m training.phraseindex`` writes it anew when a table has changed; until then the changed table itself is read.
What a table holds and how it is checked stands in phrasetables.py.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from newsarchive.label.needs import Needs, Place
from newsarchive.label.phrasetables import Cue, Section, Table, parse_table

INDEX = "index.jsonl"
"""First line: by language the CRC-32 of the table and its function words. Then, in that order, a line for the sections of each."""


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a table, as ISO 639-1 codes, sorted; ``und`` is the table for all."""
    return tuple(sorted(entry.name[:-5] for entry in folder().iterdir() if entry.name.endswith(".toml")))


@cache
def table(language: str) -> Table:
    """The table of ``language``.

    Raises:
        ConfigurationError: the file cannot be used; the message names the file, the key and what is wrong.
    """
    heads, lines = _index()
    if not _is_indexed(language):
        return parsed(language)
    sections = json.loads(lines[list(heads).index(language)])
    return Table(language, function_words(language), {Cue(cue): _section(*each) for cue, each in sections.items()})


@cache
def function_words(language: str) -> frozenset[str]:
    """The function words of ``language``: those of its table, but read alone."""
    return frozenset(_index()[0][language][1]) if _is_indexed(language) else table(language).function_words


def parsed(language: str) -> Table:
    """The table of ``language``, read from its own file and checked."""
    return parse_table(_source(language).decode("utf-8"), f"phrases/{language}.toml")


def index_of(tables: Iterable[Table]) -> str:
    """What :data:`INDEX` says of ``tables``."""
    chosen = list(tables)
    heads = {each.language: [zlib.crc32(_source(each.language)), sorted(each.function_words)] for each in chosen}
    packed = [{cue: _packed(section) for cue, section in each.sections.items()} for each in chosen]
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in (heads, *packed))


@cache
def folder() -> Traversable:
    """The folder of the tables."""
    return resources.files(__package__) / "phrases"


def _source(language: str) -> bytes:
    return (folder() / f"{language}.toml").read_bytes()


@cache
def _index() -> tuple[Mapping[str, Any], list[str]]:
    """The first line of the index, and the others."""
    file = folder() / INDEX
    head, *lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else ["{}"]
    return json.loads(head), lines


@cache
def _is_indexed(language: str) -> bool:
    """Whether the index was made of the table as it is."""
    heads = _index()[0]
    return language in heads and heads[language][0] == zlib.crc32(_source(language))


def _packed(section: Section) -> list[Any]:
    needs = [[need.place.value, sorted(need.words), sorted(need.also)] for need in section.needs]
    return [section.exact, section.patterns, needs]


def _section(exact: list[str], patterns: list[str], needs: list[tuple[str, list[str], list[str]]]) -> Section:
    read = tuple([Needs(Place(place), frozenset(words), frozenset(also)) for place, words, also in needs])
    return Section(tuple(exact), tuple(patterns), read)
