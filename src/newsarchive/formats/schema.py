"""The JSON Schema (draft 2020-12) of an article, as ``newsarchive schema`` prints it. Fields may be added; none goes."""

from __future__ import annotations

from typing import Any

from newsarchive.formats.articlejson import SCHEMA
from newsarchive.model import Kind, Relation, Role, Status

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_LABELLED = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
_LINES = {
    "type": "array",
    "items": {"type": "integer", "minimum": 0},
    "minItems": 2,
    "maxItems": 2,
    "description": "first and last line of the decoded source, 1-based; HTML: block numbers; [0, 0]: the head",
}


def _object(description: str, properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(values: Any) -> dict[str, Any]:
    return {"enum": [value.value for value in values]}


def article_schema() -> dict[str, Any]:
    """The schema as a JSON value."""
    moment = _or_null(_object("a date as printed and in ISO 8601", {"value": _TEXT_OR_NULL, "raw": _TEXT}))
    place = _object("where a field came from", {"lines": _LINES, "raw": _TEXT, "why": _TEXT})
    properties = {
        "schema": {"const": SCHEMA},
        "id": _SHA256 | {"description": "SHA-256 of the source bytes"},
        "status": _one_of(Status),
        "input_id": _TEXT | {"description": "the id of the JSON Lines object"},
        "verdict": _object("why it is no whole article", {"kind": _TEXT, "why": _TEXT}),
        "headline": _TEXT_OR_NULL,
        "standfirst": _TEXT_OR_NULL,
        "byline": _or_null(
            _object(
                "who wrote it", {"raw": _TEXT, "authors": {"type": "array", "items": _TEXT}, "agency": _TEXT_OR_NULL}
            )
        ),
        "published": moment,
        "modified": moment,
        "section": _TEXT_OR_NULL | {"description": "the part of the site in which it stands"},
        "tags": {"type": "array", "items": _TEXT},
        "site_name": _TEXT_OR_NULL,
        "canonical_url": _TEXT_OR_NULL | {"description": "the address that the page gives as its own: http or https"},
        "language": _TEXT_OR_NULL | {"description": "BCP 47"},
        "body": {
            "type": "array",
            "items": _object(
                "a part of the body",
                {"kind": _one_of(Kind), "text": _TEXT, "lines": _LINES, "why": _TEXT, "path": _TEXT},
                optional=("path",),
            ),
        },
        "text": _TEXT | {"description": "the body, one blank line between parts"},
        "related": {
            "type": "array",
            "items": _object(
                "a link to another post",
                {"relation": _one_of(Relation), "title": _TEXT, "url": _TEXT_OR_NULL, "lines": _LINES, "why": _TEXT},
            ),
        },
        "removed": {
            "type": "array",
            "items": _object(
                "a block that stands in no field", {"role": _one_of(Role), "text": _TEXT, "lines": _LINES, "why": _TEXT}
            ),
        },
        "where": {"type": "object", "additionalProperties": place},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "source": _object(
            "the bytes it was made from",
            {
                "uri": _TEXT,
                "fetched": _TEXT_OR_NULL,
                "media_type": _TEXT,
                "encoding": _TEXT,
                "encoding_from": _TEXT,
                "bytes": {"type": "integer", "minimum": 0},
                "sha256": _SHA256,
                "record": _object(
                    "the record of a web archive that holds them",
                    {"file": _TEXT, "offset": {"type": "integer", "minimum": 0}, "id": _TEXT},
                ),
            },
            optional=("record",),
        ),
        "checksums": _object("of the source and of the text as UTF-8", {"source": _LABELLED, "text": _LABELLED}),
        "provenance": _object("what made it", {"software": _TEXT, "model": _TEXT}),
    }
    schema = _object("A cleaned news page", properties, optional=("input_id", "verdict"))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA} | schema
