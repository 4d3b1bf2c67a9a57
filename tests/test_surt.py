"""The sort key of an address is the one that replay tools look for; a CDXJ line carries it.

``surt-of-pywb.jsonl`` holds one ``[address, key]`` a line, the key as pywb 2.10.0 (``pywb.utils.canonicalize.canonicalize``, with
surt 0.3.1) gave it; 60,000 random addresses gave the same with both when the table was made.
"""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.cdxj import cdxj_line
from newsarchive.archive.surt import surt

TABLE = [json.loads(line) for line in (Path(__file__).parent / "surt-of-pywb.jsonl").read_text("utf-8").splitlines()]
ADDRESSES = st.text() | st.lists(
    st.sampled_from(
        ["http://", "www.", "a", ".", ":", "80", "@", "/", "..", "?", "&", "=", "%25", "%C3", "é", "[", "]", "#", "\n", " "]
    )
).map("".join)  # fmt: skip


@pytest.mark.parametrize(("address", "key"), TABLE, ids=[ascii(address) for address, _ in TABLE])
def test_the_key_is_the_one_that_pywb_makes(address: str, key: str) -> None:
    assert surt(address) == key


@given(ADDRESSES)
def test_any_address_has_a_key_that_can_stand_in_an_index_line(address: str) -> None:
    key = surt(address)
    assert key
    assert all("!" <= character <= "~" for character in key)


@given(ADDRESSES)
def test_the_host_is_never_looked_up(address: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("gethostbyname", "gethostbyname_ex", "getaddrinfo", "socket"):
            patch.setattr(socket, name, None)
        surt(address)


@pytest.mark.parametrize("address", ["http://example.org:port/A b", "http://example.org:99999/A b"])
def test_an_address_that_no_tool_can_read_is_escaped_as_it_stands(address: str) -> None:
    assert surt(address) == address.lower().replace(" ", "%20")


@pytest.mark.parametrize(
    "address",
    [
        "http://a/" + "%25" * 100_000,
        "http://a/?" + "cfid=" * 2_000,
        "http://" + "a." * 100_000,
        "http://a" + "/.." * 100_000,
        "9" * 100_000,
    ],
)
@pytest.mark.timeout(5)
def test_a_long_address_takes_no_long_time(address: str) -> None:
    assert surt(address)


def test_an_index_line_is_key_time_and_where_the_record_stands() -> None:
    line = cdxj_line(
        "https://www.example.org/Ä", "2023-09-05T14:00:01Z", "text/html", "ab" * 32, ("x.warc.gz", 12, 345)
    )
    key, time, value = line.split(" ", 2)
    assert (key, time) == ("org,example)/%c3%84", "20230905140001")
    assert json.loads(value) == {
        "url": "https://www.example.org/Ä",
        "mime": "text/html",
        "digest": f"sha256:{'ab' * 32}",
        "length": "345",
        "offset": "12",
        "filename": "x.warc.gz",
    }
    assert line.isascii()
