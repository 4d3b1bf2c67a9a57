"""Article to JSON and back, and the JSON Schema of it: schema ``newsarchive/article/1`` (docs/article.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import fields
from json.encoder import encode_basestring
from typing import Any, TypeVar

from newsarchive.digest import canonical_json, labelled, sha256_hex
from newsarchive.model import (
    Article,
    Byline,
    Kind,
    Moment,
    Part,
    RelatedLink,
    Relation,
    Removed,
    Role,
    Source,
    SourceRecord,
    Status,
    Verdict,
    Where,
)

SCHEMA = "newsarchive/article/1"
_RANGE = re.compile(r"\[\n\s+(\d+),\n\s+(\d+)\n\s+\]")  # strings hold no line break: only indentation matches

# The json module escapes C0 alone. These stand in strings only, so they may be escaped behind its back: DEL, C1, line and
# paragraph separator, the bidirectional controls, and lone surrogates, which no encoder takes.
_UNSEEN = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

T = TypeVar("T", Moment, Verdict)


def to_value(article: Article) -> dict[str, Any]:
    """``article`` as the JSON object of the contract, in the contract's order."""
    value = _frame(article)
    value["body"] = [_part(part) for part in article.body]
    value["related"] = [
        {"relation": r.relation.value, "title": r.title, "url": r.url, "lines": list(r.lines), "why": r.why}
        for r in article.related
    ]
    value["removed"] = [
        {"role": r.role.value, "text": r.text, "lines": list(r.lines), "why": r.why} for r in article.removed
    ]
    return value


def _frame(article: Article) -> dict[str, Any]:
    """The object of the contract, but for what hundreds of lines make: ``body``, ``related`` and ``removed`` are empty."""
    text = article.text
    value: dict[str, Any] = {"schema": SCHEMA, "id": article.id, "status": article.status.value}
    if article.input_id is not None:
        value["input_id"] = article.input_id
    if article.verdict is not None:
        value["verdict"] = _fields(article.verdict)
    value |= {
        "headline": article.headline,
        "standfirst": article.standfirst,
        "byline": _optional(article.byline),
        "published": _optional(article.published),
        "modified": _optional(article.modified),
        "language": article.language,
        "body": [],
        "text": text,
        "related": [],
        "removed": [],
        "where": {
            name: {"lines": list(w.lines), "raw": w.raw, "why": w.why} for name, w in sorted(article.where.items())
        },
        "confidence": article.confidence,
        "source": _source(article.source),
        "checksums": {
            "source": labelled(article.source.sha256),
            "text": labelled(sha256_hex(text.encode("utf-8", "surrogatepass"))),
        },
        "provenance": {"software": article.software, "model": article.model},
    }
    return value


def dumps(article: Article) -> str:
    """Indented JSON for people, ending in a newline. What could act on a terminal stands as ``\\u009b`` and the like."""
    shown = _RANGE.sub(r"[\1, \2]", json.dumps(to_value(article), ensure_ascii=False, indent=2))
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", shown) + "\n"


def canonical(article: Article) -> bytes:
    """RFC 8785 canonical JSON on one line, without a newline: what the archive stores.

    ``canonical_json(to_value(article))``, in a quarter of the time: what there are hundreds of has its form in a template.

    Raises:
        rfc8785.CanonicalizationError: ``article`` holds something JSON cannot say, such as a lone surrogate.
    """
    members = {name: canonical_json(member) for name, member in _frame(article).items()}
    try:
        members["body"] = _array(map(_part_line, article.body))
        members["related"] = _array(map(_related_line, article.related))
        members["removed"] = _array(map(_removed_line, article.removed))
    except UnicodeEncodeError:
        return canonical_json(to_value(article))
    return b"{" + b",".join(b'"%b":%b' % (name.encode(), members[name]) for name in sorted(members)) + b"}"


def from_value(value: dict[str, Any]) -> Article:
    """The Article of a JSON object that :func:`to_value` made.

    Raises:
        KeyError, TypeError, ValueError: ``value`` is no such object.
    """
    if value["schema"] != SCHEMA:
        raise ValueError(f"schema is {value['schema']!r}, this version reads {SCHEMA!r}")
    byline = value["byline"]
    return Article(
        id=value["id"],
        status=Status(value["status"]),
        verdict=_known(Verdict, value["verdict"]) if "verdict" in value else None,
        headline=value["headline"],
        standfirst=value["standfirst"],
        byline=Byline(byline["raw"], tuple(byline["authors"]), byline["agency"]) if byline else None,
        published=_known(Moment, value["published"]) if value["published"] else None,
        modified=_known(Moment, value["modified"]) if value["modified"] else None,
        language=value["language"],
        body=tuple(Part(Kind(p["kind"]), p["text"], _lines(p), p["why"], p.get("path")) for p in value["body"]),
        related=tuple(
            RelatedLink(Relation(r["relation"]), r["title"], r["url"], _lines(r), r["why"]) for r in value["related"]
        ),
        removed=tuple(Removed(Role(r["role"]), r["text"], _lines(r), r["why"]) for r in value["removed"]),
        where={name: Where(_lines(w), w["raw"], w["why"]) for name, w in value["where"].items()},
        confidence=float(value["confidence"]),
        source=_read_source(value["source"]),
        software=value["provenance"]["software"],
        model=value["provenance"]["model"],
        input_id=value.get("input_id"),
    )


def _part(part: Part) -> dict[str, Any]:
    value: dict[str, Any] = {
        "kind": part.kind.value,
        "text": part.text,
        "lines": list(part.lines),
        "why": part.why,
    }
    return value if part.path is None else value | {"path": part.path}


def _part_line(part: Part) -> str:
    """The canonical form of :func:`_part`: names in order."""
    kind, text, (first, last), why, path = part
    place = "" if path is None else f'"path":{encode_basestring(path)},'
    texts = f'"text":{encode_basestring(text)},"why":{encode_basestring(why)}'
    return f'{{"kind":"{kind}","lines":[{first},{last}],{place}{texts}}}'


def _related_line(link: RelatedLink) -> str:
    relation, title, url, (first, last), why = link
    address = "null" if url is None else encode_basestring(url)
    texts = f'"title":{encode_basestring(title)},"url":{address},"why":{encode_basestring(why)}'
    return f'{{"lines":[{first},{last}],"relation":"{relation}",{texts}}}'


def _removed_line(removed: Removed) -> str:
    role, text, (first, last), why = removed
    texts = f'"text":{encode_basestring(text)},"why":{encode_basestring(why)}'
    return f'{{"lines":[{first},{last}],"role":"{role}",{texts}}}'


def _array(members: Iterable[str]) -> bytes:
    return f"[{','.join(members)}]".encode()


def _fields(value: Moment | Byline | Source | Verdict) -> dict[str, Any]:
    """By name, without the copies that ``dataclasses.asdict`` makes."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _source(source: Source) -> dict[str, Any]:
    value = _fields(source)
    record = value.pop("record")
    return value if record is None else value | {"record": record._asdict()}


def _read_source(value: dict[str, Any]) -> Source:
    record = value.get("record")
    known = {field.name: value[field.name] for field in fields(Source) if field.name != "record"}
    return Source(**known, record=SourceRecord(record["file"], int(record["offset"]), record["id"]) if record else None)


def _optional(field: Byline | Moment | None) -> dict[str, Any] | None:
    if field is None:
        return None
    return {name: list(v) if isinstance(v, tuple) else v for name, v in _fields(field).items()}


def _known(kind: type[T], value: dict[str, Any]) -> T:
    """What this version knows of an object: later versions may add to it."""
    return kind(**{field.name: value[field.name] for field in fields(kind)})


def _lines(value: dict[str, Any]) -> tuple[int, int]:
    first, last = value["lines"]
    return int(first), int(last)
