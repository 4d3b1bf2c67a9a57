"""Article to Markdown (CommonMark 0.31): text of the page is escaped, so that it cannot become markup, links or HTML."""

from __future__ import annotations

from collections.abc import Iterable

from newsarchive.formats.facts import printed_facts
from newsarchive.formats.frontmatter import front_matter
from newsarchive.formats.weblink import web_address
from newsarchive.model import Article, Kind, Part, RelatedLink
from newsarchive.patterns import lazily
from newsarchive.textnorm import normalise

_SPECIAL = lazily(r"([\\`*_\[\]<>&|~])")
_AT_START = lazily(r"^(#{1,6}(?=\s|$)|[-+=](?=\s|$)|-{2,}|={2,}|(?P<number>\d{1,9})(?P<mark>[.)])(?=\s|$))")
_CLOSING_HASHES = lazily(r"(?<=\s)(#+)$")
_PREFIX = {Kind.HEADING: "## ", Kind.LIST_ITEM: "- ", Kind.QUOTE: "> "}


def render_markdown(article: Article) -> str:
    """``article`` as Markdown under YAML front matter."""
    body = markdown_body(article)
    return front_matter(article) + ("\n" + body if body else "")


def markdown_body(article: Article) -> str:
    """``article`` as Markdown alone: headline as a first-level heading, then who and when, the body, links to other posts."""
    facts = [fact.text for fact in printed_facts(article)]
    head = [
        ("# {}", _heading(article.headline or "")),
        ("**{}**", escape(article.standfirst or "")),
        ("*{}*", escape(" · ".join(facts))),
    ]
    blocks = [form.format(text) for form, text in head if text]
    blocks += _body(article.body)
    related = [_related(link) for link in article.related if normalise(link.title)]
    if related:
        blocks += [*(["---"] if blocks else []), "\n".join(related)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def escape(text: str) -> str:
    """``text`` on one line, with every character that CommonMark could read as markup escaped."""
    text = _SPECIAL.sub(r"\\\1", normalise(text))
    return _AT_START.sub(lambda m: f"{m['number']}\\{m['mark']}" if m["number"] else f"\\{m[0]}", text)


def _heading(text: str) -> str:
    """As :func:`escape`; number signs at the end of a heading would be taken for its closing ones."""
    return _CLOSING_HASHES.sub(r"\\\1", escape(text))


def _body(parts: Iterable[Part]) -> list[str]:
    blocks: list[str] = []
    previous = Kind.PARAGRAPH
    for part in parts:
        text = _heading(part.text) if part.kind is Kind.HEADING else escape(part.text)
        if not text:
            continue
        line = _PREFIX.get(part.kind, "") + text
        if part.kind is previous is Kind.LIST_ITEM:
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
        previous = part.kind
    return blocks


def _related(link: RelatedLink) -> str:
    title, address = escape(link.title), web_address(link.url)
    shown = f"[{title}](<{_destination(address)}>)" if address else title
    return f"- {link.relation.value.capitalize()}: {shown}"


def _destination(address: str) -> str:
    """``address`` for angle brackets: an entity stays letters."""
    return address.replace("&", r"\&")
