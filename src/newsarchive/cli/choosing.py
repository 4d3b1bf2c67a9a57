"""The options of ``ingest`` that say which of its sources are inputs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from newsarchive.cli.options import date_value, language_value
from newsarchive.textnorm import printable

if TYPE_CHECKING:
    from newsarchive.model import RawPage
    from newsarchive.sources.choice import Choice

F = TypeVar("F", bound=Callable[..., Any])
_PART = re.compile("([0-9]{1,9})/([0-9]{1,9})")


def _pattern(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    try:
        if value is not None:
            re.compile(value)
    except re.error as error:
        raise click.BadParameter(f"{value}: not a regular expression: {error}", ctx, param) from None
    return value


def _part(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int]:
    match = _PART.fullmatch("1/1" if value is None else value)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise click.BadParameter(f"{printable(value or '')!r} is no part as in 3/8: the third of eight", ctx, param)
    return int(match[1]), int(match[2])


def choice_options(function: F) -> F:
    """``--filter``, ``--since``, ``--url-pattern``, ``--only-language``, ``--part``."""
    for option in (
        click.option(
            "--part",
            metavar="I/N",
            callback=_part,
            help="Only the I-th of N parts of the files, 1 to N, by their names: for the tasks of a job array.",
        ),
        click.option(
            "--only-language",
            metavar="CODE",
            callback=language_value,
            help="Only pages in this language: stated, else by their words.",
        ),
        click.option(
            "--url-pattern", metavar="REGEX", callback=_pattern, help="Only pages in whose URI this is found."
        ),
        click.option(
            "--since", metavar="DATE", callback=date_value, help="Only pages of this date or later (RFC 3339)."
        ),
        click.option(
            "--filter",
            "globs",
            metavar="GLOB",
            multiple=True,
            help="Only files and members of this name, as '*.html' or 'news/*'; '!GLOB': not these. Repeatable.",
        ),
    ):
        function = option(function)
    return function


def choice_of(
    globs: tuple[str, ...],
    since: str | None,
    url_pattern: str | None,
    only_language: str | None,
    part: tuple[int, int],
) -> Choice:
    """What those options say."""
    from newsarchive.sources.choice import Choice

    language = only_language.partition("-")[0].lower() if only_language else None
    return Choice(globs, since, url_pattern, language, _language_of, part)


def _language_of(page: RawPage) -> str | None:
    """By the words of the page: what ``clean`` would find, where nothing states it."""
    from newsarchive.decode import decode
    from newsarchive.label.language import page_language
    from newsarchive.model import Failure
    from newsarchive.sources.sniff import sniff_page

    kind = sniff_page(page)
    return None if isinstance(kind, Failure) else page_language(decode(page, kind).document)
