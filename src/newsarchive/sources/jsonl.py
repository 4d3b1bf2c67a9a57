"""One line of JSON Lines -> one RawPage, or one Failure in its place (docs: "Streams" of the contract).

Only the meaning of a line belongs here; cutting a stream into lines is done in stream.py. Format: RFC 8259 (JSON), one
object a line, UTF-8, https://jsonlines.org.
"""

from __future__ import annotations

import base64
import json
import math
import re
from dataclasses import dataclass
from typing import Any

from newsarchive.digest import sha256_hex
from newsarchive.model import Failure, RawPage
from newsarchive.sources import naming, sniff
from newsarchive.sources.options import SourceOptions, normalise_date
from newsarchive.sources.stream import Unreadable, bytes_written

_MEDIA_TYPES = {"text": sniff.TEXT, "html": sniff.HTML, "content_base64": ""}  # empty: decided by the bytes
_STRINGS = (*_MEDIA_TYPES, "url", "fetched", "encoding", "language")
_KNOWN = frozenset((*_STRINGS, "id"))

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8}){0,15}", re.ASCII)  # RFC 5646, the shape only
_ENCODING = re.compile(r"[\x21-\x7e]{1,64}", re.ASCII)
_SURROGATES = re.compile("[\ud800-\udfff]")

_Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands and what is known of all lines of its file."""

    uri: str
    """The file's URI; the line's number is put behind it."""
    date: str | None
    """For lines without ``fetched``."""
    by_content: bool = False
    """Whether a line without url and id is named by its content (standard input) and not by its place."""


def page_of(line: bytes | None, number: int, place: Place, options: SourceOptions) -> RawPage | Failure:
    """The page that line ``number`` holds; ``line`` is None where it was too long to be read."""
    known: _Object = {}
    try:
        if line is None:
            raise Unreadable(f"more than {bytes_written(options.max_bytes)}")
        known.update(_object(line))
        _check_types(known)
        return _page(known, number, place, options)
    except (ValueError, Unreadable) as error:
        uri = _own_uri(known) or f"{place.uri}/{number}"
        return Failure(uri, "source", f"line {number}: {error}", _input_id(known))


def _object(line: bytes) -> _Object:
    try:
        value = json.loads(
            line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_no_constant
        )
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except ValueError:  # Python reads no integer of more than 4,300 digits: that would take quadratic time
        raise Unreadable("not JSON that can be read: a number of thousands of digits") from None
    except RecursionError:
        raise Unreadable("not JSON that can be read: nested too deep") from None
    if not isinstance(value, dict):
        raise Unreadable("not a JSON object")
    # null says as much as nothing; half a surrogate pair is no character and no format could write it.
    return {key: _whole(item) for key, item in value.items() if key in _KNOWN and item is not None}


def _pairs(pairs: list[tuple[str, Any]]) -> _Object:
    result = dict(pairs)
    if len(result) < len(pairs) and len([key for key, _ in pairs if key in _KNOWN]) > len(_KNOWN & result.keys()):
        raise Unreadable("not JSON that can be trusted: a key stands twice")
    return result


def _no_constant(name: str) -> None:
    raise Unreadable(f"not JSON: {name}")


def _whole(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        value.encode()  # takes a hundredth of the time of looking for what hardly ever is there
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", value)
    return value


def _check_types(known: _Object) -> None:
    for key in _STRINGS:
        if not isinstance(known.get(key, ""), str):
            raise Unreadable(f"{key}: not a string")
    if "id" in known and _input_id(known) is None:
        raise Unreadable("id: not a string or number")
    for key, shape in (("language", _LANGUAGE), ("encoding", _ENCODING)):
        if key in known and not shape.fullmatch(known[key]):
            raise Unreadable(f"{key}: not the name of {'a language (BCP 47)' if key == 'language' else 'an encoding'}")


def _page(known: _Object, number: int, place: Place, options: SourceOptions) -> RawPage:
    contents = [key for key in _MEDIA_TYPES if key in known]
    if len(contents) != 1:
        raise Unreadable(f"{' and '.join(contents) or 'none'} of text, html and content_base64; one is wanted")
    data = _data(known, contents[0], options.max_bytes)
    encoded = contents[0] == "content_base64"
    return RawPage(
        data=data,
        uri=_uri(known, number, place, data),
        date=_date(known) or options.date or place.date,
        date_is_stated="fetched" in known or options.date is not None,
        media_type=_MEDIA_TYPES[contents[0]] or sniff.page_type(data),
        encoding=known.get("encoding") if encoded else "utf-8",
        encoding_given=options.encoding if encoded else "utf-8",
        language=known.get("language", options.language),
        input_id=_input_id(known),
    )


def _data(known: _Object, key: str, limit: int) -> bytes:
    value: str = known.pop(key)
    data = _from_base64(value) if key == "content_base64" else value.encode("utf-8")
    if len(data) > limit:
        raise Unreadable(f"{key}: more than {bytes_written(limit)}")
    if not data:
        raise Unreadable(f"{key}: empty (0 bytes)")
    return data


def _from_base64(value: str) -> bytes:
    try:
        return base64.b64decode("".join(value.split()).encode("ascii"), validate=True)
    except ValueError as error:
        raise Unreadable(f"content_base64: not base64: {error}") from None


def _date(known: _Object) -> str | None:
    try:
        return normalise_date(known["fetched"]) if "fetched" in known else None
    except ValueError as error:
        raise Unreadable(f"fetched: {error}") from None


def _uri(known: _Object, number: int, place: Place, data: bytes) -> str:
    if "url" in known:
        return naming.page_url(known["url"])
    if _input_id(known):
        return naming.id_uri(str(_input_id(known)))
    return f"urn:sha256:{sha256_hex(data)}" if place.by_content else f"{place.uri}/{number}"


def _own_uri(known: _Object) -> str | None:
    """The page's own name where it has one that can be used."""
    try:
        if isinstance(known.get("url"), str):
            return naming.page_url(known["url"])
        return naming.id_uri(str(_input_id(known))) if _input_id(known) else None
    except ValueError:
        return None


def _input_id(known: _Object) -> str | None:
    value = known.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value) if not isinstance(value, float) or math.isfinite(value) else None
