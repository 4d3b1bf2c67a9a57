"""``newsarchive schema``."""

from __future__ import annotations

import json

import click

from newsarchive.cli.console import emit


@click.command("schema")
def command() -> None:
    """The JSON Schema of an article, as `clean --format json` and the archive write it.

    \b
    Example:
      newsarchive schema > article.schema.json
    """
    from newsarchive.formats.schema import article_schema

    emit(json.dumps(article_schema(), indent=2) + "\n")
