"""Article to JSON and back, and the JSON Schema of it: schema ``newsarchive/article/1`` (docs/article.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from json.encoder import encode_basestring
from typing import Any

from newsarchive.digest import canonical_json, labelled, sha256_hex
from newsarchive.formats.unseen import escape_unseen
from newsarchive.model import (
    Article,
    Byline,
    Kind,
    LineRange,
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
from newsarchive.patterns import lazily

SCHEMA = "newsarchive/article/1"
_RANGE = lazily(r"\[\n\s+(\d+),\n\s+(\d+)\n\s+\]")  # strings hold no line break: only indentation matches


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
        "section": article.section,
        "tags": list(article.tags),
        "site_name": article.site_name,
        "canonical_url": article.canonical_url,
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
    return escape_unseen(shown) + "\n"  # the json module escapes C0 alone; the others stand in strings only


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
    """The Article of a JSON object that :func:`to_value` made, in this version or an older one.

    Raises:
        KeyError, TypeError, ValueError: ``value`` is no such object; the message names the member that is not as it should be.
    """
    if value["schema"] != SCHEMA:
        raise ValueError(f"schema is {value['schema']!r}, this version reads {SCHEMA!r}")
    byline = _member(value, "byline", dict, None)
    made_by = _member(value, "provenance", dict)
    return Article(
        id=_member(value, "id", str),
        status=Status(value["status"]),
        verdict=_verdict(value["verdict"]) if "verdict" in value else None,
        headline=_member(value, "headline", str, None),
        standfirst=_member(value, "standfirst", str, None),
        byline=_byline(byline) if byline else None,
        published=_moment(value, "published"),
        modified=_moment(value, "modified"),
        language=_member(value, "language", str, None),
        body=tuple(map(_part_of, _member(value, "body", list))),
        related=tuple(map(_related_of, _member(value, "related", list))),
        removed=tuple(map(_removed_of, _member(value, "removed", list))),
        where={name: _where_of(place) for name, place in _member(value, "where", dict).items()},
        confidence=float(_member(value, "confidence", (int, float))),
        source=_read_source(value["source"]),
        software=_member(made_by, "software", str),
        model=_member(made_by, "model", str),
        input_id=_member(value, "input_id", str, None),
        section=_member(value, "section", str, None),
        tags=_texts(value, "tags"),
        site_name=_member(value, "site_name", str, None),
        canonical_url=_member(value, "canonical_url", str, None),
    )


_REQUIRED: Any = object()


def _member(value: Any, name: str, kind: type | tuple[type, ...], default: Any = _REQUIRED) -> Any:
    """``value[name]``, checked; ``default`` where it is missing or null, if there is one."""
    if not isinstance(value, dict):
        raise TypeError(f"there is {type(value).__name__} where an object with {name!r} should be")
    if value.get(name) is None and default is not _REQUIRED:
        return default
    member = value[name]
    if not isinstance(member, kind) or isinstance(member, bool):
        raise TypeError(f"{name} is {type(member).__name__}")
    return member


def _texts(value: Any, name: str) -> tuple[str, ...]:
    members = _member(value, name, list, [])
    if not all(isinstance(member, str) for member in members):
        raise TypeError(f"{name} holds more than strings")
    return tuple(members)


def _verdict(value: Any) -> Verdict:
    return Verdict(_member(value, "kind", str), _member(value, "why", str))


def _byline(value: Any) -> Byline:
    return Byline(_member(value, "raw", str), _texts(value, "authors"), _member(value, "agency", str, None))


def _moment(value: Any, name: str) -> Moment | None:
    moment = _member(value, name, dict, None)
    return Moment(_member(moment, "value", str, None), _member(moment, "raw", str)) if moment else None


def _part_of(value: Any) -> Part:
    kind = Kind(_member(value, "kind", str))
    return Part(
        kind, _member(value, "text", str), _lines(value), _member(value, "why", str), _member(value, "path", str, None)
    )


def _related_of(value: Any) -> RelatedLink:
    relation = Relation(_member(value, "relation", str))
    url = _member(value, "url", str, None)
    return RelatedLink(relation, _member(value, "title", str), url, _lines(value), _member(value, "why", str))


def _removed_of(value: Any) -> Removed:
    return Removed(
        Role(_member(value, "role", str)), _member(value, "text", str), _lines(value), _member(value, "why", str)
    )


def _where_of(value: Any) -> Where:
    return Where(_lines(value), _member(value, "raw", str), _member(value, "why", str))


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
    record = _member(value, "record", dict, None)
    texts = {name: _member(value, name, str) for name in ("uri", "media_type", "encoding", "encoding_from", "sha256")}
    return Source(
        **texts,
        fetched=_member(value, "fetched", str, None),
        bytes=_member(value, "bytes", int),
        record=_record_of(record) if record else None,
    )


def _record_of(value: Any) -> SourceRecord:
    return SourceRecord(_member(value, "file", str), _member(value, "offset", int), _member(value, "id", str))


def _optional(field: Byline | Moment | None) -> dict[str, Any] | None:
    if field is None:
        return None
    return {name: list(v) if isinstance(v, tuple) else v for name, v in _fields(field).items()}


def _lines(value: Any) -> LineRange:
    lines = _member(value, "lines", list)
    if len(lines) != 2 or not all(type(number) is int for number in lines):
        raise TypeError("lines are not two whole numbers")
    return lines[0], lines[1]
