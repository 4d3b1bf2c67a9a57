"""Options that several commands share, and how their values are checked."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from newsarchive.textnorm import printable

F = TypeVar("F", bound=Callable[..., Any])


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from newsarchive.sources import normalise_date

    if value is None:
        return None
    try:
        return normalise_date(value)
    except ValueError as error:
        raise click.BadParameter(f"{printable(value)}: {error}", ctx, param) from None


def _encoding(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    try:
        return value and codecs.lookup(value).name
    except LookupError:
        raise click.BadParameter(f"{printable(value or '')}: no such charset", ctx, param) from None


def archive_option(function: F) -> F:
    """``--archive DIR``: the archive, ``./archive`` unless NEWSARCHIVE_ARCHIVE names another."""
    return click.option(
        "-a",
        "--archive",
        "folder",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        default="archive",
        show_default="./archive",
        envvar="NEWSARCHIVE_ARCHIVE",
        help="The archive's folder (or NEWSARCHIVE_ARCHIVE).",
    )(function)


def source_options(function: F) -> F:
    """What the caller knows of the input: its kind, URL, charset, language, date."""
    from newsarchive.sources import InputKind

    for option in (
        click.option("--date", metavar="DATE", callback=_date, help="When the pages were fetched (RFC 3339)."),
        click.option("--language", metavar="LANG", help="Language of the pages (BCP 47), as `en` or `pt-BR`."),
        click.option(
            "--encoding", metavar="CHARSET", callback=_encoding, help="Charset, believed whatever the page says."
        ),
        click.option("--url", metavar="URL", help="Where the page stands on the web."),
        click.option(
            "--input",
            "kind",
            type=click.Choice([kind.value for kind in InputKind]),
            default=InputKind.AUTO.value,
            show_default=True,
            help="What the input is; auto: decided by its content.",
        ),
    ):
        function = option(function)
    return function


def colour_option(function: F) -> F:
    """``--color``; NO_COLOR counts under ``auto``."""
    return click.option(
        "--color",
        "colour",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colours of `explain`; auto: on a terminal, unless NO_COLOR is set.",
    )(function)


json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table, for programs.")
