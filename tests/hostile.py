"""A page that tries everything at once, as HTML, as text, and as an Article that somebody forged. Data only, of our own writing."""

from __future__ import annotations

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
    Status,
    Verdict,
    Where,
)  # fmt: skip

OWNED = "OWNED"
"""What a page that gets to run something makes of the window's title."""
RUN = f"document.title='{OWNED}'"
TITLE = "Ferry " + "x" * 1_000_000

URLS = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}//http://example.org",
    f" \x01javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//example.org/x",
    f'https://example.org/" onclick="{RUN}',
    f"https://example.org/'><script>{RUN}</script>",
    "https://good.example@evil.example/",
    "http://[::1",
    "https://example.org/" + "a" * 3_000,
)


def tricks(beacon: str = "http://127.0.0.1:9") -> tuple[str, ...]:
    """What has a meaning to a terminal, a browser, a spreadsheet or a template; ``beacon`` is asked if anything loads."""
    return (
        "\x1b[31mred\x1b[2J\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07", "\x9b31m\x90q\x9c", "\x00null\x00", "back\x08\x08space\x7f",
        f"</script><script>{RUN}</script>", f"</style><script>{RUN}</script>", f"</title><script>{RUN}</script>",
        f"</textarea></template></noscript></xmp><script>{RUN}</script>", f"--><script>{RUN}</script><!--",
        f"]]><script>{RUN}</script>", f"<script src={beacon}/script.js></script>", f"<img src={beacon}/i.png onerror={RUN}>",
        f"<svg onload={RUN}><use href={beacon}/u.svg#a>", f"<iframe src={beacon}/frame srcdoc='<script>top.{RUN}</script>'>",
        f"<base href={beacon}/>", f"<meta http-equiv=refresh content='0;url={beacon}/meta'>",
        f"<link rel=stylesheet href={beacon}/style.css>", f"<style>@import url({beacon}/import.css)</style>",
        f"</style><style>*{{background:url({beacon}/css.png)}}</style>",
        f"<form action={beacon}/form><input autofocus onfocus={RUN}>",
        f"<details open ontoggle={RUN}>", f"<video><source onerror={RUN}>", f"<object data={beacon}/o><embed src={beacon}/e>",
        f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="', f"' onfocus='{RUN}' autofocus x='", f"` onfocus={RUN} `",
        f"&lt;script&gt;{RUN}&lt;/script&gt;", f"&#60;script&#62;{RUN}", f"\\u003cscript\\u003e{RUN}",
        f"＜script＞{RUN}＜/script＞", f"+ADw-script+AD4-{RUN}", f"[x](javascript:{RUN})", f"![x]({beacon}/md.png)",
        f"=HYPERLINK(\"{beacon}/f\";\"x\")", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1", "-1+1", "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
        "%s%n{0}{article}", "safe\u202efdp.exe\u202c", "\u2066isolated", "\u2028line\u2029end", "\ufeffmark\u200b\u2060",
        "tags \U000e0001\U000e0041\U000e0042\U000e007f", "\ud800 alone \udfff", "\ufffe\uffff", "a" + "\u0301" * 5_000,
        "---\ntitle: other\n...", "key: value # comment", "!!python/object/apply:os.system ['x']", "*alias &anchor", "| folded",
    )  # fmt: skip


def hostile_html(beacon: str = "http://127.0.0.1:9") -> bytes:
    """An article whose paragraphs try everything, 10,000 elements deep, with a title of 1 MB."""
    words = (
        "The ferry left the pier at nine on Tuesday, the harbour master said, and it came back at noon with the mail."
    )
    paragraphs = "\n".join(f"<p>{words} {trick}</p>" for trick in tricks(beacon))
    links = "".join(f'<li><a href="{url}">Related {number}</a></li>' for number, url in enumerate(URLS))
    page = (
        f"<!doctype html><html lang='en\"><script>{RUN}</script>'><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
        f"<article>{paragraphs}</article>{'<div>' * 10_000}<p>deep {words}</p>"
        f"<section class=related-posts><h3>Related posts</h3><ul>{links}</ul></section></body></html>"
    )
    return page.encode("utf-8", "surrogatepass")


def hostile_text(beacon: str = "http://127.0.0.1:9") -> bytes:
    """The same as plain text."""
    words = (
        "The ferry left the pier at nine on Tuesday, the harbour master said, and it came back at noon with the mail."
    )
    paragraphs = "\n\n".join(f"{words} {trick}" for trick in tricks(beacon))
    related = "\n".join(URLS)
    return f"{TITLE}\n\n{paragraphs}\n\n{'<div>' * 10_000}\n\nRelated posts\n{related}\n".encode(
        "utf-8", "surrogatepass"
    )


def forged(beacon: str = "http://127.0.0.1:9", *, status: Status = Status.ARTICLE) -> Article:
    """An Article that no page gives: every text of it tries something, unnormalised."""
    texts = tricks(beacon)
    mixed = " ".join(texts)
    lines = (1, 1)
    moment = Moment(texts[23], mixed)
    names = ("headline", "standfirst", "byline", "published", "modified", "section", 'x" onclick="1')
    return Article(
        id="ab" * 32,
        status=status,
        verdict=Verdict(mixed, mixed) if status is Status.NOT_ARTICLE else None,
        headline=mixed,
        standfirst=mixed,
        byline=Byline(mixed, texts, mixed),
        published=moment,
        modified=moment,
        language=texts[23],
        body=tuple(
            Part(kind, text, (number, number), text, text)
            for number, text in enumerate(texts, 2)
            for kind in Kind
        ),
        related=tuple(
            RelatedLink(relation, text, url, (90, 90), text) for url in URLS for text in texts[4:7] for relation in Relation
        ),
        removed=tuple(Removed(role, text, (99, 99), text) for role in Role for text in texts),
        where={name: Where(lines, mixed, mixed) for name in names},
        confidence=0.5,
        source=Source(texts[4] + mixed, mixed, mixed, mixed, mixed, 1, "cd" * 32),
        software=mixed,
        model=mixed,
        input_id=mixed,
    )  # fmt: skip
