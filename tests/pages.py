"""Pages that hypothesis draws: bytes of every kind that somebody may put into a file and call a page. Strategies only."""

from __future__ import annotations

from hypothesis import strategies as st

from newsarchive.model import RawPage
from strategies import HOSTILE

HTML = "text/html"
CHARSETS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp1252",
    "latin-1",
    "shift_jis",
    "gb18030",
    "koi8-r",
    "big5",
    "euc-kr",
]
TAGS = "p div span a b br li ul table tr td h1 h2 blockquote pre article nav footer script style title svg select form".split()
WORDS = [
    "The minister said on Tuesday that the bridge would be closed until spring, because of the ice.",
    "Previous article", "Next article", "Leave a Reply", "Related posts", "Share this", "Advertisement", "We use cookies",
    "By Jane Doe",
    "Sept. 5, 2023", "Subscribe to our newsletter", "© 2023 The Paper", "Read more", "• item", "– a dash", "1.", "|", "***",
    "> quoted",
    "Er sagte, dass es so sei.", "这是一个句子。", "これは文です。", "Это предложение.", "هذه جملة.", "", " ", "\t",
]  # fmt: skip


def text_lines() -> st.SearchStrategy[str]:
    """One line of a text page, without line ends of any kind and without what nobody can see."""
    return st.sampled_from(WORDS) | st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=40)


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attribute = st.sampled_from(
        ["", ' href="/x"', " class='story body'", ' id="comments"', " style=display:none", ' rel="next"', " a=<>"]
    )
    end = st.sampled_from(["</{}>", "", "</p>", "</x", "/>"])
    return st.builds(
        lambda tag, given, parts, close: f"<{tag}{given}>{''.join(parts)}{close.format(tag)}",
        st.sampled_from(TAGS), attribute, st.lists(inner, max_size=4), end,
    )  # fmt: skip


_LEAVES = (
    st.sampled_from(WORDS)
    | HOSTILE
    | st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "<?x", "&#0;", "&#xd800;", "&nosuch;", "<"])
)
_MARKUP = st.recursive(_LEAVES, _element, max_leaves=12)
_HEAD = st.sampled_from(
    ["", "<!DOCTYPE html>", "<html lang=de><head><title>A title</title><base href='/b/'>",
     "<meta charset=utf-16><meta charset=x>",
     '<meta property="og:title" content="T"><meta http-equiv=Content-Type content="text/html; charset=shift_jis">',
     '<?xml version="1.0" encoding="big5"?><!DOCTYPE x [<!ENTITY a "b">]>']
)  # fmt: skip


def _html() -> st.SearchStrategy[str]:
    return st.builds(lambda head, parts: head + "".join(parts), _HEAD, st.lists(_MARKUP, max_size=8))


def _text() -> st.SearchStrategy[str]:
    end = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\x0c", "\x0b", "\u2028", "\x85", " \n\t", "\0"])
    return st.builds(lambda lines, end: end.join(lines), st.lists(_LEAVES | text_lines(), max_size=20), end)


def _encoded() -> st.SearchStrategy[bytes]:
    return st.builds(
        lambda text, charset: text.encode(charset, "replace"), _html() | _text(), st.sampled_from(CHARSETS)
    )


def _spoilt() -> st.SearchStrategy[bytes]:
    """A page with some bytes of another in the middle."""
    return st.builds(
        lambda data, at, other: data[:at] + other + data[at:], _encoded(), st.integers(0, 200), st.binary(max_size=8)
    )


def pages() -> st.SearchStrategy[RawPage]:
    """Bytes that are a page, were one, or never were; with what a source may declare of them."""
    return st.builds(
        RawPage,
        data=_encoded() | _spoilt() | st.binary(max_size=200),
        uri=st.sampled_from(["https://example.org/news/1", "file:///a/b", "urn:newsarchive:1"]),
        media_type=st.sampled_from([None, "text/plain", HTML, "application/pdf"]),
        encoding=st.sampled_from([None, *CHARSETS, "no-such-charset", "", "utf-7", "base64", "\x1b"]),
        encoding_given=st.sampled_from([None, None, *CHARSETS]),
        language=st.sampled_from([None, "en", "de", "xx", "zh-Hans", "", "not a language"]),
        input_id=st.none() | st.text(max_size=5),
    )
