"""HTML by construction: whatever is put into an element is escaped, unless it was made here. No template can forget it.

Only the making of markup belongs here; what is said stands in html.py and its neighbours. Format: HTML, Living Standard.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from newsarchive.formats.unseen import show_unseen

_VOID = frozenset({"meta", "input", "link", "br", "hr"})
"""Elements without an end tag (HTML, section 13.1.2)."""


class Markup(str):
    """Text that is HTML already. Made by the functions of this module alone."""

    __slots__ = ()


Content = str | Iterable[Markup]
Attribute = str | int | bool | None


def escape(text: str) -> Markup:
    """``text`` for an element or a quoted attribute; what is not seen (controls, bidirectional overrides) stands as ``\\u202e``."""
    return text if isinstance(text, Markup) else Markup(html.escape(show_unseen(text), quote=True))


def element(tag: str, /, *contents: Content, **attributes: Attribute) -> Markup:
    """One element.

    Args:
        tag: its name, ours and never a page's.
        contents: texts, which are escaped, and markup, one or many.
        attributes: by name; ``_`` stands for ``-`` and at the end for nothing (``class_``, ``aria_label``). None and False: left
            out; True: the name alone.
    """
    inner = "".join(escape(part) if isinstance(part, str) else "".join(part) for part in contents)
    start = "".join(_attribute(key, value) for key, value in attributes.items())
    return Markup(f"<{tag}{start}>" if tag in _VOID else f"<{tag}{start}>{inner}</{tag}>")


def join(parts: Iterable[Markup], between: str = "") -> Markup:
    """``parts`` one after the other."""
    return Markup(escape(between).join(parts))


def style(css: str) -> Markup:
    """``css``, which must be our own, as it is: a browser does not unescape what stands in a style element."""
    return Markup(f"<style>{css}</style>")


def document(root: Markup) -> str:
    """A whole page."""
    return f"<!DOCTYPE html>\n{root}\n"


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
