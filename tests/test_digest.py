"""Digests, ids that hang on content alone, and canonical JSON."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.digest import canonical_json, labelled, record_id, sha256_hex
from newsarchive.model import Kind

NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-(2**53) + 1, 2**53 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.binary())
def test_sha256_is_that_of_hashlib_in_lower_case_hex(data: bytes) -> None:
    assert sha256_hex(data) == hashlib.sha256(data).hexdigest()
    assert labelled(sha256_hex(data)) == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_the_digest_of_nothing_is_the_one_in_the_books() -> None:
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_record_id_never_changes() -> None:
    """It stands in archives: if this fails, archives that were written before cannot be told from those written now."""
    assert record_id("resource", "http://example.org/", "ab" * 32) == "<urn:uuid:670840a8-a7ae-5228-a656-e6a249e890cf>"


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_record_ids_are_equal_where_their_parts_are(one: list[str], other: list[str]) -> None:
    assert (record_id(*one) == record_id(*other)) == (chr(31).join(one) == chr(31).join(other))


@given(st.text())
def test_a_record_id_is_a_uuid_of_version_5(part: str) -> None:
    assert uuid.UUID(record_id(part)[1:-1].removeprefix("urn:uuid:")).version == 5


@given(JSON)
def test_canonical_json_says_what_it_was_given(value: Any) -> None:
    assert json.loads(canonical_json(value)) == value


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None))
    | st.sampled_from(Kind),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text() | st.none(), inner),
    max_leaves=20,
)


@given(ANY_JSON)
@example([1e16, 1e15, 0.0001, 0.00001, 1e21, 1e20, 1e22, -0.0, 5e-324, 1.0, 0.873])
@example({"\ue000": 1, "\U00010000": 2, "b": 3, "B": 4, "": 5})
@example(["".join(map(chr, range(0x100))), "\u2028\u2029\ufeff"])
@example([2**53 - 1, 1 - 2**53])
@example(2**53)
def test_canonical_json_is_what_its_reference_implementation_writes(value: Any) -> None:
    try:
        expected = rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        with pytest.raises(rfc8785.CanonicalizationError):
            canonical_json(value)
    else:
        assert canonical_json(value) == expected


@given(JSON)
def test_canonical_json_made_of_itself_is_the_same_bytes(value: Any) -> None:
    canonical = canonical_json(value)
    assert canonical_json(json.loads(canonical)) == canonical
    assert b"\n" not in canonical


@given(st.dictionaries(st.text(), st.integers(0, 9)))
def test_the_order_of_names_makes_no_difference(value: dict[str, int]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"\udfff": 1}])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_json(value)
