"""Options that several commands share, and how their values are checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_BCP_47 = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,8}")  # RFC 5646, section 2.1, well-formed in outline


class Choice(click.Choice[str]):
    """A choice that says what may have been meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(super().convert(value, param, ctx))
        except click.BadParameter as error:
            raise click.BadParameter(error.message + meant(str(value), self.choices), ctx, param) from None


def meant(typed: str, names: Iterable[str]) -> str:
    """The nearest of ``names`` as a question; empty where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(typed.lower()[:64], names, 1, 0.75)
    return f" Did you mean {near[0]!r}?" if near else ""


def date_value(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Callback of an option that is a date."""
    from newsarchive.sources import normalise_date

    if value is None:
        return None
    try:
        return normalise_date(value)
    except ValueError as error:
        raise click.BadParameter(f"{value}: {error}", ctx, param) from None


def _encoding(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from newsarchive.decode.charset import canonical_name

    name = None if value is None else canonical_name(value.encode("ascii", "replace").decode("ascii"))
    if value is not None and name is None:
        from encodings.aliases import aliases

        names = (alias.replace("_", "-") for alias in aliases if canonical_name(alias))
        near = meant(value.encode("ascii", "replace").decode("ascii").replace("_", "-"), names)
        raise click.BadParameter(f"{value}: no such charset.{near}", ctx, param)
    return name


def language_value(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Callback of an option that is a language."""
    if value is not None and not _BCP_47.fullmatch(value):
        raise click.BadParameter(f"{value}: not a language tag as in `en` or `pt-BR` (BCP 47)", ctx, param)
    return value


def _url(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from newsarchive.sources.naming import page_url

    try:
        return value and page_url(value)
    except UnicodeError:
        raise click.BadParameter(f"{value}: not UTF-8", ctx, param) from None
    except ValueError as error:
        raise click.BadParameter(f"{value}: {error}", ctx, param) from None


def archive_option(function: F) -> F:
    """``--archive DIR``: the archive, ``./archive`` unless NEWSARCHIVE_ARCHIVE names another."""
    return click.option(
        "-a",
        "--archive",
        "folder",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        default="archive",
        envvar="NEWSARCHIVE_ARCHIVE",
        help="The archive's folder; default: NEWSARCHIVE_ARCHIVE, else ./archive.",
    )(function)


def source_options(function: F) -> F:
    """What the caller knows of the input: its kind, URL, charset, language, date."""
    from newsarchive.sources import InputKind

    for option in (
        click.option("--date", metavar="DATE", callback=date_value, help="When the pages were fetched (RFC 3339)."),
        click.option(
            "--language",
            metavar="LANG",
            callback=language_value,
            help="Language of the pages (BCP 47), as `en` or `pt-BR`.",
        ),
        click.option(
            "--encoding", metavar="CHARSET", callback=_encoding, help="Charset, believed whatever the page says."
        ),
        click.option("--url", metavar="URL", callback=_url, help="Where the page stands on the web."),
        click.option(
            "--input",
            "kind",
            type=Choice([kind.value for kind in InputKind]),
            default=InputKind.AUTO.value,
            show_default=True,
            help="What the input is; auto: decided by its content.",
        ),
    ):
        function = option(function)
    return function


def format_option(function: F) -> F:
    """``--format``: what :data:`newsarchive.formats.Format` lists."""
    from newsarchive.formats import Format

    return click.option(
        "--format",
        "fmt",
        type=Choice([fmt.value for fmt in Format]),
        default=Format.TEXT.value,
        show_default=True,
        help="What to print; explain: every line of the page with its role and the reason.",
    )(function)


def colour_option(function: F) -> F:
    """``--color``; NO_COLOR counts under ``auto``."""
    return click.option(
        "--color",
        "colour",
        type=Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colours; auto: on a terminal, unless NO_COLOR is set.",
    )(function)


json_option = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table, for programs.")
